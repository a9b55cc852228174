"""Joining: pieces made here are joined by the standard library, and decoded again without a warning."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random

import av
import numpy as np
import numpy.typing as npt
import pytest

from content.figures.encoding import JOINABLE
from content.joining import BadPiece, Heard, Shown, join_film, join_sound
from content.pieces import AAC_FRAME, FPS, SAMPLE_RATE

SIZE = 64
# Brightness below the moving part: of no caption, and of a white one.
BLACK, WHITE = 16, 235


def moving(
    levels: Iterable[int], *, below: int = BLACK, b_frames: bool = False, size: int = SIZE, rate: int = FPS
) -> bytes:
    """An MP4 whose pictures have these levels of grey above, and one below."""
    output = io.BytesIO()
    with av.open(output, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=rate)
        stream.width = stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        order = "bframes=2:b-adapt=0:ref=3" if b_frames else "bframes=0:weightp=0:ref=3"
        stream.options = {"crf": "20", "x264-params": f"{JOINABLE}:{order}:slice-max-mbs={size * size // 512}"}
        for level in levels:
            plane = np.full((size * 3 // 2, size), 128, np.uint8)
            plane[: size // 2] = level
            plane[size // 2 : size] = below
            for packet in stream.encode(av.VideoFrame.from_ndarray(plane, format="yuv420p")):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    return output.getvalue()


def page(level: int) -> bytes:
    """The lower slice of a first picture, as a caption's page is stored."""
    units = list(units_of(first_sample(moving([100], below=level))))
    return units[-1]


def first_sample(content: bytes) -> bytes:
    with av.open(io.BytesIO(content), "r") as file:
        return next(bytes(packet) for packet in file.demux(video=0) if packet.size)


def units_of(sample: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(sample):
        (size,) = struct.unpack_from(">I", sample, at)
        yield sample[at + 4 : at + 4 + size]
        at += 4 + size


def tone(seconds: float, *, hertz: int = 440, rate: int = SAMPLE_RATE, layout: str = "mono") -> bytes:
    """An ADTS stream of a tone between a frame of silence at each end."""
    n = round(seconds * rate) // AAC_FRAME * AAC_FRAME
    wave = (
        0.3
        * np.sin(2 * np.pi * hertz * np.arange(n) / rate)
        * np.minimum(1, np.minimum(np.arange(n), n - np.arange(n)) / (rate / 100))
    )
    samples = np.concatenate([np.zeros(AAC_FRAME), wave, np.zeros(AAC_FRAME)]).astype(np.float32)
    output = io.BytesIO()
    with av.open(output, "w", format="adts") as file:
        stream = file.add_stream("aac", rate=rate, layout=layout)
        stream.bit_rate = 40_000
        for number, block in enumerate(samples.reshape(-1, AAC_FRAME)):
            whole = np.repeat(block[None], 2 if layout == "stereo" else 1, 0)
            frame = av.AudioFrame.from_ndarray(whole, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, number * AAC_FRAME
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return output.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.mp4": lambda: moving([50, 60, 70, 80, 90]),
    "b.mp4": lambda: moving([200, 190, 180]),
    "card.mp4": lambda: moving([120] * 20),
    "order.mp4": lambda: moving([50, 60, 70, 80, 90, 100, 110], b_frames=True),
    "order-2.mp4": lambda: moving([210, 200, 190, 180, 170], b_frames=True),
    "wide.mp4": lambda: moving([50, 60, 70], size=2 * SIZE),
    "fast.mp4": lambda: moving([50, 60, 70], rate=25),
    "white.slice": lambda: page(WHITE),
    "grey.slice": lambda: page(126),
    "bell.aac": lambda: tone(0.6, hertz=784),
    "line.aac": lambda: tone(2.0, hertz=300),
    "fast.aac": lambda: tone(0.5, rate=48_000),
    "stereo.aac": lambda: tone(0.5, layout="stereo"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pieces")
    for name, content in FILES.items():
        (made / name).write_bytes(content())
    return made


def boxes(content: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    at, end = start, len(content) if end is None else end
    while at < end:
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind.decode("latin-1"), at + 8, at + size
        at += size


def decoded(content: bytes) -> tuple[list[av.VideoFrame], npt.NDArray[np.float32], dict[str, str]]:
    """All pictures, all sound and the metadata of a file, which must decode without a word of complaint."""
    av.logging.set_level(av.logging.WARNING)
    with av.logging.Capture(local=False) as complaints, av.open(io.BytesIO(content), "r") as file:
        pictures = list(file.decode(video=0)) if file.streams.video else []
        names = dict(file.metadata)
        file.seek(0)
        sound = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    av.logging.set_level(None)
    assert complaints == []
    return pictures, sound.astype(np.float32), names


def levels(pictures: Iterable[av.VideoFrame], *, below: bool = False) -> list[int]:
    found = []
    for picture in pictures:
        grey = picture.to_ndarray(format="gray" if picture.format.name == "gray" else "yuv420p")[:SIZE, :SIZE]
        found.append(round(float((grey[SIZE // 2 + 4 :] if below else grey[: SIZE // 2 - 4]).mean())))
    return found


def near(found: list[int], expected: list[int]) -> bool:
    return len(found) == len(expected) and all(
        abs(one - other) <= 3 for one, other in zip(found, expected, strict=True)
    )


def test_loops_and_cards_follow_each_other_picture_by_picture(folder: Path) -> None:
    shown = [Shown("card.mp4", 7), Shown("a.mp4", 10, 2), Shown("card.mp4", 23), Shown("b.mp4", 9, 3)]
    pictures, sound, _ = decoded(join_film(shown, [], folder))
    expected = [120] * 7 + [50, 60, 70, 80, 90] * 2 + [120] * 23 + [200, 190, 180] * 3
    assert near(levels(pictures), expected)
    # A picture every fifteenth of a second, from the beginning, each at a time of its own.
    times = [picture.pts * picture.time_base for picture in pictures if picture.pts is not None and picture.time_base]
    assert times == [Fraction(number, FPS) for number in range(len(expected))]
    assert abs(len(sound) - len(expected) * SAMPLE_RATE // FPS) <= AAC_FRAME
    assert float(np.abs(sound).max()) == 0, "a film without sounds has a silent track, else it is taken for a GIF"


def test_pictures_that_are_decoded_in_another_order_keep_their_times(folder: Path) -> None:
    shown = [Shown("order.mp4", 14, 2), Shown("order-2.mp4", 5, 1), Shown("order.mp4", 7, 1)]
    content = join_film(shown, [], folder)
    pictures, _, _ = decoded(content)
    once = [50, 60, 70, 80, 90, 100, 110]
    assert near(levels(pictures), once * 2 + [210, 200, 190, 180, 170] + once)
    with av.open(io.BytesIO(content), "r") as file:
        packets = [packet for packet in file.demux(video=0) if packet.size]
    decoding, showing = [packet.dts or 0 for packet in packets], [packet.pts or 0 for packet in packets]
    assert decoding == sorted(set(decoding))
    assert len(set(showing)) == len(showing)
    assert showing != sorted(showing), "the pieces have B frames"
    assert min(showing) == 0, "the edit list skips the delay of decoding"


def test_a_caption_replaces_the_lower_part_and_stays(folder: Path) -> None:
    rounds = (((0, "white.slice"),), ((0, "grey.slice"),))
    pictures, _, _ = decoded(join_film([Shown("a.mp4", 15, 3, rounds), Shown("a.mp4", 5, 1)], [], folder))
    assert near(levels(pictures), [50, 60, 70, 80, 90] * 4)
    assert near(levels(pictures, below=True), [WHITE] * 5 + [126] * 5 + [WHITE] * 5 + [BLACK] * 5)


def test_every_repetition_begins_with_a_key_picture(folder: Path) -> None:
    content = join_film([Shown("card.mp4", 45), Shown("a.mp4", 10, 2)], [], folder)
    with av.open(io.BytesIO(content), "r") as file:
        keys = [number for number, p in enumerate(p for p in file.demux(video=0) if p.size) if p.is_keyframe]
    assert keys == [0, 20, 40, 45, 50]
    table = content.index(b"stss") + 8
    (count,) = struct.unpack_from(">I", content, table)
    assert struct.unpack_from(f">{count}I", content, table + 4) == (1, 21, 41, 46, 51)


def test_sounds_are_heard_at_their_time_and_nothing_is_between(folder: Path) -> None:
    heard = [Heard("bell.aac", 0), Heard("line.aac", 15), Heard("bell.aac", 100)]
    content = join_film([Shown("card.mp4", 150)], heard, folder)
    _, sound, _ = decoded(content)
    assert abs(len(sound) - 10 * SAMPLE_RATE) <= AAC_FRAME
    loud = np.abs(sound) > 0.03
    for at, seconds in ((0, 0.6), (15, 2.0), (100, 0.6)):
        start = at * SAMPLE_RATE // FPS
        within = np.flatnonzero(loud[start : start + int((seconds + 0.4) * SAMPLE_RATE)])
        assert AAC_FRAME < within[0] < 4 * AAC_FRAME
        assert within[-1] < (seconds + 0.15) * SAMPLE_RATE
    quiet = np.concatenate(
        [sound[int(0.9 * SAMPLE_RATE) : SAMPLE_RATE], sound[int(3.4 * SAMPLE_RATE) : int(6.6 * SAMPLE_RATE)]]
    )
    assert float(np.abs(quiet).max()) < 0.001
    # No click where pieces meet: neighbours differ by no more than within a tone.
    assert float(np.abs(np.diff(sound)).max()) < 0.3 * 2 * np.pi * 784 / SAMPLE_RATE * 1.1


def test_the_sound_alone_has_a_title_for_the_lock_screen(folder: Path) -> None:
    content = join_sound(
        150, [Heard("bell.aac", 0), Heard("line.aac", 30)], folder, title="Hips, für dich", artist="Limber"
    )
    pictures, sound, names = decoded(content)
    assert not pictures
    assert abs(len(sound) - 10 * SAMPLE_RATE) <= AAC_FRAME
    assert (names["title"], names["artist"]) == ("Hips, für dich", "Limber")
    assert content[8:12] == b"M4A "


def test_the_index_comes_before_the_data_and_lengths_are_exact(folder: Path) -> None:
    content = join_film([Shown("a.mp4", 500, 100)], [Heard("line.aac", 100)], folder, title="Hips")
    outer = list(boxes(content))
    assert [kind for kind, _, _ in outer] == ["ftyp", "moov", "mdat"]
    assert outer[-1][2] == len(content)
    start, end = next((start, end) for kind, start, end in outer if kind == "moov")
    header = next(start for kind, start, _ in boxes(content, start, end) if kind == "mvhd")
    scale, length = struct.unpack_from(">II", content, header + 12)
    assert Fraction(length, scale) == Fraction(500, FPS)
    for kind, track, until in boxes(content, start, end):
        if kind == "trak":
            edits = next(at for kind, at, _ in boxes(content, track, until) if kind == "edts")
            assert struct.unpack_from(">II", content, edits + 12) == (1, length)


@pytest.mark.parametrize("seed", range(12))
def test_any_session_decodes_as_planned(folder: Path, seed: int) -> None:
    chance = Random(seed)
    expected, shown, heard, free = [], [], [], 0
    for _ in range(chance.randint(1, 12)):
        name, own = chance.choice(
            [("a.mp4", [50, 60, 70, 80, 90]), ("b.mp4", [200, 190, 180]), ("card.mp4", [120] * 20)]
        )
        if name == "card.mp4":
            frames = chance.randint(1, 70)
            shown.append(Shown(name, frames))
            expected += [120] * frames
        else:
            loops = chance.randint(1, 9)
            shown.append(Shown(name, len(own) * loops, loops))
            expected += own * loops
    while free + 40 < len(expected):
        at = free + chance.randint(0, 60)
        if at + 40 < len(expected):
            heard.append(Heard(chance.choice(["bell.aac", "line.aac"]), at))
        free = at + 40
    pictures, sound, _ = decoded(join_film(shown, heard, folder))
    assert near(levels(pictures), expected)
    assert abs(len(sound) - len(expected) * SAMPLE_RATE // FPS) <= AAC_FRAME


BROKEN = [
    # file, what becomes of its content, a word of the complaint
    ("a.mp4", None, "cannot be read"),
    ("a.mp4", lambda content: b"", "not an MP4"),
    ("a.mp4", lambda content: content[: len(content) // 2], "not an MP4"),
    ("a.mp4", lambda content: content.replace(b"stsz", b"stzz"), "not an MP4"),
    ("a.mp4", lambda content: content.replace(b"avcC", b"avcX"), "not an MP4"),
    ("a.mp4", lambda content: FILES["wide.mp4"](), "encoded in another way"),
    ("a.mp4", lambda content: FILES["order-2.mp4"](), "encoded in another way"),
    ("a.mp4", lambda content: FILES["fast.mp4"](), "15 pictures a second"),
    ("a.mp4", lambda content: FILES["b.mp4"](), "it has 3 pictures, not 10 / 2"),
    ("bell.aac", None, "cannot be read"),
    ("bell.aac", lambda content: b"", "empty"),
    ("bell.aac", lambda content: content[:-1], "breaks off"),
    ("bell.aac", lambda content: content + b"x", "not an ADTS stream"),
    ("bell.aac", lambda content: FILES["fast.aac"](), "24 kHz"),
    ("bell.aac", lambda content: FILES["stereo.aac"](), "one channel"),
    ("bell.aac", lambda content: content * 20, "longer than the time until the next"),
    ("line.aac", lambda content: content * 20, "longer than the time until the end"),
    ("white.slice", lambda content: b"", "not a slice"),
    ("white.slice", lambda content: b"\x67" + content[1:], "not a slice"),
    ("white.slice", lambda content: b"\x41" + content[1:], "two such slices"),
]


@pytest.mark.parametrize(("file", "change", "complaint"), BROKEN)
def test_a_bad_piece_is_named(folder: Path, tmp_path: Path, file: str, change: object, complaint: str) -> None:
    for name in ("a.mp4", "card.mp4", "bell.aac", "line.aac", "white.slice"):
        content = (folder / name).read_bytes()
        if name == file:
            if change is None:
                continue
            content = change(content)  # type: ignore[operator]
        (tmp_path / name).write_bytes(content)
    shown = [Shown("card.mp4", 50), Shown("a.mp4", 10, 2, (((0, "white.slice"),),)), Shown("card.mp4", 50)]
    with pytest.raises(BadPiece, match=complaint) as caught:
        join_film(shown, [Heard("bell.aac", 0), Heard("line.aac", 50)], tmp_path)
    assert caught.value.file == file


def test_a_piece_of_noise_never_raises_anything_else(folder: Path, tmp_path: Path) -> None:
    """Bytes changed, cut or doubled anywhere: joined or refused, and nothing else."""
    chance = Random(7)
    refused = 0
    for name in ("a.mp4", "bell.aac", "white.slice"):
        good = (folder / name).read_bytes()
        for other in ("a.mp4", "bell.aac", "white.slice"):
            (tmp_path / other).write_bytes((folder / other).read_bytes())
        for _ in range(300):
            bad = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            (tmp_path / name).write_bytes(bytes(bad[: chance.randint(1, len(bad))] if chance.random() < 0.3 else bad))
            try:
                join_film([Shown("a.mp4", 10, 2, (((0, "white.slice"),),))], [Heard("bell.aac", 0)], tmp_path)
            except BadPiece as problem:
                refused += problem.file == name
    assert refused > 200


def test_a_loop_with_another_order_cannot_be_cut(folder: Path) -> None:
    with pytest.raises(BadPiece, match="cannot be cut"):
        join_film([Shown("order.mp4", 3)], [], folder)
