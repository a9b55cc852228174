"""Logs for the operator: ids and stable event names, as text or JSON; no message texts, no names, never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

# A token, also as it stands in Telegram's addresses: right behind the word "bot", perhaps with its colon encoded.
_TOKEN = re.compile(r"[0-9]+(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# Libraries that would log every request, addresses and so the token included.
_CHATTY = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp.access": logging.WARNING,
}


# What a mistake in a program raises. What such an error says often quotes what it stumbled over, so it is not logged.
FAULTS_OF_OURS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# A secret shorter than this would black out half of the log.
SHORTEST_SECRET = 6

_secrets: set[str] = set()


def conceal(secrets: Iterable[str | None]) -> None:
    """Black these words out of all that is logged from now on."""
    _secrets.update(word for word in secrets if word is not None and len(word) >= SHORTEST_SECRET)


def redact(text: str) -> str:
    """The text with the secrets, and anything that looks like a token, blacked out."""
    text = _TOKEN.sub("[token]", text)
    for word in _secrets:
        text = text.replace(word, "[secret]")
    return text


def without_words(error: BaseException) -> str:
    """The traceback of an error and of those behind it; what it says only where that cannot quote a person."""
    return "".join(_lines(error, set())).rstrip("\n")


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind is not None and id(behind) not in seen:
        yield from _lines(behind, seen)
        yield "\nwhich led to:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    said = "" if isinstance(error, FAULTS_OF_OURS) else str(error)
    yield f"{type(error).__module__}.{type(error).__qualname__}{f': {said}' if said else ''}\n"


class TextFormatter(logging.Formatter):
    """One line a record, then the traceback; moments in UTC."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The moment in UTC."""
        return datetime.fromtimestamp(record.created, UTC).strftime(datefmt or "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, token blacked out."""
        return redact(super().format(record))

    def formatException(self, ei: Any) -> str:
        """The traceback, quoting nobody."""
        return _traceback(ei)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, token blacked out."""
        message = record.getMessage()
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": message.split(" ", 1)[0],
            "message": message,
        }
        if record.exc_info:
            fields["traceback"] = _traceback(record.exc_info)
        return redact(json.dumps(fields, ensure_ascii=False))


def _traceback(exc_info: Any) -> str:
    return without_words(exc_info[1]) if exc_info[1] is not None else ""


def set_up(level: str, style: str) -> None:
    """Send all logs to standard error, at a level, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    # Below INFO the Telegram library would print whole messages.
    logging.getLogger("telegram").setLevel(max(logging.INFO, root.level))
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(max(least, root.level))
