"""Clip plans: what a figure's text may say, how a wrong one is explained, and when a clip is drawn again."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.media.plan import Plan, plans
from content.parsing import check, parse_documents
from tests.content.figures.neck_turns import line_of, written

TURNED = "neck: {twist: -50}"
KEYS = "keys: [tall, {pose: turned, move: 0.4, hold: 0.2}]"


def plans_of(folder: Path) -> dict[str, Plan]:
    """The plans of a library that is sound, by the clip's name."""
    files: dict[str, str | None] = {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}
    _, movements, _, faults = parse_documents(files)
    assert faults == []
    return {plan.name: plan for plan in plans(movements)}


WRONG = [
    (TURNED, "neck: {twsit: -50}", TURNED, "`neck` has no key `twsit`; did you mean `twist`?"),
    (TURNED, "nek: {twist: -50}", TURNED, "`turned` has no key `nek`; did you mean `neck`?"),
    (TURNED, "neck: {twist: far}", TURNED, "this must be a number, not far; write for example 30 or 0.45"),
    (TURNED, "neck: {twist: }", TURNED, "nothing stands after `twist:`"),
    ("[0.42, -0.10, 0.083]", "[0.42, -0.10]", "side_leg:", "this must be three numbers, not [0.42, -0.1]"),
    ("kind: chair", "kind: sofa", "kind: chair", "sofa is not known for `kind`; choose from mat, chair, pillow, wall"),
    ("elevation: 14", "elevation: 90", "camera:", "a camera cannot stand 90 degrees over the floor; write 0 to 85"),
    ("azimuth: -60, ", "", "camera:", "`camera` needs `azimuth`"),
    ("like: tall", "like: small", "like: tall", "there is no pose small; choose from tall, turned"),
    ("like: tall", "like: turned", "like: tall", "the pose is like itself, by turned; write one of them out"),
    (
        "foot_flat: 5}\n          other_leg",
        "knee: 20}\n          other_leg",
        "side_leg:",
        "the limb has both `ankle_at` and `knee`; keep `ankle_at`, or the angles",
    ),
    ("pose: turned, move", "pose: turnd, move", KEYS, "there is no pose turnd; choose from tall, turned, or write the"),
    ("move: 0.4", "move: 0", KEYS, "0 is not more than 0; write for example 1.2"),
    ("hold: 0.2}]", "hold: 9}]", KEYS, "9 is more than 6 seconds; write for example 1.2"),
    (
        "hold: 0.2}]",
        "hold: 6}]",
        "figure: turn\n",
        "its poses are held for 7 s, of a round of 6.7 s; hold",
    ),
    ("marks: [crown]", "camera: high", KEYS, "there is no camera high; write it under `cameras:`"),
    ("marks: [crown]", "press: [side_leg]", KEYS, "side_leg is not known for `press`; choose from side_foot,"),
    (
        "[tall, {pose: turned, move",
        "[{pose: tall, arrow: {joint: head, ways: 2}}, {pose: turned, move",
        KEYS,
        "its arrow",
    ),
    ("rounds: [2, 4]", "second_figure: turn", "rounds:", "`second_figure` stands without `second`; write"),
    ("moving: [head]", "moving: [hand]", KEYS, "hand is not known for `moving`; did you mean head?"),
    ("marks: [crown]", "marks: [crow]", KEYS, "crow is not known for `marks`; did you mean crown?"),
    ("arrow: head", "arrow: heat", "arrow: head", "heat is not known for `arrow`; did you mean head?"),
    ("arrow: head", "arrow: {joint: heat}", "arrow: head", "heat is not known for `joint`; did you mean head?"),
    ("figure: turn\n", "figure: tunr\n", "figure: turn\n", "there is no step tunr with a figure"),
    ("look: kim", "look: kimm", "look: kim", "kimm is not known for `look`; did you mean kim?"),
    ("still: seated-neck-turns/turn", "still: turn", "still:", "there is no step turn; write variation/step"),
]


@pytest.mark.parametrize(("old", "new", "at", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_what_is_wrong_is_said_at_its_line(tmp_path: Path, old: str, new: str, at: str, said: str) -> None:
    """With what to do about it."""
    found = [str(fault) for fault in check(written(tmp_path / "library", (old, new)))]
    assert [each for each in found if f"neck-turns.yaml:{line_of(at)}: {said}" in each], found


def test_figures_without_a_camera_are_explained(tmp_path: Path) -> None:
    """At each step that would need it."""
    folder = written(tmp_path / "library")
    path = folder / "neck-turns.yaml"
    text = path.read_text("utf-8")
    begin, end = text.index("    figure:\n"), text.index("    levels:")
    path.write_text(text[:begin] + text[end:], "utf-8")
    problems = {fault.problem for fault in check(folder)}
    assert problems == {"the variation has no figure to take poses from"}


def test_a_step_has_things_of_its_own_besides_those_of_the_variation(tmp_path: Path) -> None:
    """And no other step has them."""
    own = "moving: [head], marks: [crown], things: [{kind: pillow, at: [0, 0, 0.1]}]}"
    found = plans_of(written(tmp_path / "library", ("moving: [head], marks: [crown]}", own)))
    kinds = {name: [thing["kind"] for thing in plan.content["things"]] for name, plan in found.items()}
    assert kinds["seated-neck-turns/turn"] == ["chair", "pillow"]
    assert kinds["seated-neck-turns/lean"] == ["chair"]


def test_every_step_with_a_figure_has_a_plan(tmp_path: Path) -> None:
    """Another wording one of its own; a step that names another one shows what that shows."""
    found = plans_of(written(tmp_path / "library"))
    assert list(found) == [
        "seated-neck-turns/turn",
        "seated-neck-turns/again",
        "seated-neck-turns/lean",
        "seated-neck-turns/lean/without-twist",
    ]
    turn, again = found["seated-neck-turns/turn"], found["seated-neck-turns/again"]
    assert [key["pose"] for key in turn.content["keys"]] == [key["pose"] for key in again.content["keys"]]


def test_arrows_show_the_way_there_and_of_what_repeats_also_back(tmp_path: Path) -> None:
    """The way back of a single movement is no part of it."""
    arrow = ("moving: [head], marks", "moving: [head], arrow: head, marks")
    found = plans_of(written(tmp_path / "library", arrow))
    has = {name: [key["arrow"] is not None for key in plan.content["keys"]] for name, plan in found.items()}
    assert has["seated-neck-turns/turn"] == [True, False]
    assert has["seated-neck-turns/again"] == [True, True]


def test_limbs_with_angles_lose_the_place_that_they_had(tmp_path: Path) -> None:
    """And what went with it."""
    edit = (TURNED, "side_leg: {flexion: 80, knee: 80}")
    pose = plans_of(written(tmp_path / "library", edit))["seated-neck-turns/turn"].content["keys"][1]["pose"]
    assert {name: value for name, value in pose.items() if name.startswith("side_leg")} == {
        "side_leg.flexion": 80.0,
        "side_leg.knee": 80.0,
    }


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (("twist: -50", "twist: -49"), True),
        (("hold: 0.2", "hold: 0.4"), True),
        (("look: kim", "look: ben"), True),
        (("azimuth: -60", "azimuth: -50"), True),
        (("marks: [crown]", "marks: [seat]"), True),
        (("Turn your head to the {side}.", "Turn it to the {side}."), False),
        (("seconds: 8", "seconds: 9"), False),
        (("keys: [tall, turned], arrow", "keys: [turned, tall], arrow"), False),
    ],
)
def test_a_clip_is_known_by_what_it_shows(tmp_path: Path, edit: tuple[str, str], changes: bool) -> None:
    """Not by the step's words, nor by what another step shows."""
    before = plans_of(written(tmp_path / "before"))["seated-neck-turns/turn"]
    after = plans_of(written(tmp_path / "after", edit))["seated-neck-turns/turn"]
    assert (before.hash("right") != after.hash("right")) is changes
    assert before.hash("right") != before.hash("left")
