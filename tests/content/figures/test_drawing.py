"""Drawing: the right pixels, the same every time, and clips that Telegram plays."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from PIL import Image

from content.figures.camera import Camera
from content.figures.clip import Clip, telling
from content.figures.encoding import jpeg, mirrored, mp4, planes
from content.figures.palette import MATERIALS
from content.figures.primitives import Primitive, thing_primitives
from content.figures.scene import Buffers, Scene
from content.media.motion import Arrow, Keyframe, flat, frames

# What is drawn is looked at in full; `test_workshop` draws one clip in every run of `make test`.
pytestmark = pytest.mark.system

STANDING = flat({"root": {"rest": ["side_leg", "other_leg"]}})
RAISED = {**STANDING, "side_arm.abduction": 100.0}
CLIP = Clip(
    "ana", -20, 12, (), (Keyframe(STANDING, 0.4, 0.2, Arrow("side_wrist")), Keyframe(RAISED, 0.4, 0.2)), ("side_arm",)
)


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Somebody who raises an arm."""
    return Scene(CLIP)


def ball(x: float, y: float, z: float, radius: float, group: int = 1, material: str = "skin") -> Primitive:
    """A ball."""
    at = np.array([x, y, z], float)
    return Primitive(False, np.eye(3), np.zeros(3), at, at, radius, radius, material, group, 1e-4)


def drawn(*shapes: Primitive) -> tuple[Buffers, Camera]:
    """Shapes seen from in front: 100 pixels a metre, 200 by 100 of them."""
    camera = Camera.around(0, 0, 200, 100)
    camera.scale = 100.0
    buffers = Buffers(200, 100)
    buffers.draw(camera, list(shapes))
    return buffers, camera


def test_a_ball_is_round_and_as_near_as_it_is() -> None:
    """Its middle is nearest by its radius, its outline a circle."""
    buffers, _ = drawn(ball(0.2, 0.3, 0.1, 0.2))
    seen = buffers.group > 0
    assert seen.sum() == pytest.approx(np.pi * 20**2, rel=0.02)
    rows, columns = np.nonzero(seen)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((130, 40), abs=0.3)
    assert buffers.depth.max() == pytest.approx(0.4, abs=1e-3)
    assert np.allclose(buffers.normal[39, 129], [1, 0, 0], atol=0.05)


def test_what_is_nearer_hides_what_is_behind() -> None:
    """Whichever is drawn first."""
    near, far = ball(0.5, 0, 0, 0.1, 1, "skin"), ball(0, 0, 0, 0.3, 2, "hair")
    for shapes in ((near, far), (far, near)):
        buffers, _ = drawn(*shapes)
        assert buffers.material[50, 100] == MATERIALS["skin"]
        assert buffers.material[50, 120] == MATERIALS["hair"]


def test_a_cone_has_the_outline_of_its_two_balls_and_their_tangents() -> None:
    """As wide in between as the line between them says."""
    cone = Primitive(
        False, np.eye(3), np.zeros(3), np.array([0, -0.5, 0.0]), np.array([0, 0.5, 0.0]), 0.2, 0.1, "skin", 1, 1e-4
    )
    buffers, _ = drawn(cone)
    # Across the middle: the mean radius, a little more for the slope of the side.
    height = int((buffers.group[:, 100] > 0).sum())
    assert height == pytest.approx(2 * 15 / np.cos(np.arcsin(0.1)), abs=1.5)
    assert buffers.group[50, 31] and buffers.group[50, 158]
    assert not buffers.group[50, 29] and not buffers.group[50, 161]


def test_limbs_flow_into_each_other_and_strangers_do_not() -> None:
    """Where two balls of one limb meet there is no groove."""
    one, same = ball(0, -0.08, 0, 0.1), ball(0, 0.08, 0, 0.1)._replace(blend=0.08)
    other = same._replace(group=2, material="hair")
    joined, apart = drawn(one, same)[0].depth[50, 100], drawn(one, other)[0].depth[50, 100]
    assert joined > apart + 0.004


def test_a_box_is_as_large_as_it_says() -> None:
    """A chair's seat, from in front."""
    seat = thing_primitives({"kind": "chair"})[0]
    buffers, _ = drawn(seat)
    assert (buffers.group > 0).any(0).sum() == pytest.approx(43, abs=1)
    assert (buffers.group > 0).any(1).sum() == pytest.approx(4, abs=1)


def test_a_frame_is_always_the_same(scene: Scene) -> None:
    """Also drawn by another scene, and after other frames."""
    frame = list(frames(CLIP.keys))[5]
    once = scene.picture(frame)
    scene.picture(telling(CLIP))
    assert np.array_equal(once, scene.picture(frame))
    assert np.array_equal(once, Scene(CLIP).picture(frame))
    assert once.shape == (480, 640, 3)


def test_what_moves_has_the_accent_and_stays_before_its_arrow(scene: Scene) -> None:
    """The arrow covers some of the background, and nothing of the arm."""
    frame = next(each for each in frames(CLIP.keys) if each.way > 0.2)
    arrow = scene.signs.arrows[0]
    assert arrow is not None
    with_arrow, without = scene.picture(frame).astype(int), scene.drawn(frame.pose).picture.astype(int)
    differs = np.abs(with_arrow - without).sum(2) > 30
    assert differs.sum() > 300
    red, green, blue = without.transpose(2, 0, 1)
    arm = (red > 180) & (red - blue > 90) & (red - green > 60)
    assert arm.sum() > 500
    assert not (differs & arm)[2:-2].sum() > 0.02 * arm.sum()


def test_an_arrow_that_would_be_hidden_lies_over_what_moves() -> None:
    """Of somebody who leans forward, seen from behind: it runs before the back."""
    leaning = {**STANDING, "root.pitch": 25.0}
    keys = (Keyframe(STANDING, 0.6, 0.4, Arrow("chest")), Keyframe(leaning, 0.6, 0.4))
    scene = Scene(Clip("ana", 180, 30, (), keys, ("trunk",)))
    drawn, arrow = scene.drawn(STANDING), scene.signs.arrows[0]
    assert arrow is not None
    picture = scene.picture(list(frames(keys))[5])
    over = (arrow < -1) & (drawn.moving > 0.9)
    assert over.sum() > 50
    assert (picture[over].astype(int).sum(1) < 200).all()


def test_a_clip_that_is_shown_once_fades_into_its_beginning() -> None:
    """The way back is not drawn: between the end and the beginning the picture is a mixture of both."""
    keys = (Keyframe(STANDING, 0.4, 0.2), Keyframe(RAISED, 0.4, 0.2, fades=True))
    scene = Scene(Clip("ana", -20, 12, (), keys, ("side_arm",)))
    every = list(frames(keys))
    first, last = (scene.picture(every[number]).astype(float) for number in (0, 9))
    fading = [frame for frame in every if frame.fade]
    assert [frame.pose for frame in fading] == [RAISED] * 6
    shares = []
    for frame in fading:
        mixed = scene.picture(frame).astype(float)
        shares.append(round(frame.fade, 2))
        assert np.abs(mixed - (last + (first - last) * frame.fade)).max() <= 1.5
    assert shares == sorted(shares)


def test_a_poster_shows_where_to_and_from_where(scene: Scene) -> None:
    """The end, the arrow at full strength, and pale the beginning; so that a still tells it too."""
    poster = scene.poster().astype(int)
    end, start = scene.drawn(RAISED), scene.drawn(STANDING)
    arrow = scene.signs.arrows[0]
    assert arrow is not None
    inked = (arrow < -1) & (end.moving == 0)
    assert inked.sum() > 100
    assert (poster[inked].sum(1) < 200).mean() > 0.95
    ghost = (start.body == 1) & (end.body == 0) & (arrow > 8)
    between = np.abs(poster - scene.background).sum(2)[ghost]
    full = np.abs(start.picture.astype(int) - scene.background).sum(2)[ghost]
    seen = full > 60
    assert 0.3 < float((between[seen] / full[seen]).mean()) < 0.6


def test_the_whole_body_is_in_the_picture_in_every_frame(scene: Scene) -> None:
    """Nothing is cut off."""
    background = scene.background.astype(int)
    for picture in scene.pictures():
        rim = np.abs(picture.astype(int) - background).sum(2) > 40
        assert not rim[:4].any() and not rim[-4:].any() and not rim[:, :4].any() and not rim[:, -4:].any()


def test_marks_pulse_over_the_body() -> None:
    """In their colour, at their place, larger and smaller."""
    clip = Clip("kim", 0, 10, (), (Keyframe(STANDING, 1.0, 1.4),), (), ("belly",))
    blue = []
    for picture in list(Scene(clip).pictures())[::4]:
        red, green, colour = picture.astype(int).transpose(2, 0, 1)
        blue.append(int(((colour > 130) & (red < 80) & (green < 150)).sum()))
    assert min(blue) > 60
    assert max(blue) > 1.3 * min(blue)


def test_a_clip_is_a_short_silent_loop_that_every_player_knows() -> None:
    """H.264 with 4:2:0, without sound, as many frames as there were, its index in front."""
    pictures = [np.full((480, 640, 3), 40 * number, np.uint8) for number in range(6)]
    content = mp4(lambda: map(planes, pictures), (640, 480), 15)
    assert content == mp4(lambda: map(planes, pictures), (640, 480), 15)
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(io.BytesIO(content), "r") as file:
        assert [stream.type for stream in file.streams] == ["video"]
        video = file.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height, float(video.average_rate or 0)) == (640, 480, 15)
        shades = [int(frame.to_ndarray(format="rgb24").mean()) for frame in file.decode(video)]
    assert shades == pytest.approx([0, 40, 80, 120, 160, 200], abs=4)


def test_a_mirrored_picture_is_the_picture_in_a_mirror(scene: Scene) -> None:
    """Its colours too; and what is mirrored twice is as it was."""
    picture = scene.picture(telling(CLIP))
    turned = planes(np.ascontiguousarray(picture[:, ::-1]))
    assert np.abs(mirrored(planes(picture)).astype(int) - turned).max() <= 3
    assert np.array_equal(mirrored(mirrored(turned)), turned)


def test_posters_are_small_enough_for_telegram() -> None:
    """At most 320 pixels a side and 200 kB."""
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    content = jpeg(noise, 320)
    assert len(content) < 200_000
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (320, 240)
