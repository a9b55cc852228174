"""Slight complaints: short answers to what tells of the body and is neither pain to stop for nor an emergency.

Whatever else is said beside them, such as a pause, is done after the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.conversations import others, others_body, passed, phrases, selection, session, setup_stages
from bot.conversations.account import onboarding
from bot.conversations.dialogue import Dialogue, Question, never, not_called_off
from bot.conversations.faq import faq_facts
from bot.conversations.preferences import preferred_position
from bot.conversations.prompts import prompt
from bot.conversations.requests import requests
from bot.conversations.safety import after_alarm, emergency, emergency_call, screening
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import answers, feel, pain
from bot.conversations.ways_on import button_for
from bot.markup import Html
from bot.replies import MAX_DATA_BYTES, Button, Rows, pack, rows, unpack
from bot.understanding.answers import all_clear
from bot.understanding.answers.all_clear import AllClear
from bot.understanding.answers.intents import Intent, matches, recognize
from bot.understanding.hearing import hear
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.symptoms import others as others_told
from bot.understanding.symptoms import slight, symptoms
from bot.understanding.symptoms.slight import Slight, Told
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import matches_any
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# `slight:<wish>:<detail>`: whether a leg is only tired, and what was wanted beside it.
ASKING = "slight"
TIRED, WEAK = "tired", "weak"
# What may be done after an answer: what is asked for in the same breath.
_BESIDE = frozenset(
    {Wish.PAUSE, Wish.START, Wish.POSITION, Wish.POSITION_TODAY, Wish.LENGTH, Wish.NOT_TODAY, Wish.LATER, Wish.MOVEMENT}
    | {Wish.EASIER, Wish.DONE_TODAY, Wish.REMIND, Wish.MOVE}
)
# Of a wish that is not sure, only these are asked about.
_ASKED = frozenset({Wish.PAUSE, Wish.POSITION, Wish.POSITION_TODAY, Wish.NOT_TODAY})


def answer(turn: Turn, said: str, answer_text: Callable[[str], None]) -> bool:
    """Answer what is told of somebody else, or a slight complaint, and what is said beside it. False for anything else,
    and where another dialogue answers it: an alarm that is open, a question of setting up, a session that it does not
    concern. `answer_text` answers what is left of the text. Raises ShownNotRead."""
    if others.answer_helped(turn, said, answer_text):
        return True
    other, told = others_told.read(said, turn.words), slight.read(said, turn.words)
    if other is not None and others.answer(turn, said, other, answer_text):
        return True
    if others_body.answer(turn, said):
        return True
    if told is None or after_alarm.is_told(turn, said):
        return False
    if told.kind is Slight.BLIND:
        # What is left says that they are blind, and turns the pictures off.
        answer_text(told.rest)
        return True
    if turn.has_alarm() and told.kind not in (Slight.WORD, Slight.NOTE, Slight.SOMEBODY):
        return False
    if told.kind is Slight.SORE:
        return _sore(turn, answer_text)
    if told.kind in (Slight.PASSED, Slight.PRAISED):
        return turn.person.account.setup is None and passed.answer(turn, told, answer_text)
    is_setting_up = turn.person.account.setup not in (None, setup_stages.HELLO) and session.current(turn) is None
    if is_setting_up and (told.kind not in _IN_SETUP or _answers_screening(turn, said)):
        return False
    if _is_well_after_all(turn, said, told):
        pain.answer_relief(turn)
        _do_beside(turn, told.rest)
    elif not _ANSWERS[told.kind](turn, said, told):
        return False
    turn.leave_no_trace = True
    if is_setting_up:
        onboarding.ask_open(turn)
    return True


def _answers_screening(turn: Turn, said: str) -> bool:
    """Whether a text answers for the person themselves, too, at the question who should take care."""
    return turn.person.account.setup == setup_stages.CARE and screening.of_oneself(said, turn.words) != said


def answer_arm(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Say how to lie when an arm falls asleep in a session. False where anything speaks for more, or none is on."""
    words = turn.words
    is_told = matches_any(said, words, "hear.arm_asleep") and not matches_any(said, words, "hear.arm_asleep_more")
    if not is_told or not session.is_on(turn) or symptom not in (None, Symptom.TODAY, Symptom.DOUBT, Symptom.RELIEF):
        return False
    turn.say(words.say("slight.arm"), event="talk")
    return True


def _is_well_after_all(turn: Turn, said: str, told: Told) -> bool:
    """Whether a person says that they are well, right after an answer with the signs."""
    is_said = told.kind in _OF_ONESELF and all_clear.read(said, turn.words) is AllClear.WELL
    newest = turn.shown[0] if is_said and turn.shown else None
    return newest is not None and any(unpack(data)[-1] == "signs" for _, data in newest.buttons)


def _word(turn: Turn, said: str, told: Told) -> bool:
    turn.say(turn.words.say("slight.word"), event="talk")
    return True


def _note(turn: Turn, said: str, told: Told) -> bool:
    faq_facts.answer(turn, "note_pain")
    return True


def _unseen(turn: Turn, said: str, told: Told) -> bool:
    return False


def _side(turn: Turn, said: str, told: Told) -> bool:
    if session.current(turn) is None:
        return False
    emergency_call.say_with_number(turn, "slight.side")
    return True


def _cold(turn: Turn, said: str, told: Told) -> bool:
    """A day off for a cold; a session ends, and a pause is made or offered."""
    if session.is_on(turn):
        requests.fulfil(turn, (Wished(Wish.STOP_SESSION),))
    wished = _pause(turn, told.rest)
    if wished is not None and wished.sure:
        requests.fulfil(turn, (wished,))
        wished = None
    prompt.unwell_today(turn)
    found = symptoms.read(said, turn.words)
    if found is not None and found.symptom is Symptom.TODAY and not phrases.flags_were_told(turn):
        _say(turn, turn.words.say("slight.cold"), rows((phrases.signs_button(turn, with_flags=True),)))
    if wished is not None:
        requests.fulfil(turn, (wished,))
    return True


def _pause(turn: Turn, rest: str) -> Wished | None:
    """The pause that is asked for beside a cold: with the day on which it ends, or without."""
    known = requests.known(turn)
    for opening in turn.words.options("hear.slight.back_on"):
        _, found, behind = f" {rest} ".partition(f" {opening} ")
        tail = behind.split(".")[0].split()
        for count in range(min(len(tail), 3), 0, -1):
            until = f"until {' '.join(tail[:count])}"
            if found and known.can_pause(until):
                return Wished(Wish.PAUSE, until)
    heard = hear(rest, turn.words, Where.OUT, known).wishes
    pauses = [one for one in heard if one.wish is Wish.PAUSE]
    if pauses:
        return pauses[0]
    is_open = any(f" {part} " in f" {rest} " for part in turn.words.options("hear.slight.till_well"))
    return Wished(Wish.PAUSE, sure=False) if is_open else None


def _breath(turn: Turn, said: str, told: Told) -> bool:
    asked = unpack(turn.person.account.asking or "")[0]
    if asked == feel.FEEL:
        feel.answer(turn, told.rest)
    emergency_call.say_with_number(turn, "slight.breath")
    return True


def _bruise(turn: Turn, said: str, told: Told) -> bool:
    in_walk = session.is_on(turn)
    key = "slight.bruise.walk" if in_walk else "slight.bruise"
    _say(turn, turn.words.say(key), rows((phrases.signs_button(turn),)))
    _do_beside(turn, told.rest)
    return True


def _sore(turn: Turn, answer_text: Callable[[str], None]) -> bool:
    """A session is done, and a little sore or stiff after it: a mild word, and then as "done" is answered; step by step
    it is asked whether all of it is done."""
    if not session.is_on(turn) or session.is_held(turn):
        return False
    turn.say(turn.words.say("slight.sore"), event="talk")
    passed.count(turn, answer_text)
    return True


def _click(turn: Turn, said: str, told: Told) -> bool:
    if unpack(turn.person.account.asking or "")[0] == feel.FEEL:
        # "It clicked, but it was good" is an answer.
        feel.answer(turn, told.rest)
    answers.say(turn, StepQuestion.CLICK)
    return True


def _pillow(turn: Turn, said: str, told: Told) -> bool:
    answers.say(turn, StepQuestion.PILLOW)
    return True


def _pull(turn: Turn, said: str, told: Told) -> bool:
    pain.ask_whether_it_hurts(turn)
    return True


def _tired(turn: Turn, said: str, told: Told) -> bool:
    if session.is_on(turn):
        return False
    buttons = (button_for(turn, Wish.START), button_for(turn, Wish.POSITION))
    _say(turn, turn.words.say("slight.tired"), rows(buttons, (phrases.signs_button(turn),)))
    _do_beside(turn, told.rest)
    return True


def _feet(turn: Turn, said: str, told: Told) -> bool:
    """Feet that are tired: a short session that is asked for beside it begins, in the position that is named."""
    if session.is_on(turn):
        return False
    heard = hear(told.rest, turn.words, requests.where(turn), requests.known(turn))
    lengths = [one for one in heard.wishes if one.wish is Wish.LENGTH]
    if not lengths:
        return _tired(turn, said, told)
    position = preferred_position.position_told(told.rest, turn.words)
    is_other = position is not None and position != selection.position_of(turn.person, turn.library)
    wishes = [Wished(Wish.POSITION_TODAY, position)] if is_other and position is not None else []
    requests.fulfil(turn, [*wishes, Wished(Wish.LENGTH, lengths[0].detail)])
    return True


def _dead(turn: Turn, said: str, told: Told) -> bool:
    """Ask whether a leg is tired or weak, with the number to call; what was wanted besides waits for the answer."""
    beside = _beside(turn, told.rest)
    data = pack(ASKING, beside[0].wish.value, beside[0].detail) if beside else ASKING
    turn.change(asking=data if len(data.encode()) <= MAX_DATA_BYTES else ASKING)
    _ask_dead(turn)
    return True


def _ask_dead(turn: Turn) -> None:
    emergency_call.say_with_number(turn, "slight.dead", _tired_or_weak(turn))


def _tired_or_weak(turn: Turn) -> Rows:
    tired = Button(turn.words.label("button.only_tired"), pack(ASKING, TIRED))
    weak = Button(turn.words.label("button.weak"), pack(ASKING, WEAK), style="danger")
    return rows((tired, weak), (phrases.signs_button(turn),))


def _muscle(turn: Turn, said: str, told: Told) -> bool:
    if session.is_on(turn):
        return False
    lines = [turn.words.say("slight.muscle"), *phrases.watch(turn, Symptom.PAIN)]
    buttons = (button_for(turn, Wish.START), button_for(turn, Wish.LENGTH))
    _say(turn, Html("\n".join(lines)), rows(buttons, (phrases.signs_button(turn, with_flags=True),)))
    return True


def _say(turn: Turn, text: Html, buttons: Rows) -> None:
    turn.say(text, buttons, slot=None if session.is_on(turn) else ASK, event="talk")


def _beside(turn: Turn, rest: str) -> Sequence[Wished]:
    """What else is asked for in the same breath, as far as it is done or asked about after the answer."""
    heard = hear(rest, turn.words, requests.where(turn), requests.known(turn))
    return [one for one in heard.wishes if one.wish in _BESIDE and (one.sure or one.wish in _ASKED)]


def _do_beside(turn: Turn, rest: str) -> None:
    if not session.is_on(turn) and (beside := _beside(turn, rest)):
        requests.fulfil(turn, [one for one in beside if one.wish is not Wish.START])


_ANSWERS: Mapping[Slight, Callable[[Turn, str, Told], bool]] = {
    Slight.WORD: _word,
    Slight.NOTE: _note,
    Slight.SOMEBODY: others_body.answer_told,
    Slight.UNSEEN: _unseen,
    Slight.SIDE: _side,
    Slight.COLD: _cold,
    Slight.BREATH: _breath,
    Slight.BRUISE: _bruise,
    Slight.CLICK: _click,
    Slight.PILLOW: _pillow,
    Slight.PULL: _pull,
    Slight.FEET: _feet,
    Slight.TIRED: _tired,
    Slight.DEAD: _dead,
    Slight.MUSCLE: _muscle,
}
_OF_ONESELF = frozenset({Slight.BRUISE, Slight.FEET, Slight.TIRED, Slight.MUSCLE, Slight.BREATH})
# Those that are answered while setting up: of the others a question of setting up makes an answer.
_IN_SETUP = frozenset({Slight.WORD, Slight.NOTE, Slight.SOMEBODY, Slight.BREATH, Slight.DEAD, Slight.BRUISE})


# Tired or weak


def tap(turn: Turn, data: str) -> bool:
    """`slight:tired|weak`."""
    choice = unpack(data)[1:]
    if choice == ("weak",):
        emergency.call_for_help(turn)
    elif choice == ("tired",):
        turn.strip_pressed()
        _is_tired(turn)
    else:
        return False
    return True


def _is_tired(turn: Turn) -> None:
    asked = unpack(turn.person.account.asking or "")
    turn.close_question(ASKING)
    turn.retire.append(ASK)
    wanted = asked[1:] if asked[0] == ASKING else ()
    if session.is_on(turn):
        turn.say(turn.words.say("hurt.doubt_fine"), event="talk")
        return
    _say(turn, turn.words.say("slight.tired"), rows((button_for(turn, Wish.START),), (phrases.signs_button(turn),)))
    if wanted and wanted[0] in set(Wish):
        requests.fulfil(turn, (Wished(Wish(wanted[0]), wanted[1] if len(wanted) > 1 else ""),))


def _answer(turn: Turn, said: str) -> bool:
    """A typed answer to whether a leg is tired or weak. "Yes" says neither."""
    told = slight.says_tired(said, turn.words)
    if told or all_clear.read(said, turn.words) is AllClear.WELL or matches(said, turn.words, "hear.no"):
        _is_tired(turn)
    elif recognize(said, turn.words, (Intent.YES, Intent.NEXT)) is not None:
        turn.say(turn.words.say("slight.dead_again"), _tired_or_weak(turn), slot=ASK, event="talk")
    else:
        return False
    return True


def _ask_again(turn: Turn, lead: Html) -> bool:
    text = Html(f"{lead}\n{turn.words.say('slight.dead_again')}")
    turn.say(text, _tired_or_weak(turn), slot=ASK, event="talk")
    return True


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
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
