"""Joining: finished pieces to one film or one sound, by copying. Nothing is decoded or encoded.

A film is an MP4 with H.264 and AAC, a sound an M4A; in both the index (`moov`) stands before the data, so that they
play while they are fetched. The pieces are read by `content.streams`. Boxes: ISO/IEC 14496-12 and 14496-14.

A sound of recordings is an M4A with Opus, as phones record it: an OGG would come as a voice message, without a title.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from content import opus
from content.pieces import AAC_FRAME, FPS, SAMPLE_RATE, Rounds
from content.streams import BadPiece, Loop, captioned, read_loop, read_slice, read_sound

__all__ = ["BadPiece", "Heard", "Shown", "join_film", "join_recorded", "join_sound"]

# Samples of sound that a picture lasts: the unit of both tracks' lengths.
PICTURE = SAMPLE_RATE // FPS
# A frame of silence: one channel without any coded band. ISO/IEC 14496-3, 4.4.2.1: the element's id and tag (7 bits),
# gain (8), window (4), number of bands (6), prediction, pulses, noise shaping and gain control (4), the end's id (3).
SILENCE = bytes([0, 0, 0, 0b111])
# The first frame that a decoder gives out is not heard: it has no frame before it to overlap with.
PRIMING = 1

_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED = 0x55C4  # the language "und"
# AudioSpecificConfig: AAC-LC (2), 24 kHz (6), one channel. ISO/IEC 14496-3, 1.6.2.1.
_AAC_CONFIG = (2 << 11 | 6 << 7 | 1 << 3).to_bytes(2, "big")


@dataclass(frozen=True)
class Shown:
    """A loop or a card, and for how many pictures. A loop is shown `loops` times in whole; a card has 0 there, and is
    cut to the length or begins again. `pages`: those of a caption, as `content.pieces.Rounds`."""

    file: str  # relative to the library's folder
    frames: int
    loops: int = 0
    pages: Rounds = ()


@dataclass(frozen=True)
class Heard:
    """A sound, and the picture with which it begins."""

    file: str
    at: int


@dataclass(frozen=True)
class _Track:
    """A track to be written. Lengths and delays in `scale` units a second."""

    handler: bytes
    scale: int
    lengths: Sequence[int]  # of each sample
    description: bytes
    samples: Sequence[bytes]
    chunks: Sequence[int]  # samples of each chunk
    skipped: int = 0  # time before the first thing shown or heard
    delays: Sequence[int] = ()
    keys: Sequence[int] = ()  # numbers of the key pictures, from 1; empty when all are
    groups: Sequence[bytes] = ()  # boxes about groups of samples
    width: int = 0
    height: int = 0


def join_film(shown: Sequence[Shown], heard: Sequence[Heard], folder: Path, *, title: str = "") -> bytes:
    """An MP4 of pieces from a library's folder, one after another, with sounds in order. Raises BadPiece."""
    total = sum(each.frames for each in shown)
    return _file(b"isom", b"isomiso2avc1mp41", [_pictures(shown, folder), _sound(total, heard, folder)], total, title)


def join_sound(frames: int, heard: Sequence[Heard], folder: Path, *, title: str = "", artist: str = "") -> bytes:
    """An M4A as long as `frames` pictures. `title` and `artist` are what a lock screen shows. Raises BadPiece."""
    return _file(b"M4A ", b"M4A isomiso2mp42", [_sound(frames, heard, folder)], frames, title, artist)


def _pictures(shown: Sequence[Shown], folder: Path) -> _Track:
    loops: dict[str, Loop] = {}
    for each in shown:
        if each.file not in loops:
            loops[each.file] = loop = read_loop(each.file, folder)
            first = loops[shown[0].file]
            if loop.encoding != first.encoding:
                raise BadPiece(each.file, f"it was encoded in another way than {shown[0].file}")
    slices: dict[str, bytes] = {}
    samples: list[bytes] = []
    delays: list[int] = []
    keys: list[int] = []
    for each in shown:
        loop = loops[each.file]
        length = len(loop.pictures)
        times, rest = divmod(each.frames, length)
        if each.loops and (times, rest) != (each.loops, 0):
            raise BadPiece(each.file, f"it has {length} pictures, not {each.frames} / {each.loops}")
        if any(delay != loop.late for delay in loop.delays[:rest]):
            raise BadPiece(each.file, "it cannot be cut: its pictures are decoded in another order than shown")
        keys += range(len(samples) + 1, len(samples) + each.frames + 1, length)
        start = len(samples)
        samples += [*loop.pictures * times, *loop.pictures[:rest]]
        for turn in range(times if each.pages else 0):
            for at, file in each.pages[turn % len(each.pages)]:
                if file not in slices:
                    slices[file] = read_slice(file, folder)
                if not 0 <= at < length:
                    raise BadPiece(file, f"it begins with picture {at} of {length}")
                number = start + turn * length + at
                samples[number] = captioned(samples[number], slices[file], file)
        delays += [*loop.delays * times, *loop.delays[:rest]]
    scale = FPS * 1024
    return _Track(
        handler=b"vide",
        scale=scale,
        lengths=[1024] * len(samples),
        description=first.description,
        samples=samples,
        chunks=[min(FPS, len(samples) - start) for start in range(0, len(samples), FPS)],
        skipped=first.late * 1024,
        delays=[delay * 1024 for delay in delays] if any(delays) else [],
        keys=keys,
        width=first.width,
        height=first.height,
    )


def _sound(total: int, heard: Sequence[Heard], folder: Path) -> _Track:
    sounds: dict[str, tuple[bytes, ...]] = {}
    samples: list[bytes] = [SILENCE] * PRIMING
    last = ""
    for each in sorted(heard, key=lambda sound: sound.at):
        if each.file not in sounds:
            sounds[each.file] = read_sound(each.file, folder)
        start = _aac_frames(each.at)
        if start < len(samples):
            raise BadPiece(last, "it is longer than the time until the next sound")
        samples += [SILENCE] * (start - len(samples))
        samples += sounds[each.file]
        last = each.file
    end = _aac_frames(total)
    if end < len(samples):
        raise BadPiece(last, "it is longer than the time until the end")
    samples += [SILENCE] * (end - len(samples))
    chunks, done = [], 0
    for second in range(FPS, total + FPS, FPS):
        until = _aac_frames(min(second, total))
        chunks.append(until - done)
        done = until
    return _Track(
        handler=b"soun",
        scale=SAMPLE_RATE,
        lengths=[AAC_FRAME] * len(samples),
        description=_aac_description(),
        samples=samples,
        chunks=chunks,
        skipped=PRIMING * AAC_FRAME,
    )


def _aac_frames(pictures: int) -> int:
    """The first frame of AAC that begins no earlier than a picture."""
    return PRIMING - (-pictures * PICTURE // AAC_FRAME)


def join_recorded(frames: int, heard: Sequence[Heard], sounds: Mapping[str, bytes], *, title: str = "") -> bytes:
    """An M4A as long as `frames` pictures, of recordings (OGG with Opus) by their files' names. Raises BadPiece."""
    found: dict[str, opus.Recording] = {}
    # The first packet that a decoder gives out is not heard.
    samples, lengths, done, last = [opus.SILENCE], [opus.SILENCE_LENGTH], opus.SILENCE_LENGTH, ""
    chunks: list[int] = []

    def be_silent(until: int) -> None:
        nonlocal done
        if done > until:
            raise BadPiece(last, "it is longer than the time until the next sound, or the end")
        while done < until:
            samples.append(opus.SILENCE)
            lengths.append(opus.SILENCE_LENGTH)
            done += opus.SILENCE_LENGTH

    for each in sorted(heard, key=lambda sound: sound.at):
        if each.file not in found:
            try:
                found[each.file] = opus.read_recording(sounds[each.file])
            except KeyError:
                raise BadPiece(each.file, "it is missing") from None
            except opus.NoRecording as problem:
                raise BadPiece(each.file, str(problem)) from None
        be_silent(opus.SILENCE_LENGTH + each.at * opus.RATE // FPS)
        samples += found[each.file].packets
        lengths += map(opus.length, found[each.file].packets)
        done, last = done + found[each.file].samples, each.file
    be_silent(opus.SILENCE_LENGTH + frames * opus.RATE // FPS)
    passed = 0
    for length in lengths:
        if passed // opus.RATE >= len(chunks):
            chunks.append(0)
        chunks[-1] += 1
        passed += length
    track = _Track(
        handler=b"soun",
        scale=opus.RATE,
        lengths=lengths,
        description=_opus_description(),
        samples=samples,
        chunks=chunks,
        skipped=opus.SILENCE_LENGTH,
        groups=_pre_roll(len(samples)),
    )
    return _file(b"M4A ", b"M4A isomiso2mp42", [track], frames, title)


# Writing a file.


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full_box(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


def _file(brand: bytes, brands: bytes, tracks: Sequence[_Track], total: int, title: str, artist: str = "") -> bytes:
    head = _box(b"ftyp", brand, struct.pack(">I", 512), brands)
    order: list[bytes] = []
    starts: list[list[int]] = [[] for _ in tracks]
    done = [0 for _ in tracks]
    at = 0
    # Second by second: the pictures, then the sound.
    for second in range(max(len(track.chunks) for track in tracks)):
        for number, track in enumerate(tracks):
            held = track.samples[done[number] : done[number] + track.chunks[second]]
            starts[number].append(at)
            done[number] += len(held)
            order += held
            at += sum(map(len, held))

    def index(base: int) -> bytes:
        length = total * PICTURE
        movie = struct.pack(">IIIIIH10x", 0, 0, SAMPLE_RATE, length, 0x10000, 0x100) + _MATRIX + bytes(24)
        boxes = [_full_box(b"mvhd", movie, struct.pack(">I", len(tracks) + 1))]
        for number, track in enumerate(tracks):
            boxes.append(_track(track, number + 1, [base + start for start in starts[number]], length))
        return _box(b"moov", *boxes, _names(title, artist))

    base = len(head) + len(index(0)) + 8
    return b"".join([head, index(base), struct.pack(">I4s", 8 + at, b"mdat"), *order])


def _track(track: _Track, number: int, starts: Sequence[int], length: int) -> bytes:
    is_sound = track.handler == b"soun"
    samples = track.samples
    tables = [
        _full_box(b"stsd", struct.pack(">I", 1), track.description),
        _full_box(b"stts", _in_runs(track.lengths)),
    ]
    if track.delays:
        tables.append(_full_box(b"ctts", _in_runs(track.delays)))
    if track.keys:
        tables.append(_full_box(b"stss", struct.pack(f">I{len(track.keys)}I", len(track.keys), *track.keys)))
    changes = [
        (chunk + 1, held) for chunk, held in enumerate(track.chunks) if not chunk or held != track.chunks[chunk - 1]
    ]
    tables += [
        _full_box(
            b"stsc", struct.pack(">I", len(changes)), *(struct.pack(">III", first, held, 1) for first, held in changes)
        ),
        _full_box(b"stsz", struct.pack(f">II{len(samples)}I", 0, len(samples), *map(len, samples))),
        _full_box(b"stco", struct.pack(f">I{len(starts)}I", len(starts), *starts)),
    ]
    tables += track.groups
    kind = _full_box(b"smhd", bytes(4)) if is_sound else _full_box(b"vmhd", bytes(8), flags=1)
    data = _box(b"dinf", _full_box(b"dref", struct.pack(">I", 1), _full_box(b"url ", flags=1)))
    duration = sum(track.lengths)
    media = _box(
        b"mdia",
        _full_box(b"mdhd", struct.pack(">IIIIHH", 0, 0, track.scale, duration, _UNDETERMINED, 0)),
        _full_box(b"hdlr", bytes(4), track.handler, bytes(13)),
        _box(b"minf", kind, data, _box(b"stbl", *tables)),
    )
    times = struct.pack(">IIIII8xhhhH", 0, 0, number, 0, length, 0, 0, 0x100 if is_sound else 0, 0)
    size = struct.pack(">II", track.width << 16, track.height << 16)
    # The track is enabled and belongs to the film (3). What comes before its first picture or sound is skipped.
    edits = _full_box(b"elst", struct.pack(">IIiI", 1, length, track.skipped, 0x10000))
    return _box(b"trak", _full_box(b"tkhd", times, _MATRIX, size, flags=3), _box(b"edts", edits), media)


def _in_runs(values: Sequence[int]) -> bytes:
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][1] == value:
            runs[-1][0] += 1
        else:
            runs.append([1, value])
    return struct.pack(">I", len(runs)) + b"".join(struct.pack(">II", times, value) for times, value in runs)


def _aac_description() -> bytes:
    def tagged(tag: int, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return bytes([tag, len(body)]) + body

    # Object type 0x40 is AAC, stream type 0x15 a sound; the sizes and rates of a stream may stay unknown.
    decoder = tagged(4, bytes([0x40, 0x15]), bytes(11), tagged(5, _AAC_CONFIG))
    stream = _full_box(b"esds", tagged(3, bytes(3), decoder, tagged(6, b"\x02")))
    fields = struct.pack(">6xH8xHHIHH", 1, 1, 16, 0, SAMPLE_RATE, 0)
    return _box(b"mp4a", fields, stream)


def _opus_description() -> bytes:
    """One channel; the gain stays as it is. Opus in ISO Base Media File Format, 4.3.2."""
    fields = struct.pack(">6xH8xHHIHH", 1, 1, 16, 0, opus.RATE, 0)
    return _box(b"Opus", fields, _box(b"dOps", struct.pack(">BBHIhB", 0, 1, opus.SILENCE_LENGTH, opus.RATE, 0, 0)))


def _pre_roll(samples: int) -> list[bytes]:
    """Who jumps into the sound decodes four packets before, of 80 ms at least mostly. The same, 4.3.6."""
    distance = _full_box(b"sgpd", b"roll", struct.pack(">IIh", 2, 1, -4), flags=1 << 24)
    return [distance, _full_box(b"sbgp", b"roll", struct.pack(">III", 1, samples, 1))]


def _names(title: str, artist: str) -> bytes:
    """The title and the artist, as players show them."""

    def named(kind: bytes, text: str) -> bytes:
        return _box(kind, _box(b"data", struct.pack(">II", 1, 0), text.encode())) if text else b""

    handler = _full_box(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    items = _box(b"ilst", named(b"\xa9nam", title), named(b"\xa9ART", artist))
    return _box(b"udta", _full_box(b"meta", handler, items))
