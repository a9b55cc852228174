"""After an alarm: whether one is open, and what is told then: that help is there, that it can wait, that it is somebody
else, what a doctor said, how somebody is."""

from __future__ import annotations

from bot.conversations import phrases, session
from bot.conversations.preferences import pausing
from bot.conversations.safety import exclusions, gentle
from bot.conversations.safety.emergency_call import say_with_number
from bot.conversations.turn import ASK, PROMPT, WALK, Turn
from bot.habits.prompt_variants import HOW_ARE_YOU
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Rows, pack, rows
from bot.understanding.answers import all_clear
from bot.understanding.answers.all_clear import AllClear
from bot.understanding.answers.intents import Intent, matches, recognize, recognize_whole, told_of_body
from bot.understanding.symptoms import after_alarm
from bot.understanding.symptoms.after_alarm import AfterAlarm
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.times.pauses import PauseWish, parse_pause
from storage.records.person import ALARM

# `alarm:over`: the person is well.
OVER = pack(ALARM, "over")
# The most words of an answer how somebody is that may tell of pain, too: "I'm not well".
LONGEST_ANSWER = 4


def is_lately(turn: Turn) -> bool:
    """Whether an alarm was told today or in the days before, or they were told to see a doctor, and not yet that they
    are well."""
    return turn.person.account.unwell_since is not None


def is_of_help(turn: Turn, said: str) -> bool:
    """Whether a text tells of help that is there, that is to wait, or that is for somebody else, and of no new sign."""
    if _read(turn, said) is None:
        return False
    told = told_of_body(after_alarm.without_help(said, turn.words), turn.words)
    return told is None or told.symptom is not Symptom.ALARM


def _read(turn: Turn, said: str) -> AfterAlarm | None:
    """What a text tells after an alarm. On the days after it, what is to wait names a doctor, a hospital or the like:
    "can I wait until tomorrow" alone is about a session then."""
    found = after_alarm.read(said, turn.words)
    is_of_now = turn.has_alarm() or turn.is_referred() or after_alarm.speaks_of_care(said, turn.words)
    return None if found is AfterAlarm.WAITS and not is_of_now else found


def answer_help(turn: Turn, said: str) -> None:
    """Answer who is being helped, with a pause where no message is wanted, who asks whether it can wait, and who was
    seen by a doctor."""
    found = _read(turn, said)
    if found is AfterAlarm.CLEARED:
        say_cleared(turn, said)
    elif found is AfterAlarm.ILL:
        say_ill(turn, said)
    elif found is AfterAlarm.WAITS and turn.person.account.alarm_on is None:
        say_with_number(turn, "referral.do_not_wait")
    elif found is AfterAlarm.WAITS:
        say_with_number(turn, "alarm.do_not_wait", _signs_or_over(turn, is_denied=_says_well(turn, said)))
    elif found in (AfterAlarm.OTHER, AfterAlarm.OTHER_HELPED):
        _answer_other(turn, said, is_helped=found is AfterAlarm.OTHER_HELPED)
    elif after_alarm.asks_for_quiet(said, turn.words):
        pausing.pause_openly(turn)
        say_with_number(turn, "alarm.quiet", rows((pausing.resume_button(turn),), (phrases.signs_button(turn),)))
    else:
        say_with_number(turn, "alarm.helped")


def is_told(turn: Turn, said: str) -> bool:
    """Whether a text tells what a doctor said or found, or, after an alarm, that it is somebody else."""
    found = _read(turn, said)
    is_other = found in (AfterAlarm.OTHER, AfterAlarm.OTHER_HELPED) and is_lately(turn)
    return is_other or found in (AfterAlarm.CLEARED, AfterAlarm.ILL)


def tells_of_their_help(said: str, words: Words) -> bool:
    """Whether a text tells that somebody else is being helped, and of no new sign."""
    if after_alarm.read(said, words) is not AfterAlarm.OTHER_HELPED:
        return False
    told = told_of_body(after_alarm.without_help(said, words), words)
    return told is None or told.symptom is not Symptom.ALARM


def _says_well(turn: Turn, said: str) -> bool:
    return all_clear.read(said, turn.words) in (AllClear.WELL, AllClear.UNSURE)


def _answer_other(turn: Turn, said: str, *, is_helped: bool) -> None:
    """It is somebody else. The alarm is over for who says that they are well themselves; who does not is asked, but
    days after it."""
    if not turn.has_alarm():
        _was_other(turn, said)
        return
    key = "alarm.other_helped" if is_helped else "alarm.other"
    if all_clear.read(said, turn.words) is AllClear.WELL:
        say_with_number(turn, key)
        end_alarm(turn, is_said=True)
    else:
        say_with_number(turn, f"{key}.asked", _signs_or_over(turn, is_denied=True))


def _was_other(turn: Turn, said: str) -> None:
    """The alarm of days ago was somebody else's: invitations come again, and reminders that were paused on a wish."""
    _close(turn)
    if after_alarm.wants_to_go_on(said, turn.words):
        _turn_on(turn)
    account = turn.person.account
    resume = pausing.resume_button(turn) if account.paused and account.paused_until is None else None
    turn.say(Html(f"{turn.words.say('others.not_me')} {_coming(turn)}"), rows((resume,)), event="alarm_over")


def _close(turn: Turn) -> None:
    """End the alarm, and take what asked about it."""
    turn.alarm_over = is_lately(turn)
    if turn.person.account.alarm_on is not None:
        turn.change(asking=None)
    if is_lately(turn):
        turn.change(referred_on=None)
        turn.replan()
    turn.retire += [ASK, PROMPT]


def _turn_on(turn: Turn) -> None:
    if turn.person.account.paused:
        pausing.end_pause(turn)
        turn.replan()


def _coming(turn: Turn) -> Html:
    return phrases.coming_line(turn) or phrases.why_none(turn)


def _signs_or_over(turn: Turn, *, is_denied: bool) -> Rows:
    """The signs; and, where it may be none of them, the button that ends the alarm."""
    over = Button(turn.words.label("button.alarm_over"), OVER) if is_denied else None
    return rows((phrases.signs_button(turn), over))


def end_alarm(turn: Turn, *, is_said: bool = False, is_silent: bool = False) -> None:
    """End the alarm, or the referral: the person is well, or may move. A session keeps its place. `is_said`: something
    was answered already; `is_silent`: what comes next goes on with the session."""
    turn.alarm_over = True
    is_kept = session.current(turn) is not None
    turn.change(asking=session.PAUSED if is_kept else None, referred_on=None)
    turn.replan()
    turn.retire.append(ASK)
    if is_silent:
        return
    if (opened := session.current(turn)) is not None:
        go_on = session.walk_button(opened.walk, "next", turn.words.label("button.go_on"))
        turn.say(turn.words.say("alarm.over_kept"), rows((go_on,)), slot=WALK, event="alarm_over")
    elif not is_said:
        turn.say(turn.words.say("alarm.over"), event="alarm_over")


def answer(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Answer what is told after an alarm: that help is there, or is to wait, that a doctor found nothing against
    moving, or that they are not well. False for anything else, and where it tells of pain. Without an alarm only what a
    doctor said is answered, outside of a session."""
    if (clear := _days_after(turn, said, symptom)) is not None:
        say_cleared(turn, said) if clear is AllClear.WELL else say_ill(turn, said)
        return True
    found = _read(turn, said)
    if found in (AfterAlarm.CLEARED, AfterAlarm.ILL):
        symptom = _besides(turn, said, symptom)
    # "Can I take something for the pain and wait?": whatever hurts, it is not to wait.
    is_waiting = found is AfterAlarm.WAITS and symptom is not Symptom.ALARM
    if found is None or not (is_waiting or symptom in (None, Symptom.RELIEF, Symptom.CONDITION, Symptom.DOUBT)):
        return False
    if is_lately(turn):
        answer_help(turn, said)
    elif exclusions.names_finding(turn, said):
        return False
    elif found is AfterAlarm.CLEARED and not session.is_on(turn):
        say_cleared(turn, said)
    elif found is AfterAlarm.ILL and not session.is_on(turn) and (rest := _rest_told(turn, said)) is not None:
        turn.say(turn.words.say("alarm.told_to_rest"), rows((rest,)), slot=ASK, event="talk")
    else:
        return False
    return True


def _besides(turn: Turn, said: str, symptom: Symptom | None) -> Symptom | None:
    """What a text tells of the body besides what it was called: "a pinched nerve", as the doctor says, is no pain."""
    if symptom is not Symptom.PAIN:
        return symptom
    rest = told_of_body(after_alarm.without_finding(said, turn.words), turn.words)
    return None if rest is None else rest.symptom


def _days_after(turn: Turn, said: str, symptom: Symptom | None) -> AllClear | None:
    """How somebody says that they are, days after an alarm; None for anything else, and for other signs."""
    is_of_today = turn.has_alarm() or turn.person.account.referred_on == turn.today
    if is_of_today or not is_lately(turn) or after_alarm.read(said, turn.words) is not None:
        return None
    is_short = len(said.split()) <= LONGEST_ANSWER
    symptom = _besides(turn, said, symptom)
    if symptom not in (None, Symptom.RELIEF) and not (symptom is Symptom.PAIN and is_short):
        return None
    clear = all_clear.read(said, turn.words)
    if clear is None and turn.person.silence.wordings[-1:] == (HOW_ARE_YOU,):
        clear = yes_or_no(said, turn.words, goes_on=False)
    is_fine = after_alarm.says_fine(said, turn.words) and _quiet_told(turn, said) is not None
    if clear is None and (is_fine or after_alarm.says_sorted(said, turn.words)):
        clear = AllClear.WELL
    return clear if clear in (AllClear.WELL, AllClear.UNWELL) else None


def say_cleared(turn: Turn, said: str = "") -> None:
    """A doctor saw them: begin small, where that is allowed, or rest as they were told. Nothing begins by itself."""
    _close(turn)
    if (quiet := _quiet_told(turn, said)) is not None:
        say_with_number(turn, "alarm.cleared")
        pausing.pause_as_wished(turn, quiet)
        return
    if (rest := _rest_told(turn, said)) is not None:
        say_with_number(turn, "alarm.cleared_rest", rows((rest,), (phrases.signs_button(turn),)))
        return
    is_wanted = bool(said) and after_alarm.wants_to_go_on(said, turn.words)
    if is_wanted:
        _turn_on(turn)
    account = turn.person.account
    resume = pausing.resume_button(turn) if account.paused and account.paused_until is None else None
    short = Button(turn.words.label("lost.length"), pack("meant", "length", "short"))
    gentle_on = None if session.is_gentle(turn.person) else gentle.offer_button(turn)
    say_with_number(turn, "alarm.cleared", rows((short,), (gentle_on,), (resume,)))
    if is_wanted:
        turn.say(Html(f"{turn.words.say('resume.done')} {_coming(turn)}"), event="resume")
    if said:
        gentle.follow(turn, said)


def say_ill(turn: Turn, said: str = "") -> None:
    """They are not well: a rest is offered, as long as they were told to. The alarm stays as it is."""
    turn.retire.append(PROMPT)
    told = _rest_told(turn, said)
    days = [told] if told is not None else [pausing.days_button(turn, count) for count in (7, 14)]
    say_with_number(turn, "alarm.ill", rows(tuple(days), (phrases.signs_button(turn),)))


def _rest_told(turn: Turn, said: str) -> Button | None:
    """The button that pauses for the days for which a doctor told them to rest; None where none are told."""
    for told in after_alarm.told_to_rest(said, turn.words):
        wish = parse_pause(told, turn.today, turn.own_words)
        if isinstance(wish, PauseWish) and wish.starts is None:
            return pausing.days_button(turn, (wish.back - turn.today).days)
    return None


def _quiet_told(turn: Turn, said: str) -> PauseWish | None:
    """The pause that a text asks for in the same breath: "home again, leave me be until Wednesday"."""
    told = after_alarm.told_to_be_quiet(said, turn.words)
    wish = None if told is None else parse_pause(told, turn.today, turn.own_words)
    return wish if isinstance(wish, PauseWish) else None


def yes_or_no(said: str, words: Words, *, goes_on: bool) -> AllClear | None:
    """A plain yes or no, and "yes, go on then". "Ok" is neither."""
    if recognize_whole(said, words, (Intent.NEXT,)) is not None:
        return None
    word = recognize(said, words, (Intent.YES, Intent.NO))
    first, _, rest = said.strip().partition(" ")
    is_led_by_yes = recognize_whole(first, words, (Intent.YES,)) is not None and (
        recognize_whole(first, words, (Intent.NEXT,)) is None
    )
    if word is Intent.NO:
        return AllClear.UNWELL
    if word is Intent.YES or matches(said, words, "hear.all_clear.yes") or (rest and goes_on and is_led_by_yes):
        return AllClear.WELL
    return None
