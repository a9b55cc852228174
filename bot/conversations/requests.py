"""Requests: does what a sentence asks for, or asks about it first where that is not sure.

`ACTIONS` is the one table: what is done for each wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.conversations import movement_phrases, phrases, selection, session
from bot.conversations.account import help, onboarding, privacy, settings
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.history import progress, report
from bot.conversations.preferences import (
    cues,
    notifications,
    pausing,
    preferred_position,
    reminder_list,
    reminder_phrases,
    reminders,
    stopping,
    time_zone,
)
from bot.conversations.prompts import prompt
from bot.conversations.safety import overview
from bot.conversations.setup_stages import HELLO
from bot.conversations.turn import ASK, CommandWanted, Turn
from bot.conversations.walk import browsing, farewell, navigation, offer, positions, resuming, starting
from bot.habits.planning import next_prompt
from bot.markup import Html
from bot.replies import MAX_DATA_BYTES, Button, pack, rows
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.intents import Intent, recognize
from bot.understanding.pauses import PauseWish, parse_pause
from bot.understanding.phrase_patterns import plain
from bot.understanding.place_search import is_name_of_place
from bot.understanding.weekdays import parse_weekdays
from bot.understanding.wish_details import ONLY, Known
from bot.understanding.wish_rules import Where, Wish
from bot.understanding.wishes import Wished
from content.library import POSITIONS
from content.walk import FORMS

# `meant:<wish>:<detail>`, of a question and under its buttons; `meant:no` leaves everything as it is.
ASKING, NO = "meant", "no"

# Wishes that only show something, or ask by themselves: they are done at once, sure or not.
SHOWN = frozenset(
    {Wish.STOP, Wish.DELETE, Wish.REMINDERS, Wish.WHEN_NEXT, Wish.OTHER_MOVEMENT, Wish.MOVEMENT, Wish.IMPROVING}
    | {Wish.PROGRESS, Wish.SETTINGS, Wish.HELP, Wish.ABOUT, Wish.SAFETY, Wish.WHERE_WAS_I, Wish.HELLO, Wish.THANKS}
)
# Wishes that count more than an open question, which would take their words as its answer.
ABOVE_QUESTIONS = frozenset(
    {Wish.STOP, Wish.DELETE, Wish.PAUSE, Wish.RESUME, Wish.IMPROVING, Wish.PROGRESS, Wish.REPORT, Wish.SETTINGS}
    | {Wish.PICTURES_OFF, Wish.PICTURES_ON, Wish.ABOUT, Wish.HELP, Wish.WHEN_NEXT}
)


def where(turn: Turn) -> Where:
    """Where the person is: in a walk, after a prompt of today that is not settled, or elsewhere."""
    if session.current(turn) is not None:
        return Where.WALK
    came = any(reminder.last_date == turn.today for reminder in turn.person.reminders)
    return Where.PROMPT if came and not selection.done_today(turn) else Where.OUT


def known(turn: Turn) -> Known:
    """What sentences may name: the library's movements, places, and lengths and ends of pauses."""

    def can_pause(text: str) -> bool:
        return isinstance(parse_pause(text, turn.today, turn.words), PauseWish)

    return Known(
        {plain(name): movement for name, movement in turn.library.names().items()}, is_name_of_place, can_pause
    )


def fulfil(turn: Turn, wishes: Sequence[Wished]) -> None:
    """Do what is sure, then ask about the first that is not."""
    doubtful = [wished for wished in wishes if not wished.sure and not _asks_itself(turn, wished)]
    for wished in wishes:
        if wished not in doubtful:
            ACTIONS[wished.wish](turn, wished.detail)
    if doubtful:
        ask(turn, doubtful[0])


def _asks_itself(turn: Turn, wished: Wished) -> bool:
    """Whether what is done is to show or to ask something. With one reminder, a new one asks "instead, or as well?"."""
    return wished.wish in SHOWN or (wished.wish is Wish.REMIND and len(turn.person.recurring) == 1)


def ask(turn: Turn, wished: Wished, *, lead: Html | None = None) -> None:
    """Ask whether this is meant, after `lead`."""
    words, wish, detail = turn.words, wished.wish, wished.detail
    if len(f"{ASKING}:{wish}:{detail}".encode()) > MAX_DATA_BYTES:
        # There is no room for it under a button: the page on which it is done is shown instead.
        reminder_list.list_reminders(turn)
        return
    question = words.say(f"meant.{wish.value}", detail=_in_words(turn, wished))
    data = pack(ASKING, wish.value, detail)
    turn.change(asking=data)
    yes = Button(words.label("meant.now" if wish is Wish.TRAVEL else "button.yes"), data)
    text = Html(f"{lead}\n{question}") if lead else question
    turn.say(text, rows((yes, Button(words.label("button.no"), pack(ASKING, NO)))), slot=ASK, event="meant")


def _in_words(turn: Turn, wished: Wished) -> str:
    """The detail as it is read back."""
    words = turn.words
    if wished.wish is Wish.POSITION and wished.detail in POSITIONS:
        return words.label(f"position.name.{wished.detail}")
    if wished.wish is Wish.LENGTH:
        return words.label(f"length.{wished.detail}")
    return wished.detail


def answer(turn: Turn, said: str) -> bool:
    """A typed yes or no. False for anything else, and the question is closed."""
    word = recognize(said, turn.words, (Intent.YES, Intent.NO, Intent.STOP))
    asked = turn.person.account.asking or ""
    turn.change(asking=None)
    if word is Intent.YES:
        turn.retire.append(ASK)
        return _do(turn, asked)
    if word is not None:
        turn.retire.append(ASK)
        turn.say(turn.words.say("meant.left"))
    return word is not None


def tap(turn: Turn, data: str) -> bool:
    """`meant:<wish>:<detail>`, and `meant:no`."""
    turn.strip_pressed()
    turn.close_question(ASKING)
    if data == pack(ASKING, NO):
        turn.say(turn.words.say("meant.left"))
        return True
    return _do(turn, data)


def _do(turn: Turn, data: str) -> bool:
    _, wish, detail = (*data.split(":", 2), "", "")[:3]
    if wish not in {each.value for each in ACTIONS}:
        return False
    ACTIONS[Wish(wish)](turn, detail)
    return True


def _with_undo(turn: Turn, label: str, data: str) -> None:
    """Put one more button under what was said last: it takes the change back."""
    last = turn.replies[-1]
    turn.replies[-1] = replace(last, buttons=last.buttons + rows((Button(turn.words.label(label), data),)), slot=ASK)


# What is done


def _remind(turn: Turn, detail: str) -> None:
    if reminders.add_typed(turn, detail):
        reminder_phrases.confirm_reminders(turn)


def _days_off(turn: Turn, detail: str) -> None:
    """No reminder on these days any more; or only on them."""
    only, text = detail.startswith(ONLY), detail.removeprefix(ONLY)
    named = parse_weekdays(text, weekend=reminder_phrases.weekend_here(turn))
    if named is None:
        reminder_list.list_reminders(turn)
    else:
        reminders.take_days_off(turn, ALL_DAYS - named if only else named)


def _export(turn: Turn, detail: str) -> None:
    raise CommandWanted("export")


def _quiet(turn: Turn, detail: str) -> None:
    notifications.answer(turn, detail)


def _position(turn: Turn, detail: str) -> None:
    """Another position: of the open walk, or from now on."""
    if session.current(turn) is not None:
        others = {one.position: one for one in positions.other_positions(turn)}
        if detail in others:
            positions.change_position(turn, others[detail].id)
        else:
            positions.ask_position(turn)
        return
    if detail not in POSITIONS:
        preferred_position.ask_position(turn)
        return
    before = turn.person.settings.position
    preferred_position.set_position(turn, detail)
    if before in POSITIONS and before != detail:
        _with_undo(turn, f"meant.back_to_{before}", pack("set", "position", before))


def _length(turn: Turn, detail: str) -> None:
    """A walk of this length, now; an open one goes on in it."""
    form = next((form for form in FORMS if form == detail), None)
    if form is None:
        settings.show_settings(turn)
    elif session.current(turn) is not None:
        starting.resume_walk(turn, form=form)
    else:
        starting.begin(turn, form)


def _movement(turn: Turn, detail: str) -> None:
    movement = turn.library.movement(detail)
    offer.command(turn, movement.name if movement is not None else detail)


def _pictures(turn: Turn, *, on: bool) -> None:
    now, other = ("on", "off") if on else ("off", "on")
    turn.switch("pictures", on=on)
    turn.say(turn.words.say(f"settings.pictures_{now}"), event="settings")
    _with_undo(turn, f"button.pictures_{other}", pack(ASKING, f"pictures_{other}"))


def _when_next(turn: Turn, _detail: str) -> None:
    """When the next prompt comes, and with which movement."""
    following = selection.todays(turn.person, turn.library)
    coming = phrases.coming_line(turn)
    lines = [coming if coming is not None else phrases.why_none(turn)]
    if following is not None and not session.current(turn):
        form = selection.form_for(turn.person, turn.today)
        what = movement_phrases.describe(following, turn.person, turn.words, form=form)
        lines.append(
            turn.words.say("today.offer" if next_prompt(turn.person) is None else "meant.next_movement", what=what)
        )
    start = None if following is None or session.current(turn) else offer.start_button(following, turn.words)
    list_button = Button(turn.words.label("button.reminders"), pack("remind", "list"))
    turn.say(Html("\n".join(lines)), rows((start, list_button)), slot=ASK, event="when_next")


def _goodbye(turn: Turn, _detail: str) -> None:
    if not navigation.follow_word(turn, Intent.STOP):
        farewell.say_goodbye(turn)


def _later(turn: Turn, _detail: str) -> None:
    turn.say(turn.words.say("prompt.how_later"), event="later")


def _hello(turn: Turn, _detail: str) -> None:
    if turn.person.account.setup == HELLO and session.current(turn) is None:
        onboarding.say_hello(turn)
        return
    turn.say(phrases.greeting(turn), event="talk")
    go_on(turn)


def go_on(turn: Turn) -> None:
    """Say where to go on: the open question of setting up, the step where the walk stands, or today's movement."""
    if turn.person.account.setup is not None and session.current(turn) is None:
        onboarding.ask_open(turn)
    else:
        resuming.show_again(turn)


def _thanks(turn: Turn, _detail: str) -> None:
    turn.say(turn.words.say("talk.thanks"), event="talk")


def _yesterday(turn: Turn, _detail: str) -> None:
    progress.add_yesterday(turn)


def _word(intent: Intent) -> Callable[[Turn, str], None]:
    def follow(turn: Turn, _detail: str) -> None:
        if not navigation.follow_word(turn, intent):
            offer.offer_movement(turn, lead=turn.words.say("no_walk"))

    return follow


def _alone(action: Callable[[Turn], object]) -> Callable[[Turn, str], None]:
    """An action that has no detail."""

    def act(turn: Turn, _detail: str) -> None:
        action(turn)

    return act


ACTIONS: Mapping[Wish, Callable[[Turn, str], None]] = {
    Wish.STOP: _alone(stopping.ask_stop),
    Wish.DELETE: _alone(privacy.ask_to_delete),
    Wish.EXPORT: _export,
    Wish.PAUSE: pausing.pause,
    Wish.RESUME: _alone(pausing.resume),
    Wish.REMIND: _remind,
    Wish.MOVE: reminders.move,
    Wish.DAYS_OFF: _days_off,
    Wish.REMOVE: reminders.remove,
    Wish.REMINDERS: _alone(reminder_list.list_reminders),
    Wish.WHEN_NEXT: _when_next,
    Wish.QUIET: _quiet,
    Wish.CUE: cues.command,
    Wish.LENGTH: _length,
    Wish.POSITION: _position,
    Wish.OTHER_MOVEMENT: _alone(browsing.list_movements),
    Wish.MOVEMENT: _movement,
    Wish.START: _alone(starting.begin),
    Wish.ZONE: time_zone.command,
    Wish.TRAVEL: time_zone.command,
    Wish.YESTERDAY: _yesterday,
    Wish.PICTURES_OFF: lambda turn, _: _pictures(turn, on=False),
    Wish.PICTURES_ON: lambda turn, _: _pictures(turn, on=True),
    Wish.IMPROVING: _alone(progress.answer_improving),
    Wish.PROGRESS: _alone(progress.command),
    Wish.REPORT: report.command,
    Wish.SETTINGS: _alone(settings.show_settings),
    Wish.HELP: _alone(help.show_help),
    Wish.ABOUT: _alone(help.show_about),
    Wish.SAFETY: _alone(overview.show_safety),
    Wish.GOODBYE: _goodbye,
    Wish.WHERE_WAS_I: _alone(resuming.show_again),
    Wish.NEXT: _word(Intent.NEXT),
    Wish.BACK: _word(Intent.BACK),
    Wish.REPEAT: _word(Intent.REPEAT),
    Wish.MORE: _word(Intent.MORE),
    Wish.EASIER: _word(Intent.EASIER),
    Wish.SKIP: _word(Intent.SKIP),
    Wish.OTHER_SIDE: _word(Intent.OTHER_SIDE),
    Wish.PAUSE_SESSION: _word(Intent.PAUSE),
    Wish.STOP_SESSION: _word(Intent.STOP),
    Wish.NOT_TODAY: _alone(prompt.not_today),
    Wish.LATER: _later,
    Wish.UNWELL: _alone(prompt.unwell_today),
    Wish.HELLO: _hello,
    Wish.THANKS: _thanks,
}


def _ask_again(turn: Turn, lead: Html) -> bool:
    _, wish, detail = (*(turn.person.account.asking or "").split(":", 2), "", "")[:3]
    if wish not in {each.value for each in ACTIONS}:
        return False
    ask(turn, Wished(Wish(wish), detail), lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=True,
        ),
    ),
    taps={ASKING: tap},
)
