"""What tells that a path got slower, without a bot: the parts that compute."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing

import pytest

from tests.bench import check
from tests.bench.calibration import Calibration, connect, piece
from tests.bench.check import Sample, measured, ratios, slower
from tests.bench.programs import until


def sample(ratio: float) -> Sample:
    """A path that costs so many pieces of five milliseconds."""
    return Sample(ratio * 0.005, 0.005)


def test_a_path_is_slower_when_it_costs_more_than_a_third_more() -> None:
    """The line names the path and both figures; what is not expected at all is told, too."""
    expected = {"update": 3.0, "prompt": 0.3}
    assert slower(expected, {"update": 3.99, "prompt": 0.1}) == {}
    assert slower(expected, {"update": 4.2, "prompt": 0.3}) == {
        "update": "update got slower: 4.2 pieces, expected 3: 1.40 times"
    }
    assert list(slower(expected, {"start": 1.0})) == ["start"]


def test_the_median_counts() -> None:
    """One round beside something noisy does not."""
    assert ratios({"update": [sample(9), sample(3), sample(3.2)]}) == {"update": pytest.approx(3.2)}


def rounds(values: Mapping[str, Iterator[float]], asked: list[list[str]]) -> dict[str, list[Sample]]:
    """What comes of paths that cost these, round by round, where 1.0 is expected of each."""

    def again(paths: Collection[str]) -> dict[str, Sample]:
        asked.append(list(paths))
        return {path: sample(next(values[path])) for path in paths}

    return measured(lambda: again(list(values)), again, dict.fromkeys(values, 1.0))


def test_only_what_seems_slower_is_measured_again_until_it_does_not() -> None:
    """One noisy round of the updates, and a prompt that did get slower."""
    asked: list[list[str]] = []
    found = rounds({"update": iter([1.5, 1.0]), "prompt": iter([1.5, 1.6, 1.5]), "start": iter([1.0])}, asked)
    assert asked == [["update", "prompt", "start"], ["update", "prompt"], ["prompt"]]
    assert list(slower({"update": 1.0, "prompt": 1.0, "start": 1.0}, ratios(found))) == ["prompt"]


def test_what_is_expected_is_committed_for_every_path() -> None:
    """With how it was made."""
    committed = json.loads(check.EXPECTED.read_text(encoding="utf-8"))
    assert set(committed["ratios"]) == {check.START, check.REST, check.UPDATE, check.PROMPT}
    assert committed["command"] == check.COMMAND
    assert all(
        least <= committed["ratios"][path] <= most for path, (least, most) in committed["least and most"].items()
    )


def test_a_piece_of_calibration_is_always_the_same_work() -> None:
    """Else ratios of one run say nothing about another's."""
    with closing(connect()) as connection:
        assert [piece(connection) for _ in range(2)] == [1477, 1477]


def test_pieces_are_timed_beside_what_runs() -> None:
    """Their mean, between two moments."""
    with Calibration() as calibration:
        until(lambda: calibration.count > 1, 60, "two pieces", look=0.01)
    assert calibration.between(0, float("inf")) > 0
