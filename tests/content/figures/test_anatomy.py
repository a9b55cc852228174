"""Anatomy: everything that a body cannot do is found, and reported at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from content.figures.inspection import flag_faults, pose_faults
from tests.content.figures.neck_turns import line_of, written
from tests.harness.shortened import shortened

TALL = "root: {rest: [pelvis], height: 0.45}"
TURNED = "neck: {twist: -50}"
STEP = "figure: {keys: [tall, {pose: turned"

CANNOT = [
    ((TURNED, "neck: {twist: -95}"), "turn, frame 39, neck: -95 degrees of neck twist; -82 to 82 can be"),
    ((TURNED, "spine: {flexion: -60}"), "spine: -60 degrees of spine flexion; -35 to 95 can be"),
    (
        ("like: tall\n", "like: tall\n          side_arm: {flexion: 25, abduction: 10, elbow: 170}\n"),
        "side_elbow: 170 degrees of elbow",
    ),
    (
        ("side_leg: {ankle_at: [0.42, -0.10, 0.083]", "side_leg: {ankle_at: [0.42, -0.10, 0.03]"),
        "side_foot: 5.2 cm under the floor",
    ),
    (
        ("other_leg: {ankle_at: [0.42, 0.10, 0.083]", "other_leg: {ankle_at: [1.42, 0.10, 0.083]"),
        "other_ankle: 66.9 cm from where it is to be",
    ),
    (
        ("side_arm: {flexion: 25, abduction: 10, elbow: 25}", "side_arm: {wrist_at: [0.0, 0.0, 0.8]}"),
        "inside lumbar",
    ),
    (
        ("height: 0.45}", "height: 0.33}"),
        "cm inside a thing that stands there",
    ),
    (
        ("like: tall\n", "like: tall\n          root: {rest: [pelvis], height: 0.45, at: [4, 0, 0]}\n"),
        "cm between two frames",
    ),
]


def test_a_pose_that_can_be_has_no_faults(tmp_path: Path) -> None:
    """Nothing is found where nothing is wrong."""
    assert pose_faults(written(tmp_path / "library")) == []


@pytest.mark.parametrize(("edit", "said"), shortened(CANNOT, 4))
def test_what_a_body_cannot_do_is_found(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    """By clip, frame and joint, at the line of the step's figure."""
    added = edit[1].count("\n") - edit[0].count("\n")
    found = [str(fault) for fault in pose_faults(written(tmp_path / "library", edit))]
    where = f"neck-turns.yaml:{line_of(STEP) + added}: seated-neck-turns/"
    assert [each for each in found if where in each and said in each], found


def test_check_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On any library, and ends with 2."""
    assert main(["check", str(written(tmp_path / "library"))]) == 0
    assert main(["check", str(written(tmp_path / "library", (TURNED, "neck: {twist: 120}")))]) == 2
    assert "seated-neck-turns/turn, frame 39, neck: 120 degrees of neck twist" in capsys.readouterr().err


def test_what_is_worst_is_said_once(tmp_path: Path) -> None:
    """Not for each of its frames."""
    found = pose_faults(written(tmp_path / "library", (TURNED, "neck: {twist: -95}")), "seated-neck-turns/turn")
    assert len(found) == 1


# Flags

UNFLAGGED = [
    ((TURNED, "spine: {twist: -26}"), "the spine twists 26 degrees, without the flag twist; write twist under `flags`"),
    (
        (TURNED, "root: {lie: other_side, roll: 14, rest: [trunk]}"),
        "the trunk rolls 14 degrees, without the flag roll",
    ),
    (
        ("like: tall\n", "like: tall\n          side_leg: {flexion: 120, knee: 120}\n"),
        "the side_hip bends 120 degrees, without the flag deep-flexion",
    ),
    (
        ("like: tall\n", "like: tall\n          other_leg: {flexion: 80, abduction: 45, knee: 80}\n"),
        "the other_hip opens 45 degrees, without the flag wide",
    ),
]


@pytest.mark.parametrize(("edit", "said"), UNFLAGGED, ids=[said for _, said in UNFLAGGED])
def test_a_picture_of_what_the_step_has_no_flag_for_is_found(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    """At the line of the step's figure: those who leave just that out would be shown it."""
    added = edit[1].count("\n") - edit[0].count("\n")
    found = [str(fault) for fault in flag_faults(written(tmp_path / "library", edit))]
    where = f"neck-turns.yaml:{line_of(STEP) + added}: seated-neck-turns/turn: "
    assert [each for each in found if where in each and said in each], found


@pytest.mark.parametrize(
    "edit",
    [
        (TURNED, TURNED),
        (TURNED, "spine: {twist: -9}"),
        (TURNED, "root: {lie: stand, roll: 40, rest: [pelvis], height: 0.45}"),
    ],
    ids=["sound", "a little", "turning upright is no roll"],
)
def test_what_needs_no_flag_is_no_fault(tmp_path: Path, edit: tuple[str, str]) -> None:
    """A few degrees are nobody's twist."""
    assert flag_faults(written(tmp_path / "library", edit)) == []


@pytest.mark.parametrize("flags", ["step", "level", "variation"])
def test_a_flag_may_stand_at_the_step_its_level_or_its_variation(tmp_path: Path, flags: str) -> None:
    """It is left out with any of them; a wording that does without it may not show it."""
    twisted = (TURNED, "spine: {twist: -26}")
    at = {
        "step": ("            seconds: 8\n", "            seconds: 8\n            flags: [twist]\n"),
        "level": ("        name: turning\n", "        name: turning\n        flags: [twist]\n"),
        "variation": ("    first_side: right\n", "    first_side: right\n    flags: [twist]\n"),
    }
    found = flag_faults(written(tmp_path / "library", twisted, at[flags]), "seated-neck-turns/turn")
    assert found == []


def test_check_says_what_has_no_flag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And ends with 2."""
    assert main(["check", str(written(tmp_path / "library", (TURNED, "spine: {twist: -26}")))]) == 2
    assert "the spine twists 26 degrees, without the flag twist" in capsys.readouterr().err


def test_a_wording_may_not_show_what_it_does_without(tmp_path: Path) -> None:
    """The step itself may: its flag keeps it from those who leave that out."""
    twisted = (TURNED, "spine: {twist: -26}")
    found = [str(fault) for fault in flag_faults(written(tmp_path / "library", twisted), "seated-neck-turns/lean*")]
    assert len(found) == 1
    assert "seated-neck-turns/lean/without-twist: the spine twists 26 degrees, without the flag twist" in found[0]
