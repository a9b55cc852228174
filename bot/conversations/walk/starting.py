"""Starting a walk, and resuming one."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.conversations import movement_phrases, selection, session
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.safety import screening
from bot.conversations.session import AWAY, current, in_form, open_walk
from bot.conversations.turn import ASK, PROMPT, Turn
from bot.conversations.walk import browsing, check_in, farewell, offer
from bot.conversations.walk.film_view import is_film
from bot.conversations.walk.resuming import show_again
from bot.conversations.walk.step_view import show_step
from bot.habits.prompt_variants import GAP, is_after_gap
from bot.habits.start_times import with_start
from bot.markup import Html, in_lines
from bot.replies import unpack
from bot.understanding.answers.intents import Intent, recognize
from content.library import Variation
from content.walk import (
    FORMS,
    Course,
    Form,
    enough,
    first_place,
    step_at,
)
from content.walk import other_side as other_leg
from storage.records.person import BY_ITSELF, FILM, SOUND, STEPS, Person, Walk, WalkState
from storage.records.prompts import PromptTouch


def start_walk(
    turn: Turn,
    variation: Variation,
    *,
    form: Form | None = None,
    lead: Html | None = None,
    offered: Html | None = None,
    note: Html | None = None,
    way: str | None = None,
    other_side: bool = False,
    first: str | None = None,
) -> None:
    """Begin a walk and show its first step. An open one is broken off, and comes first another day.

    `form` is its length; None for the person's usual one, and one minute after a gap. `lead` is said first, `note`
    under the step; `offered` is what begins, said only where a question comes before the step. `way` is how it comes;
    None for the person's usual one. `other_side`: the first side is done, and it begins with the second.
    `first` is the side with which its steps begin, or "other" for the second one; a film begins with its own.
    """
    person = turn.person
    form = form or selection.form_for(person, turn.today)
    way = way or person.settings.way
    broken_off = None
    if (opened := current(turn)) is not None:
        broken_off = opened.walk.movement
        turn.change(walk=replace(opened.walk, state=WalkState.LEFT, ended_at=turn.now, due_at=None))
    if person.settings.gentle is None and not person.progression.walks_begun:
        screening.before_first_step(turn)
    usual = person.progression.levels.get(variation.id, (0, 0))[0]
    course = Course(variation, session.avoided_by(person), form, usual)
    place = first_place(course)
    if other_side:
        place = enough(course, place) or place
    if first is not None and session.comes_as_film(way, turn.library):
        note = in_lines(note, turn.words.say("talk.first_side"))
    elif first is not None:
        second = other_leg(course, place)
        place = second if first in ("other", second.side) else place
        lead = in_lines(lead, turn.words.say("walk.side_changed", side=turn.library.called(place.side)))
    number = person.progression.walks_begun + 1
    unfinished = broken_off if broken_off != variation.movement_id else None
    turn.change(
        walk=Walk(
            number=number,
            movement=variation.movement_id,
            variation=variation.id,
            side=place.side,
            sides_done=place.sides_done,
            started_at=turn.now,
            moved_at=turn.now,
            gentle=session.is_gentle(person),
            avoids=person.settings.avoids,
            form=form,
            usual=usual,
            way=BY_ITSELF if way == STEPS and person.settings.goes_on else way,
        ),
        far_starts=with_start(
            person.progression.far_starts, turn.local_now.hour * 60 + turn.local_now.minute, _times_of_day(person)
        ),
        walks_begun=number,
        unfinished_movement=unfinished or person.progression.unfinished_movement,
        asking=None,
    )
    turn.retire += [ASK, PROMPT]
    turn.forget_again = True
    if not check_in.asks_before(turn, in_lines(lead, offered, note)):
        show_step(turn, lead=lead, note=note)


def _times_of_day(person: Person) -> tuple[time, ...]:
    return tuple(reminder.at for reminder in person.reminders if reminder.active)


def begin(turn: Turn, form: Form | None = None, *, way: str | None = None, first: str | None = None) -> None:
    """Start today's movement, with the side `first` where one is named. After pain today rest is suggested, after a
    walk of today another one is offered, in the length that was named."""
    if farewell.hurt_today(turn):
        farewell.suggest_rest(turn)
    elif selection.done_today(turn) and current(turn) is None:
        offer.offer_movement(turn, lead=turn.words.say("today.done_already"), form=form)
    else:
        start_todays(turn, form=form, way=way, first=first)


def start_todays(turn: Turn, *, form: Form | None = None, way: str | None = None, first: str | None = None) -> None:
    """Start today's movement at once, or resume the open walk."""
    if current(turn) is not None:
        resume_walk(turn, form=form, way=way)
        return
    form = form or selection.form_for(turn.person, turn.today)
    choice = selection.todays(turn.person, turn.library)
    if choice is None:
        turn.say(turn.words.say("today.nothing"))
        return
    lost = movement_phrases.lost(turn) if selection.has_open_walk(turn.person) else None
    # The line that says why a walk was stopped says this already.
    why = movement_phrases.why_other_position(choice, turn.person, turn.library, turn.words) if lost is None else None
    what = movement_phrases.describe(choice, turn.person, turn.library, turn.words, form=form, way=way)
    offered = turn.words.say("today.offer", what=what)
    start_walk(turn, choice.variation, form=form, lead=lost, offered=offered, note=why, way=way, first=first)


def start_form(turn: Turn, variation_id: str) -> None:
    """Start the form that a button names; the form that is open already is resumed."""
    variation = turn.library.variation(variation_id)
    if variation is None or not variation.suits(session.avoided_by(turn.person)):
        offer.offer_movement(turn, lead=turn.words.say("walk.gone"))
        return
    if (opened := current(turn)) is not None and opened.walk.variation == variation_id:
        resume_walk(turn)
        return
    start_walk(turn, variation)


def start_offered(turn: Turn, variation_id: str, form: Form) -> bool:
    """Start the movement on offer in a length. False when it is the one that is open, or none that suits."""
    variation, opened = turn.library.variation(variation_id), current(turn)
    is_open = opened is not None and opened.walk.variation == variation_id
    if variation is None or is_open or not variation.suits(session.avoided_by(turn.person)):
        return False
    start_walk(turn, variation, form=form)
    return True


def start_from_prompt(turn: Turn, touch: PromptTouch, *, form: Form | None = None, way: str | None = None) -> None:
    """Start from a prompt, in the form or the way that was pressed."""
    turn.prompt = touch
    start_todays(turn, form=form, way=way)


def resume_walk(turn: Turn, *, form: Form | None = None, way: str | None = None, lead: Html | None = None) -> None:
    """Show the step where the walk stands, when it was left, and a button to start over; in another way if one is
    named, and in the usual one on another day. A film begins at its side. `lead` is said first.

    After a gap it continues in its one-minute form, at the step where it was left or about as far along.
    """
    opened = current(turn)
    if opened is None:
        start_todays(turn)
        return
    gap = _is_after_gap_in(turn, opened.walk)
    way = way or _way_of_another_day(turn, opened.walk)
    if gap or form is not None:
        opened = in_form(turn, opened, selection.SHORT if gap else form or selection.FULL)
    if way is not None and way != opened.walk.way:
        turn.change(walk=replace(opened.walk, way=way, due_at=None))
        opened = open_walk(turn)
    walk, course, place = opened
    away = turn.now - walk.moved_at > AWAY
    if walk.moves == 0 and not away:
        show_again(turn)
        return
    day = turn.words.on_day(walk.moved_at.astimezone(turn.zone).date(), turn.today)
    if gap:
        note = turn.words.say("walk.resumed_gap")
    elif step_at(course, place) is None:
        note = turn.words.say("walk.resumed_offer", side=turn.library.called(place.side), day=day)
    elif away:
        note = turn.words.say("walk.resumed", day=day)
    else:
        note = turn.words.say("walk.resumed_now")
    touched = replace(walk, moves=walk.moves + 1, moved_at=turn.now)
    turn.change(walk=touched, asking=None)
    turn.retire += [ASK, PROMPT]
    show_step(turn, lead=lead, note=None if is_film(walk) and not gap else note, start_over=True, alone=away)


def _way_of_another_day(turn: Turn, walk: Walk) -> str | None:
    """The person's usual way, for a walk that was left in another one on an earlier day; None for its own. Steps come
    by themselves where they do so now, but not after pain."""
    usual = turn.person.settings.way
    if usual == STEPS and turn.person.settings.goes_on and not session.is_held(turn):
        usual = BY_ITSELF
    is_left = walk.moved_at.astimezone(turn.zone).date() < turn.today
    is_other = is_film(walk) != (usual in (FILM, SOUND)) or usual == BY_ITSELF
    return usual if is_left and is_other else None


def _is_after_gap_in(turn: Turn, walk: Walk) -> bool:
    """Whether the walk was left long ago."""
    return turn.now - walk.moved_at > GAP and (
        turn.person.streak.until is None or is_after_gap(turn.person, turn.today)
    )


# The movement that was offered


def answer(turn: Turn, said: str) -> bool:
    """A yes or no to a movement that was offered, or a word about the one before."""
    if browsing.taste_said(turn, said):
        return True
    word = recognize(said, turn.words, (Intent.NEXT, Intent.YES, Intent.NO))
    if word in (Intent.NEXT, Intent.YES):
        _, variation_id, *length = unpack(turn.person.account.asking or "")
        form = next((form for form in FORMS if form in length), None)
        if form is None or not start_offered(turn, variation_id, form):
            start_form(turn, variation_id)
    elif word is Intent.NO:
        farewell.say_goodbye(turn)
    return word is not None


def _next_on_card(turn: Turn, said: str) -> bool:
    """ "Next" starts the movement that is looked at. An old card is forgotten, and says nothing of the text."""
    variation = browsing.looked_at(turn)
    if variation is None:
        turn.change(asking=None)
    elif recognize(said, turn.words, (Intent.NEXT,)) is Intent.NEXT:
        start_form(turn, variation.id)
        return True
    return False


def _show_card_again(turn: Turn, lead: Html) -> bool:
    variation = browsing.looked_at(turn)
    if variation is None:
        return False
    browsing.show_movement(turn, turn.library.movement_of(variation), lead=lead)
    return True


def _ask_again(turn: Turn, lead: Html) -> bool:
    """Repeat the offer."""
    asked = unpack(turn.person.account.asking or "")
    variation = turn.library.variation(asked[1] if len(asked) > 1 else "")
    usual = selection.todays(turn.person, turn.library)
    if variation is None or usual is None or usual.key == variation.id:
        offer.offer_movement(turn, lead=lead)
    elif variation.suits(session.avoided_by(turn.person)):
        movement = turn.library.movement_of(variation)
        offer.offer_movement(turn, selection.Choice(movement, variation, exact=True), lead=lead)
    else:
        return False
    return True


def _tap_go(turn: Turn, data: str) -> bool:
    """`go:<variation>`."""
    start_form(turn, data.partition(":")[2])
    return True


def _tap_todays(turn: Turn, data: str) -> bool:
    """`todays`."""
    start_todays(turn)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix="offer",
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
        Question(
            prefix=browsing.CARD,
            answer=_next_on_card,
            ask_again=_show_card_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=False,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"go": _tap_go, "todays": _tap_todays},
)
