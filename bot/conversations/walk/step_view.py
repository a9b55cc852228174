"""Step as a message: what to do, notes, where it stands, and buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversations.session import open_walk, walk_button
from bot.conversations.turn import WALK, Turn
from bot.conversations.walk import film_view, films
from bot.i18n.catalogue import Words
from bot.markup import Html, escape, fold, in_lines
from bot.replies import Button, Rows, fits_caption, pack, rows
from content.library import Library, Step
from content.walk import (
    Course,
    WalkPlace,
    first_place,
    is_first_ring,
    minutes,
    offer_at,
    progress,
    step_at,
    steps_at,
    words_for,
)
from storage.records.person import BY_ITSELF, SOUND, STEPS, Walk

# Dots of the progress bar; longer walks are scaled down.
BAR = 12
# In which session the other ways are offered: by then it is known what a step is.
SECOND = 2


def show_step(
    turn: Turn,
    *,
    lead: Html | None = None,
    note: Html | None = None,
    more: bool = False,
    start_over: bool = False,
    alone: bool = False,
) -> None:
    """Show the step, or the offer of the next level, where the walk stands; of a walk that comes as a film, the film.

    What to do comes first, where it stands last: that order is heard, and seen on a locked phone. `lead` goes before
    the step, for what changes it ("Now your left leg"); `note` after it, for what only explains. `alone`: for people
    who are not in place for the step, with how to get there, and the set-up of the second side as that of the first.
    """
    walk, course, place = open_walk(turn)
    if turn.person.progression.unfinished_movement == walk.movement:
        # It goes on.
        turn.change(unfinished_movement=None)
    by_steps, by_film = (_get_ready(turn, as_film=one) if alone else None for one in (False, True))
    begun = in_lines(lead, by_steps) or None
    _say_step(turn, begun, note, more=more, start_over=start_over, alone=alone)
    lead_of_film = in_lines(lead, by_film) or None
    if film_view.is_film(walk) and not film_view.show_film(turn, turn.replies.pop(), lead=lead_of_film, note=note):
        begun = in_lines(_why_steps(turn, walk), begun)
        _say_step(turn, begun, note, more=more, start_over=start_over, alone=alone)
    step = step_at(course, place)
    if walk.way == BY_ITSELF and step is not None:
        # At the offer of a level it waits for an answer.
        turn.change(walk=replace(walk, due_at=turn.now + timedelta(seconds=step.seconds)))


def _why_steps(turn: Turn, walk: Walk) -> Html:
    """Why a session that was to be seen or heard comes in steps."""
    if walk.way == SOUND and films.is_silent(turn.library):
        return turn.words.say("way.no_voice")
    place = open_walk(turn).place
    if walk.way == SOUND and place.sides_done:
        return turn.words.say("film.other_side_steps", side=turn.library.called(place.side))
    return turn.words.say("film.nowhere")


def set_up_alone(course: Course) -> tuple[Step, ...]:
    """The set-up of the first side, in the course's form: also that of the other side, for people who begin there."""
    return tuple(step for step in steps_at(course, first_place(course)) if step.kind == "setup")


def _get_ready(turn: Turn, *, as_film: bool) -> Html | None:
    """How to get into place for the step, after hours away from it, or in another position; None at a step that says so
    itself. On the second side that is as on the first."""
    _, course, place = open_walk(turn)
    step, setup = step_at(course, place), set_up_alone(course)
    if step is None or not setup or (step.kind == "setup" and not place.sides_done):
        return None
    first = setup[0]
    if step.id == first.id and not (place.sides_done and as_film):
        # A film of the second side changes over from the first.
        return None
    return turn.words.say("walk.get_ready", text=words_for(first, place.side, turn.library.sides))


def get_into_place(turn: Turn) -> Html | None:
    """How to get into place for the side that works, for somebody who is not sure how to lie or sit; None without a
    set-up."""
    _, course, place = open_walk(turn)
    sides = turn.library.sides
    told = [(one, words_for(one, place.side, sides)) for one in set_up_alone(course)]
    # What is different on each side says it best.
    apart = [text for one, text in told if len({words_for(one, side, sides) for side in sides}) > 1]
    text = next(iter((*apart, *(text for _, text in told))), None)
    return None if text is None else turn.words.say("walk.get_ready", text=text)


def change_over(turn: Turn) -> Html | None:
    """How to change over to the side that is to work, for somebody in place for the other one; None where nothing
    changes, or the step says so itself."""
    _, course, place = open_walk(turn)
    step, sides = step_at(course, place), turn.library.sides
    here = next((at for at, one in enumerate(steps_at(course, place)) if step is not None and one.id == step.id), 0)
    for at, one in enumerate(steps_at(course, replace(first_place(course), side=place.side))):
        if one.kind != "setup" or (step is not None and step.kind == "setup" and at >= here):
            return None
        second = one.on_second_side()
        if second is not None and len({words_for(one, side, sides) for side in sides}) > 1:
            return escape(words_for(second, place.side, sides))
    return None


def at_setup(course: Course, place: WalkPlace) -> WalkPlace:
    """The set-up step of the side; the place itself where there is none, or at an offer."""
    start = replace(place, level=0, step=0)
    first = step_at(course, start)
    return start if step_at(course, place) is not None and first is not None and first.kind == "setup" else place


def _step_alone(course: Course, place: WalkPlace) -> Step | None:
    """The step at a place as it is told to somebody who was away: set-up of the second side as on the first."""
    step = step_at(course, place)
    if step is None or step.kind != "setup" or not place.sides_done:
        return step
    return next((one for one in set_up_alone(course) if one.id == step.id), step)


def _say_step(turn: Turn, lead: Html | None, note: Html | None, *, more: bool, start_over: bool, alone: bool) -> None:
    walk, course, place = open_walk(turn)
    words = turn.words
    step = _step_alone(course, place) if alone else step_at(course, place)
    if step is None:
        level = offer_at(course, place)
        question = level.offer if level is not None else None
        turn.say(
            in_lines(lead, note, escape(question) if question else words.say("walk.offer")),
            offer_buttons(walk, level.take if level is not None else None, words),
            slot=WALK,
            event="offer_level",
        )
        return
    takes = normal = None
    if walk.moves == 0:
        takes = words.say(
            "walk.takes",
            position=words.opening(course.variation.name),
            minutes=words.count("minutes", minutes(course)),
        )
    if walk.number == 1 and walk.moves == 0:
        # At the first step of the first walk: what a stretch feels like.
        normal = words.say("walk.normal", text=turn.library.about.normal)
    where = _where(turn, course, place)

    ways, offered = _other_ways(turn)

    def written(*, ring: bool) -> Html:
        text = step_text(step, place, turn.library, words, ring=ring)
        return in_lines(lead, text, normal, offered, note, takes, where)

    text = bare = written(ring=False)
    if turn.person.settings.pictures and is_first_ring(course, place) and fits_caption(explained := written(ring=True)):
        text = explained
    turn.say(
        text,
        ways + step_buttons(walk, step, words, more=more, start_over=start_over),
        slot=WALK,
        picture=step.clips.get(place.side),
        without_picture=None if text == bare else bare,
        event="step",
    )


def _other_ways(turn: Turn) -> tuple[Rows, Html | None]:
    """At the first step of the second session: the other ways in which sessions can come, and a line about them."""
    walk = open_walk(turn).walk
    if walk.number != SECOND or walk.moves or walk.way not in (STEPS, BY_ITSELF):
        return (), None
    kinds = films.kinds_for(turn)
    if not kinds:
        return (), None
    buttons = (Button(turn.words.label(f"button.way_{kind}"), pack("way", walk.number, kind)) for kind in kinds)
    return rows(tuple(buttons)), turn.words.say("way.offer")


def _where(turn: Turn, course: Course, place: WalkPlace) -> Html:
    """The last line of a step: movement, side, and the number of the step, with a row of dots if they are wanted."""
    number, of = progress(course, place)
    named = {
        "movement": turn.library.movement_of(course.variation).name,
        "side": turn.library.called(place.side),
        "step": number,
        "of": of,
    }
    if place.level:
        at = turn.words.say("walk.place_level", level=course.variation.levels[place.level].name, **named)
    else:
        at = turn.words.say("walk.place", **named)
    if not turn.person.settings.wants_marks:
        return at
    return turn.words.say("walk.progress", place=at, bar=bar(number, of))


def step_text(step: Step, place: WalkPlace, library: Library, words: Words, *, ring: bool = False) -> Html:
    """A step's lines, and its notes below, folded when long. `ring`: with the meaning of the ring in its picture."""

    def mirrored(text: str) -> Html:
        return escape(words_for(text, place.side, library.sides))

    lines = [words.say("bold", text=mirrored(step.text))]
    if ring:
        lines.append(words.say("walk.ring"))
    if step.rounds is not None:
        least, most = step.rounds
        same = least == most
        amount = words.count("walk.rounds_same", most) if same else words.count("walk.rounds", most, least=least)
        lines.append(words.say("walk.suggestion", rounds=amount, time=about(step.seconds, words)))
    notes = [mirrored(cue) for cue in step.cues]
    if step.breath:
        notes.append(words.say("walk.breath", text=mirrored(step.breath)))
    if len(step.also) == 1:
        notes.append(words.say("walk.also_one", text=mirrored(step.also[0])))
    elif step.also:
        notes.append(words.say("walk.also"))
        notes += [words.say("walk.also_item", text=mirrored(way)) for way in step.also]
    if step.optional:
        lines.insert(0, words.say("walk.optional"))
    return in_lines(*lines, fold(notes))


def about(seconds: int, words: Words) -> Html:
    """Seconds in words: about 40 seconds, about 2 minutes."""
    if seconds < 55:
        return words.count("about.seconds", max(10, round(seconds / 10) * 10))
    return words.count("about.minutes", max(1, round(seconds / 60)))


def bar(number: int, of: int) -> str:
    """A progress bar of dots, at most BAR of them."""
    length = min(of, BAR)
    filled = max(1, round(number * length / of)) if number else 0
    return "●" * filled + "○" * (length - filled)


def step_buttons(walk: Walk, step: Step, words: Words, *, more: bool = False, start_over: bool = False) -> Rows:
    """The buttons under a step; `more` opens the second half of them.

    A chat stands on its last row. So Next has one row below it whatever else there is, and all that comes and goes
    stands above it: a thumb, or a knuckle from the floor, finds Next at the same place in every step.
    """

    def labelled(action: str) -> Button:
        return walk_button(walk, action, words.label(f"button.{action}"))

    over = labelled("start_over") if start_over else None
    below = rows((labelled("next"),), (labelled("back"), labelled("hurts"), labelled("less" if more else "more")))
    if not more:
        return rows((labelled("skip") if step.optional else None, over)) + below
    return (
        rows(
            (labelled("repeat"), labelled("skip")),
            (labelled("other_side"), labelled("other_position")),
            (labelled("pause"), labelled("stop")),
            (over,),
        )
        + below
    )


def offer_buttons(walk: Walk, take: str | None, words: Words) -> Rows:
    """The buttons under the offer of the next level."""
    return rows(
        (
            walk_button(walk, "take", take or words.label("button.take")),
            walk_button(walk, "stay", words.label("button.stay")),
        ),
        (
            walk_button(walk, "back", words.label("button.back")),
            walk_button(walk, "hurts", words.label("button.hurts")),
        ),
    )
