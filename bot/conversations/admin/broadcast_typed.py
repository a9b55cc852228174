"""A broadcast in an admin's words: what is typed while the buttons of one are the newest in the chat.

What only shows or asks something is done. To begin or to end the sending takes a tap: words may have been meant
otherwise, and what is sent cannot be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversations.admin import broadcast
from bot.conversations.turn import Turn
from bot.replies import Button, in_rows
from bot.understanding.answers.intents import Intent, normalize, recognize
from bot.understanding.wishes.sentence import says, says_only
from storage.records.shown import ShownButtons

# Nothing is to be done yet.
WAIT = "wait"
# What a tap alone does, with the sentence that says so.
_ONLY_TAPPED = {"yes": "broadcast.tap_yes", "stop_yes": "broadcast.tap_stop", WAIT: "broadcast.waits"}
# The most words of a text that means a button; one that names its own admin may be longer.
LONGEST, LONGEST_TEST = 12, 16
_BEHIND_COLON = re.compile(r":\s+(?=\S+\s+\S)")
# The words without a known meaning that a text may have which only asks or shows something.
MOST_LEFT = 2


class BroadcastPressed(Exception):
    """A text means a button of a broadcast. The caller answers it as a press: `data` under the message `message_id`."""

    def __init__(self, data: str, message_id: int) -> None:
        super().__init__(data)
        self.data, self.message_id = data, message_id


def answer(turn: Turn, said: str) -> bool:
    """Whether a text was answered as one about the broadcast whose buttons are the newest. Raises BroadcastPressed for
    those that need the database, and ShownNotRead."""
    shown = _newest(turn)
    if shown is None or turn.person.account.asking is not None:
        return False
    by_what = {press.what: data for _, data in shown.buttons if (press := broadcast.read(data)) is not None}
    what = _meant(turn, said, shown, by_what)
    if what is None:
        return False
    if what in _ONLY_TAPPED:
        _say_tap(turn, shown, _ONLY_TAPPED[what])
        return True
    if shown.message_id is None:
        return False
    raise BroadcastPressed(by_what[what], shown.message_id)


def is_written(turn: Turn, said: str) -> bool:
    """Whether an admin's text is one to be sent: "send this to everyone: Dear all, ..."."""
    start = start_of_text(said)
    if not turn.is_admin or start is None:
        return False
    lead = said[:start]
    is_lead = len(lead.split()) <= LONGEST and says(lead, turn.words, "topic.writes_all")
    return is_lead and not says(lead, turn.words, "topic.arrived")


def start_of_text(said: str) -> int | None:
    """Where the text to be sent begins, behind a colon; None without one of two words at least."""
    found = _BEHIND_COLON.search(said)
    return None if found is None else found.end()


def say_it_waits(turn: Turn) -> bool:
    """Whether a broadcast's buttons are the newest: then they are shown again, below what was not understood."""
    shown = _newest(turn) if turn.is_admin else None
    if shown is not None:
        _say_tap(turn, shown, "broadcast.waits")
    return shown is not None


def _say_tap(turn: Turn, shown: ShownButtons, key: str) -> None:
    buttons = [Button(label, data) for label, data in shown.buttons if broadcast.read(data) is not None]
    turn.say(turn.words.say(key), in_rows(buttons, 2), slot=broadcast.SLOT, event="broadcast_tap")


def _newest(turn: Turn) -> ShownButtons | None:
    """The newest buttons in the chat that are answered and stand below a message, when they are of a broadcast. The
    message of a broadcast itself, which is shown to its admin first, does not count."""
    for shown in turn.shown:
        data = [each for _, each in shown.buttons]
        if not shown.is_live or all(each.startswith("news:") for each in data):
            continue
        return shown if any(broadcast.read(each) is not None for each in data) else None
    return None


def _meant(turn: Turn, said: str, shown: ShownButtons, by_what: Mapping[str, str]) -> str | None:
    """What the text asks for, of what the buttons offer; None for anything else."""
    label = normalize(said)
    named = next((data for text, data in shown.buttons if normalize(text) == label), None)
    if named is not None and (press := broadcast.read(named)) is not None and press.what in by_what:
        return press.what if press.what != "to" else None
    if len(said.split()) <= LONGEST_TEST and says(said, turn.words, "part.send_me") and "test" in by_what:
        return "test"
    if len(said.split()) > LONGEST:
        return None
    yes, no = _first(by_what, "yes", "stop_yes"), _first(by_what, "stop_no", "control")
    word = recognize(said, turn.words, (Intent.YES, Intent.NO))
    if yes is not None and word is not None:
        return yes if word is Intent.YES else no
    if says_only(said, turn.words, "part.send_not"):
        return _first(by_what, "cancel", "stop") or no
    if says_only(said, turn.words, "part.send_wait"):
        return no or WAIT
    if says_only(said, turn.words, "part.send_whom", MOST_LEFT):
        return _first(by_what, "audience")
    is_sent = word is Intent.YES or says_only(said, turn.words, "part.send_now", MOST_LEFT)
    return _first(by_what, "yes", "send") if is_sent else None


def _first(by_what: Mapping[str, str], *wanted: str) -> str | None:
    return next((what for what in wanted if what in by_what), None)
