"""Feel: "How did that feel?" is asked, answered, and closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.conversations import session
from bot.conversations.dialogue import Dialogue, Question, always, never, not_called_off
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import concern, follow_up, pain
from bot.conversations.walk.farewell import offer_next
from bot.markup import Html
from bot.replies import Button, number_in, pack, rows, unpack
from bot.understanding import complaints
from bot.understanding.answers.intents import Intent, choose, recognize
from bot.understanding.complaints import is_between, is_fine
from bot.understanding.ideas import ideas
from bot.understanding.questions import step_questions
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.talk import own_feelings, remarks
from bot.understanding.text.own_clauses import clauses_of, is_said
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import asks_what
from storage.records.person import Feel, WalkState

FEEL = "feel"
# The most words of an answer in a sentence.
LONGEST_FEEL = 12
# The most parts of a longer one.
MOST_PARTS = 3
# The same once the question is closed, and what may have closed it.
LONGEST_LATE = 4
LEAVES_OPEN = ("", "offer", "lost", "progress")

# The fewest words of a text whose first clause says how it felt, and the others something else.
LONGEST_FIRST = 6

_SENTENCE = re.compile(r"[.!;]+\s+")
_FIRST = re.compile(r"[.!;,]+\s+(?:(?:but|and)\s+)?|\s+(?:but|and)\s+")
_FEELS = {Intent.GOOD: Feel.GOOD, Intent.HARD: Feel.HARD, Intent.HURTS: Feel.HURT}


def ask_feel(turn: Turn, *, lead: Html | None = None, effect: str | None = None) -> None:
    """Ask how it felt."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    words, number = turn.words, turn.person.walk.number
    turn.change(asking=pack(FEEL, number))
    question = words.say("end.how")
    turn.say(
        Html(f"{lead} {question}") if lead else question,
        rows(
            tuple(
                Button(words.label(f"button.{feel.value}"), pack(FEEL, number, feel.value))
                for feel in (Feel.GOOD, Feel.HARD, Feel.HURT)
            )
        ),
        slot=ASK,
        effect=effect,
        event="finished",
    )


def tap(turn: Turn, data: str) -> bool:
    """Good, Hard, It hurt: `feel:<walk>:<feel>`."""
    parts = unpack(data)
    current = turn.person.walk
    feel = next((feel for feel in _FEELS.values() if len(parts) == 3 and parts[2] == feel.value), None)
    number = number_in(parts[1]) if len(parts) == 3 else None
    if current is None or feel is None or number != current.number or current.state is not WalkState.DONE:
        return False
    if current.feel is not None:
        turn.strip_pressed()
        turn.toast = turn.words.label("toast.noted")
    else:
        record_feel(turn, feel)
    return True


def told(turn: Turn, text: str, *, is_over: bool = False) -> Feel | None:
    """Good or hard, where a text says so; None for anything else, pain and questions. Once it `is_over`, relief is good
    news of it: "no pain"."""
    if is_question(text):
        return None
    if (body := symptoms.read(text, turn.words)) is not None:
        return _relieved(text, turn) if is_over and body.symptom is Symptom.RELIEF else None
    if is_said(text, turn.words, "hear.feel_not_hard"):
        return Feel.GOOD
    word = recognize(text, turn.words, (Intent.GOOD, Intent.HARD)) or _by_ideas(text, turn)
    return _FEELS.get(word) if word is not None else None


def _relieved(text: str, turn: Turn) -> Feel:
    """ "Hard, but no pain" is hard; "the pain is gone" is good."""
    return Feel.HARD if choose(text, turn.words, {"hard": "hear.hard"}) else Feel.GOOD


def is_over(turn: Turn) -> bool:
    """Whether the question is open that a reminder of another day came below: what is typed then is no answer to it."""
    walk, asking = turn.person.walk, unpack(turn.person.account.asking or "")[0]
    if asking != FEEL or walk is None or walk.ended_at is None or walk.ended_on == session.day(turn):
        return False
    came = (one.last_due for one in turn.person.reminders)
    return any(due is not None and walk.ended_at < due <= turn.now for due in came)


def answer_late(turn: Turn, text: str) -> bool:
    """How it felt, told within an hour after other talk closed the question; False for anything else."""
    walk, asking = turn.person.walk, (turn.person.account.asking or "").partition(":")[0]
    is_over = walk is not None and walk.state is WalkState.DONE and walk.feel is None and walk.ended_at is not None
    if not is_over or asking not in LEAVES_OPEN or len(text.split()) > LONGEST_LATE:
        return False
    assert walk is not None and walk.ended_at is not None  # noqa: S101 - said above
    how = told(turn, text) if turn.now - walk.ended_at <= session.AWAY else None
    if how is None:
        return False
    record_feel(turn, how)
    return True


def answer_told(turn: Turn, text: str) -> bool:
    """Answer how it felt while that is asked: that it was dull, which is neither, and what the first clause of a longer
    text says. False for anything else, and for what tells of the body."""
    is_asked = (turn.person.account.asking or "").partition(":")[0] == FEEL and turn.person.walk is not None
    clauses = clauses_of(text, turn.words, "hear.clause_joints")
    if not is_asked or is_question(text) or symptoms.read(text, turn.words) is not None:
        return False
    if own_feelings.is_stiffer(text, turn.words):
        return _answer_stiff(turn, clauses)
    if is_said(text, turn.words, "hear.feel_dull"):
        rest = [one for one in clauses if not is_said(one, turn.words, "hear.feel_dull")]
        how = next((found for one in rest if (found := told(turn, one)) is not None), None)
        if how is None:
            ask_feel(turn, lead=turn.words.say("end.which"))
        else:
            record_feel(turn, how)
        return True
    is_long = len(clauses) > 1 and len(text.split()) > LONGEST_FIRST
    how = told(turn, clauses[0]) if is_long and not asks_what(text, turn.words) else None
    if how is None and is_remarked(turn, text):
        ask_feel(turn, lead=turn.words.say("end.noted"))
        return True
    if how is None or (how is Feel.GOOD and is_said(text, turn.words, "hear.feel_doubt")):
        return False
    record_feel(turn, how)
    return True


def is_remarked(turn: Turn, text: str) -> bool:
    """Whether a text only remarks on a session, and no part of it says how that felt, or tells of the body."""
    if not remarks.is_remark(text, turn.words) or symptoms.read(text, turn.words) is not None:
        return False
    return all(told(turn, one) is None for one in (text, *clauses_of(text, turn.words, "hear.clause_joints")))


def _answer_stiff(turn: Turn, clauses: Sequence[str]) -> bool:
    """ "Was all right, a bit stiff on the right": what the first clause says, where the stiffness is another one's and
    none speaks against it."""
    first, *others = clauses
    how = told(turn, first) if others and not own_feelings.is_stiffer(first, turn.words) else None
    if how is None or any(is_said(one, turn.words, "hear.feel_doubt", "hear.feel_stiffer_more") for one in others):
        return False
    record_feel(turn, how)
    return True


def apart(turn: Turn, text: str) -> tuple[str, str] | None:
    """How it felt, where that is asked, or good news after pain, and what is asked or wanted behind it: "fine. Is it
    normal that ...?", "good, but always the full one". None where a text is not both."""
    if turn.person.account.setup is not None or unpack(turn.person.account.asking or "")[0] != FEEL:
        return complaints.apart(text, turn.words)
    parts = _SENTENCE.split(text.strip(), maxsplit=1)
    if len(parts) < 2 or told(turn, clauses_of(parts[0], turn.words)[0]) is None:
        parts = _FIRST.split(text.strip(), maxsplit=1)
        lasts = len(parts) == 2 and is_said(parts[1], turn.words, "hear.film_always", "hear.way_always")
        return (parts[0], parts[1]) if lasts and told(turn, parts[0]) is not None else None
    opening = plain(parts[1]).partition(" ")[0]
    asks = is_question(parts[1]) or asks_what(parts[1], turn.words)
    asks |= opening in turn.words.options("hear.asks_for")
    return (parts[0], parts[1]) if asks or step_questions.read(parts[1], turn.words) is not None else None


def answer(turn: Turn, text: str) -> bool:
    """A typed answer to "How did that feel?"; "next" skips it. False when it answers something else."""
    word = recognize(
        text, turn.words, (Intent.GOOD, Intent.HARD, Intent.HURTS, Intent.NEXT, Intent.SKIP, Intent.YES, Intent.STOP)
    )
    walk = turn.person.walk
    body = symptoms.read(text, turn.words)
    is_stiffer = word is None and own_feelings.is_stiffer(text, turn.words)
    if body is None and walk is not None and is_stiffer and _is_good_beside(turn, text):
        record_feel(turn, Feel.GOOD, lead=turn.words.say("slight.sore"))
        return True
    if body is None and walk is not None and (is_stiffer or own_feelings.denies_good(text, turn.words)):
        ask_feel(turn, lead=turn.words.say("end.which"))
        return True
    if word is None and body is not None and body.symptom is Symptom.RELIEF:
        word = Intent.HARD if _relieved(text, turn) is Feel.HARD else Intent.GOOD
    if word is None and body is None:
        word = _by_ideas(text, turn) or own_feelings.read_in_parts(text, turn.words)
    if word is None and body is None and walk is not None and is_between(text, turn.words):
        ask_feel(turn, lead=turn.words.say("end.which"))
        return True
    if word is None or walk is None or (word is Intent.NEXT and walk.ended_on != session.day(turn)):
        # On another day "next" begins that day's movement.
        return False
    if word is Intent.HURTS:
        pain.record_pain(turn, text)
    elif word in _FEELS:
        record_feel(turn, _FEELS[word])
    else:
        # After "stop" no further question is asked.
        close_walk(turn, may_ask=word is not Intent.STOP)
    return True


def _is_good_beside(turn: Turn, text: str) -> bool:
    """Whether a sentence says that it was good, and the next one that something is a little stiff: "was alright. A bit
    stiff on the right"."""
    first, *others = _SENTENCE.split(text.strip(" .!"))
    if len(others) != 1 or own_feelings.is_stiffer(first, turn.words) or told(turn, first) is not Feel.GOOD:
        return False
    return complaints.is_a_little(others[0], turn.words)


def _by_ideas(text: str, turn: Turn) -> Intent | None:
    """Good or hard, from the ideas of a short sentence: "tough but ok" is hard."""
    told = _of_part(text, turn) if len(text.split()) <= LONGEST_FEEL else None
    if told is not None:
        return told
    # "It felt good, and my knee has not complained."
    parts = clauses_of(text, turn.words)
    first, *others = (_of_part(part, turn) for part in parts) if 1 < len(parts) <= MOST_PARTS else (None,)
    if first is None or own_feelings.is_stiffer(text, turn.words):
        return None
    if any(own_feelings.denies_good(part, turn.words) for part in parts):
        return None
    return Intent.HARD if Intent.HARD in (first, *others) else first


def _of_part(text: str, turn: Turn) -> Intent | None:
    if len(text.split()) > LONGEST_FEEL:
        return None
    if own_feelings.is_stiffer(text, turn.words):
        return None
    if (own := own_feelings.read(text, turn.words)) is not None:
        return own
    named = ideas.named(text, turn.words)
    if not named.isdisjoint({"hard", "tired"}):
        return None if "not" in named else Intent.HARD
    if ideas.FINE in named or is_fine(text, turn.words):
        return Intent.GOOD
    return Intent.GOOD if not named.isdisjoint(ideas.PRAISE) and "not" not in named else None


def record_feel(turn: Turn, feel: Feel, *, lead: Html | None = None, said: str = "") -> None:
    """Record how it felt, and close the walk. `lead` is said first; `said` is what was said of pain."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    if feel is Feel.HURT:
        if lead is not None:
            turn.say(lead, event="finished")
        pain.record_pain(turn, said)
        return
    turn.change(walk=replace(turn.person.walk, feel=feel))
    noted = turn.words.say(f"end.noted_{feel.value}")
    close_walk(turn, lead=Html(f"{lead} {noted}") if lead else noted)


def close_walk(turn: Turn, *, lead: Html | None = None, may_ask: bool = True) -> None:
    """Say the word of caution where one is due; else the days in a row, and one question or what comes next."""
    lead = lead or turn.words.say("end.noted")
    turn.change(asking=None)
    if concern.warn_if_worse(turn, lead):
        return
    line = days_line(turn)
    closing = Html(f"{lead} {line}") if line is not None else lead
    if not (may_ask and follow_up.ask_one(turn, closing)):
        offer_next(turn, closing)


def days_line(turn: Turn) -> Html | None:
    """The run where it is the longest so far, else the days in all. None on a day that is not done.

    A run forgives missed days, and may be shorter than it was told before; then nothing is said of it.
    """
    words, person = turn.words, turn.person
    if person.streak.until is None or person.streak.until < session.day(turn):
        return None
    if person.streak.days == person.streak.best:
        return words.say("end.run_first") if person.streak.days == 1 else words.count("end.run", person.streak.days)
    return words.count("end.days", person.streak.total_days)


def _ask_again(turn: Turn, lead: Html) -> bool:
    if turn.person.walk is None:
        return False
    ask_feel(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=FEEL,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=always,
            is_slow=False,
        ),
    ),
    taps={FEEL: tap},
)
