"""Timelines: how long each step lasts, what is heard when, and that nothing is heard twice at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import Kind, Level, Library, Side, Step
from content.movement import AVOIDABLE, Picture, avoided
from content.pieces import FPS, NO_PIECES, Piece, Pieces, card_key, line_key, loop_key
from content.timeline import (
    BELL,
    CHANGE,
    CHORD,
    COUNT_IN,
    MIRRORED,
    PAUSE,
    READY,
    Part,
    Timeline,
    captions_of,
    cards_of,
    courses_of,
    lines_of,
    stations,
    timeline_of,
)
from content.walk import Course, mirrors_setup
from tests.harness.libraries import other_library, shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
OTHER = other_library()
ALL = [(library, course) for library in (LIBRARY, OTHER) for course in courses_of(library)]
SHIPPED_IDS = [
    f"{course.variation.id}-{course.form}-{course.usual}-{'-'.join(sorted(course.avoid))}"
    for library, course in ALL
    if library is LIBRARY
]
# Bells, and a voice that needs 122 frames of AAC for every line: 79 pictures, as bells need 15.
BELLS = {BELL: Piece("voice/bell.aac", 21), CHANGE: Piece("voice/change.aac", 40), CHORD: Piece("voice/chord.aac", 60)}
SPOKEN = {line_key(text): Piece(f"voice/{line_key(text)}.aac", 122) for text in lines_of(LIBRARY)}
LOOPS = {loop_key(file): Piece(f"film/{loop_key(file)}.mp4", 61) for file, _ in captions_of(LIBRARY)}
CARDS = {card_key(text): Piece(f"film/{card_key(text)}.mp4", 180) for text in cards_of(LIBRARY)}
NAMES = (*BELLS, *SPOKEN, *(line_key(text) for text in lines_of(OTHER)))
CAPTIONS = [loop_key(file, text) for file, text in captions_of(LIBRARY)]
WHOLE = Pieces({**BELLS, **SPOKEN}, LOOPS, CARDS, width=640, height=480)


def pieces_with(chance: Random) -> Pieces:
    """Pieces of every length; each of them, and each kind, may be missing."""
    rate = chance.choice((0.0, 0.5, 1.0))
    sounds = {name: Piece(f"voice/{name}.aac", chance.randint(2, 300)) for name in NAMES if chance.random() < rate}
    loops = {key: Piece(f"film/{key}.mp4", chance.randint(1, 150)) for key in LOOPS if chance.random() < rate}
    page = ((0, "film/page.slice"),)
    captions = {key: (page,) * chance.randint(1, 12) for key in CAPTIONS if key.rpartition(".")[0] in loops}
    return Pieces(sounds, loops, CARDS, captions)


def step_parts(timeline: Timeline) -> list[Part]:
    return [part for part in timeline.parts if part.step is not None]


def own_words(text: str, side: Side, library: Library) -> str:
    """A text with its sides filled in, by other code than the walk's."""
    words = {"side": library.sides[side], "other": library.sides["left" if side == "right" else "right"]}
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word).replace(f"{{{name.capitalize()}}}", word[0].upper() + word[1:])
    return text


# Rules that hold for every session, whatever pieces there are.
def every_session(test: Callable[[tuple[Library, Course], Pieces], None]) -> Callable[[], None]:
    """A test of a session and its pieces, with forty of each."""
    pieces = st.integers(0, 10_000).map(lambda seed: pieces_with(Random(seed)))
    drawn: Callable[[], None] = settings(max_examples=40)(given(st.sampled_from(ALL), pieces)(test))
    return drawn


@every_session
def test_the_whole_is_the_sum_of_its_parts(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    timeline = timeline_of(course, library, pieces)
    assert timeline.frames == sum(part.frames for part in timeline.parts) > 0
    assert all(part.frames > 0 for part in timeline.parts)
    assert timeline.seconds == timeline.frames / FPS
    assert abs(timeline.minutes - timeline.seconds / 60) <= 0.5 or timeline.minutes == 1


@every_session
def test_loops_are_shown_in_whole(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    for part in timeline_of(course, library, pieces).parts:
        loop = pieces.loops.get(part.shown)
        if loop is not None:
            assert not part.is_card
            assert part.frames == part.loops * loop.frames
        assert (part.loops == 0) == part.is_card


@every_session
def test_sounds_neither_overlap_nor_outlast_their_part(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    for part in timeline_of(course, library, pieces).parts:
        free = 0
        for at, name in part.sounds:
            assert name in pieces.sounds
            assert at >= free
            free = at + pieces.sound_frames(name)
        assert free <= part.frames


@every_session
def test_both_sides_are_done_once_and_each_step_is_named_once(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    timeline = timeline_of(course, library, pieces)
    steps = step_parts(timeline)
    sides = [part.side for part in steps]
    first = course.variation.first_side
    assert sides == sorted(sides, key=lambda side: side != first)
    assert set(sides) == {"right", "left"}
    assert [(part.step, part.side) for part in steps] == [(s.step.id, s.side) for s in stations(course, library)]
    assert len({(part.step, part.side) for part in steps}) == len(steps)
    assert len(timeline.chapters) == len(steps) + (2 if library.follow_along else 0)
    frames = [frame for frame, _ in timeline.chapters]
    assert frames == sorted(set(frames))
    assert frames[0] == 0
    assert timeline.other_side_at is not None
    before = sum(
        part.frames for part in timeline.parts[: timeline.parts.index(next(p for p in steps if p.side != first))]
    )
    assert 0 < timeline.other_side_at <= before


@every_session
def test_right_is_right_and_left_is_left(given: tuple[Library, Course], pieces: Pieces) -> None:
    """In what is shown, said and written, for steps and for what is said between them."""
    library, course = given
    timeline = timeline_of(course, library, pieces)
    second = "left" if course.variation.first_side == "right" else "right"
    for part, station in zip(step_parts(timeline), stations(course, library), strict=True):
        assert part.side is not None
        texts = [
            text for each in (station.step, course.variation.step(station.step.id)) if each for text in (each.text,)
        ]
        assert station.text == own_words(texts[0], part.side, library)
        if not part.is_card and library is LIBRARY:
            assert part.shown.endswith(f".{part.side}")
            assert part.caption == f"{part.shown}.{line_key(station.text)}"
    said = library.follow_along
    if said is not None:
        shown = [part.shown for part in timeline.parts]
        change = said.other_side_mirrored if mirrors_setup(course) else said.other_side
        assert card_key(f"{own_words(said.begin, course.variation.first_side, library)}\n{said.stop}") in shown
        assert shown.count(card_key(own_words(change, "left" if second == "left" else "right", library))) == 1


@every_session
def test_each_step_lasts_long_enough_to_be_done(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    for part, station in zip(step_parts(timeline_of(course, library, pieces)), stations(course, library), strict=True):
        line = pieces.sound_frames(line_key(station.text))
        rest = part.frames - pieces.sound_frames(BELL) - line
        loop = pieces.loops.get(part.shown)
        if station.step.kind != "move":
            assert part.frames >= station.step.seconds * FPS
        if station.step.kind == "setup":
            assert rest >= 5 * FPS
        elif loop is not None:
            assert rest >= (2 if station.step.kind == "move" else 3) * loop.frames
        if line:
            assert [name for _, name in part.sounds].count(line_key(station.text)) == 1
        else:
            assert rest >= len(station.text.split()) * 0.4 * FPS, "time to read it"


@every_session
def test_each_caption_is_shown_to_its_end(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    for part in timeline_of(course, library, pieces).parts:
        if part.caption is not None and part.caption in pieces.captions:
            assert part.loops >= len(pieces.captions[part.caption])


@every_session
def test_levels_above_the_usual_one_are_not_slipped_in(given: tuple[Library, Course], pieces: Pieces) -> None:
    library, course = given
    above = {step.id for level in course.variation.levels[course.usual + 1 :] for step in level.steps}
    assert not above & {part.step for part in timeline_of(course, library, pieces).parts}


# One step with known lengths. The bell takes 15 pictures, the line 79, the pause 6, a round 61: see WHOLE.
ONE_STEP: list[tuple[Kind, int, int, int]] = [
    # kind, author's seconds, frames of the loop, expected loops
    ("move", 8, 61, 4),  # 100 + 2 * 61 = 222
    ("move", 60, 61, 4),  # two rounds are enough, whatever the author's seconds
    ("move", 8, 15, 9),  # 130
    ("repeat", 15, 61, 5),  # 283, and 225 by the author's seconds
    ("repeat", 56, 61, 14),  # 840 by the author's seconds
    ("repeat", 61, 61, 15),  # 915 exactly
    ("setup", 5, 61, 3),  # 100 + 75
    ("setup", 15, 61, 4),  # 225
    ("setup", 5, 175, 1),  # exactly
    ("setup", 5, 174, 2),
]


@tabled(("kind", "seconds", "frames", "loops"), ONE_STEP)
def test_a_step_lasts_bell_line_and_rounds_in_whole_loops(kind: Kind, seconds: int, frames: int, loops: int) -> None:
    clips = {side: Picture(f"clips/x/step.{side}.mp4", "", seconds=1.0) for side in ("right", "left")}
    step = Step("step", kind, "Lift your {side} arm.", seconds=seconds, clips=clips)  # type: ignore[arg-type]
    whole = {f"x/step.{side}": Piece(f"film/{side}.mp4", frames) for side in ("right", "left")}
    lines = {line_key(f"Lift your {side} arm."): Piece(f"voice/{side}.aac", 122) for side in ("right", "left")}
    base = next(each for each in LIBRARY.variations if each.position == "seated")
    variation = replace(base, setup=(), levels=(Level("first", "first", (step,)),))
    timeline = timeline_of(Course(variation), LIBRARY, Pieces({**BELLS, **lines}, whole, {}))
    for part in step_parts(timeline):
        assert (part.loops, part.frames) == (loops, loops * frames)
        assert part.sounds[:2] == ((0, BELL), (15, line_key(f"Lift your {part.side} arm.")))


def test_the_order_of_a_whole_session() -> None:
    variation = LIBRARY.variation("side-lying-hip-flexion")
    assert variation is not None
    said = LIBRARY.follow_along
    assert said is not None
    timeline = timeline_of(Course(variation, form="medium"), LIBRARY, WHOLE)
    first, second, *_, last = timeline.parts
    assert (first.shown, first.frames) == (card_key(said.ready_lying), READY["lying"])
    assert [name for _, name in first.sounds] == [BELL, line_key(said.ready_lying)]
    names = [name for _, name in second.sounds]
    assert names == [line_key("We begin with the right leg."), line_key(said.stop), *[BELL] * COUNT_IN]
    bells = [at for at, name in second.sounds if name == BELL]
    assert bells[1] - bells[0] == bells[2] - bells[1] == FPS
    change = next(part for part in timeline.parts if CHANGE in [name for _, name in part.sounds])
    assert change.sounds == ((0, CHANGE), (27, line_key(said.half)), (27 + 79 + PAUSE, change.sounds[2][1]))
    assert change.sounds[2][1] == line_key("Now the other side. The left leg works.")
    assert [name for _, name in last.sounds] == [CHORD, line_key(said.end_lying or "")]
    assert timeline.chapters[0] == (0, "Get ready")
    assert (timeline.other_side_at, "Now the other side") in timeline.chapters


def test_a_long_step_has_words_in_the_middle_and_before_its_last_round() -> None:
    variation = LIBRARY.variation("seated-dynamic-hip")
    said = LIBRARY.follow_along
    assert variation is not None
    assert said is not None
    timeline = timeline_of(Course(variation, form="full"), LIBRARY, WHOLE)
    long = [part for part in step_parts(timeline) if part.step == "alternate"]
    assert len(long) == 2
    for part in long:
        names = [name for _, name in part.sounds]
        assert names[-2:] == [line_key(said.keep_going), line_key(said.last_round)]
        last = part.sounds[-1][0] + WHOLE.sound_frames(names[-1])
        assert last == part.frames - 61, "said, then the last round begins"
        before, after = part.sounds[-3], part.sounds[-1]
        quiet = [part.sounds[-2][0] - before[0] - 79, after[0] - part.sounds[-2][0] - 79]
        assert abs(quiet[0] - quiet[1]) <= 1, "in the middle of the quiet time"
    short = [part for part in step_parts(timeline) if part.step != "alternate"]
    assert not any(line_key(said.last_round) == name for part in short for _, name in part.sounds)


@every_session
def test_words_on_the_way_are_four_seconds_apart(given: tuple[Library, Course], pieces: Pieces) -> None:
    """And where there is room for one of them, it is the last round that is announced."""
    library, course = given
    if library.follow_along is None:
        return
    going, last = line_key(library.follow_along.keep_going), line_key(library.follow_along.last_round)
    for part in step_parts(timeline_of(course, library, pieces)):
        names = [name for _, name in part.sounds]
        if going not in names:
            continue
        number = names.index(going)
        at, before = part.sounds[number][0], part.sounds[number - 1]
        assert at >= (before[0] + pieces.sound_frames(before[1]) if number else 0) + 4 * FPS
        if last in pieces.sounds:
            assert names[number + 1 :] == [last]
            assert part.sounds[-1][0] - at - pieces.sound_frames(going) >= 4 * FPS


def test_the_first_cue_is_said_where_there_is_room() -> None:
    variation = LIBRARY.variation("seated-dynamic-hip")
    assert variation is not None
    parts = {
        part.step: part for part in step_parts(timeline_of(Course(variation), LIBRARY, WHOLE)) if part.side == "left"
    }
    cue = line_key("As many rounds as you like. Stay tall.")
    assert cue in [name for _, name in parts["alternate"].sounds]
    # 4 rounds of 61 pictures: the line ends at 94, and a cue would last until 191, with its pauses.
    assert [at for at, _ in parts["turn"].sounds] == [0, 15, 112]
    short = Pieces(
        {**WHOLE.sounds, line_key("Both sit bones stay heavy. A small movement is fine."): Piece("x", 300)}, LOOPS, {}
    )
    parts = {
        part.step: part for part in step_parts(timeline_of(Course(variation), LIBRARY, short)) if part.side == "left"
    }
    assert [at for at, _ in parts["turn"].sounds] == [0, 15]


def test_each_side_begins_with_the_first_cue_of_its_set_up() -> None:
    """However long it is: a choice of seats is no help where none is told."""
    found = 0
    long = replace(WHOLE, sounds={name: Piece(each.file, 300) for name, each in WHOLE.sounds.items()})
    for _, course in ALL[: len(SHIPPED_IDS)]:
        side = None
        steps = step_parts(timeline_of(course, LIBRARY, long))
        for station, part in zip(stations(course, LIBRARY), steps, strict=True):
            if station.side != side and station.step.kind == "setup" and station.cues:
                found += course.variation.position == "seated"
                assert line_key(station.cues[0]) in [name for _, name in part.sounds]
            side = station.side
    assert found > 10


@pytest.mark.parametrize("position", ["lying", "seated", "standing"])
def test_there_is_time_to_get_ready(position: str) -> None:
    """For the phone, and for a mat or a chair."""
    for _, course in ALL[: len(SHIPPED_IDS)]:
        if course.variation.position == position:
            seconds = timeline_of(course, LIBRARY, WHOLE).parts[0].frames / FPS
            assert seconds >= {"lying": 20, "seated": 12, "standing": 10}[position]


def test_on_the_floor_there_is_time_to_get_down_and_to_turn_over() -> None:
    """After the line of the first set-up step of a side, which says how."""
    found = 0
    for _, course in ALL[: len(SHIPPED_IDS)]:
        kinds = {(station.step.id, station.side): station.step.kind for station in stations(course, LIBRARY)}
        steps = step_parts(timeline_of(course, LIBRARY, WHOLE))
        for side, seconds in ((course.variation.first_side, 20), (None, 12)):
            first = next(part for part in steps if side in (None, part.side) and (side or part.side != steps[0].side))
            assert first.step is not None
            assert first.side is not None
            if course.variation.position == "lying" and kinds[first.step, first.side] == "setup":
                found += side is None
                assert first.frames >= 94 + seconds * FPS
    assert found > 10


def test_on_the_floor_it_is_said_how_to_get_down_and_how_to_get_up() -> None:
    """First of all that is said beside the step, and last of all."""
    found = 0
    said = LIBRARY.follow_along
    assert said is not None
    assert "To get up" in (said.end_lying or "")
    for _, course in ALL[: len(SHIPPED_IDS)]:
        timeline = timeline_of(course, LIBRARY, WHOLE)
        first, end = next(stations(course, LIBRARY)), timeline.parts[-1].sounds[-1][1]
        is_lying = course.variation.position == "lying"
        assert (end == line_key(said.end_lying or "")) == is_lying
        if is_lying and first.step.kind == "setup":
            found += 1
            cues = [line_key(cue) for cue in first.cues]
            assert [name for _, name in step_parts(timeline)[0].sounds] == [BELL, line_key(first.text), *cues]
            assert "hands and knees" in first.cues[0]
            assert len(cues) == 2
    assert found > 10


def test_a_library_may_end_every_session_alike() -> None:
    said = LIBRARY.follow_along
    assert said is not None
    library = replace(LIBRARY, follow_along=replace(said, end_lying=None))
    for course in courses_of(library):
        assert timeline_of(course, library, WHOLE).parts[-1].shown == card_key(said.end)


def test_who_is_not_told_the_set_up_again_has_time_to_turn_over() -> None:
    library = replace(OTHER, follow_along=LIBRARY.follow_along)
    mirrored = [course for course in courses_of(library) if mirrors_setup(course)]
    assert mirrored
    for course in mirrored:
        change = next(p for p in timeline_of(course, library, WHOLE).parts if CHANGE in [name for _, name in p.sounds])
        assert change.frames >= MIRRORED[course.variation.position]
        word = library.sides["left" if course.variation.first_side == "right" else "right"]
        assert change.shown == card_key(f"Now the {word} leg. Set up as before, the other way round.")


def test_without_announcements_a_session_has_its_steps_alone() -> None:
    for course in courses_of(OTHER):
        timeline = timeline_of(course, OTHER)
        assert timeline.parts == tuple(step_parts(timeline))
        assert timeline.other_side_at is not None


def test_a_variation_that_does_not_suit_has_an_empty_timeline() -> None:
    unsuited = [v for v in LIBRARY.variations if not v.suits(AVOIDABLE)]
    assert unsuited
    timeline = timeline_of(Course(unsuited[0], AVOIDABLE), LIBRARY, WHOLE)
    assert (timeline.parts, timeline.chapters, timeline.other_side_at) == ((), (), None)
    assert timeline.minutes == 1


def test_every_session_of_the_shipped_library_is_counted() -> None:
    """Without wishes and with the gentle setting, and with every set of wishes."""
    usual = {
        (
            course.variation.id,
            tuple((s.side, s.text, s.cues, s.file, s.step.seconds) for s in stations(course, LIBRARY)),
        )
        for variation in LIBRARY.variations
        for gentle in (False, True)
        for course in (
            *(Course(variation, avoided(gentle=gentle), "full", level) for level in range(len(variation.levels))),
            Course(variation, avoided(gentle=gentle), "medium"),
            Course(variation, avoided(gentle=gentle), "short"),
        )
        if variation.suits(course.avoid)
    }
    assert len(usual) == 31
    assert len(courses_of(LIBRARY)) == 62
    assert len(set(SHIPPED_IDS)) == 62


@pytest.mark.system
def test_what_is_said_and_shown_is_listed_for_those_who_make_it() -> None:
    lines, cards = set(map(line_key, lines_of(LIBRARY))), set(map(card_key, cards_of(LIBRARY)))
    captions = {(loop_key(file), loop_key(file, text)) for file, text in captions_of(LIBRARY)}
    heard, shown = set(), set()
    for _, course in ALL[: len(SHIPPED_IDS)]:
        for part in timeline_of(course, LIBRARY, WHOLE).parts:
            heard |= {name for _, name in part.sounds} - set(BELLS)
            if part.is_card:
                assert part.shown in cards
                shown.add(part.shown)
            else:
                assert (part.shown, part.caption) in captions
    assert shown == cards
    assert heard <= lines
    assert all("{" not in text for text in (*lines_of(LIBRARY), *cards_of(LIBRARY)))
    assert len(lines_of(LIBRARY)) == len(lines)
    assert "We begin with the left leg.\nStop whenever it hurts." in cards_of(LIBRARY)
    assert "We begin with the left leg." in lines_of(LIBRARY)


@pytest.mark.parametrize("pieces", [NO_PIECES, WHOLE], ids=["silent", "spoken"])
def test_a_session_is_the_same_each_time(pieces: Pieces) -> None:
    for _, course in ALL[::7]:
        assert timeline_of(course, LIBRARY, pieces) == timeline_of(course, LIBRARY, pieces)
