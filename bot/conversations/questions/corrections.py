"""A yes or a no with more behind it, to the question whether something was meant: "yes, but only for today", "no, only
until Monday". The yes counts, and the rest narrows it; behind a no the rest is what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversations import session, talk, ways_on
from bot.conversations.dialogue import Question
from bot.conversations.preferences import day_off_once
from bot.conversations.questions import corrected_pause, open_question
from bot.conversations.requests import requests
from bot.conversations.requests.actions import ACTIONS
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import check_in, feel, finish
from bot.i18n.catalogue import Words
from bot.replies import unpack
from bot.understanding.answers import added_days, never_mind, same_days
from bot.understanding.answers.ends import days_in, length_in
from bot.understanding.answers.intents import Intent, normalize, recognize_whole
from bot.understanding.answers.leading_answers import LeadingAnswer, leading_answer
from bot.understanding.examples import meanings
from bot.understanding.examples.examples import NONE
from bot.understanding.hearing import hear
from bot.understanding.reminders import moves, other_days, reminder_sentences
from bot.understanding.second_look import TAKEN_UP, take_up
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import parse_reminders
from bot.understanding.times.weekdays import parse_weekdays, short_names
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import ONLY, TODAY
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished, time_in
from storage.records.person import FILM, SOUND, STEPS

# Wishes behind which the days of a rest say what was meant.
_OF_DAYS = (Wish.PAUSE, Wish.DAYS_OFF, Wish.REMOVE, Wish.STOP, Wish.QUIET, Wish.NOT_TODAY)
# Lasting changes, and the same for one day.
_FOR_TODAY = {
    Wish.POSITION: Wish.POSITION_TODAY,
    Wish.USUAL_POSITION: Wish.POSITION_TODAY,
    Wish.USUAL_LENGTH: Wish.LENGTH,
}
# Wishes of one kind: another detail of it was meant, and needs no second question.
_KINDS = (
    {Wish.POSITION, Wish.POSITION_TODAY},
    {Wish.LENGTH, Wish.USUAL_LENGTH},
    {Wish.PAUSE, Wish.DAYS_OFF},
    {Wish.REMIND, Wish.MOVE, Wish.LATER},
)
# The ways of sessions.
_WAYS = {Wish.BY_STEPS: STEPS, Wish.FOLLOW_ALONG: FILM, Wish.LISTEN: SOUND}
# What is wanted already where its opposite is denied: "no, leave the pictures on".
_OPPOSITES = ({Wish.PICTURES_ON, Wish.PICTURES_OFF}, {Wish.PAUSE, Wish.RESUME})
# What is not done on the side of a yes.
_NOT_BESIDE = (Wish.STOP, Wish.DELETE, Wish.PAIN, Wish.DOUBT, Wish.REMOVE, Wish.HELLO, Wish.THANKS, *talk.TALK)
# The words of a time that is tried behind the one that is asked about.
_LONGEST_DAYS = 5


def answer(turn: Turn, question: Question, said: str, say_alone: Callable[[str], None]) -> bool:
    """Drop a question, or answer a yes or a no with more behind it. False for anything else, and where nothing of the
    rest is understood that changes what the answer alone does. `say_alone` hears a text as if nothing was asked."""
    if open_question.drops(turn, question, said) or _answer(turn, question, said):
        return True
    if rest := _behind_no(turn, question, said):
        turn.change(asking=None)
        turn.retire.append(ASK)
        say_alone(rest)
    return bool(rest)


def _answer(turn: Turn, question: Question, said: str) -> bool:
    asked = _asked(turn)
    is_whole = recognize_whole(said, turn.words, (Intent.YES, Intent.NO)) is not None
    if question not in requests.DIALOGUE.questions or asked is None or is_whole or is_question(said):
        return False
    told = leading_answer(said, turn.words)
    if asked.wish is Wish.USUAL_WAY and (way := _way_named(turn, said, told)) is not None:
        turn.close_question(ways_on.MEANT)
        turn.retire.append(ASK)
        ACTIONS[way.wish](turn, way.detail)
        return True
    is_no = told is not None and told.word is Intent.NO
    if asked.wish is Wish.PAUSE and not is_no and same_days.are_said_again(said, asked.detail, turn.today, turn.words):
        requests.replace_meant(turn, (asked,))
        ACTIONS[asked.wish](turn, asked.detail)
        return True
    days = same_days.days_added(said, turn.words) if asked.wish is Wish.PAUSE else ()
    if days and corrected_pause.plan_days(turn, days):
        requests.replace_meant(turn, (asked,))
        return True
    if (once := day_off_once.once_meant(turn, asked, said)) is not None:
        requests.replace_meant(turn, (once,))
        ACTIONS[once.wish](turn, once.detail)
        return True
    if told is None or asked.wish in (Wish.ZONE, Wish.TRAVEL):
        return False
    if told.word is Intent.NO:
        meant = _meant_instead(turn, asked, told.rest)
        if not meant:
            return False
        requests.replace_meant(turn, meant)
        requests.fulfil(turn, meant)
        return True
    if asked.wish is Wish.SESSION_DONE and session.is_on(turn) and (how := feel.told(turn, told.rest)) is not None:
        requests.replace_meant(turn, (asked,))
        finish.finish_walk(turn, how=how)
        return True
    if several := _with_more_days(turn, asked, told.rest):
        requests.replace_meant(turn, several)
        for one in several:
            ACTIONS[one.wish](turn, one.detail)
        return True
    if (narrowed := _narrowed(turn, asked, told.rest)) is not None:
        requests.replace_meant(turn, (narrowed,))
        ACTIONS[narrowed.wish](turn, narrowed.detail)
        return True
    if _takes_back(turn, told.rest):
        return False
    return _do_both(turn, asked, told.rest)


def _behind_no(turn: Turn, question: Question, said: str) -> str:
    """What stands behind a no to the question whether something was meant, where it says something of its own: it is
    heard as if it were said alone. Empty for anything else."""
    asked, told = _asked(turn), leading_answer(said, turn.words)
    if question not in requests.DIALOGUE.questions or asked is None or told is None or told.word is not Intent.NO:
        return ""
    rest, words = told.rest, turn.words
    if never_mind.is_meant(rest, words):
        return ""
    where, known = requests.where(turn), requests.known(turn)
    heard, likely = hear(rest, words, where, known), meanings.read(rest, words, where, known)
    if heard.symptom is not None and heard.symptom.symptom is not Symptom.RELIEF:
        return ""
    is_asked = rest.endswith(("?", "\u061f")) or is_said(rest, words, "hear.wants_to_know")
    taken = take_up(likely, rest, words)
    meant = [one.wish for one in heard.wishes] or ([] if taken is None else [taken.wished.wish])
    is_told = any(one not in (asked.wish, Wish.THANKS, Wish.HELLO, *talk.TALK) for one in meant)
    is_done = bool(likely) and likely[0].name not in (NONE, Wish.LEAVE_IT) and _tells_what_was_done(rest, words)
    return rest if is_asked or heard.question is not None or is_told or is_done else ""


def _tells_what_was_done(rest: str, words: Words) -> bool:
    begin = f"{normalize(rest)} "
    return any(begin.startswith(f"{normalize(one)} ") for one in words.options("hear.did"))


def _with_more_days(turn: Turn, asked: Wished, rest: str) -> tuple[Wished, ...]:
    """The rests, or the days off, that a yes to one makes with the days behind it: "and Wednesday as well", "from
    Wednesday"; empty where it names none."""
    if asked.wish is Wish.DAYS_OFF and not asked.detail.startswith(ONLY):
        added = added_days.weekdays_added(rest, turn.words)
        told = f"{asked.detail} and {' and '.join(added)}"
        had, have = (parse_weekdays(one, turn.own_words) for one in (asked.detail, told))
        is_read = bool(added) and had is not None and have is not None and have > had
        return (replace(asked, detail=told, sure=True),) if is_read else ()
    wish = parse_pause(asked.detail, turn.today, turn.own_words) if asked.wish is Wish.PAUSE else None
    if not isinstance(wish, PauseWish) or days_in(rest, turn.today, turn.words):
        return ()
    return tuple(Wished(Wish.PAUSE, one) for one in added_days.rests_with(wish, rest, turn.today, turn.words))


def _way_named(turn: Turn, said: str, told: LeadingAnswer | None) -> Wished | None:
    """The way that a text names where one is asked about from now on: it is meant from now on, too, unless the text
    says that it is for today. None where it names none, or denies it."""
    rest = said if told is None else told.rest
    if says(rest, turn.words, "part.denied"):
        return None
    wishes = hear(rest, turn.words, requests.where(turn), requests.known(turn)).wishes
    named = next((one for one in wishes if one.wish in _WAYS), None)
    if named is None:
        return None
    is_of_today = named.detail == TODAY or (told is not None and _is_of_today(turn, rest))
    return replace(named, detail=TODAY) if is_of_today else Wished(Wish.USUAL_WAY, _WAYS[named.wish])


def _is_of_today(turn: Turn, rest: str) -> bool:
    said = f" {normalize(rest)} "
    return any(f" {normalize(one)} " in said for one in turn.words.options("hear.only_today"))


def _asked(turn: Turn) -> Wished | None:
    """What the open question asks about; None for another question."""
    kind, wish, detail = (*(turn.person.account.asking or "").split(":", 2), "", "")[:3]
    return Wished(Wish(wish), detail) if kind == ways_on.MEANT and wish in set(Wish) else None


def _meant_instead(turn: Turn, asked: Wished, rest: str) -> Sequence[Wished]:
    """What is wanted instead of what was asked; empty where nothing is, or all is to stay as it is."""
    if asked.wish in _OF_DAYS and (days := _days_in(turn, asked, rest)):
        return (Wished(Wish.PAUSE, days),)
    if asked.wish is Wish.PAUSE and (day := same_days.other_day(rest, asked.detail, turn.today, turn.words)):
        return (Wished(Wish.PAUSE, day, sure=False),)
    if other_days.is_named(rest, turn.words) and (once := _for_less(turn, asked, other_days.without(rest, turn.words))):
        return (once,)
    where, known = requests.where(turn), requests.known(turn)
    heard = hear(rest, turn.words, where, known)
    told = [one for one in heard.wishes if one.wish not in (Wish.THANKS, Wish.HELLO, *talk.TALK)]
    told = [one for one in told if one.detail] or told
    if not told and heard.symptom is None and (less := _for_less(turn, asked, rest)):
        return (less,)
    is_of_time = asked.wish in (Wish.REMIND, Wish.MOVE) and bool(asked.detail) and heard.symptom is None
    if is_of_time and not any(one.detail for one in told) and (at := _time_in(turn, rest)):
        return (replace(asked, detail=at, sure=False),)
    if not told and heard.symptom is None:
        likely = meanings.read(rest, turn.words, where, known)[:1]
        told = [
            one.wished
            for one in likely
            if one.likelihood >= TAKEN_UP and one.name != NONE and one.wished.wish not in talk.TALK
        ]
    if any({one.wish, asked.wish} in _OPPOSITES for one in told):
        return ()
    if asked.wish is Wish.PAUSE:
        # "No, not tomorrow" leaves out what was asked about no less than "no".
        told = [one for one in told if one.wish is not Wish.PAUSE or not _is_same(turn, one, asked)]
    meant = [replace(one, sure=one.sure or _is_of_a_kind(one, asked)) for one in told]
    # "No, not three minutes" wants none; "just without Sundays" does.
    is_denied = asked.wish is not Wish.DAYS_OFF and says(rest, turn.words, "part.denied")
    return [one for one in meant if one.wish is not asked.wish or (one.detail != asked.detail and not is_denied)]


def _is_same(turn: Turn, one: Wished, asked: Wished) -> bool:
    return same_days.are_said_again(one.detail, asked.detail, turn.today, turn.words)


def _days_in(turn: Turn, asked: Wished, rest: str) -> str:
    """The days that the rest names; to a pause, a length alone names them, too: "no, just one week"."""
    back = (
        reminder_sentences.return_day(rest, turn.words, (), requests.known(turn)) if asked.wish is Wish.PAUSE else None
    )
    # "From now until Friday, please resume on Saturday."
    days = back[0].detail if back else days_in(rest, turn.today, turn.words)
    return days or (length_in(rest, turn.today, turn.words) if asked.wish is Wish.PAUSE else "")


def _time_in(turn: Turn, rest: str) -> str:
    """The only time, with its days, that stands among other words; empty for none: "no, at night, half past seven"."""
    at = time_in(rest, turn.words)
    return at if isinstance(found := parse_reminders(at, turn.own_words), tuple) and len(found) == 1 else ""


def _is_of_a_kind(one: Wished, other: Wished) -> bool:
    return bool(one.detail) and any({one.wish, other.wish} <= kind for kind in _KINDS)


def _narrowed(turn: Turn, asked: Wished, rest: str) -> Wished | None:
    """What was asked about, for less: for today alone, until a day, on some days. None where the rest says none of
    it."""
    if _is_of_today(turn, rest) and (today := for_today(asked)) is not None:
        return today
    if asked.wish is Wish.PAUSE and (days := _days_in(turn, asked, rest)):
        return replace(asked, detail=days)
    if (both := _beside_others(turn, asked, rest)) is not None:
        return both
    if asked.wish in (Wish.REMIND, Wish.MOVE) and asked.detail:
        return _on_days(turn, asked, rest)
    return None


def _for_less(turn: Turn, asked: Wished, rest: str) -> Wished | None:
    """What was asked about, on the days that stand behind a no, or for once: "no, only tomorrow". None where it names
    none, or denies them."""
    is_denied = says(rest, turn.words, "part.denied") or is_said(rest, turn.words, "hear.denial")
    if asked.wish not in (Wish.REMIND, Wish.MOVE) or not asked.detail or is_denied:
        return None
    less = _on_days(turn, asked, rest)
    return None if less is None else replace(less, sure=True)


def _beside_others(turn: Turn, asked: Wished, rest: str) -> Wished | None:
    """What was asked about on its days, and the time that a yes names for the others; None where it names neither."""
    if asked.wish not in (Wish.REMIND, Wish.MOVE) or not other_days.is_named(rest, turn.words):
        return None
    named, found = moves.from_detail(asked.detail), parse_reminders(asked.detail, turn.own_words)
    days, at = (parse_weekdays(named.days), named.at) if named is not None else (None, None)
    if isinstance(found, tuple) and len(found) == 1 and not found[0].once:
        days, at = found[0].weekdays, found[0].time
    reminded = requests.known(turn).reminded
    others = other_days.rest_of(days or (), frozenset[int]().union(*reminded.values()))
    told = parse_reminders(_time_in(turn, rest), turn.own_words)
    if days is None or at is None or not others:
        return None
    if isinstance(told, tuple):
        return Wished(Wish.MOVE, other_days.detail_of(days, at, others, told[0].time))
    # They are to stay as they are.
    return Wished(Wish.MOVE, moves.Move(short_names(days), at, 0).detail) if len(reminded) == 1 else asked


def for_today(asked: Wished) -> Wished | None:
    """A lasting change for today alone; None for any other wish."""
    if asked.wish is Wish.USUAL_WAY:
        return next((Wished(wish, TODAY) for wish, way in _WAYS.items() if way == asked.detail), None)
    return replace(asked, wish=_FOR_TODAY[asked.wish]) if asked.wish in _FOR_TODAY else None


def _on_days(turn: Turn, asked: Wished, rest: str) -> Wished | None:
    """A reminder on the days that the rest names; None where it names none, or the reminder has its own."""
    found = parse_reminders(asked.detail, turn.own_words)
    if not isinstance(found, tuple) or any(one.weekdays is not None or one.once for one in found):
        return None
    said = rest.replace(",", " ").split()
    for size in range(min(_LONGEST_DAYS, len(said)), 0, -1):
        for first in range(len(said) - size + 1):
            run = " ".join(said[first : first + size])
            # "Morgen" is tomorrow before a time, and the morning behind it.
            for detail in (f"{asked.detail} {run}", f"{run} {asked.detail}"):
                tried = parse_reminders(detail, turn.own_words)
                if isinstance(tried, tuple) and all(one.weekdays is not None or one.once for one in tried):
                    return replace(asked, detail=detail)
    return None


def _takes_back(turn: Turn, rest: str) -> bool:
    """Whether what stands behind a yes takes it back: "yes, but first show me the movements"."""
    told = normalize(rest).split()
    return any(normalize(word) in told for word in turn.words.options("hear.but"))


def _is_done_beside(one: Wished, asked: Wished) -> bool:
    return (one.sure or one.wish in requests.ONLY_SHOWN) and one.wish not in (asked.wish, *_NOT_BESIDE)


def _do_both(turn: Turn, asked: Wished, rest: str) -> bool:
    """Do what was asked about, and then what the rest wants; say where it names an end that cannot be kept."""
    turn.change(asking=None)
    turn.retire.append(ASK)
    ACTIONS[asked.wish](turn, asked.detail)
    if unpack(turn.person.account.asking or "")[0] == check_in.ASKING and check_in.answer_told(turn, rest):
        # "Yes, and my back is at one now."
        return True
    wishes = hear(rest, turn.words, requests.where(turn), requests.known(turn)).wishes
    if asked.wish in requests.LASTING and days_in(rest, turn.today, turn.words):
        turn.say(turn.words.say("meant.no_end"), event="meant")
    elif wishes and all(_is_done_beside(one, asked) for one in wishes):
        requests.fulfil(turn, wishes)
    return True
