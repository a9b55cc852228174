"""Setup answers: what is typed at the open question of setting up, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversations import session
from bot.conversations.account import onboarding, setup_talk
from bot.conversations.preferences import preferred_position, reminder_phrases, reminders, time_zone
from bot.conversations.safety import exclusions, screening
from bot.conversations.setup_stages import CARE, HELLO, LEFT_OUT, POSITION, TIME, ZONE
from bot.conversations.turn import Turn
from bot.conversations.walk import films
from bot.timing.recurrence import ALL_DAYS
from bot.understanding.answers.intents import Intent, choose, matches, recognize
from bot.understanding.ideas import ideas
from bot.understanding.reminders import days_apart, only_days, other_days
from bot.understanding.reminders.reminder_sentences import days_denied, opening
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.reminder_wishes import ReminderWish, TimeProblem, parse_reminders
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes import named_beside, other_hours, own_hours, positions_told, wanted_now
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_rules import Where
from storage.records.person import SOUND


def answer(turn: Turn, text: str) -> bool:
    """A typed answer to the open question; False when it answers something else, such as a walk."""
    words, stage = turn.words, turn.person.account.setup
    word = recognize(text, words, (Intent.NEXT, Intent.SKIP, Intent.YES, Intent.NO))
    if stage == HELLO:
        return _answer_hello(turn, text, word)
    if (
        session.current(turn) is not None
        and recognize(text, words) is not None
        and not (stage == ZONE and word is Intent.SKIP)
    ):
        # In the middle of a walk its words come first; "Skip" is also a key of the keyboard that asks for the city.
        return False
    if _ANSWERS[stage or TIME](turn, text, word):
        if turn.setup_answered or turn.person.account.setup not in (stage, None):
            setup_talk.answer_beside(turn, text)
        return True
    return session.current(turn) is None and _answer_with_lead(turn, text, word)


def answer_without_pictures(turn: Turn, text: str) -> bool:
    """Turn pictures off where that is asked for while setting up, say so, and answer the rest; else False."""
    is_on = turn.person.account.setup is not None and session.current(turn) is None
    is_blind = not ideas.named(text, turn.words).isdisjoint(("blind",))
    is_asked = is_question(text) and not is_blind
    is_told = says(text, turn.words, "pictures_off") or named_beside.denies_pictures(text, turn.words)
    if not is_on or is_asked or not is_told:
        return False
    turn.switch("pictures", on=False)
    is_led = is_blind and SOUND in films.kinds_for(turn)
    told = turn.words.say("setup.pictures_off.voice" if is_led else "settings.pictures_off")
    rest = setup_talk.without(text, turn.words, "pictures_off")
    if turn.person.account.setup == HELLO and (is_blind or not rest):
        onboarding.ask_open(turn, lead=told)
        return True
    turn.say(told, event="settings")
    if not rest or not answer(turn, rest):
        onboarding.ask_open(turn)
    return True


def _answer_hello(turn: Turn, text: str, word: Intent | None) -> bool:
    words = turn.words
    if session.current(turn) is not None and word is not Intent.YES:
        return False
    begins = choose(text, words, {"begin": "hear.set_me_up"}) is not None
    if word is not None or begins or ideas.SET_UP in ideas.named(text, words):
        if (position := preferred_position.position_told(text, words)) is not None:
            turn.change(position=position)
        onboarding.ask_next(turn)
        return True
    if choose(text, words, {"show": "hear.show_me"}) is None:
        return False
    onboarding.show_one(turn)
    return True


def keep_position(turn: Turn, text: str) -> bool:
    """Keep the position that somebody tells before the set-up, say so, and offer to set up. False for any other text,
    and for one that only tells of a position."""
    position = positions_told.read_or_left(text, turn.words)
    told = positions_told.read(text, turn.words)
    is_wanted = bool(told.denied) or wanted_now.position(text, turn.words, Where.OUT) is not None
    if position is None or not is_wanted or not ideas.is_short(text) or setup_talk.is_question(text, turn.words):
        return False
    onboarding.say_hello(turn, once_more=turn.before.version > 0, lead=setup_talk.keep(turn, position))
    return True


def _answer_with_lead(turn: Turn, text: str, word: Intent | None) -> bool:
    """Answer what is no answer to the open question. False where nothing is understood of it."""
    stage = turn.person.account.setup
    lead = setup_talk.lead_for(turn, text)
    if stage == ZONE:
        if lead is None:
            time_zone.say_unknown(turn, text)
        elif not time_zone.asks_which_again(turn, lead):
            time_zone.ask_city(turn, lead=lead, first_time=True)
        return True
    is_word = word is not None or recognize(text, turn.words) is not None
    if lead is None and is_word:
        return False
    if stage == CARE:
        screening.ask_unsure(turn, lead)
    elif stage == LEFT_OUT:
        exclusions.ask_exclusions(turn, lead=lead or turn.words.say("left_out.unclear"))
    elif lead is not None:
        onboarding.ask_open(turn, lead=lead)
    else:
        return False
    return True


def _answer_care(turn: Turn, text: str, word: Intent | None) -> bool:
    if screening.answer_what_counts(turn, text):
        return True
    names_one = bool(exclusions.concerns_in(text, turn.words))
    is_asked = says(text, turn.words, "setup.means") or (setup_talk.is_question(text, turn.words) and not names_one)
    return not is_asked and screening.answer(turn, text, word)


def _answer_left_out(turn: Turn, text: str, word: Intent | None) -> bool:
    return not setup_talk.is_question(text, turn.words) and exclusions.answer(turn, text)


def _answer_position(turn: Turn, text: str, word: Intent | None) -> bool:
    words = turn.words
    if matches(text, words, "hear.left_out_done"):
        # It was meant for the question before.
        onboarding.ask_open(turn)
        return True
    position = preferred_position.position_told(text, words)
    if position is None and not setup_talk.is_question(text, words):
        # "In the cabin is no floor": a chair is left.
        position = positions_told.read_or_left(text, words)
    if position is None and (word in (Intent.NEXT, Intent.SKIP) or _is_all_the_same(turn, text)):
        position = "skip"
    if position is None:
        return False
    return onboarding.take(turn, POSITION, position, beside=preferred_position.other_line(turn, text, position))


def _answer_zone(turn: Turn, text: str, word: Intent | None) -> bool:
    if word in (Intent.SKIP, Intent.NEXT):
        time_zone.skip_zone(turn)
        return True
    if time_zone.answers_offer(turn, text) or _says_why(turn, text):
        return True
    before, said = turn.person, len(turn.replies)
    place, lines = setup_talk.keep_beside(turn, text, times=True)
    for line in lines:
        turn.say(line, event="setup")
    # "Remind me at 18:30" is no clock.
    is_time = not lines and bool(setup_talk.times_in(turn, text))
    is_asking = setup_talk.is_question(place, turn.words, fewest=1)
    if not is_time and time_zone.take(turn, place, is_question=is_asking):
        return True
    turn.person = before
    del turn.replies[said:]
    return False


def _answer_time(turn: Turn, text: str, word: Intent | None) -> bool:
    text, lines = setup_talk.keep_beside(turn, text, times=False)
    for line in lines:
        turn.say(line, event="setup")
    words, text = turn.words, own_hours.without(other_hours.without(text, turn.words), turn.words)
    if other_hours.is_all(text, words):
        # "My train goes at 7:12."
        onboarding.ask_open(turn)
        return True
    if word in (Intent.SKIP, Intent.NEXT):
        reminder_phrases.add_reminder(turn, onboarding.DEFAULT_TIME, None)
        onboarding.finish_setup(turn)
        return True
    if _is_all_the_same(turn, text):
        onboarding.ask_open(turn)
        return True
    if apart := other_days.wishes_in(text, turn.own_words) or other_days.each_with_days(text, turn.own_words):
        if reminders.set_wishes(turn, apart):
            onboarding.finish_setup(turn)
        return True
    if days_apart.read(text, turn.own_words) is not None:
        told_apart = days_apart.reminder(text, turn.own_words)
        if told_apart is None:
            # "Not at weekends": the time is still to be said.
            onboarding.ask_open(turn)
        elif reminders.add_typed(turn, told_apart):
            onboarding.finish_setup(turn)
        return True
    if word is Intent.NO or choose(text, words, {"none": "hear.no_reminder"}):
        onboarding.finish_setup(turn)
        return True
    said = reminder_phrases.essence(turn, text)
    if (alone := _on_days_alone(turn, text, said)) is not None:
        if reminders.set_wishes(turn, (alone,)):
            setup_talk.answer_beside(turn, text)
            onboarding.finish_setup(turn)
        return True
    has_days = bool(opening(text, turn.own_words, reminder_phrases.weekend_here(turn)))
    if not has_days and (told := setup_talk.time_beside_part(turn, text)) is not None:
        denied = days_denied(text, turn.own_words)
        off = parse_weekdays(denied, turn.own_words, weekend=reminder_phrases.weekend_here(turn)) if denied else None
        left = only_days.read(text, turn.own_words, reminder_phrases.weekend_here(turn))
        told = replace(told, weekdays=left if off is None else (left or ALL_DAYS) - off)
        if reminders.set_wishes(turn, (told,)):
            onboarding.finish_setup(turn)
        return True
    if parse_reminders(said, turn.own_words) is TimeProblem.NOT_A_TIME:
        if setup_talk.is_question(text, words) or positions_told.read_or_left(text, words) is not None:
            return False
        if (part := setup_talk.part_of_day(turn, text)) is not None:
            _ask_time_in(turn, part)
            return True
    if reminders.add_typed(turn, said):
        setup_talk.answer_beside(turn, text)
        onboarding.finish_setup(turn)
    return True


def _on_days_alone(turn: Turn, text: str, said: str) -> ReminderWish | None:
    """The time of an answer on the days that another part of it names as the only ones; None for any other answer."""
    weekend = reminder_phrases.weekend_here(turn)
    found = parse_reminders(said, turn.own_words, weekend=weekend)
    days = only_days.read(text, turn.own_words, weekend)
    if not isinstance(found, tuple) or len(found) != 1 or found[0].once or days is None:
        return None
    # Days that are told of something else may stand beside them: "weekdays only, weekends I sleep".
    return replace(found[0], weekdays=days) if (found[0].weekdays or ALL_DAYS) > days else None


def _ask_time_in(turn: Turn, part: str) -> None:
    """Ask which time of a part of the day."""
    onboarding.say(
        turn, None, turn.words.say(f"setup.time.{part}"), onboarding.time_rows(turn, setup_talk.TIMES_OF[part])
    )


_ANSWERS: Mapping[str, Callable[[Turn, str, Intent | None], bool]] = {
    CARE: _answer_care,
    LEFT_OUT: _answer_left_out,
    POSITION: _answer_position,
    ZONE: _answer_zone,
    TIME: _answer_time,
}


def _is_all_the_same(turn: Turn, text: str) -> bool:
    """Whether somebody leaves the choice to the bot: "I don't mind"."""
    return ideas.is_short(text) and ideas.NO_PREFERENCE in ideas.named(text, turn.words)


def _says_why(turn: Turn, text: str) -> bool:
    """Say what the city is for, to somebody who asks or would rather not say. False for anything else."""
    if not ideas.is_short(text) or ideas.WHY_ASK not in ideas.named(text, turn.words):
        return False
    turn.say(turn.words.say("zone.why"), event="zone_asked")
    return True
