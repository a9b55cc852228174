"""A long table of cases, of which `make test` runs some and `make test-system` the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def shortened(cases: Iterable[Any], every: int) -> list[Any]:
    """The cases for `parametrize`: the first and each `every`th after it run always, the others are marked `system`.

    A plain tuple holds the values of several names.
    """
    return [
        case
        if number % every == 0
        else pytest.param(*(case if type(case) is tuple else (case,)), marks=pytest.mark.system)
        for number, case in enumerate(cases)
    ]
