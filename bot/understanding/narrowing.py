"""Narrowing: what the ideas of a sentence, or a word of it, say better than the phrases of its only wish. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n.catalogue import Words
from bot.understanding.ideas import ideas
from bot.understanding.questions import step_questions
from bot.understanding.talk import session_talk
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.times import one_day
from bot.understanding.times.weekdays import PLURALS
from bot.understanding.wishes import positions_told, wanted_now, wishes
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import ALWAYS, Known, movement_named
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished

# What the ideas of a sentence say better than the phrases of these wishes: for less than an end of all reminders, the
# end of a pause, and more than politeness.
NARROWER = (Wish.QUIET, Wish.DAYS_OFF, Wish.REMINDERS, Wish.SETTINGS, Wish.NOTIFICATIONS, Wish.NAME, Wish.TEXT_SIZE)
POLITE = (Wish.THANKS, Wish.HELLO)
# Wishes for one session, which cannot be wanted for all of them.
WAYS = (Wish.LISTEN, Wish.FOLLOW_ALONG, Wish.BY_STEPS)
OF_TODAY = (Wish.LENGTH, *WAYS)
# Ideas of the reminders that come, not of the session that is on.
OF_REMINDERS = ("remind", "writing", "send", "when", "tomorrow", "exercise", "start")
# What begins a session, in so many words: "do one with me".
_BEGINS = frozenset({Wish.START, Wish.FOLLOW_ALONG})
# What asks for one session: its length, or its position.
_OF_ONE_SESSION = frozenset({Wish.LENGTH, Wish.POSITION, Wish.POSITION_TODAY})
SHORT = "short"
# "I have five minutes, give me the floor" is for good.
_LESS = frozenset({SHORT, "medium"})


def narrow(wished: tuple[Wished, ...], text: str, words: Words, where: Where, known: Known) -> tuple[Wished, ...]:
    """The wishes, or what the ideas of the sentence say better: "don't bother me at night" stops nothing."""
    if len(wished) != 1:
        return wished
    [one] = wished
    if one.wish is Wish.ZONE and one.detail.casefold() == text.strip().casefold() and ideas.named(text, words):
        # "Elbow" is a place, too.
        return ()
    if one.wish in _BEGINS and not is_question(text) and is_said(text, words, "hear.begins_plainly"):
        return (replace(one, sure=True, plain=True),)
    named = ideas.named(text, words)
    if one.wish in (Wish.POSITION, Wish.POSITION_TODAY) and one.detail:
        return (_of_position(one, text, words, where, lasts=ideas.LASTING in named),)
    if one.wish in WAYS and (ideas.LASTING in named or is_said(text, words, "hear.each_message")):
        return (replace(one, detail=one.detail or ALWAYS),)
    if one.wish in OF_TODAY and ideas.LASTING in named:
        return (Wished(Wish.SETTINGS, sure=False),)
    if one.wish is Wish.WHEN_NEXT and where is Where.WALK and named.isdisjoint(OF_REMINDERS):
        # In a session what comes next is its next step.
        return (Wished(Wish.NEXT, sure=ideas.is_short(text)),)
    if one.wish in (Wish.REMIND, Wish.MOVE) and not one.sure and ideas.ASKS_SET in named:
        # "Is my reminder at 8 or at 9?"
        return (Wished(Wish.WHEN_NEXT),)
    if one.wish is Wish.LENGTH and not one.sure and "wait" in named and ideas.is_short(text):
        # "Hang on a minute."
        return (Wished(Wish.PAUSE_SESSION if where is Where.WALK else Wish.WAIT),)
    if one.wish is Wish.LENGTH and ideas.WORDY in named:
        return (Wished(Wish.WORDY),)
    if one.wish is Wish.YESTERDAY and wishes.asks_what(text, words):
        # "What did you write me yesterday?"
        return (Wished(Wish.PROGRESS),)
    if one.wish is Wish.OTHER_MOVEMENT and ideas.MISHEARD in named:
        return (Wished(Wish.MISHEARD),)
    if (
        one.wish is Wish.PICTURES_OFF
        and "see" in named
        and ideas.guesses(text, words, where, known) is Wish.PICTURES_ON
    ):
        # "I see no picture."
        return (Wished(Wish.PICTURES_ON, sure=False),)
    if wishes.is_hypothetical(text, words):
        # "If I stop now, can I start again next month?"
        guessed = ideas.guess(text, words, where, known)
        is_told = one.wish is Wish.STOP or "stop" in named or (guessed is not None and guessed.wish is Wish.COME_BACK)
        return (Wished(Wish.COME_BACK),) if is_told else (replace(one, sure=False),)
    is_of_date = wishes.says_which_week(text, words) or says(text, words, "part.occasion")
    if one.wish is Wish.DAYS_OFF and is_of_date:
        # A concert is on one Friday.
        day = one_day.next_date(one.detail, known.today, words)
        once = None if day is None else Wished(Wish.PAUSE, one_day.as_rest(day), sure=False)
        return (once or replace(one, sure=False),)
    if one.wish not in (Wish.STOP, Wish.PAUSE, *POLITE):
        return wished
    guessed = ideas.guess(text, words, where, known)
    if guessed is None:
        return wished
    is_of_a_part = guessed.wish is not Wish.REMINDERS or not named.isdisjoint(ideas.PARTS_OF_TIME)
    is_better = {
        Wish.STOP: guessed.wish in NARROWER and is_of_a_part,
        Wish.PAUSE: guessed.wish is Wish.RESUME and not one.detail,
    }.get(one.wish, not one.sure or guessed.wish in (Wish.NEXT, Wish.DONE_TODAY))
    return (Wished(guessed.wish, guessed.detail, guessed.is_sure),) if is_better else wished


def _of_position(one: Wished, text: str, words: Words, where: Where, *, lasts: bool) -> Wished:
    """A position for good where the text says so, the one that it wants instead of another; a question changes nothing
    before it is answered."""
    if where is not Where.WALK and (meant := positions_told.instead(text, words)) is not None:
        one = replace(one, detail=meant, sure=True)
    is_asking = is_question(text)
    sure = one.sure and not is_asking
    if is_asking and (question := step_questions.read(text, words)) is not None:
        return Wished(Wish.ASK, question.value)
    if lasts:
        return Wished(Wish.USUAL_POSITION, one.detail, one.sure)
    if where is not Where.WALK and one.wish is Wish.POSITION and positions_told.is_for_today(text, words):
        one = replace(one, wish=Wish.POSITION_TODAY)
    return replace(one, sure=sure)


def in_position(wished: tuple[Wished, ...], text: str, words: Words, where: Where) -> tuple[Wished, ...]:
    """The wishes, or one session in a length and a position that are both named: "the short one, on a chair". The
    detail is then `short:seated`."""
    kinds = {one.wish for one in wished}
    if where is Where.WALK or not kinds or not kinds <= _OF_ONE_SESSION or ideas.LASTING in ideas.named(text, words):
        return wished
    told = positions_told.read(text, words)
    length = next((one for one in wished if one.wish is Wish.LENGTH), None)
    form = wishes.minutes_in(text, words) if length is None else length.detail
    if form is None and "short" in ideas.named(text, words):
        form = SHORT
    is_today = length is not None or Wish.POSITION_TODAY in kinds
    if form not in _LESS or len(told.wanted) != 1 or not is_today:
        return wished
    return (Wished(Wish.LENGTH, f"{form}:{next(iter(told.wanted))}", sure=all(one.sure for one in wished)),)


def placed_now(text: str, words: Words, where: Where, known: Known) -> Wished | None:
    """The position that a text wants at once, with the length that it names; None where it names a movement, or a
    length that cannot go along."""
    placed = wanted_now.position(text, words, where)
    if placed is None or movement_named(text, known) is not None:
        return None
    [together] = in_position((placed,), text, words, where)
    has_length = wishes.minutes_in(text, words) is not None or SHORT in ideas.named(text, words)
    return None if has_length and together == placed else together


def not_what_it_names(text: str, words: Words) -> Wished | None:
    """What a text means whose words name something graver: "can she delete everything herself?" deletes nothing, and
    "can I do them standing on Tuesdays?" is of no reminder. None for any other."""
    named = ideas.named(text, words)
    if is_question(text) and "delete" in named and is_said(text, words, "hear.third_person"):
        return Wished(Wish.PRIVACY, plain=True)
    told = positions_told.read(text, words)
    says_days = not PLURALS.isdisjoint(plain(text).split())
    is_of_reminders = "remind" in named or says(text, words, "absence.off") or bool(wishes.time_in(text, words))
    if not says_days or is_of_reminders or len(told.wanted) != 1 or told.denied:
        return None
    return Wished(Wish.FAQ, "position_by_day", plain=True)


def less_than_all(wished: tuple[Wished, ...], text: str, words: Words, where: Where) -> tuple[Wished, ...]:
    """The end of the session, or of today's, that may look like the end of all reminders."""
    named = ideas.named(text, words)
    if not wished and named.isdisjoint({"stop", "quit"}):
        return wished
    if where is Where.PROMPT and session_talk.tells_done(text, words):
        return (Wished(Wish.DONE_TODAY, sure=False),)
    return (Wished(Wish.STOP_SESSION),) if session_talk.is_of_session(text, words) else wished
