"""What each of Telegram's errors means: one table, in Telegram's own words."""

from __future__ import annotations

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client.errors import CutOff, NotSent
from bot.sending.telegram_errors import Fate, is_unreachable, judge

KEPT_BUT_DONE = ["message to edit not found", "message can't be edited", "message to delete not found"]

FATES: list[tuple[TelegramError, Fate]] = [
    (RetryAfter(7), Fate.FLOOD),
    (ChatMigrated(-100_1), Fate.MIGRATED),
    (Forbidden("Forbidden: bot was blocked by the user"), Fate.UNREACHABLE),
    (Forbidden("Forbidden: user is deactivated"), Fate.UNREACHABLE),
    (Forbidden("Forbidden: bot was kicked from the group chat"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: chat not found"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: have no rights to send a message"), Fate.UNREACHABLE),
    (BadRequest("Bad Request: message is not modified: specified new message content ..."), Fate.DONE),
    *((BadRequest(f"Bad Request: {words}"), Fate.DONE) for words in KEPT_BUT_DONE),
    (BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'), Fate.PLAIN),
    (BadRequest("Bad Request: wrong file identifier/HTTP URL specified"), Fate.UPLOAD),
    (BadRequest("Bad Request: wrong remote file identifier specified: can't unserialize it"), Fate.UPLOAD),
    (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Fate.GIVE_UP),
    (BadRequest("Bad Request: message is too long"), Fate.GIVE_UP),
    (NotSent("ConnectionRefusedError"), Fate.RETRY),
    (NetworkError("Internal Server Error (500)"), Fate.RETRY),
    (NetworkError("Bad Gateway"), Fate.RETRY),
    (InvalidToken("Unauthorized"), Fate.RETRY),
    (CutOff("Disconnected"), Fate.UNCERTAIN),
    (TimedOut(), Fate.UNCERTAIN),
    (TelegramError("Invalid server response"), Fate.UNCERTAIN),
    (Conflict("Conflict"), Fate.UNCERTAIN),
]


@pytest.mark.parametrize(("failure", "fate"), FATES)
def test_what_an_error_means(failure: TelegramError, fate: Fate) -> None:
    """One table, in Telegram's own words."""
    assert judge(failure) is fate
    if fate in (Fate.UNREACHABLE, Fate.GIVE_UP, Fate.UNCERTAIN):
        # What ends a call is told again from the words on record.
        assert is_unreachable(failure.message) is (fate is Fate.UNREACHABLE)
