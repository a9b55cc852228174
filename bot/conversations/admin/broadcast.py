"""What does an admin see of a broadcast? The preview, who gets it, the questions before it begins and before it ends
early, and how far it is. And what everybody sees: the message, with a way out of news.

Each button carries the broadcast's id and version; `admin_handlers` looks whether it is the presser's own and still as
it was, before anything here is called.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.turn import Turn
from bot.i18n.catalogue import Words
from bot.markup import Html, plain
from bot.replies import MAX_TEXT, Button, Reply, Rows, in_rows, number_in, pack, rows, unpack
from content.library import POSITIONS
from storage.records.broadcasts import ACTIVE_DAYS, EVERYBODY, Audience, Broadcast, BroadcastState, Progress

PREFIX = "broadcast"
# The slot of the message with which a draft is sent or not.
SLOT = "broadcast"
# Languages offered as audiences, and kinds of failures told at the end.
MOST_LANGUAGES, MOST_REASONS = 4, 3


class Press(NamedTuple):
    """What a button of a broadcast says: of which one and which version of it, and what to do."""

    broadcast_id: int
    version: int
    what: str
    rest: str


def read(data: str) -> Press | None:
    """What a button says; None for data that none of ours has: `broadcast:<id>:<version>:<what>[:<audience>]`."""
    parts = unpack(data)
    numbers = [number_in(part) for part in parts[1:3]]
    if len(parts) < 4 or parts[0] != PREFIX or numbers[0] is None or numbers[1] is None:
        return None
    if (parts[3] == "to") != (len(parts) > 4):
        return None
    return Press(numbers[0], numbers[1], parts[3], ":".join(parts[4:]))


def _button(found: Broadcast, label: str, what: str, *rest: str) -> Button:
    return Button(label, pack(PREFIX, found.id, found.version, what, *rest))


# What people get


def message(text: str, words: Words, *, silent: bool = False) -> Reply:
    """A broadcast as it arrives: as it was written, with a way out."""
    out = rows((Button(words.label("button.no_more_news"), pack("news", "off")),))
    return Reply(Html(text), out, silent=silent, event="broadcast")


def news(turn: Turn, data: str) -> bool:
    """`news:off|on`, under a broadcast and under what is said to that."""
    wanted = {"news:off": False, "news:on": True}.get(data)
    turn.strip_pressed()
    if wanted is None:
        turn.say(turn.words.say("news.where"))
        return True
    turn.change(wants_news=wanted)
    if wanted:
        turn.say(turn.words.say("news.on"), event="news")
    else:
        back = rows((Button(turn.words.label("button.news_on"), pack("news", "on")),))
        turn.say(turn.words.say("news.off"), back, event="news")
    return True


# Before it is sent


def how(turn: Turn, going_on: Sequence[Broadcast]) -> None:
    """/broadcast alone: how it goes, and what is under way, with a button that ends it."""
    words = turn.words
    lines = [words.say("broadcast.how")]
    lines += [words.say("broadcast.going_on", sent=one.sent, people=one.people) for one in going_on]
    ends = [(_button(one, words.label("broadcast.stop"), "stop"),) for one in going_on]
    turn.say(Html("\n".join(lines)), rows(*ends), slot=SLOT, event="broadcast_how")


def is_blank(text: str) -> bool:
    """Whether nothing of a text (HTML) can be seen: Telegram would not take it."""
    return all(unicodedata.category(mark)[0] in "CZ" for mark in plain(text))


def length(text: str) -> int:
    """How long Telegram finds a text (HTML): in UTF-16 code units, without the markup. A button does not count."""
    return len(plain(text).encode("utf-16-le", "surrogatepass")) // 2


def too_long(turn: Turn, length: int) -> None:
    """A text does not fit into one message."""
    turn.say(turn.words.count("broadcast.too_long", length, most=MAX_TEXT), event="broadcast_too_long")


def preview(turn: Turn, found: Broadcast) -> None:
    """The message as it would arrive, and under it what to do with it."""
    _show(turn, found)
    text, buttons = _control(turn.words, found)
    turn.say(text, buttons, slot=SLOT, event="broadcast_control")


def to_oneself(turn: Turn, found: Broadcast) -> None:
    """Send it to the admin alone."""
    _show(turn, found)


def _show(turn: Turn, found: Broadcast) -> None:
    shown = message(found.text or "", turn.words)
    assert shown.text is not None  # noqa: S101 - it was just put there
    turn.say(shown.text, shown.buttons, event="broadcast_preview")


def control(turn: Turn, found: Broadcast) -> None:
    """Who gets it, and the buttons, in the message that was pressed."""
    text, buttons = _control(turn.words, found)
    turn.edit(text, buttons, slot=SLOT)


def _control(words: Words, found: Broadcast) -> tuple[Html, Rows]:
    send = _button(found, words.label("broadcast.send", count=found.people), "send") if found.people else None
    text = words.say("broadcast.control", audience=audience_words(words, found.audience), people=_people(words, found))
    buttons = rows(
        (_button(found, words.label("broadcast.test"), "test"),),
        (_button(found, words.label("broadcast.audience"), "audience"),),
        (send, _button(found, words.label("button.cancel"), "cancel")),
    )
    return text, buttons


def _people(words: Words, found: Broadcast) -> Html:
    return words.count("broadcast.people", found.people)


def audience_words(words: Words, audience: Audience) -> Html:
    """Who an audience is, in words."""
    if audience.kind == "position" and audience.value in POSITIONS:
        return words.say(f"broadcast.to_position.{audience.value}")
    if audience.kind == "language":
        return words.say("broadcast.to_language", language=_language(words, audience.value))
    if audience.kind == "active":
        return words.count("broadcast.to_active", int(audience.value))
    return words.say("broadcast.to_all")


def _language(words: Words, code: str) -> str:
    return str(words.locale.languages.get(code, code))


def offered(sizes: Mapping[Audience, int]) -> list[Audience]:
    """The audiences that can be chosen, of those that there are: everybody, positions, a few languages, who moved."""
    by_kind = {kind: [one for one in sizes if one.kind == kind] for kind in ("language", "active")}
    positions = [Audience("position", name) for name in POSITIONS if Audience("position", name) in sizes]
    active = [Audience("active", str(days)) for days in ACTIVE_DAYS]
    return [
        *(EVERYBODY, *positions, *by_kind["language"][:MOST_LANGUAGES]),
        *(one for one in active if one in by_kind["active"]),
    ]


def choose(turn: Turn, found: Broadcast, sizes: Mapping[Audience, int]) -> None:
    """Who gets it? Each audience with how many people are in it."""
    words = turn.words
    buttons = [
        _button(found, _audience_label(words, one, sizes[one]), "to", one.code)
        for one in offered(sizes)
        if one in sizes
    ]
    back = rows((_button(found, words.label("button.back"), "control"),))
    turn.edit(words.say("broadcast.choose"), in_rows(buttons, 2) + back, slot=SLOT)


def _audience_label(words: Words, audience: Audience, count: int) -> str:
    if audience.kind == "position":
        name = words.label(f"button.position_{audience.value}")
    elif audience.kind == "language":
        name = _language(words, audience.value)
    elif audience.kind == "active":
        name = plain(words.count("broadcast.button_active", int(audience.value)))
    else:
        name = words.label("broadcast.button_all")
    return words.label("broadcast.button_count", name=name, count=count)


def ask(turn: Turn, found: Broadcast) -> None:
    """Really?"""
    words = turn.words
    buttons = rows(
        (
            _button(found, words.label("broadcast.yes"), "yes"),
            _button(found, words.label("broadcast.no"), "control"),
        )
    )
    turn.edit(words.count("broadcast.ask", found.people), buttons, slot=SLOT)


def started(turn: Turn) -> None:
    """It begins. The message that was pressed is left to the progress, which comes at once."""
    turn.toast = turn.words.label("toast.broadcast_started")


def dropped(turn: Turn) -> None:
    """A draft is not sent."""
    turn.edit(turn.words.say("broadcast.cancelled"))


# While it is sent


def ask_to_stop(turn: Turn, found: Broadcast) -> None:
    """Really? In a message of its own, for the progress goes on in the other."""
    words = turn.words
    buttons = rows(
        (
            _button(found, words.label("broadcast.stop_yes"), "stop_yes"),
            _button(found, words.label("broadcast.stop_no"), "stop_no"),
        )
    )
    text = words.say("broadcast.ask_stop", sent=found.sent, people=found.people)
    turn.say(text, buttons, slot=SLOT, event="broadcast_ask_stop")


def goes_on(turn: Turn) -> None:
    """It is not stopped."""
    turn.edit(turn.words.say("broadcast.goes_on"))


def stopped(turn: Turn) -> None:
    """It is. How far it came is told by the message with the progress."""
    turn.edit(turn.words.say("broadcast.stopped_now"))


def out_of_date(turn: Turn, found: Broadcast) -> None:
    """A button of an earlier state, or a second tap: nothing is done."""
    turn.toast = turn.words.label("toast.broadcast_old")
    if turn.message_id != found.shown_message:
        turn.edit(turn.words.say("broadcast.out_of_date"))


def progress(came: Progress, unreachable: int, why: Mapping[str, int], words: Words) -> Reply | None:
    """How far it is, as a change of the message that shows it; with a button that ends it, until it is over.

    `unreachable` are closed to the bot for good; `why` counts what else failed, by Telegram's words for it.
    """
    found = came.broadcast
    if found.shown_message is None:
        return None
    stopped_early = found.state is BroadcastState.CANCELLED
    key = "broadcast.progress" if not came.over else "broadcast.stopped" if stopped_early else "broadcast.done"
    lines = [words.say(key, sent=found.sent, people=found.people), *_failures(unreachable, why, words)]
    buttons: Rows = ()
    if not came.over and not stopped_early:
        buttons = rows((_button(found, words.label("broadcast.stop"), "stop"),))
    return Reply(Html("\n".join(lines)), buttons, edit=found.shown_message, event="broadcast_progress")


def _failures(unreachable: int, why: Mapping[str, int], words: Words) -> list[Html]:
    lines = [words.count("broadcast.unreachable", unreachable)] if unreachable else []
    errors = list(why.items())
    lines += [words.say("broadcast.refused", count=count, error=error) for error, count in errors[:MOST_REASONS]]
    if len(errors) > MOST_REASONS:
        lines.append(words.count("broadcast.refused_more", sum(count for _, count in errors[MOST_REASONS:])))
    return lines


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="broadcast", run=None, needs_slash=True, for_admins=True),),
    taps={"news": news},
)
