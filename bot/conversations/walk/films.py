"""Films of sessions: what is shown when, as one film or as its sound alone, and which of them a library can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.conversations.turn import Turn
from content.follow_along import Kind, recipe_of
from content.library import Library
from content.pieces import FPS, Piece, line_key
from content.recorded import in_recorded_voice, is_spoken, recorded_piece, voiced
from content.timeline import timeline_of
from content.walk import Course
from storage.records.recordings import RecordedLine

# Without a voice there is nothing to follow with closed eyes.
BELLS = frozenset({"bell", "change", "chord"})
# The next best after a film is its sound.
KINDS: tuple[Kind, ...] = ("film", "sound")


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as a film or a sound: `key` is its recipe's, `chapters` are (second, text), `other_side_at` is the
    second at which the other side begins. `width` and `height` are pixels, 0 for a sound. `recorded_by` is the teacher
    whose recordings it is made of; None for the library's own pieces."""

    key: str
    kind: Kind
    seconds: int
    chapters: tuple[tuple[int, str], ...] = ()
    other_side_at: int | None = None
    width: int = 0
    height: int = 0
    recorded_by: int | None = None


def kinds_of(library: Library) -> tuple[Kind, ...]:
    """What the library has pieces for in its language, the best first."""
    pieces = library.pieces
    if library.language is not None:
        return _kinds_in_language(library)
    has = {"film": bool(pieces.loops), "sound": bool((pieces.sounds.keys() - BELLS) | pieces.teachers.keys())}
    return tuple(kind for kind in KINDS if has[kind])


def _kinds_in_language(library: Library) -> tuple[Kind, ...]:
    """The same for a translation: its films need captions and cards of their own, its sounds a voice that speaks it.

    A few texts stand for all; `plan_of` looks at each one of a session.
    """
    said, pieces = library.follow_along, library.pieces
    texts = () if said is None else (said.keep_going, said.stop, said.end)
    has_cards = said is not None and pieces.card(said.end) is not None
    is_said = bool(texts) and all(line_key(text) in pieces.sounds for text in texts)
    has = {"film": bool(pieces.loops) and has_cards, "sound": is_said}
    return tuple(kind for kind in KINDS if has[kind])


def kinds_for(turn: Turn) -> tuple[Kind, ...]:
    """The same, with the sound of a teacher's recordings where the library has no voice. Raises RecordingsNotRead."""
    kinds = kinds_of(turn.library)
    if "sound" in kinds or not turn.recordings:
        return kinds
    plain = (Course(variation, frozenset(), "full", 0) for variation in turn.library.variations)
    is_spoken = any(_teacher_of(course, turn.library, turn.recordings) is not None for course in plain)
    return (*kinds, "sound") if is_spoken else kinds


def is_silent(library: Library) -> bool:
    """Whether films have captions and bells alone: there are some, and no voice in their language."""
    kinds = kinds_of(library)
    return "film" in kinds and "sound" not in kinds


def plan_of(
    course: Course, library: Library, kind: Kind, title: str, recordings: Sequence[RecordedLine] = ()
) -> Plan | None:
    """The plan of a course; None when pieces are missing.

    A sound is made of a teacher's recordings if they spoke all of its lines, unless the library has pieces of them.
    """
    pieces, teacher = voiced(course, library, library.pieces), None
    if kind == "sound" and pieces is library.pieces:
        teacher = _teacher_of(course, library, recordings)
    if teacher is not None:
        lines = _lines_by(teacher, recordings)
        pieces = in_recorded_voice(course, library, pieces, lines) or pieces
    elif kind not in kinds_of(library) or (kind == "sound" and not _is_said(course, library)):
        return None
    timeline = timeline_of(course, library, pieces)
    captions = {part.caption for part in timeline.parts if part.caption is not None}
    if kind == "film" and library.language is not None and not captions <= pieces.captions.keys():
        # Nothing would tell what is done: perhaps no voice speaks this language.
        return None
    recipe = recipe_of(timeline, pieces, kind, title=title)
    if recipe is None:
        return None
    chapters = tuple((frame // FPS, text) for frame, text in timeline.chapters)
    other = None if timeline.other_side_at is None else timeline.other_side_at // FPS
    return Plan(recipe.key, kind, round(recipe.seconds), chapters, other, recipe.width, recipe.height, teacher)


def _is_said(course: Course, library: Library) -> bool:
    """Whether the voice says a session in the language of its texts. In that of the files lines may be missing."""
    return library.language is None or is_spoken(course, library, library.pieces.sounds)


def best_plan(
    course: Course, library: Library, wanted: str, title: str, recordings: Sequence[RecordedLine] = ()
) -> Plan | None:
    """The plan in the wanted way, else in the next best one; None when only steps are left."""
    ways = KINDS[KINDS.index("film" if wanted == "film" else "sound") :]
    plans = (plan_of(course, library, kind, title, recordings) for kind in ways)
    return next((plan for plan in plans if plan is not None), None)


def _teacher_of(course: Course, library: Library, recordings: Sequence[RecordedLine]) -> int | None:
    """Who spoke all lines of a session; of several the one who spoke last."""
    latest = {one.person_id: one.recorded_at for one in sorted(recordings, key=lambda one: one.recorded_at)}
    whole = [who for who in latest if is_spoken(course, library, _lines_by(who, recordings))]
    return max(whole, key=lambda who: latest[who], default=None)


def _lines_by(teacher: int, recordings: Sequence[RecordedLine]) -> Mapping[str, Piece]:
    own = (one for one in recordings if one.is_kept and one.person_id == teacher)
    return {one.line: recorded_piece(one.digest, one.samples) for one in own}
