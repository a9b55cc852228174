"""Taking back: pain that was noted of a session, and did not hurt. It is asked once, and nothing changes before a yes.

Pain is believed at once, its denial never: "it felt good" may be said of anything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversations import selection, session
from bot.conversations.dialogue import Dialogue
from bot.conversations.turn import ASK, Turn
from bot.replies import Button, number_in, pack, rows, unpack
from bot.understanding.answers.said_among import is_among
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.written_forms import is_question
from storage.records.person import Feel

# So long after a session "it felt good" may be said of it, and so long "that was a mistake".
SAID_OF_IT = timedelta(hours=36)
SAID_AT_ONCE = timedelta(hours=1)
# The most words of a denial: longer texts tell of something else, too.
LONGEST = 14
# Questions that are open beside it.
_BESIDE = ("", "offer", "lost", "progress", "length")
NO_PAIN, NOT_MEANT = "hear.no_pain_after_all", "hear.not_meant_as_pain"


def is_said(turn: Turn, said: str) -> bool:
    """Whether a text says that there was no pain, or that it was a mistake to say so."""
    is_short = len(said.split()) <= LONGEST and not is_question(said)
    return is_short and (is_among(said, turn.words, NO_PAIN) or is_among(said, turn.words, NOT_MEANT))


def answer(turn: Turn, said: str, symptom: Symptom | None) -> bool:
    """Ask whether noted pain is to be taken back, after a text that denies it. False for anything else."""
    walk, asking = turn.person.walk, unpack(turn.person.account.asking or "")[0]
    if walk is None or walk.feel is not Feel.HURT or walk.ended_at is None or asking not in _BESIDE:
        return False
    if symptom not in (None, Symptom.RELIEF) or selection.has_open_walk(turn.person) or not is_said(turn, said):
        return False
    since = turn.now - walk.ended_at
    if since > SAID_OF_IT or (since > SAID_AT_ONCE and not is_among(said, turn.words, NO_PAIN)):
        return False
    ask(turn)
    return True


def ask(turn: Turn) -> None:
    """Ask whether the pain that was noted of the newest session is to be taken back."""
    words, walk = turn.words, turn.person.walk
    assert walk is not None  # noqa: S101 - callers have one
    yes = Button(words.label("button.yes"), pack("unhurt", walk.number, "yes"))
    no = Button(words.label("button.no"), pack("unhurt", walk.number, "no"))
    turn.say(words.say("unhurt.ask"), rows((yes, no)), slot=ASK, event="unhurt_asked")


def tap(turn: Turn, data: str) -> bool:
    """`unhurt:<walk>:yes|no`: the newest session did not hurt, or everything stays as it is."""
    parts, walk = unpack(data), turn.person.walk
    if len(parts) != 3 or walk is None or number_in(parts[1]) != walk.number or walk.feel is not Feel.HURT:
        return False
    turn.strip_pressed()
    if parts[2] == "yes" and session.current(turn) is None:
        turn.change(walk=replace(walk, feel=None))
        turn.say(turn.words.say("unhurt.done"), event="unhurt")
    else:
        turn.say(turn.words.say("meant.left"), event="left")
    return True


DIALOGUE = Dialogue(module=__name__, taps={"unhurt": tap})
