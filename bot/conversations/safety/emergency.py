"""Emergency: what may be one is heard in any state. The walk stops, the number to call is said, and nothing that goes
on is offered.

An alarm stays open for the rest of the person's day: a button or word that would go on with a session asks first
whether they are well. `asking` holds it as `alarm:<yyyymmdd>`, so a restart in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.conversations import phrases, session
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.safety import after_alarm, emergency_call, session_starts
from bot.conversations.turn import ASK, MENU, PROMPT, WALK, Turn
from bot.habits.planning import without_today
from bot.i18n.catalogue import Words
from bot.markup import Html, escape
from bot.replies import MAX_DATA_BYTES, Button, pack, rows, unpack
from bot.understanding.answers import all_clear
from bot.understanding.answers.all_clear import AllClear
from bot.understanding.answers.intents import Intent, recognize, told_of_body
from bot.understanding.answers.said_among import is_alone
from bot.understanding.misspelt import as_meant
from bot.understanding.symptoms import crisis, others, slight, symptoms
from bot.understanding.symptoms.slight import Slight
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished
from storage.records.person import ALARM

ASKING = ALARM
WELL, ILL = "well", "ill"
# `alarm:me`: what was taken for somebody else's emergency is the person's own.
ABOUT_ME = pack(ALARM, "me")
# What a button begins with that ends an alarm and goes on with what was wanted.
_WANTED = f"{after_alarm.OVER}:"
# What may be told beside a denial of an alarm.
_NO_ALARM = (Symptom.PAIN, Symptom.DOUBT)


def is_told(said: str, words: Words) -> bool:
    """Whether a text tells of something that may be an emergency, or of not wanting to live. "I can't see" alone does,
    from anybody."""
    said = as_meant(said, words)
    told = told_of_body(said, words)
    if crisis.is_told(said, words):
        return True
    if told is None or told.symptom is not Symptom.ALARM:
        return False
    if after_alarm.tells_of_their_help(said, words) or others.is_theirs_of_long_ago(said, words):
        return False
    found = slight.read(said, words)
    return found is None or found.kind is Slight.UNSEEN


def call_for_help(turn: Turn, said: str = "") -> None:
    """Stop the walk, and say which number to call and what for: nothing else, so that it is read. All signs are behind
    the button. Who denies it in the same breath, while an alarm is open already, gets the button that ends it, too.

    What only may be an emergency ("does this help against chest pain?", said in another language) is asked about. What
    was told in another language than the bot speaks is answered by one sentence of that language before all else.
    """
    words, said = turn.words, as_meant(said, turn.words)
    if crisis.is_told(said, words):
        _name_helplines(turn)
        return
    if after_alarm.is_lately(turn) and after_alarm.is_of_help(turn, said):
        after_alarm.answer_help(turn, said)
        return
    if _is_of_the_blind(turn, said):
        emergency_call.say_with_number(turn, "slight.unseen")
        return
    told = told_of_body(said, words)
    if told is not None and told.is_asked:
        emergency_call.say_with_number(turn, "alarm.maybe", language=told.language)
        return
    if others.is_theirs(said, words):
        _call_for_other(turn)
        return
    is_denied = turn.has_alarm() and all_clear.read(said, words) in (AllClear.WELL, AllClear.UNSURE)
    turn.leave_no_trace = True
    if (opened := session.current(turn)) is not None:
        # From now on every button under a step is old.
        session.move_to(turn, opened.place)
        session.as_steps(turn)
    turn.change(asking=pack(ASKING, f"{turn.today:%Y%m%d}"))
    turn.change(reminders=without_today(turn.person, turn.now).reminders)
    turn.retire += [WALK, ASK, PROMPT, MENU]
    lines = [
        *emergency_call.in_language(turn, None if told is None else told.language),
        emergency_call.number_line(turn),
        escape(turn.library.about.signs.alarm),
    ]
    over = Button(words.label("button.alarm_over"), after_alarm.OVER) if is_denied else None
    signs_here = Button(words.label("button.hurt_signs"), phrases.ALARM_SIGNS)
    turn.say(Html("\n".join(lines)), rows((signs_here, over)), slot=ASK, event="alarm")
    turn.toast = words.label("toast.stopped")


def _name_helplines(turn: Turn) -> None:
    """Say to somebody who does not want to live where people are to talk to. A session waits, and nothing is kept."""
    if session.current(turn) is not None:
        turn.change(asking=session.PAUSED)
        turn.retire.append(WALK)
    turn.retire.append(PROMPT)
    emergency_call.say_with_number(turn, "crisis.text", ())


def _call_for_other(turn: Turn) -> None:
    """Say whom to call for somebody else. Nothing is kept of it: a session and the reminders go on."""
    turn.leave_no_trace = True
    about_me = Button(turn.words.label("button.about_me"), ABOUT_ME)
    slot = None if session.is_on(turn) else ASK
    text = emergency_call.number_line(turn, "others.alarm")
    turn.say(text, rows((phrases.signs_button(turn), about_me)), slot=slot, event="talk")


def _is_of_the_blind(turn: Turn, said: str) -> bool:
    """Whether "I can't see" is said by somebody who had the pictures turned off."""
    if turn.person.settings.pictures or turn.has_alarm():
        return False
    found = slight.read(said, turn.words)
    return found is not None and found.kind is Slight.UNSEEN


def ask_first(turn: Turn, wanted: str = "") -> None:
    """Ask whether the person is well. Said with all the signs, but not right below them: there, and after that, the
    question alone is read. `wanted` is the button that goes on once they are."""
    if _was_asked(turn) or _is_above(turn):
        _check(turn, wanted)
        return
    lines = (turn.words.say("alarm.first"), emergency_call.number_line(turn), escape(turn.library.about.signs.alarm))
    _ask(turn, Html("\n".join(lines)), wanted)


def taken_up(turn: Turn, data: str) -> str:
    """The button that was pressed before it was asked whether the person is well, where this one says so; the alarm is
    over then. Any other one as it is."""
    wanted = data.removeprefix(_WANTED)
    if wanted == data or not turn.has_alarm():
        return data
    turn.strip_pressed()
    after_alarm.end_alarm(turn, is_silent=True)
    turn.say(turn.words.say("alarm.over"), event="alarm_over")
    return wanted


def answer(
    turn: Turn,
    said: str,
    word: Intent | None,
    wishes: Sequence[Wished] = (),
    press: Callable[[str], None] | None = None,
) -> bool:
    """A text while an alarm is open; False when it neither continues a session, nor asks to wait, nor says
    how they are. What was wanted before goes on by `press` once they are well. "No emergency, only a small pain" ends
    the alarm, and the pain is answered by others."""
    told, clear = symptoms.read(said, turn.words), all_clear.read(said, turn.words)
    if press is not None and told is None and all_clear.means_the_pictures(said, turn.words):
        after_alarm.end_alarm(turn)
        press(session_starts.button_of([Wished(Wish.PICTURES_OFF)]))
        return True
    if told is not None and told.symptom in _NO_ALARM and clear is AllClear.WELL:
        after_alarm.end_alarm(turn, is_silent=True)
        return False
    if told is not None and told.symptom is not Symptom.RELIEF and slight.read(said, turn.words) is None:
        return False
    goes_on = session_starts.are_wanted(word, wishes)
    if clear is None and _was_asked(turn):
        clear = after_alarm.yes_or_no(said, turn.words, goes_on=goes_on)
    wanted = _wanted(turn)
    if clear is AllClear.WELL and wanted is not None and press is not None:
        press(wanted)
    elif clear is AllClear.WELL:
        after_alarm.end_alarm(turn)
        if press is not None and [one.wish for one in wishes] == [Wish.PICTURES_OFF]:
            # "I've been blind since I was a boy, I just mean the pictures."
            press(session_starts.button_of(wishes))
    elif clear is AllClear.UNWELL:
        call_for_help(turn)
    elif clear is AllClear.UNSURE:
        _check(turn)
    elif word in (Intent.PAUSE, Intent.STOP) or is_alone(said, turn.words, "hear.pause"):
        # "Wait" is no session to begin, and "pause" none of the reminders: the question waits.
        turn.say(turn.words.say("talk.wait"), event="talk")
    elif goes_on or told is not None:
        ask_first(turn, session_starts.as_button(word, wishes))
    else:
        return False
    return True


def _wanted(turn: Turn) -> str | None:
    """The button with which a person is well again, where something was wanted before."""
    buttons = (data for shown in turn.shown if shown.is_live for _, data in shown.buttons)
    return next((data for data in buttons if data.startswith(_WANTED)), None)


def _check(turn: Turn, wanted: str = "") -> None:
    number, _ = emergency_call.number_of(turn)
    key = "alarm.check_unknown" if number is None else "alarm.check"
    _ask(turn, turn.words.say(key, number=number or ""), wanted)


def _ask(turn: Turn, question: Html, wanted: str) -> None:
    data = f"{_WANTED}{wanted}" if wanted else after_alarm.OVER
    fits = len(data.encode()) <= MAX_DATA_BYTES
    over = Button(turn.words.label("button.alarm_over"), data if fits else after_alarm.OVER)
    turn.say(question, rows((phrases.signs_button(turn), over)), slot=ASK, event="alarm_open")


def _was_asked(turn: Turn) -> bool:
    """Whether the question stands in the chat, so that "yes" and "no" answer it."""
    return any(shown.is_live and data.startswith(after_alarm.OVER) for shown in turn.shown for _, data in shown.buttons)


def _is_above(turn: Turn) -> bool:
    """Whether the newest message with buttons is the alarm."""
    newest = turn.shown[0] if turn.shown else None
    return newest is not None and newest.is_live and any(data == phrases.ALARM_SIGNS for _, data in newest.buttons)


def tap(turn: Turn, data: str) -> bool:
    """`alarm:over`: the person is well; `alarm:me`: it is their own; `alarm:well|ill`: how they are, days
    after an alarm. An old button only shows where they are."""
    action = "".join(unpack(data)[1:2])
    if data == ABOUT_ME:
        call_for_help(turn)
        return True
    if not (after_alarm.is_lately(turn) if action in (WELL, ILL) else turn.has_alarm()):
        return False
    turn.strip_pressed()
    if action == WELL:
        after_alarm.say_cleared(turn)
    elif action == ILL:
        after_alarm.say_ill(turn)
    else:
        after_alarm.end_alarm(turn)
    return True


def keep_open(turn: Turn) -> None:
    """Let no other question take the place of today's alarm: it stands until the person says that they are well. One of
    the days before stands as well, until they begin a session, or something else is asked."""
    before, asking = turn.before.account.asking, turn.person.account.asking
    if turn.alarm_over or turn.before.account.alarm_on is None or before == asking:
        return
    has_begun = turn.before.walk != turn.person.walk
    if before == pack(ASKING, f"{turn.today:%Y%m%d}") or (asking is None and not has_begun):
        turn.change(asking=before)


def _answer(turn: Turn, said: str) -> bool:
    return turn.has_alarm() and answer(turn, said, recognize(said, turn.words))


def _ask_again(turn: Turn, lead: Html) -> bool:
    if turn.has_alarm():
        ask_first(turn)
    return turn.has_alarm()


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=_answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=Turn.has_alarm,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
