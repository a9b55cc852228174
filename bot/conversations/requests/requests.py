"""Requests: does what a sentence asks for, or asks first where that is not sure. `actions` says what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache

from bot.conversations import selection, session, talk
from bot.conversations.account import ways
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.history import progress
from bot.conversations.preferences import day_off_once, days_off, reminder_changes, reminder_list
from bot.conversations.preferences.days_off import ASKING
from bot.conversations.preferences.evening_times import in_evening
from bot.conversations.preferences.reminder_phrases import weekend_here
from bot.conversations.requests import button_details, read_back, said_settings
from bot.conversations.requests.actions import ACTIONS
from bot.conversations.turn import ASK, Turn
from bot.conversations.ways_on import meant_button
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import MAX_DATA_BYTES, Button, in_rows, pack, rows, unpack
from bot.timing.recurrence import mask_to_weekdays
from bot.understanding.answers.intents import Intent, matches, normalize, recognize
from bot.understanding.places import place_corrections, place_phrases
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.reminders import moves, replaced_times
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.remembered import remembered
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.wishes.wish_details import ONLY, Known
from bot.understanding.wishes.wish_rules import RULES, Where, Wish
from bot.understanding.wishes.wishes import Wished
from content.movement import Library

# `meant:<wish>:<detail>`, of a question and under its buttons; `meant:no` leaves everything as it is.
NO = "no"

# Wishes that only show something, or ask by themselves: they are done at once, sure or not.
SHOWN = frozenset(
    {Wish.STOP, Wish.DELETE, Wish.REMINDERS, Wish.WHEN_NEXT, Wish.OTHER_MOVEMENT, Wish.MOVEMENT, Wish.IMPROVING}
    | {
        Wish.PROGRESS,
        Wish.SETTINGS,
        Wish.HELP,
        Wish.ABOUT,
        Wish.SAFETY,
        Wish.PRIVACY,
        Wish.CHECKIN,
        Wish.MESSAGES,
        Wish.WHERE_WAS_I,
        Wish.HELLO,
        Wish.THANKS,
        Wish.NOTIFICATIONS,
        *(Wish.HOW_LONG, Wish.HOW_MANY, Wish.BREATHE, Wish.WHY, Wish.PAIN, Wish.DOUBT),
        Wish.REPEAT,
        Wish.MORE,
        Wish.EASIER,
        Wish.HARDER,
        *(Wish.VERSION, Wish.STATS, Wish.BROADCAST, Wish.TODAYS),
        *(Wish.CUE_WORD, Wish.WORD_MEANS, Wish.DESCRIBE, Wish.FORGIVEN, Wish.FAQ, Wish.ASK, Wish.DONE_TODAY),
        Wish.WHY_POSITION,
        *talk.TALK,
    }
)
# Of these, what may be shown behind a yes: it neither asks to end all nor goes on in a session.
ONLY_SHOWN = SHOWN - {
    Wish.STOP,
    Wish.DELETE,
    Wish.PAIN,
    Wish.DOUBT,
    Wish.EASIER,
    Wish.REPEAT,
    Wish.MOVEMENT,
    *talk.TALK,
}
# Changes that are for this day or this session alone, and those that last.
OF_TODAY = frozenset({Wish.LENGTH, Wish.LATER, Wish.NOT_TODAY, Wish.POSITION_TODAY, Wish.START, Wish.UNWELL})
LASTING = frozenset(
    {Wish.POSITION, Wish.USUAL_POSITION, Wish.DAYS_OFF, Wish.ONLY_THESE, Wish.MOVE, Wish.CUE, Wish.QUIET, Wish.REMOVE}
    | {Wish.USUAL_LENGTH, Wish.USUAL_WAY}
)
# What only admins are heard to ask for.
OF_ADMINS = frozenset(rule.wish for rule in RULES if rule.for_admins)
# So do these: of the way of sessions it is asked whether it is for now, or from now on.
ASKING_OR_SHOWN = SHOWN | {
    *(Wish.WAYS, Wish.SLOWER, Wish.MARKS, Wish.IN_WORDS, Wish.TODAYS, Wish.STREAK, Wish.DAYS_IN, Wish.REPORT),
    *OF_ADMINS,
}
# Wishes that count more than an open question, which would take their words as its answer.
ABOVE_QUESTIONS = frozenset(
    {Wish.STOP, Wish.DELETE, Wish.PAUSE, Wish.RESUME, Wish.IMPROVING, Wish.PROGRESS, Wish.REPORT, Wish.SETTINGS}
    | {Wish.PICTURES_OFF, Wish.PICTURES_ON, Wish.ABOUT, Wish.HELP, Wish.WHEN_NEXT}
)


_OF_PLACES = ((Wish.ZONE.value,), (Wish.TRAVEL.value,))


def where(turn: Turn) -> Where:
    """Where the person is: in a walk, after a prompt of today that is not settled, or elsewhere. A walk that was
    stopped is none, until it goes on."""
    if session.is_on(turn):
        return Where.WALK
    came = any(reminder.last_date == turn.today for reminder in turn.person.reminders)
    return Where.PROMPT if came and not selection.done_today(turn) else Where.OUT


def known(turn: Turn) -> Known:
    """What sentences may name: the library's movements, places, and lengths and ends of pauses. The same object for as
    long as none of it changes while a text is answered."""
    reminders = tuple((one.at, mask_to_weekdays(one.weekdays)) for one in turn.person.recurring if one.active)
    return _known(turn.own_words, turn.library, turn.today, reminders, turn.is_admin, ways.sees_film(turn))


@remembered
def _known(
    words: Words,
    library: Library,
    today: date,
    reminders: tuple[tuple[time, frozenset[int]], ...],
    is_admin: bool,
    films: bool,
) -> Known:
    def can_pause(text: str) -> bool:
        return isinstance(parse_pause(text, today, words), PauseWish)

    def is_place(name: str) -> bool:
        return is_name_of_place(name) or place_phrases.byname(name, words) is not None

    return Known(
        *(_movements(library), is_place, can_pause, today), is_admin=is_admin, reminded=dict(reminders), films=films
    )


@lru_cache(maxsize=32)
def _movements(library: Library) -> Mapping[str, str]:
    return {plain(name): movement for name, movement in library.names().items()}


def fulfil(turn: Turn, wishes: Sequence[Wished], others: Sequence[Wished] = ()) -> None:
    """Do what is sure, then ask about the first that is not. `others` may be meant instead."""
    wishes = [_of_evening(turn, one) for one in _one_move(wishes)]
    doubtful = [wished for wished in wishes if not wished.sure and not _asks_itself(turn, wished)]
    if len(wishes) > 1:
        # "I have 5 minutes, give me the floor": the usual length is no change.
        usual = selection.form_for(turn.person, turn.today)
        same = [one for one in doubtful if one.wish is Wish.LENGTH and one.detail == usual]
        wishes, doubtful = [w for w in wishes if w not in same], [w for w in doubtful if w not in same]
    # What is so already is offered, and not asked about.
    doubtful = [one for one in doubtful if one.wish is not Wish.POSITION_TODAY or not said_settings.is_so(turn, one)]
    for wished in wishes:
        if wished not in doubtful:
            ACTIONS[wished.wish](turn, wished.detail)
    if doubtful and said_settings.is_so(turn, doubtful[0]):
        # What it is already is not asked about.
        asked = [one for one in others if one.wish in (Wish.ASK, Wish.FAQ)][:1]
        if asked:
            fulfil(turn, asked)
        else:
            said_settings.say_is_so(turn, doubtful[0].detail)
    elif doubtful and not _is_missing(turn, doubtful[0]):
        ask(turn, doubtful[0], others=others)


def _one_move(wishes: Sequence[Wished]) -> Sequence[Wished]:
    """The wishes of a session with one move among them: "skip this one and do the left side" goes to that side once."""
    sides = {Wish.OTHER_SIDE, Wish.SIDE_DONE} & {one.wish for one in wishes if one.sure}
    return [one for one in wishes if one.wish not in (Wish.NEXT, Wish.SKIP)] if sides else wishes


# Wishes whose time may be one of the evening.
_TIMED = (Wish.MOVE, Wish.REMIND, Wish.ONLY_THESE)


def _is_missing(turn: Turn, wished: Wished) -> bool:
    """Whether a position is asked for in which the movement has no form; that is said at once."""
    is_of_position = wished.wish in (Wish.POSITION, Wish.POSITION_TODAY)
    return is_of_position and said_settings.say_missing(turn, wished.detail)


def _of_evening(turn: Turn, wished: Wished) -> Wished:
    """The wish, asked about for the evening where its time may be of the morning, too."""
    detail = in_evening(turn, wished.detail) if wished.wish in _TIMED else wished.detail
    return wished if detail == wished.detail else Wished(wished.wish, detail, sure=False)


def is_asked(turn: Turn, wished: Wished) -> bool:
    """Whether the open question asks about this very wish: "no, not three minutes"."""
    asked = unpack(turn.person.account.asking or "")
    is_other = wished.wish is Wish.PAUSE and asked[2:] != (wished.detail,)
    return asked[:2] == (ASKING, wished.wish.value) and not is_other


def lasts(turn: Turn) -> bool | None:
    """Whether the change that is asked about is for good; None where it is neither that nor for today alone."""
    asked = unpack(turn.person.account.asking or "")
    wish = asked[1] if len(asked) > 1 and asked[0] == ASKING else ""
    if wish in OF_TODAY or (wish == Wish.POSITION and session.current(turn) is not None):
        return False
    return True if wish in LASTING else None


def replace_meant(turn: Turn, wishes: Sequence[Wished]) -> None:
    """Close the question whether something was meant, where another wish is told instead."""
    is_open = (turn.person.account.asking or "").partition(":")[0] == ASKING
    if is_open and any(wished.wish not in talk.TALK for wished in wishes):
        turn.close_question(ASKING)
        turn.retire.append(ASK)


def _asks_itself(turn: Turn, wished: Wished) -> bool:
    """Whether what is done is to show or to ask something. With one reminder, a new one asks "instead, or as well?"."""
    is_bare = not wished.detail and wished.wish in (Wish.QUIET, Wish.ZONE, Wish.POSITION, Wish.POSITION_TODAY)
    return (
        is_bare
        or ways.lacks(turn, wished.wish)
        or wished.wish in ASKING_OR_SHOWN
        or (wished.wish is Wish.GOODBYE and not session.is_on(turn))
        or (wished.wish is Wish.REMIND and _asks_instead(turn, wished.detail))
    )


def _asks_instead(turn: Turn, detail: str) -> bool:
    """Whether a new reminder is asked about as it is: instead of those there are, or as well."""
    only = reminder_changes.the_only(turn)
    found = parse_reminders(detail, turn.own_words, weekend=weekend_here(turn))
    if isinstance(found, tuple) and reminder_changes.replaced_by(turn, found) is not None:
        return True
    return only is not None and not (isinstance(found, tuple) and (len(found) > 1 or found[0].time == only.at))


def ask(turn: Turn, wished: Wished, *, lead: Html | None = None, others: Sequence[Wished] = ()) -> None:
    """Ask whether this is meant, after `lead`. `others` are offered as buttons of their own. Of a weekday without
    reminders the next one alone is asked about, with each of them beside it."""
    if wished.wish is Wish.DAYS_OFF and (day := days_off.next_of(turn, wished.detail)):
        wished, others = Wished(Wish.PAUSE, day, sure=False), (wished, *others)
    words, wish, detail = turn.words, wished.wish, button_details.of(turn, wished)
    if len(f"{ASKING}:{wish}:{detail}".encode()) > MAX_DATA_BYTES:
        # There is no room for it under a button: the page on which it is done is shown instead.
        reminder_list.list_reminders(turn)
        return
    question = read_back.question(turn, wished)
    if question is None:
        ACTIONS[wish](turn, detail)
        return
    data = pack(ASKING, wish.value, detail)
    turn.change(asking=data)
    # The detail is in the person's own words, which are not kept.
    yes = Button(words.label("meant.now" if wish is Wish.TRAVEL else "button.yes"), data, is_private=True)
    text = Html(f"{lead}\n{question}") if lead else question
    other_way, others = day_off_once.other_way(turn, wished, others)
    instead = [button for other in others if (button := _beside(turn, other)) is not None]
    answers = rows((yes, Button(words.label("button.no"), pack(ASKING, NO))))
    # Two of one name cannot be told apart.
    told = {one.label: one for one in reversed([one for one in (other_way, *instead) if one is not None])}
    turn.say(text, (*answers, *in_rows(list(reversed(told.values())), 1)), slot=ASK, event="meant")


def _beside(turn: Turn, other: Wished) -> Button | None:
    is_of_days = other.wish is Wish.DAYS_OFF and bool(other.detail)
    return days_off.button(turn, other.detail) if is_of_days else meant_button(turn, other)


def answer(turn: Turn, said: str) -> bool:
    """A typed yes or no, or another place than the one asked about. False for anything else."""
    asked_wish = unpack(turn.person.account.asking or "")[1:2]
    told = place_corrections.read(said, is_name_of_place) if asked_wish in _OF_PLACES else None
    if told is not None:
        turn.change(asking=None)
        turn.retire.append(ASK)
        ACTIONS[Wish.ZONE](turn, told.place)
        return True
    if _adds_a_time(turn, said) or _adds_days(turn, said) or _takes_all_days(turn, said):
        return True
    word = recognize(said, turn.words, (Intent.YES, Intent.NO, Intent.STOP))
    asked = turn.person.account.asking or ""
    if moves.several(asked) and matches(said, turn.words, "hear.both"):
        word = Intent.YES
    if asked_wish == (Wish.TRAVEL.value,) and normalize(said) == normalize(turn.words.label("meant.now")):
        # The label of that yes, which is not kept with the place.
        word = Intent.YES
    if word is None:
        return False
    turn.change(asking=None)
    if word is Intent.STOP and session.is_on(turn):
        # It ends the session, whatever was asked.
        turn.retire.append(ASK)
        return False
    if word is Intent.YES:
        turn.retire.append(ASK)
        return _do(turn, asked)
    turn.retire.append(ASK)
    turn.say(turn.words.say("meant.left"))
    return True


def _adds_a_time(turn: Turn, said: str) -> bool:
    """Ask about the days that are asked about along with the time that a text names: "only on Monday?", "12:30"."""
    _, wish, detail = (*(turn.person.account.asking or "").split(":", 2), "", "")[:3]
    found = parse_reminders(said, turn.own_words)
    is_time = isinstance(found, tuple) and len(found) == 1 and not found[0].once and found[0].weekdays is None
    if wish != Wish.DAYS_OFF or not detail.startswith(ONLY) or not is_time or not isinstance(found, tuple):
        return False
    ask(turn, Wished(Wish.ONLY_THESE, f"{detail.removeprefix(ONLY).strip()} {found[0].time:%H:%M}", sure=False))
    return True


def _adds_days(turn: Turn, said: str) -> bool:
    """Ask about the time that is asked about on the days that a text names alone: "every day at 12:30?", "only on
    Mondays", "instead of the one at 6:45"."""
    _, wish, detail = (*(turn.person.account.asking or "").split(":", 2), "", "")[:3]
    found = parse_reminders(detail, turn.own_words) if wish in (Wish.REMIND, Wish.MOVE) else None
    if not isinstance(found, tuple) or len(found) != 1 or found[0].once or found[0].weekdays is not None:
        return False
    days, old = replaced_times.days_and_old(said, turn.words, known(turn))
    if not days:
        return False
    at = found[0].time
    if old is not None or wish == Wish.MOVE:
        ask(turn, Wished(Wish.MOVE, moves.Move(days, at, 0).detail, sure=False))
    else:
        fulfil(turn, (Wished(Wish.REMIND, f"{days} {at:%H:%M}", sure=False),))
    return True


def _takes_all_days(turn: Turn, said: str) -> bool:
    """Ask about every day, where a move of some days is asked about and all are meant: "all days, not only Monday"."""
    _, wish, detail = (*(turn.person.account.asking or "").split(":", 2), "", "")[:3]
    move = moves.from_detail(detail) if wish == Wish.MOVE else None
    found = parse_reminders(detail, turn.own_words) if wish == Wish.MOVE and move is None else None
    is_of_some = isinstance(found, tuple) and len(found) == 1 and bool(found[0].weekdays) and not found[0].once
    at = (
        move.at
        if move is not None and move.days
        else found[0].time
        if isinstance(found, tuple) and is_of_some
        else None
    )
    if at is None or not is_said(said, turn.words, "hear.all_days"):
        return False
    ask(turn, Wished(Wish.MOVE, f"{at:%H:%M}", sure=False))
    return True


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
    if wish in (Wish.DONE_TODAY, Wish.SESSION_DONE):
        # A tap is sure, and a yes: it is not asked once more.
        wish, detail = Wish.SESSION_DONE, progress.COUNT
    ACTIONS[Wish(wish)](turn, detail)
    return True


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
