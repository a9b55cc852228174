"""For the people who run the bot: /stats and /broadcast, for those whose ids are in ADMIN_IDS.

The text of a broadcast is not kept anywhere: the preview carries it, and the button under the preview sends it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversations import ending
from bot.conversations.turn import MENU, Turn
from bot.replies import Button, Html, escape, pack, rows
from storage.records import Draft

ASKING = "broadcast"


def stats(turn: Turn, census: Mapping[str, int]) -> None:
    """/stats: people, prompts, and how the queues stand."""
    words = turn.words
    lines = [words.say("stats.title"), words.say("stats.people", count=census.get("people", 0))]
    for name in ("prompt", "outbox", "inbox"):
        states = {key.removeprefix(f"{name}_"): count for key, count in census.items() if key.startswith(f"{name}_")}
        if states:
            counts = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
            lines.append(words.say(f"stats.{name}", counts=counts))
    turn.say(Html("\n".join(lines)), event="stats")


def broadcast(turn: Turn, text: str, audience: int) -> None:
    """/broadcast TEXT: shows what would be sent, with a button that sends it."""
    words = turn.words
    if not text.strip():
        turn.say(words.say("broadcast.how"))
        return
    turn.change(asking=ASKING)
    turn.say(words.say("broadcast.preview"))
    turn.say(
        escape(text.strip()),
        rows(
            (
                Button(words.label("broadcast.send", count=audience), pack("broadcast", "send")),
                Button(words.label("button.cancel"), pack("broadcast", "cancel")),
            )
        ),
        slot=MENU,
        event="broadcast_preview",
    )


def send(turn: Turn, drafts: Sequence[Draft]) -> None:
    """Send the broadcast that was just shown, once: a second tap, or an old preview, sends nothing."""
    turn.strip_pressed()
    if turn.person.asking != ASKING:
        ending.where_you_are(turn)
        return
    turn.change(asking=None)
    turn.extra = list(drafts)
    turn.say(turn.words.count("broadcast.sent", len(drafts)))


def cancelled(turn: Turn) -> None:
    """The broadcast is not sent."""
    turn.strip_pressed()
    turn.change(asking=None)
    turn.say(turn.words.say("broadcast.cancelled"))
