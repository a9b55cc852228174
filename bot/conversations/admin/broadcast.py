"""Broadcasts: for an admin the preview, the audience, the questions before start and early end, and the progress. For
everybody the message, with a button that turns news off.

Each button carries the broadcast's id and version. `admin_handlers` has checked both, and whose broadcast it is, before
anything here is called.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.phrases import when
from bot.conversations.turn import Turn
from bot.i18n.catalogue import Words
from bot.markup import Html, plain
from bot.replies import MAX_TEXT, Button, Reply, Rows, in_rows, number_in, pack, rows, unpack
from content.library import POSITIONS
from storage.records.broadcasts import ACTIVE_DAYS, EVERYBODY, Audience, Broadcast, BroadcastState, Progress

PREFIX = "broadcast"
# The slot of the message that controls a draft.
SLOT = "broadcast"
# How many languages are offered as audiences, and how many kinds of failures are told at the end.
MOST_LANGUAGES, MOST_REASONS = 4, 3


# Says something about an admin's broadcasts: those that are being sent, and the last that is over.
Tell = Callable[[Turn, Sequence[Broadcast], Broadcast | None], None]


class Press(NamedTuple):
    """A press on a broadcast's button: the broadcast, its version, and what to do."""

    broadcast_id: int
    version: int
    what: str
    rest: str


def read(data: str) -> Press | None:
    """The press that button data means; None for other data. The form is
    `broadcast:<id>:<version>:<what>[:<audience>]`."""
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
    """A broadcast as it arrives: the text as written, with a button that turns news off."""
    out = rows((Button(words.label("button.no_more_news"), pack("news", "off")),))
    return Reply(Html(text), out, silent=silent, event="broadcast")


def news(turn: Turn, data: str) -> bool:
    """`news:off|on`, under a broadcast and under the answer to that."""
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


def how(turn: Turn, going_on: Sequence[Broadcast], ended: Broadcast | None) -> None:
    """/broadcast alone: how to write one, and how far the newest are."""
    _say_how_far(turn, [turn.words.say("broadcast.how")], going_on, ended)


def how_far(turn: Turn, going_on: Sequence[Broadcast], ended: Broadcast | None) -> None:
    """How far the newest broadcasts came; how to write one where there is none."""
    lines = (
        [] if going_on or ended is not None else [turn.words.say("broadcast.none_yet"), turn.words.say("broadcast.how")]
    )
    _say_how_far(turn, lines, going_on, ended)


def _say_how_far(turn: Turn, lines: list[Html], going_on: Sequence[Broadcast], ended: Broadcast | None) -> None:
    """What is being sent, with a button that ends it, and the last one that is over."""
    words = turn.words
    lines += [words.say("broadcast.going_on", sent=one.sent, people=one.people) for one in going_on]
    if ended is not None and ended.ended_at is not None:
        key = "broadcast.last_stopped" if ended.state is BroadcastState.CANCELLED else "broadcast.last"
        lines.append(words.say(key, when=when(turn, ended.ended_at), sent=ended.sent, people=ended.people))
        if ended.failed:
            lines.append(words.count("broadcast.failed", ended.failed))
    ends = [(_button(one, words.label("broadcast.stop"), "stop"),) for one in going_on]
    turn.say(Html("\n".join(lines)), rows(*ends), slot=SLOT if ends else None, event="broadcast_how")


def is_blank(text: str) -> bool:
    """Whether a text (HTML) shows nothing: Telegram would refuse it."""
    return all(unicodedata.category(mark)[0] in "CZ" for mark in plain(text))


def length(text: str) -> int:
    """The length of a text (HTML) as Telegram counts it: UTF-16 code units without the markup. Buttons do not count."""
    return len(plain(text).encode("utf-16-le", "surrogatepass")) // 2


def too_long(turn: Turn, length: int) -> None:
    """Say that a text does not fit into one message."""
    turn.say(turn.words.count("broadcast.too_long", length, most=MAX_TEXT), event="broadcast_too_long")


def preview(turn: Turn, found: Broadcast) -> None:
    """Show the message as it would arrive, and its control message."""
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
    """Show audience and buttons, in the message that was pressed."""
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
    """An audience in words."""
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
    """The audiences on offer: everybody, positions, a few languages, and people who moved lately."""
    by_kind = {kind: [one for one in sizes if one.kind == kind] for kind in ("language", "active")}
    positions = [Audience("position", name) for name in POSITIONS if Audience("position", name) in sizes]
    active = [Audience("active", str(days)) for days in ACTIVE_DAYS]
    return [
        *(EVERYBODY, *positions, *by_kind["language"][:MOST_LANGUAGES]),
        *(one for one in active if one in by_kind["active"]),
    ]


def choose(turn: Turn, found: Broadcast, sizes: Mapping[Audience, int]) -> None:
    """Ask for the audience, each with its number of people."""
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
    """Ask whether to send."""
    words = turn.words
    buttons = rows(
        (
            _button(found, words.label("broadcast.yes"), "yes"),
            _button(found, words.label("broadcast.no"), "control"),
        )
    )
    turn.edit(words.count("broadcast.ask", found.people), buttons, slot=SLOT)


def started(turn: Turn) -> None:
    """Note the start in the message that was pressed; the progress follows at once."""
    turn.toast = turn.words.label("toast.broadcast_started")


def dropped(turn: Turn) -> None:
    """Say that a draft is not sent."""
    turn.edit(turn.words.say("broadcast.cancelled"))


# While it is sent


def ask_to_stop(turn: Turn, found: Broadcast) -> None:
    """Ask whether to stop, in a message of its own: the other one shows the progress."""
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
    """Say that it is not stopped."""
    turn.edit(turn.words.say("broadcast.goes_on"))


def stopped(turn: Turn) -> None:
    """Say that it is stopped. The message with the progress says how far it came."""
    turn.edit(turn.words.say("broadcast.stopped_now"))


def out_of_date(turn: Turn, found: Broadcast) -> None:
    """Answer a button of an earlier version, or a second tap: nothing is done."""
    turn.toast = turn.words.label("toast.broadcast_old")
    if turn.message_id != found.shown_message:
        turn.edit(turn.words.say("broadcast.out_of_date"))


def progress(came: Progress, unreachable: int, why: Mapping[str, int], words: Words) -> Reply | None:
    """The progress, as an edit of the message that shows it, with a button that ends it until it is over.

    `unreachable` counts people closed to the bot for good; `why` counts the other failures, by Telegram's descriptions.
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
