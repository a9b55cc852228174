"""Sentences about movements and what a person leaves out, for all dialogues."""

from __future__ import annotations

from collections.abc import Collection

from bot.conversations import selection, session
from bot.conversations.selection import (
    FULL,
    Choice,
    needed,
    position_of,
    reason,
)
from bot.conversations.turn import Turn
from bot.i18n.catalogue import Words
from bot.markup import Html
from content.concerns import FLAGS_OF
from content.film_lengths import aimed_minutes, minutes_of_film
from content.library import Library
from content.movement import FLAGS
from content.walk import Course, Form, minutes
from storage.records.person import PromptPerson


def in_words(flags: Collection[str], words: Words) -> str:
    """Flags in words: twisting, rolling on the floor and standing on one leg."""
    return words.and_list(words.label(f"flag.{flag.replace('-', '_')}") for flag in FLAGS if flag in flags)


def all_of_it(turn: Turn) -> str:
    """Everything that the person leaves out, in words."""
    return in_words(session.avoided_by(turn.person), turn.words)


def promise(turn: Turn) -> Html:
    """What will be left out from now on, and that this is no promise for an operated hip."""
    has_hip = FLAGS_OF["hip"].issubset(turn.person.settings.avoids)
    return turn.words.say("care.gentle_on_hip" if has_hip else "care.gentle_on", what=all_of_it(turn))


def consequences(turn: Turn) -> list[Html]:
    """The effect on the person's position: that nothing remains in it, or which movements come in another one."""
    nothing = nothing_left(turn)
    if nothing is not None:
        return [nothing]
    words, person = turn.words, turn.person
    lines = []
    for movement in turn.library.movements:
        choice = selection.form_of(movement, person, turn.library)
        reason = selection.reason(movement, person, turn.library)
        if not reason or (choice is not None and choice.exact):
            continue
        named = {"movement": movement.name, "what": in_words(reason, words)}
        if choice is None:
            lines.append(words.say("left_out.gone", **named))
        else:
            lines.append(words.say(f"left_out.elsewhere.{choice.variation.position}", **named))
    return lines


def nothing_left(turn: Turn) -> Html | None:
    """That nothing remains in the person's position, or in any; None where something does."""
    words, person = turn.words, turn.person
    forms = selection.all_forms(person, turn.library)
    if not forms:
        return words.say("today.nothing")
    reasons = [selection.reason(movement, person, turn.library) for movement in turn.library.movements]
    if any(form.exact for form in forms) or not any(reasons):
        return None
    wanted = selection.position_of(person, turn.library)
    others = dict.fromkeys(words.label(f"position.name.{form.variation.position}") for form in forms)
    what = in_words(frozenset[str]().union(*reasons), words)
    return words.say(f"left_out.no_position.{wanted}", what=what, offered=words.or_list(others))


def minutes_told(course: Course, way: str, library: Library, *, reached: int = 0) -> int:
    """Whole minutes of a session in the way and form in which it comes; in steps, up to the level that was reached. A
    film takes longer, since it says every line."""
    if session.comes_as_film(way, library):
        return minutes_of_film(session.in_way(course, way, library), library)
    return minutes(course, reached=reached)


def longest_film(person: PromptPerson, form: Form, library: Library, words: Words) -> Html | None:
    """That sessions of a length take longer where they come as a film, with the minutes of the longest; None where they
    take no longer than is meant."""
    avoid, way = session.avoided_by(person), person.settings.way
    courses = [Course(choice.variation, avoid, form) for choice in selection.all_forms(person, library)]
    most = max((minutes_told(course, way, library) for course in courses), default=0)
    meant = next((aimed_minutes(course) for course in courses), None)
    if meant is None or most <= meant or not session.comes_as_film(way, library):
        return None
    return words.say("length.as_film", minutes=words.count("minutes", most))


def describe(
    choice: Choice, person: PromptPerson, library: Library, words: Words, *, form: Form = FULL, way: str | None = None
) -> Html:
    """Movement, position and minutes in a few words; `way` where it comes in another than usual."""
    course = Course(choice.variation, session.avoided_by(person), form)
    return words.say(
        "today.describe",
        movement=choice.movement.name,
        position=choice.variation.name,
        minutes=words.count("minutes", minutes_told(course, way or person.settings.way, library)),
    )


def why_other_position(choice: Choice, person: PromptPerson, library: Library, words: Words) -> Html | None:
    """Why the movement is not in the person's own position, as a line; None when it is."""
    if choice.exact or choice.movement.id in person.progression.recent:
        # Said until the person knows the movement.
        return None
    wanted = position_of(person, library)
    if avoided := reason(choice.movement, person, library):
        why = words.say(f"today.left_out.{wanted}", what=in_words(avoided, words))
    else:
        why = words.say(f"today.not_in.{wanted}", movement=choice.movement.name)
    return Html(f"{why} {words.say(f'today.offered.{choice.variation.position}')}")


def lost(turn: Turn) -> Html:
    """Why the open walk cannot go on: for what is left out, or because the library no longer has it."""
    walk = turn.person.walk
    variation = turn.library.variation(walk.variation) if walk is not None else None
    if walk is None or variation is None:
        return turn.words.say("walk.lost")
    what = in_words(needed(variation, session.avoided_by(walk)), turn.words)
    movement = turn.library.movement_of(variation).name
    return turn.words.say("settings.gentle_stopped", movement=movement, position=variation.name, what=what)


def gentle_line(turn: Turn) -> Html:
    """Whether walks are kept gentle, and what they leave out then."""
    words = turn.words
    if session.is_gentle(turn.person):
        return words.say("settings.gentle_on", what=all_of_it(turn))
    return words.say("settings.gentle_off")
