"""Hearing: all that a typed text says, in the order in which it counts.

What is told of the body comes first, then the exact words of a walk, questions about the movement, wishes, and last
words with a slip. Pure: no clock, no I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.i18n.catalogue import Words
from bot.understanding import place_wishes
from bot.understanding.answers.intents import (
    COMPLAINTS,
    PUT_OFF,
    Intent,
    is_own_word,
    recognize_exactly,
    recognize_nearly,
    recognize_whole,
    told_of_body,
)
from bot.understanding.examples import examples
from bot.understanding.examples.meanings import of_checkin
from bot.understanding.ideas import ideas
from bot.understanding.narrowing import (
    OF_TODAY,
    WAYS,
    in_position,
    less_than_all,
    narrow,
    not_what_it_names,
    placed_now,
)
from bot.understanding.places import places
from bot.understanding.questions import as_asked, asked_about, step_questions, topics
from bot.understanding.questions.step_questions import StepQuestion
from bot.understanding.reminders import (
    as_well,
    days_apart,
    end_first,
    moves,
    named_reminder,
    other_days,
    own_removals,
    put_offs,
    reminder_sentences,
    this_week,
)
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.talk import plainly, session_talk
from bot.understanding.text import by_ear
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.remembered import remembered
from bot.understanding.times.time_phrases import with_plain_times
from bot.understanding.times.time_vocabulary import vocabulary_of
from bot.understanding.wishes import (
    absences,
    begin_short,
    denied_times,
    lasting,
    named_beside,
    other_hours,
    own_absences,
    own_hours,
    positions_told,
    told_lengths,
    wanted_now,
    ways_told,
    wishes,
)
from bot.understanding.wishes.sentence import lexicon_of, says
from bot.understanding.wishes.wish_details import Known, movement_named
from bot.understanding.wishes.wish_rules import LAST_TOPICS, Where, Wish
from bot.understanding.wishes.wishes import Wished

# Words that answer a question, or a prompt: their ideas say no more.
ANSWERS = (*PUT_OFF, Intent.YES, Intent.NO, Intent.GOOD, Intent.HARD)
_UNTIL = re.compile(
    r"(?:(?:no|only|just|please|them|i mean|i meant|i said)\b[ ,.!]*)*"
    r"(until .+?)(?:,? (?:starting|from) (?:now|today))?[ .!]*",
    re.IGNORECASE,
)
# "Goodbye pain" ends nothing, and "it no longer hurts" wants nothing longer.
_NO_WISHES = ((Wish.GOODBYE, ""), (Wish.LENGTH, "full"))
# Wishes that a sentence to a prompt may look like which puts it off.
PUT_OFFS = (Wish.LATER, Wish.REMIND, Wish.MOVE, Wish.LENGTH, Wish.POSITION, Wish.CUE, Wish.WAIT, Wish.PAUSE_SESSION)
# Wishes for one session: said along with words for good, they are for every session.
OF_SESSIONS = (*OF_TODAY, Wish.POSITION, Wish.MOVEMENT, Wish.START)
# What may stand before a session that is wanted now.
_LATE = (*PUT_OFFS, Wish.SORRY, Wish.NOT_TODAY)
# What begins a session.
_BEGINNING = (*OF_SESSIONS, Wish.TODAYS)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")

_MAY_I = re.compile(r"\bmay(?= (?:i|we)\b)", re.IGNORECASE)
_TONITE = re.compile(r"\b(?:tonite|2nite|2night)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text says. At most one of `word`, `question` and `wishes` is told, and with a complaint none of them.

    `symptom` is what it tells of the body, if anything.
    """

    symptom: Reading | None = None
    word: Intent | None = None
    question: StepQuestion | None = None
    wishes: tuple[Wished, ...] = ()


def prepare(*languages: Words) -> None:
    """Sort all that is listened for in languages, which takes most of a second, before the first person needs it."""
    for words in {words.hears: words for words in languages}.values():
        symptoms.prepare(words)
        step_questions.prepare(words)
        lexicon_of(words.catalogue)
        vocabulary_of(words.catalogue, words.own_locale)
        ideas.prepare(words)
        by_ear.prepare(words)


def open_files(words: Words) -> None:
    """Open the files of the cities and of a language's examples before the first person needs them."""
    places.preload()
    examples.prepare(words.own_locale.language)


@remembered
def hear(text: str, words: Words, where: Where, known: Known) -> Heard:
    """What a text says, said at a place; nothing at all when none of it is understood."""
    told = told_of_body(text, words)
    if told is not None and (told.symptom is Symptom.ALARM or told.symptom in COMPLAINTS):
        return Heard(told)
    if (plain_wish := plainly.read(text, words, where)) is not None:
        return Heard(told, wishes=(plain_wish,))
    if (word := recognize_whole(text, words)) is not None:
        return Heard(told, word)
    if where is not Where.WALK and (added := as_well.read(text, words, where, known)) is not None:
        return Heard(told, wishes=(added,))
    if where is not Where.WALK and told is None and (now := _wanted_now(text, words, where, known)) is not None:
        return Heard(wishes=now)
    is_well = told is None or told.symptom is Symptom.RELIEF
    if is_well and (placed := placed_now(text, words, where, known)) is not None:
        return Heard(wishes=(placed,))
    if told is None and (beside := named_beside.read(text, words, where, has_films=known.films)) is not None:
        return Heard(wishes=(beside,))
    if told is None and (length := told_lengths.wished(text, words, where)) is not None:
        return Heard(wishes=(length,))
    in_order = as_asked.read(text, words)
    if in_order != text and told is None and (question := step_questions.read(in_order, words)) is not None:
        return Heard(wishes=(Wished(Wish.ASK, question.value),))
    text = with_plain_times(in_order, words)
    if told is None and where is not Where.WALK and other_hours.is_all(text, words):
        return Heard(wishes=_at_another_hour(text, words, where, known))
    # "May I pause here" names no month.
    text = own_hours.without(other_hours.without(_TONITE.sub("tonight", _MAY_I.sub("can", text)), words), words)
    if where is Where.WALK and recognize_whole(text, words, (Intent.YES,)) is not None:
        return Heard(told, Intent.NEXT)
    if where is Where.PROMPT and told is None and begin_short.is_meant(text, words):
        return Heard(wishes=(Wished(Wish.LENGTH, "short"),))
    if where is Where.PROMPT and (answer := recognize_whole(text, words, (Intent.YES, Intent.NO))) is not None:
        is_yes = answer is Intent.YES
        return Heard(told, wishes=(Wished(Wish.START if is_yes else Wish.NOT_TODAY, sure=is_yes),))
    if is_own_word(text, words, (Intent.YES, Intent.NO)):
        return Heard(told)
    if told is None and (asked := asked_about.read(text, words, known)) is not None:
        return Heard(wishes=(asked,))
    is_told_done = where is Where.WALK and says(text, words, Wish.SIDE_DONE)
    if not is_told_done and (question := step_questions.read(text, words)) is not None:
        is_of_today = where is not Where.WALK and wishes.is_sure_of(Wish.TODAYS, text, words, where, known)
        return Heard(wishes=(Wished(Wish.TODAYS),)) if is_of_today else Heard(told, question=question)
    if told is not None and told.symptom is Symptom.DOUBT:
        return Heard(told)
    if told is None and where is not Where.WALK and (other := not_what_it_names(text, words)) is not None:
        return Heard(wishes=(other,))
    wanted, time_wanted = denied_times.without(text, words), denied_times.time_wanted(text, words)
    if where is not Where.WALK and time_wanted:
        heard = hear(wanted, words, where, known)
        is_wish = heard == Heard(wishes=heard.wishes)
        return replace(heard, wishes=denied_times.as_wanted(heard.wishes, time_wanted)) if is_wish else heard
    wished = wishes.read(text, words, where, known)
    if says(text, words, "absence.kept"):
        # "Flying to Rome, back on Monday, still remind me."
        wished = tuple(one for one in wished if one.wish is not Wish.PAUSE)
    if where is not Where.WALK and time_wanted == "":
        wished = denied_times.as_wanted(wished, "")
    if [one.wish for one in wished] == [Wish.CHECKIN]:
        return Heard(told, wishes=(of_checkin(text, words, sure=wished[0].sure),))
    if len(wished) > 1 and wishes.is_hypothetical(text, words) and any(one.wish is Wish.DELETE for one in wished):
        # "If I stay away for a year, do you erase all?"
        return Heard(told, wishes=(Wished(Wish.PRIVACY),))
    if (
        where is not Where.WALK
        and told is None
        and (away := place_wishes.of_journey(wished, text, words, known)) is not None
    ):
        return Heard(wishes=(away,))
    is_late = where is not Where.WALK and told is None and all(not one.sure or one.wish in _LATE for one in wished)
    if is_late and (begun := _begun_now(text, words, where, known)):
        return Heard(wishes=begun)
    is_return = {one.wish for one in wished} == {Wish.PAUSE, Wish.RESUME}
    if (
        is_return
        and where is not Where.WALK
        and (back := reminder_sentences.return_day(text.replace(" and ", ", "), words, (), known))
    ):
        # "Until Friday, and resume on Saturday": one pause.
        return Heard(wishes=back)
    is_of_one = len(wished) < 2 and not wishes.is_hypothetical(text, words)
    apart = _told_apart(wished, text, words, where, known) if is_of_one else None
    wished = narrow(wished, text, words, where, known) if apart is None else apart
    wished = in_position(wished, text, words, where)
    if [one.wish for one in wished] == [Wish.NEXT] and is_said(text, words, "hear.no_move_on"):
        # "When I am ready" may be still to come.
        wished = (replace(wished[0], sure=False),)
    if where is Where.PROMPT and len(wished) > 1:
        wished = put_offs.among_wishes(text, words, wished)
    if apart is None or [one.wish for one in wished] != [Wish.PAUSE]:
        # "No time tomorrow" leaves out that day, and not this one.
        wished = topics.prefer(wished, topics.read(text, words, where, known))
    if len(wished) == 1 and wished[0].wish in WAYS and not wished[0].detail:
        wished = (replace(wished[0], detail=movement_named(text, known) or ""),)
    if where is not Where.WALK and {one.wish for one in wished} <= {Wish.STOP}:
        wished = less_than_all(wished, text, words, where)
    is_told = told is None and not wishes.asks_what(text, words)
    if where is Where.WALK and is_told and session_talk.eases_to_finish(text, words):
        return Heard(word=Intent.EASIER)
    if where is Where.WALK and is_told and session_talk.ends(text, words, {one.wish for one in wished}):
        return Heard(word=Intent.STOP)
    is_good_news = told is not None and told.symptom is Symptom.RELIEF
    if wished and not (is_good_news and all((one.wish, one.detail) in _NO_WISHES for one in wished)):
        return Heard(told, wishes=wished)
    word = recognize_exactly(text, words)
    if word is None and told is None:
        word = recognize_nearly(text, words, brakes=where is Where.WALK)
    if word is not None:
        return Heard(told, word)
    if told is None and (last := topics.read(text, words, where, known, LAST_TOPICS)) is not None:
        return Heard(wishes=(last.wished,))
    if (told is None or is_good_news) and recognize_whole(text, words, ANSWERS) is None:
        guessed = ideas.guess(text, words, where, known)
        if guessed is not None and guessed.wish is Wish.STEP_UNKNOWN and not wishes.may_ask(text, words):
            # "I'd rather stay on the mat" asks nothing that sources could say.
            guessed = None
        if guessed is None and wishes.is_hypothetical(text, words) and "stop" in ideas.named(text, words):
            return Heard(wishes=(Wished(Wish.COME_BACK),))
        if guessed is not None and (told is None or guessed.wish is Wish.IMPROVING):
            is_denied = place_wishes.denies(guessed.wish, text)
            detail = "" if is_denied else guessed.detail
            return Heard(wishes=(Wished(guessed.wish, detail, guessed.is_sure and not is_denied),))
    return Heard(told)


def _at_another_hour(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...]:
    """What a text wants whose only time is that of something else: what it says beside it, or this one later."""
    rest = other_hours.beside(text, words)
    beside = hear(rest, words, where, known).wishes if rest else ()
    return beside or (Wished(Wish.LATER, put_offs.WHEN, sure=where is Where.PROMPT, plain=True),)


def _wanted_now(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...] | None:
    """What a text wants at once that does not want it later, or that it wants nothing more today; None for neither."""
    if wanted_now.refuses(text, words):
        return (Wished(Wish.NOT_TODAY, plain=True),)
    rest = wanted_now.without_denied(text, words)
    if rest is None:
        return None
    wishes_left = hear(rest, words, where, known).wishes if rest else ()
    is_at_once = wanted_now.is_at_once(text, words)
    begun = (one for one in wishes_left if one.wish in wanted_now.BEGINNING)
    told = tuple(replace(one, plain=True, sure=one.sure or (is_at_once and bool(one.detail))) for one in begun)
    return told or ((Wished(Wish.START, sure=False, plain=True),) if is_at_once else None)


def _told_apart(
    wished: tuple[Wished, ...], text: str, words: Words, where: Where, known: Known
) -> tuple[Wished, ...] | None:
    """What a sentence means that its phrases alone do not tell: another place, days off, which reminder moves, what is
    to be for good. None for nothing of it."""
    if where is not Where.WALK and says(text, words, "topic.why_times") and _is_of_times(text, words, wished):
        # "Why do I have nine and half past nine now?"
        return (Wished(Wish.REMINDERS),)
    is_of_today = where is Where.WALK or is_said(text, words, "hear.only_today")
    position = None if wished or is_of_today else positions_told.instead(text, words)
    if position is not None:
        return (Wished(Wish.POSITION, position, plain=True),)
    if where is not Where.WALK and (later := end_first.read(text, words, wished, known)) is not None:
        return (later,)
    if where is not Where.WALK and (named := named_reminder.read(text, words, known)) is not None:
        return (named,)
    if where is not Where.WALK and (left_out := own_removals.read(text, words, known)):
        return (Wished(Wish.REMOVE, left_out, sure=False),)
    if where is not Where.WALK and (away := own_absences.read(text, words, known.today)) is not None:
        return (Wished(Wish.PAUSE, away.detail, sure=False, plain=True),)
    reminded = frozenset[int]().union(*known.reminded.values())
    if where is not Where.WALK and (of_week := this_week.read(text, words)):
        return (Wished(Wish.MOVE, of_week, sure=False, plain=True),)
    both = other_days.read(text, words, reminded) or other_days.beside_staying(text, words)
    if where is not Where.WALK and both:
        return (Wished(Wish.MOVE, both, sure=False, plain=True),)
    if where is not Where.WALK and (apart := days_apart.reminder(text, words)) is not None:
        # "On weekdays at nine, and not at weekends": the only one there is comes then, and at no other time.
        wish = Wish.MOVE if len(known.reminded) > 1 else Wish.ONLY_THESE
        return (Wished(wish, apart, sure=False),)
    if (placed := place_wishes.of_place(wished, text, words, where, known)) is not None:
        return placed
    is_of_hour = not wished or any(one.wish in (Wish.REMIND, Wish.MOVE) for one in wished)
    rest = own_hours.tells_only(text, words) if is_of_hour else None
    begun = wishes.read(rest, words, where, known) if rest else ()
    if begun and not any(one.wish in (Wish.REMIND, Wish.MOVE) for one in begun):
        # "Let's do one, I have a meeting at four."
        return begun
    if (days := reminder_sentences.days_of_pause(text, words, wished)) is not None:
        return days
    if (begun_later := reminder_sentences.from_a_day(text, words, wished, known)) is not None:
        return begun_later
    if where is not Where.WALK and (told := reminder_sentences.read(text, words, wished, known)) is not None:
        return told
    if where is not Where.WALK and says(text, words, "absence.open"):
        # No day on which it ends is named.
        return (Wished(Wish.PAUSE, sure=False),)
    may_come_back = ideas.COME_BACK in ideas.named(text, words) and not ideas.is_of_another_day(text, words)
    if not may_come_back and (absence := absences.read(text, words, known.today)) is not None:
        is_told = any(one.wish is Wish.PAUSE and one.sure for one in wished)
        return wished if is_told else (Wished(Wish.PAUSE, absence.detail, absence.sure),)
    until = _UNTIL.fullmatch(text.strip())
    if until and all(not one.sure for one in wished) and known.can_pause(until[1]):
        # "No, until 4 January", after other days were understood.
        return (Wished(Wish.PAUSE, until[1], sure=False),)
    if where is Where.OUT and put_offs.is_wait(text, words):
        return (Wished(Wish.WAIT),)
    may_put_off = where is Where.PROMPT and all(not one.sure or one.wish in PUT_OFFS for one in wished)
    if may_put_off and (when := put_offs.read(text, words)) is not None:
        is_short = when == put_offs.EVENING and "short" in ideas.named(text, words) and not says(text, words, "put_off")
        begun = _begun_beside(text, words, where, known) if when == put_offs.WHEN else ()
        return begun or (Wished(Wish.LATER, put_offs.SHORT_EVENING if is_short else when),)
    if detail := moves.read_several(text, words):
        return (Wished(Wish.MOVE, detail, sure=False),)
    move = moves.read(text, words)
    if move is not None and (move.days or where is not Where.PROMPT):
        # "An hour later" puts off the prompt that just came.
        return (Wished(Wish.MOVE, move.detail, move.sure),)
    # "From now on" is no month whose days are counted.
    is_free = all(not one.sure or one.wish in (*OF_SESSIONS, Wish.DAYS_IN) for one in wished)
    if (is_free or known.films) and (way := ways_told.wish(text, words, has_films=known.films)) is not None:
        return (Wished(*way, plain=known.films),)
    if is_free and (lasts := lasting.read(text, words)) is not None:
        return (Wished(lasts.wish, lasts.detail, lasts.sure),)
    if all(not one.sure for one in wished) and (shorter := _shorter(text, words)) is not None:
        return (shorter,)
    return None if wished else reminder_sentences.concluded(text, words, where, known)


def _begun_beside(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...]:
    """What begins a session beside why it was not done before: "sorry, busy week. Can I do the inner thigh one?"; empty
    for anything else."""
    parts = [part for part in _SENTENCES.split(text) if part.strip()]
    if len(parts) < 2 or put_offs.read(parts[-1], words) is not None:
        return ()
    return _if_begun(hear(parts[-1], words, where, known).wishes)


def _begun_now(text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...]:
    """What begins a session now, behind why it did not before: "sorry, slept. now 1 minute"; empty
    for anything else."""
    clauses = clauses_of(text, words)
    if len(clauses) < 2 or not is_said(clauses[-1], words, "hear.begin_now") or put_offs.read(clauses[-1], words):
        return ()
    return _if_begun(hear(clauses[-1], words, where, known).wishes)


def _if_begun(wished: tuple[Wished, ...]) -> tuple[Wished, ...]:
    return wished if all(one.wish in _BEGINNING for one in wished) else ()


def _shorter(text: str, words: Words) -> Wished | None:
    """Shorter sessions, with the minutes that there are: "shorter ones, 3 min is what I have" sets no reminder at 3."""
    minutes = wishes.minutes_in(text, words)
    if minutes is None or "short" not in ideas.named(text, words):
        return None
    lasts = not set(plain(text).split()).isdisjoint(words.options("hear.several_sessions"))
    return Wished(Wish.USUAL_LENGTH if lasts else Wish.LENGTH, minutes, sure=False)


def _is_of_times(text: str, words: Words, wished: tuple[Wished, ...]) -> bool:
    """Whether a text speaks of the times of reminders."""
    return any(one.wish in (Wish.REMIND, Wish.MOVE, Wish.REMOVE) for one in wished) or bool(wishes.time_in(text, words))
