"""Poses: the body takes the pose that is written, and moves evenly from one to the next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.figures.anatomy import angles
from content.figures.body import LOOKS, SHANK, SIDES, SOLE, THIGH, parts_of
from content.figures.geometry import about, about_z, angle_between
from content.figures.kinematics import Skeleton, lowest, solve, written_alike
from content.media.motion import Arrow, Keyframe, between, eased, flat, frames

PARTS = parts_of(LOOKS["ana"])
DEGREES = st.floats(-25, 40).map(lambda value: round(value, 2))


def joints(skeleton: Skeleton) -> dict[str, list[float]]:
    """Where every segment begins, in centimetres."""
    return {segment: (origin * 100).round(2).tolist() for segment, (_, origin) in skeleton.items()}


def test_standing_is_the_pose_of_which_nothing_is_said() -> None:
    """Upright, with hanging arms, as high as a person of 1.75 m."""
    skeleton = solve({"root.rest": ["side_leg", "other_leg"]}, PARTS)
    assert lowest(skeleton, PARTS, ["side_leg", "other_leg"]) == pytest.approx(0, abs=1e-9)
    head, ankle = skeleton["head"][1], skeleton["side_foot"][1]
    assert 1.48 < head[2] < 1.56
    assert ankle[2] == pytest.approx(SOLE, abs=0.005)
    for side in SIDES:
        _, wrist = skeleton[f"{side}_hand"]
        assert abs(wrist[0]) < 0.02
        assert wrist[2] < skeleton["pelvis"][1][2]


@given(DEGREES, DEGREES, DEGREES, st.floats(0, 120).map(lambda value: round(value, 2)))
def test_the_angles_that_are_written_are_those_that_are_measured(
    flexion: float, abduction: float, rotation: float, knee: float
) -> None:
    """On both sides the same."""
    for side in SIDES:
        leg = {"flexion": flexion, "abduction": abduction, "rotation": rotation, "knee": knee, "ankle": 9.0}
        pose = flat({f"{side}_leg": leg})
        found = {(joint, name): angle for joint, name, angle in angles(pose, solve(pose, PARTS))}
        assert [
            round(found[f"{side}_{joint}", name], 3)
            for joint, name in (("hip", "hip flexion"), ("hip", "hip abduction"), ("hip", "hip rotation"))
        ] == pytest.approx([flexion, abduction, rotation], abs=1e-3)
        assert found[f"{side}_knee", "knee"] == pytest.approx(knee, abs=1e-3)
        assert found[f"{side}_ankle", "ankle"] == pytest.approx(9, abs=1e-3)


def test_both_sides_are_mirrored() -> None:
    """The same angles on the other side give the same body, seen in a mirror."""
    leg = {"flexion": 50, "abduction": 20, "rotation": 15, "knee": 70, "ankle": 5, "sole": 10}
    arm = {"flexion": 60, "abduction": 30, "rotation": 20, "elbow": 40, "turn": 30, "wrist": 10, "wrist_side": 5}
    one = solve(flat({"side_leg": leg, "side_arm": arm}), PARTS)
    other = solve(flat({"other_leg": leg, "other_arm": arm}), PARTS)
    for part in ("thigh", "shank", "foot", "upper_arm", "forearm", "hand", "fingers"):
        rotation, origin = one[f"side_{part}"]
        turned, there = other[f"other_{part}"]
        mirror = np.diag([1.0, -1.0, 1.0])
        assert np.allclose(mirror @ origin, there)
        assert np.allclose(mirror @ rotation @ mirror, turned)


@given(st.floats(0.15, 0.45), st.floats(-0.3, 0.1), st.floats(-0.6, -0.25), st.floats(-40, 40))
def test_a_foot_is_where_it_is_to_be(x: float, y: float, z: float, swivel: float) -> None:
    """Within reach exactly, with bones as long as they are; and the knee bends forward."""
    skeleton = solve(flat({"side_leg": {"ankle_at": [x, y, z], "swivel": swivel}}), PARTS)
    hip, knee, ankle = (skeleton[f"side_{part}"][1] for part in ("thigh", "shank", "foot"))
    assert np.allclose(ankle, [x, y, z], atol=1e-3)
    assert np.linalg.norm(knee - hip) == pytest.approx(THIGH, abs=1e-6)
    assert np.linalg.norm(ankle - knee) == pytest.approx(SHANK, abs=1e-6)
    found = {name: angle for joint, name, angle in angles({}, skeleton) if joint == "side_knee"}
    assert found["knee"] > 0


def test_what_is_out_of_reach_is_approached() -> None:
    """With an almost straight limb, and nothing breaks."""
    skeleton = solve(flat({"side_leg": {"ankle_at": [0, -0.086, -3]}}), PARTS)
    assert skeleton["side_foot"][1][2] == pytest.approx(-(THIGH + SHANK), abs=0.001)


def test_a_swivel_turns_the_knee_outwards_on_both_sides() -> None:
    """About the line from hip to ankle."""
    for side, sign in (("side", -1), ("other", 1)):
        leg = {"ankle_at": [0.4, sign * 0.1, -0.3]}
        straight = solve(flat({f"{side}_leg": leg}), PARTS)[f"{side}_shank"][1]
        outward = solve(flat({f"{side}_leg": {**leg, "swivel": 40}}), PARTS)[f"{side}_shank"][1]
        assert sign * (outward - straight)[1] > 0.1


def test_a_pinned_joint_stays_and_resting_parts_touch() -> None:
    """Whatever else the body does."""
    for pitch in (0, 20, 40):
        skeleton = solve(flat({"root": {"pitch": pitch, "pin": "other_foot", "pin_at": [0.1, 0.2, SOLE]}}), PARTS)
        assert np.allclose(skeleton["other_foot"][1], [0.1, 0.2, SOLE])
        skeleton = solve(flat({"root": {"lie": "back", "roll": pitch, "rest": ["trunk"], "height": 0.02}}), PARTS)
        assert lowest(skeleton, PARTS, ["trunk"]) == pytest.approx(0.02, abs=1e-9)


def test_the_shoulder_comes_up_with_the_arm() -> None:
    """As the shoulder blade turns."""
    down = solve({}, PARTS)["side_upper_arm"][1]
    up = solve(flat({"side_arm": {"flexion": 175}}), PARTS)["side_upper_arm"][1]
    assert 0.03 < up[2] - down[2] < 0.06


def test_a_hand_may_be_given_a_place_on_the_body() -> None:
    """It stays there when the body moves."""
    for pitch in (0, 30):
        arm = {"wrist_at": [0.08, 0.02, -0.2], "of": "side_thigh"}
        pose = flat({"root": {"pitch": pitch}, "side_leg": {"flexion": 80}, "side_arm": arm})
        skeleton = solve(pose, PARTS)
        rotation, origin = skeleton["side_thigh"]
        assert np.allclose(skeleton["side_hand"][1], origin + rotation @ [0.08, 0.02, -0.2], atol=1e-3)


def test_fingers_bend_towards_the_palm() -> None:
    """Of a hanging hand the palm faces the thigh."""
    for side, sign in (("side", -1), ("other", 1)):
        rotation, _ = solve(flat({f"{side}_arm": {"grip": 60}}), PARTS)[f"{side}_fingers"]
        assert sign * (rotation @ [0, 0, -1.0])[1] < -0.8


def test_rotations_are_right_handed() -> None:
    """Ours about any axis agrees with that about z."""
    assert np.allclose(about(np.array([0, 0, 2.0]), 30), about_z(30))
    assert angle_between(about_z(30) @ [1.0, 0, 0], np.array([1.0, 0, 0])) == pytest.approx(30)


# Where its end is to be (y for the right side), what belongs to that, and other angles.
LIMBS = {
    "leg": ("ankle_at", (0.3, -0.2, -0.5), {"foot_flat": 12.0, "swivel": 20.0}, {"flexion": 70.0, "knee": 60.0}),
    "arm": ("wrist_at", (0.3, -0.2, 0.3), {"palm_down": 20.0, "grip": 8.0}, {"abduction": 80.0, "elbow": 30.0}),
}


@pytest.mark.parametrize("part", LIMBS)
@pytest.mark.parametrize("side", SIDES)
def test_a_limb_with_a_place_goes_to_one_with_angles_by_the_angles_that_it_has(part: str, side: str) -> None:
    """Both ends are where they were, and between them nothing is drawn along the floor."""
    at, (x, y, z), besides, angled = LIMBS[part]
    y = y if side == "side" else -y
    one = flat({"root": {"pitch": 10}, f"{side}_{part}": {at: (x, y, z), **besides}})
    other = flat({f"{side}_{part}": angled})
    leaves, arrives = written_alike(one, other, PARTS)
    for written, meant in ((leaves, one), (arrives, other)):
        assert not any(name.endswith("_at") for name in written)
        found, wanted = solve(written, PARTS), solve(meant, PARTS)
        for segment, (rotation, origin) in wanted.items():
            assert np.allclose(found[segment][1], origin, atol=0.004), segment
            assert np.allclose(found[segment][0], rotation, atol=0.02), segment
    assert written_alike(one, one, PARTS) == (one, one)


# Motion


def test_a_loop_holds_and_moves_for_as_long_as_it_says() -> None:
    """0.2 s held and 0.4 s on the way are 3 and 6 frames at 15 a second."""
    keys = (Keyframe({"spine.flexion": 0.0}, 0.4, 0.2), Keyframe({"spine.flexion": 10.0}, 0.4, 0.2))
    found = list(frames(keys, 15))
    assert [frame.key for frame in found] == [0] * 9 + [1] * 9
    assert [round(frame.pose["spine.flexion"], 2) for frame in found[:10]] == [
        *([0] * 4), *(round(10 * eased(step / 6), 2) for step in range(1, 6)), 10,
    ]  # fmt: skip
    assert [frame.seconds for frame in found] == [number / 15 for number in range(18)]


def test_a_single_pose_is_a_loop_without_a_way() -> None:
    """It only stays."""
    assert [frame.way for frame in frames((Keyframe({}, 1.0, 1.0, Arrow("head")),), 10)] == [0.0] * 10


def test_what_one_pose_leaves_out_is_zero_for_angles_and_the_same_for_places() -> None:
    """So that a pose need only say what it is about."""
    one = {"neck.twist": 40.0, "side_arm.pole": (1.0, 0.0, 0.0), "root.lie": "back", "root.rest": ["trunk"]}
    assert between(one, {}, 0.25) == {**one, "neck.twist": 30.0}
    assert between({}, one, 0.25) == {**one, "neck.twist": 10.0}
    assert between({"root.at": (0.0, 0.0, 0.0)}, {"root.at": (1.0, 2.0, 4.0)}, 0.5)["root.at"] == (0.5, 1.0, 2.0)
