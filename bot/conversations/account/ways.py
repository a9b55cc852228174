"""The way of sessions, in a person's own words: step by step, as a film or as sound; today, or from now on."""

from __future__ import annotations

from bot.conversations import selection, session
from bot.conversations.dialogue import Dialogue, Question, leaves_as_it_is, never
from bot.conversations.preferences.switches import SWITCHES, button_of
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import farewell, films, follow_along, resuming, starting
from bot.conversations.walk.film_view import SESSION_WAY, is_film
from bot.markup import Html, in_lines
from bot.replies import Button, in_rows, pack, rows, unpack
from bot.understanding.answers.intents import Intent, choose, recognize
from bot.understanding.wishes.wish_details import ALWAYS, TODAY
from bot.understanding.wishes.wish_rules import Wish
from storage.records.person import FILM, SOUND, STEPS

# `session_way:<way>` as a question, with `:always`, `:today` or `:no` under its buttons.
ASKING = SESSION_WAY
NO = "no"
_TIMES = {ALWAYS: "hear.way_always", TODAY: "hear.way_today"}


def offered(turn: Turn) -> tuple[str, ...]:
    """The ways that the library can give. Raises RecordingsNotRead."""
    return (STEPS, *films.kinds_for(turn))


def lacks(turn: Turn, wish: Wish) -> bool:
    """Whether a wish is to listen, and nothing is spoken in the person's language. Raises RecordingsNotRead."""
    return wish is Wish.LISTEN and SOUND not in offered(turn)


def wish(turn: Turn, way: str, when: str) -> None:
    """A way that is in `offered`: from now on, for this session, or whichever of them the person taps."""
    if when == ALWAYS:
        _set(turn, way)
    elif session.current(turn) is not None or (way != STEPS and when != TODAY and _is_awaited(turn, way)):
        _now(turn, way)
    elif when == TODAY:
        start = Button(turn.words.label("button.start"), pack(ASKING, way, TODAY))
        turn.say(turn.words.say(f"way.today_{way}"), rows((start,)), slot=ASK, event="way")
    elif way == turn.person.settings.way:
        turn.say(turn.words.say(f"way.already_{way}"), rows((_start(turn),)), slot=ASK, event="way")
    else:
        ask_when(turn, way)


def no_sound(turn: Turn, when: str) -> None:
    """No sound: sessions without it where they have one; else it may be meant of the reminders."""
    if _is_heard(turn):
        wish(turn, STEPS, when)
        return
    silent = next(switch for switch in SWITCHES if switch.field == "silent")
    button = None if turn.person.settings.silent else button_of(turn, silent)
    turn.say(turn.words.say("way.silent"), rows((button,)), slot=ASK, event="way")


def say_no_voice(turn: Turn) -> None:
    """That sessions are not spoken, with the film beside it."""
    film = Button(turn.words.label("button.way_film"), pack(ASKING, FILM, TODAY))
    turn.say(turn.words.say("way.no_voice"), rows((film,)), slot=ASK, event="no_voice")


def sees_film(turn: Turn) -> bool:
    """Whether sessions come as a film, or the open one does."""
    opened = session.current(turn)
    return turn.person.settings.way == FILM or (opened is not None and opened.walk.way == FILM)


def _is_heard(turn: Turn) -> bool:
    opened = session.current(turn)
    return turn.person.settings.way in (FILM, SOUND) or (opened is not None and is_film(opened.walk))


def _is_awaited(turn: Turn, way: str) -> bool:
    """Whether today's session is still to come, and a prompt asks for it, or "follow along" means to begin."""
    if selection.done_today(turn):
        return False
    return way == FILM or any(reminder.last_date == turn.today for reminder in turn.person.reminders)


def _now(turn: Turn, way: str) -> None:
    if session.current(turn) is not None:
        follow_along.show_in(turn, way)
    elif farewell.hurt_today(turn):
        farewell.suggest_rest(turn)
    else:
        starting.start_todays(turn, way=way)


def _set(turn: Turn, way: str) -> None:
    """From now on, and the open session too."""
    words, before = turn.words, turn.person.settings.way
    turn.change(way=way)
    said = words.say(f"way.set_{way}")
    opened = session.current(turn)
    if opened is not None and opened.walk.way != way:
        follow_along.show_from_now_on(turn, way, before)
        return
    back = Button(words.label("button.undo"), pack(ASKING, before, ALWAYS)) if before != way else None
    start = _start(turn) if opened is None else None
    turn.say(said, rows((start, back)), slot=ASK, event="way")


def _start(turn: Turn) -> Button:
    return Button(turn.words.label("button.start"), pack("todays"))


def ask_when(turn: Turn, way: str, *, lead: Html | None = None) -> None:
    """Ask whether a way is wanted now, or from now on."""
    words = turn.words
    turn.change(asking=pack(ASKING, way))
    buttons = (
        Button(words.label("meant.now"), pack(ASKING, way, TODAY)),
        Button(words.label("button.from_now_on"), pack(ASKING, way, ALWAYS)),
        Button(words.label("button.no"), pack(ASKING, way, NO)),
    )
    turn.say(in_lines(lead, words.say(f"way.when_{way}")), rows(buttons[:2], buttons[2:]), slot=ASK, event="way_asked")


def say_ways(turn: Turn) -> None:
    """How sessions come now, with a button for each other way."""
    words, now = turn.words, turn.person.settings.way
    now = now if now in offered(turn) else STEPS
    others = [way for way in offered(turn) if way != now]
    lines = [words.say(f"way.what_{way}") for way in offered(turn) if others]
    buttons = [Button(words.label(f"button.way_{way}"), pack(ASKING, way, ALWAYS)) for way in others]
    ending = words.say("way.others") if others else words.say("way.no_others")
    text = in_lines(words.say(f"way.is_{now}"), *lines, ending)
    turn.say(text, in_rows(buttons, 2), slot=ASK, event="ways")


def say_no_slower(turn: Turn) -> None:
    """One speed is all there is; step by step has none."""
    button = Button(turn.words.label("button.way_steps"), pack(ASKING, STEPS, TODAY))
    key = "way.no_slower.no_voice" if films.is_silent(turn.library) else "way.no_slower"
    turn.say(turn.words.say(key), rows((button if _is_heard(turn) else None,)), event="no_slower")


def say_marks(turn: Turn) -> None:
    """Which marks there are, with the button that turns the dots off, or on again."""
    dots = next(switch for switch in SWITCHES if switch.field == "dots")
    key = "way.marks" if turn.person.settings.dots else "way.no_marks"
    turn.say(turn.words.say(key), rows((button_of(turn, dots),)), slot=ASK, event="marks")


def say_in_words(turn: Turn) -> None:
    """That nothing has to be seen, with the buttons that leave out pictures, and speak."""
    words = turn.words
    pictures = next(switch for switch in SWITCHES if switch.field == "pictures")
    spoken = Button(words.label("button.way_sound"), pack(ASKING, SOUND, ALWAYS)) if SOUND in offered(turn) else None
    shown = button_of(turn, pictures) if turn.person.settings.pictures else None
    turn.say(words.say("way.in_words"), rows((shown, spoken)), slot=ASK, event="in_words")


# Answers


def tap(turn: Turn, data: str) -> bool:
    """`session_way:<way>:always|today|no`."""
    parts = unpack(data)
    if len(parts) != 3 or parts[1] not in offered(turn):
        return False
    turn.strip_pressed()
    turn.close_question(ASKING)
    _do(turn, parts[1], parts[2])
    return True


def answer(turn: Turn, said: str) -> bool:
    """A typed "now", "from now on", yes, which is from now on, or no. False for anything else."""
    way = unpack(turn.person.account.asking or "")[-1]
    # "From now on" has "now" in it.
    when = next((when for when, key in _TIMES.items() if choose(said, turn.words, {when: key})), None)
    if when is None:
        word = recognize(said, turn.words, (Intent.YES, Intent.NO, Intent.STOP))
        when = None if word is None else ALWAYS if word is Intent.YES else NO
    turn.change(asking=None)
    if when is None or way not in offered(turn):
        return False
    turn.retire.append(ASK)
    _do(turn, way, when)
    return True


def _do(turn: Turn, way: str, when: str) -> None:
    if when == ALWAYS:
        _set(turn, way)
    elif when == TODAY:
        _now(turn, way)
    else:
        turn.say(turn.words.say("meant.left"))


def _ask_again(turn: Turn, lead: Html) -> bool:
    way = unpack(turn.person.account.asking or "")[-1]
    if way not in offered(turn):
        return False
    if session.current(turn) is not None:
        resuming.show_again(turn, lead=lead)
    else:
        ask_when(turn, way, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=leaves_as_it_is,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
