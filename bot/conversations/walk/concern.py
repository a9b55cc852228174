"""Word of caution when walks feel worse and worse, with an offer of rest days."""

from __future__ import annotations

from bot.conversations import phrases, session
from bot.conversations.preferences import pausing, preferred_position
from bot.conversations.safety import gentle
from bot.conversations.turn import ASK, Turn
from bot.habits.worsening import Worsening, worsening_in
from bot.markup import Html, plain
from bot.replies import Button, Rows, number_in, pack, rows, unpack
from bot.understanding.answers.intents import choose

ASKING = "after"


CARE = "care"


# Days of rest that are offered with a word of caution.
RESTS = (3, 7)


def warn_if_worse(turn: Turn, lead: Html) -> bool:
    """Say, after `lead`, that it is getting worse, when to seek help, and how to do less. False, and nothing said, when
    there is no concern. Raises DiaryNotRead."""
    found, current = worsening_in(turn.diary, turn.today), turn.person.walk
    if found is None or current is None or (found is Worsening.STIFFER and _was_told_today(turn)):
        return False
    turn.change(asking=pack(ASKING, current.number, CARE))
    text = Html("\n".join((lead, turn.words.say(f"after.{found.value}"), phrases.signs(turn))))
    turn.say(text, _ways(turn, current.number), slot=ASK, event="concern")
    return True


def _ways(turn: Turn, number: int) -> Rows:
    """The buttons of what may help after walk `number`: gentler, another position, days of rest."""
    words = turn.words
    gentle = Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    rests = [Button(plain(words.count("button.after_pause", days)), pack(ASKING, number, CARE, days)) for days in RESTS]
    return rows(
        (
            None if session.is_gentle(turn.person) else gentle,
            Button(words.label("button.hurt_position"), pack("set", "position")),
        ),
        rests if turn.person.reminders else (),
    )


def ask_care_again(turn: Turn, lead: Html) -> bool:
    """Repeat those buttons, after `lead`; False when no word of caution is open."""
    parts, current = unpack(turn.person.account.asking or ""), turn.person.walk
    if parts[2:] != (CARE,) or current is None or parts[1] != str(current.number):
        return False
    turn.say(lead or turn.words.say("after.ways"), _ways(turn, current.number), slot=ASK, event="concern")
    return True


def _was_told_today(turn: Turn) -> bool:
    """Whether an earlier walk of this day was closed. Check-ins come once a day, so the word of caution does, too."""
    assert turn.person.walk is not None  # noqa: S101 - the caller has one
    others = (one for one in turn.diary.walks if one.number != turn.person.walk.number)
    return any(one.ended_on == session.day(turn) and one.feel is not None for one in others)


def decide_care(turn: Turn, more: tuple[str, ...], said: str) -> bool:
    """Pause for the chosen days; False for anything else."""
    days = number_in(said)
    if more or days not in RESTS:
        return False
    turn.strip_pressed()
    turn.close_question(ASKING)
    # The warning signs must stay readable, so the pause is said in a message below.
    turn.message_id = None
    pausing.pause_for(turn, days)
    return True


def answer_care(turn: Turn, text: str) -> bool:
    """Answer one of the ways, typed; False when the text says something else."""
    ways = {"gentle": "hear.after_gentle", "position": "hear.hurt_position"}
    said = choose(text, turn.words, ways | {str(days): f"hear.after_pause_{days}" for days in RESTS})
    if said == "gentle":
        gentle.turn_gentle_on(turn, is_here=True)
    elif said == "position":
        preferred_position.command(turn, "")
    elif said is not None:
        decide_care(turn, (), said)
    return said is not None
