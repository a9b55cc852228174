"""What each of Telegram's errors means: one table, in Telegram's own words."""

from __future__ import annotations

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
from bot.sending.telegram_errors import Disposition, classify, is_unreachable
from tests.harness.tabled import tabled

KEPT_BUT_DONE = ["message to edit not found", "message can't be edited", "message to delete not found"]

DISPOSITIONS: list[tuple[TelegramError, Disposition]] = [
    (RetryAfter(7), Disposition.FLOOD),
    (ChatMigrated(-100_1), Disposition.MIGRATED),
    (Forbidden("Forbidden: bot was blocked by the user"), Disposition.UNREACHABLE),
    (Forbidden("Forbidden: user is deactivated"), Disposition.UNREACHABLE),
    (Forbidden("Forbidden: bot was kicked from the group chat"), Disposition.UNREACHABLE),
    (BadRequest("Bad Request: chat not found"), Disposition.UNREACHABLE),
    (BadRequest("Bad Request: PEER_ID_INVALID"), Disposition.UNREACHABLE),
    (BadRequest("Bad Request: have no rights to send a message"), Disposition.UNREACHABLE),
    (BadRequest("Bad Request: message is not modified: specified new message content ..."), Disposition.DONE),
    *((BadRequest(f"Bad Request: {words}"), Disposition.DONE) for words in KEPT_BUT_DONE),
    (BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'), Disposition.PLAIN),
    (BadRequest("Bad Request: wrong file identifier/HTTP URL specified"), Disposition.UPLOAD),
    (BadRequest("Bad Request: wrong remote file identifier specified: can't unserialize it"), Disposition.UPLOAD),
    (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Disposition.GIVE_UP),
    (BadRequest("Bad Request: message is too long"), Disposition.GIVE_UP),
    (BadRequest("Bad Request: VOICE_MESSAGES_FORBIDDEN"), Disposition.GIVE_UP),
    (NetworkError("Request Entity Too Large"), Disposition.GIVE_UP),
    (NetworkError("Content Too Large (413). Parsing the server response b'<html>' failed"), Disposition.GIVE_UP),
    (NotSent("ConnectionRefusedError"), Disposition.RETRY),
    (NetworkError("Internal Server Error (500)"), Disposition.RETRY),
    (NetworkError("Bad Gateway"), Disposition.RETRY),
    (InvalidToken("Unauthorized"), Disposition.RETRY),
    (CutOff("Disconnected"), Disposition.UNCERTAIN),
    (TimedOut(), Disposition.UNCERTAIN),
    (TelegramError("Invalid server response"), Disposition.UNCERTAIN),
    (Conflict("Conflict"), Disposition.UNCERTAIN),
]


@tabled(("failure", "disposition"), DISPOSITIONS)
def test_what_an_error_means(failure: TelegramError, disposition: Disposition) -> None:
    """One table, in Telegram's own words."""
    assert classify(failure) is disposition
    if disposition in (Disposition.UNREACHABLE, Disposition.GIVE_UP, Disposition.UNCERTAIN):
        # What ends a call is told again from the stored words.
        assert is_unreachable(failure.message) is (disposition is Disposition.UNREACHABLE)
