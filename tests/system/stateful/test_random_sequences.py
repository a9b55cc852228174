"""Any life, some dozens of times: `python -m tests.system.stateful --examples 2000` has it at length."""

from __future__ import annotations

import pytest

from tests.system.stateful.state_machine import AnyLife, at_length

# What is short of this suite: test_known_sequences.
pytestmark = pytest.mark.system

AnyLife.TestCase.settings = at_length(12, 30)
TestAnyLife = AnyLife.TestCase
