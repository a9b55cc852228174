"""Timelines: what is shown, said and sounded when, in a session that is followed along without touching the phone.

    get ready ─ begin, count-in ─ step ─ step ─ ... ─ side change ─ step ─ ... ─ end

A step begins with a bell and its line. Then follow at least as many rounds as its kind needs, in whole loops:

    setup    time to get into place, or the author's seconds if they are more
    move     2 rounds
    repeat   3 rounds, or the author's seconds if they are more

The author's seconds alone are too short once the line is spoken. The loop runs from the bell on, with the step's words
as a caption below it; a step without a loop is a card. Levels above the usual ones are left out: nobody can accept an
offer from the mat. Pure: no clock, no I/O.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from content.announcements import Announcements
from content.movement import AVOIDABLE, AVOIDED_ON_WISH, AVOIDED_WHEN_GENTLE, Flag, Library, Side, Step, Variation
from content.pieces import FPS, NO_PIECES, Pieces, card_key, line_key, loop_key
from content.walk import FORMS, Course, first_place, forward, has_steps, mirrors_setup, step_at, words_for

BELL, CHANGE, CHORD = "bell", "change", "chord"


def _frames(seconds: float) -> int:
    return round(seconds * FPS)


# Time to put the phone in place, and for a chair or a mat.
READY = {"lying": _frames(20), "seated": _frames(12), "standing": _frames(10)}
COUNT_IN = 3  # bells, one a second
# The least time of a side change. Where the set-up is not told again it includes that: on the floor, turning over.
CHANGE_TIME = _frames(7)
MIRRORED = {"lying": _frames(18), "seated": _frames(10), "standing": _frames(10)}
END = _frames(6)

PAUSE = _frames(0.4)  # after a line, before the rounds are counted
CUE_PAUSE = _frames(1.2)  # after a line, before the cue
CUE_REST = _frames(0.8)  # after a cue, before the next bell
# After the line of a set-up step. On the floor the first one of a side takes longer with a stiff back.
IN_PLACE = _frames(5)
GET_DOWN = _frames(20)
TURN_OVER = _frames(12)
ROUNDS = {"move": 2, "repeat": 3}
ROUND = _frames(4)  # of a step without a clip
LONG = _frames(14)  # a `repeat` step with more quiet time than this gets words on the way
APART = _frames(4)  # between them
WORD = _frames(0.4)  # reading time, where no voice says the line


@dataclass(frozen=True)
class Part:
    """A stretch of a timeline: one loop or one card, and the sounds heard meanwhile."""

    shown: str  # the key of a loop or of a card
    is_card: bool
    loops: int  # 0 for a card
    frames: int
    sounds: tuple[tuple[int, str], ...] = ()  # (frame of this part, name of the sound), in order
    step: str | None = None  # the step's id
    side: Side | None = None
    caption: str | None = None  # the key of the caption below the loop


@dataclass(frozen=True)
class Timeline:
    """A session as parts, one after another. Frames are pictures, `FPS` a second, from the beginning."""

    parts: tuple[Part, ...]
    chapters: tuple[tuple[int, str], ...]  # (frame, first sentence): the beginning, each step, the side change
    other_side_at: int | None  # frame of the side change; None when there is none

    @property
    def frames(self) -> int:
        return sum(part.frames for part in self.parts)

    @property
    def seconds(self) -> float:
        return self.frames / FPS

    @property
    def minutes(self) -> int:
        """The length in whole minutes, at least 1: what people are told."""
        return max(1, int(self.seconds / 60 + 0.5))


@dataclass(frozen=True)
class Station:
    """A step of a session on a side, with its words as they are said."""

    step: Step
    side: Side
    text: str
    cues: tuple[str, ...]  # those that may be said after it: the first one, on getting down two

    @property
    def file(self) -> str | None:
        """The file of its clip; None when it has none."""
        picture = self.step.clips.get(self.side)
        return None if picture is None or picture.seconds is None else picture.file


def timeline_of(course: Course, library: Library, pieces: Pieces = NO_PIECES) -> Timeline:
    """The timeline of a session, by the lengths of the pieces that there are. Empty when the variation does not suit.

    Without a voice, lines take their reading time. Without a loop, a round is as long as the clip.
    """
    draft = _Draft(course, library, pieces)
    last: Side | None = None
    for station in stations(course, library):
        if last is None:
            draft.begin(station.side)
        elif station.side != last:
            draft.change_sides(station.side)
        draft.step(station, _time_in_place(course, station, last), opens=station.side != last)
        last = station.side
    if last is not None:
        draft.end()
    return Timeline(tuple(draft.parts), tuple(draft.chapters), draft.other_side_at)


def stations(course: Course, library: Library) -> Iterator[Station]:
    """The steps of a session in order. Offered levels are declined, optional steps are done."""
    place = first_place(course) if has_steps(course) else None
    said = 2 if course.variation.position == "lying" else 1
    while place is not None:
        step = step_at(course, place)
        if step is not None:
            cues = tuple(words_for(cue, place.side, library.sides) for cue in step.cues[:said])
            yield Station(step, place.side, words_for(step, place.side, library.sides), cues)
            said = 1
        place = forward(course, place)


@lru_cache(maxsize=32)
def courses_of(library: Library, only: Variation | None = None) -> tuple[Course, ...]:
    """One course for every session that can be heard or seen to differ, of one variation if so wished."""
    found: dict[object, Course] = {}
    for variation in library.variations if only is None else (only,):
        sets = dict.fromkeys(avoid & variation.all_flags for avoid in _avoidable())
        for avoid in sets:
            for form in FORMS:
                for usual in range(len(variation.levels) if form == "full" else 1):
                    course = Course(variation, avoid, form, usual)
                    whole = tuple(
                        (each.side, each.text, each.cues, each.file, each.step.kind, each.step.seconds)
                        for each in stations(course, library)
                    )
                    if whole:
                        found.setdefault((variation.id, whole, mirrors_setup(course)), course)
    return tuple(found.values())


def lines_of(library: Library) -> tuple[str, ...]:
    """Every text that a session of the library may say, once each, in order."""
    return tuple(dict.fromkeys(text for course in courses_of(library) for text in lines_said(course, library)))


def cards_of(library: Library) -> tuple[str, ...]:
    """Every text that a session of the library may show on a card, once each, in order."""
    return tuple(dict.fromkeys(text for course in courses_of(library) for text in _cards(course, library)))


def captions_of(library: Library) -> tuple[tuple[str, str], ...]:
    """(File of a clip, text of the step that it shows), once each: the loops that sessions of the library need."""
    every = (each for course in courses_of(library) for each in stations(course, library))
    return tuple(dict.fromkeys((each.file, each.text) for each in every if each.file is not None))


def _avoidable() -> Iterator[frozenset[Flag]]:
    """Every set of flags that a person can avoid."""
    yield frozenset()
    for count in range(len(AVOIDED_ON_WISH) + 1):
        for wishes in combinations(AVOIDED_ON_WISH, count):
            yield AVOIDED_WHEN_GENTLE.union(wishes) & AVOIDABLE


def lines_said(course: Course, library: Library) -> Iterator[str]:
    """Every text that a session may say, some of them twice. What is said on the way depends on the time there is."""
    said = library.follow_along
    if said is not None:
        begin = words_for(said.begin, course.variation.first_side, library.sides)
        yield from (begin, said.stop, said.half, said.keep_going, said.last_round)
        # The card of these two is said as two lines.
        begin_card = _begin(said, course.variation.first_side, library)
        yield from (text for text in _cards(course, library) if text != begin_card)
    for station in stations(course, library):
        yield from (station.text, *station.cues)


def _cards(course: Course, library: Library) -> Iterator[str]:
    said, last = library.follow_along, None
    for station in stations(course, library):
        if said is not None and last is None:
            yield _ready(said, course)
            yield _begin(said, station.side, library)
        elif said is not None and last != station.side:
            yield words_for(_change(said, course), station.side, library.sides)
        last = station.side
        if station.file is None:
            yield station.text
    if said is not None and last is not None:
        yield _end(said, course)


def _ready(said: Announcements, course: Course) -> str:
    position = course.variation.position
    return {"lying": said.ready_lying, "seated": said.ready_seated, "standing": said.ready_standing}[position]


def _begin(said: Announcements, side: Side, library: Library) -> str:
    """What a card shows while it is said which side begins, and when to stop."""
    return f"{words_for(said.begin, side, library.sides)}\n{said.stop}"


def _change(said: Announcements, course: Course) -> str:
    return said.other_side_mirrored if mirrors_setup(course) else said.other_side


def _end(said: Announcements, course: Course) -> str:
    """That it is over, and on the floor how to get up, where the library says so."""
    return said.end_lying if said.end_lying and course.variation.position == "lying" else said.end


def _title(text: str) -> str:
    """The first line or sentence of a text, without its full stop."""
    return re.split(r"(?<=[.?])\s|\n", text, maxsplit=1)[0].rstrip(".")


@dataclass
class _Sounds:
    """The sounds of a part as they are placed: none before the last one is over."""

    pieces: Pieces
    placed: list[tuple[int, str]] = field(default_factory=list)
    free: int = 0  # the first frame after the last sound

    def add(self, name: str, at: int = 0) -> None:
        """Place a sound at a frame, or as soon as the one before it is over. One that is missing takes no time."""
        frames = self.pieces.sound_frames(name)
        if frames:
            at = max(at, self.free)
            self.placed.append((at, name))
            self.free = at + frames

    def say(self, text: str, at: int = 0) -> None:
        """Place a line, or leave time to read it where no voice says it."""
        if self.pieces.sound(line_key(text)) is None:
            self.free = max(at, self.free) + WORD * len(text.split())
        else:
            self.add(line_key(text), at)

    def fit(self, text: str, at: int, until: int) -> None:
        """Place a line if there is one, and if it is over by a frame."""
        frames = self.pieces.sound_frames(line_key(text))
        if frames and at >= self.free and at + frames <= until:
            self.add(line_key(text), at)


class _Draft:
    """A timeline while it is being put together."""

    def __init__(self, course: Course, library: Library, pieces: Pieces) -> None:
        self.course, self.library, self.pieces = course, library, pieces
        self.said = library.follow_along
        self.parts: list[Part] = []
        self.chapters: list[tuple[int, str]] = []
        self.other_side_at: int | None = None
        self.at = 0

    def begin(self, side: Side) -> None:
        """Time to get ready; then which side begins, when to stop, and the count-in."""
        if self.said is None:
            return
        ready = _ready(self.said, self.course)
        sounds = _Sounds(self.pieces)
        sounds.add(BELL)
        sounds.say(ready)
        self._chapter(ready)
        self._card(ready, sounds, READY[self.course.variation.position])
        begin = words_for(self.said.begin, side, self.library.sides)
        sounds = _Sounds(self.pieces)
        sounds.say(begin)
        sounds.say(self.said.stop, sounds.free + PAUSE)
        sounds.free += FPS
        for _ in range(COUNT_IN):
            start = sounds.free
            sounds.add(BELL)
            sounds.free = max(sounds.free, start + FPS)
        self._card(_begin(self.said, side, self.library), sounds, 0)

    def change_sides(self, side: Side) -> None:
        """The side change: that half is done, and which side works now."""
        if self.said is None:
            self.other_side_at = self.at
            return
        text = words_for(_change(self.said, self.course), side, self.library.sides)
        sounds = _Sounds(self.pieces)
        sounds.add(CHANGE)
        if self.pieces.sound(line_key(self.said.half)) is not None:
            sounds.say(self.said.half)
            sounds.free += PAUSE
        sounds.say(text)
        self.other_side_at = self.at
        self._chapter(text)
        least = MIRRORED[self.course.variation.position] if mirrors_setup(self.course) else CHANGE_TIME
        self._card(text, sounds, least, side)

    def end(self) -> None:
        """The closing chord, and that it is over."""
        if self.said is None:
            return
        text = _end(self.said, self.course)
        sounds = _Sounds(self.pieces)
        sounds.add(CHORD)
        sounds.say(text)
        sounds.free += CUE_REST
        self._card(text, sounds, END)

    def step(self, station: Station, in_place: int, *, opens: bool) -> None:
        """A step: bell, line, rounds; its cues where there is room, and words on the way in a long one.

        `in_place`: frames to get into place after the line of a set-up step. `opens`: it is the first one of a side,
        which has room for its first cue: how to sit, or to get down.
        """
        self._chapter(station.text)
        sounds = _Sounds(self.pieces)
        sounds.add(BELL)
        sounds.say(station.text)
        lead = sounds.free + PAUSE
        step, file = station.step, station.file
        loop = None if file is None else self.pieces.loop(file)
        length = _round(station) if loop is None else loop.frames
        need = lead + (ROUNDS[step.kind] * length if step.kind in ROUNDS else in_place)
        if step.kind != "move":
            need = max(need, step.seconds * FPS)
        if opens and step.kind == "setup" and station.cues:
            cue = self.pieces.sound_frames(line_key(station.cues[0]))
            need = max(need, sounds.free + CUE_PAUSE + cue + CUE_REST)
        caption = None if file is None else loop_key(file, station.text)
        # A caption of several pages is shown to its end at least once.
        loops = max(-(-need // length), len(self.pieces.captions.get(caption or "", ())))
        self._on_the_way(station, sounds, loops * length, length)
        self._add(
            Part(
                shown=card_key(station.text) if file is None else loop_key(file),
                is_card=file is None,
                loops=0 if file is None else loops,
                frames=loops * length,
                sounds=tuple(sounds.placed),
                step=step.id,
                side=station.side,
                caption=caption,
            )
        )

    def _on_the_way(self, station: Station, sounds: _Sounds, total: int, length: int) -> None:
        """Place what is said between the line and the end of a step."""
        for cue in station.cues:
            sounds.fit(cue, sounds.free + CUE_PAUSE, total - CUE_REST)
        quiet = total - sounds.free
        if self.said is None or station.step.kind != "repeat" or quiet <= LONG:
            return
        # Said just before the last round begins; between the line and that, there may be room for the other words.
        begins = total - length
        last = begins - self.pieces.sound_frames(line_key(self.said.last_round))
        frames = self.pieces.sound_frames(line_key(self.said.keep_going))
        middle = sounds.free + (last - sounds.free - frames) // 2
        if middle >= sounds.free + APART:
            sounds.fit(self.said.keep_going, middle, last - APART)
        sounds.fit(self.said.last_round, max(last, sounds.free + PAUSE), begins)

    def _chapter(self, text: str) -> None:
        self.chapters.append((self.at, _title(text)))

    def _card(self, text: str, sounds: _Sounds, least: int, side: Side | None = None) -> None:
        frames = max(least, sounds.free)
        self._add(Part(card_key(text), True, 0, frames, tuple(sounds.placed), side=side))

    def _add(self, part: Part) -> None:
        self.parts.append(part)
        self.at += part.frames


def _time_in_place(course: Course, station: Station, last: Side | None) -> int:
    """Frames to get into place after the line of a set-up step; `last` is the side of the step before it."""
    if course.variation.position != "lying" or station.side == last:
        return IN_PLACE
    return GET_DOWN if last is None else TURN_OVER


def _round(station: Station) -> int:
    """Frames of a round, by the clip."""
    picture = station.step.clips.get(station.side)
    return ROUND if picture is None or picture.seconds is None else max(1, _frames(picture.seconds))
