"""Logs for the operator: ids and stable event names, as text or JSON; no message texts, no names, never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
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
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def conceal(secrets: Iterable[str | None]) -> None:
    """Black these words out of all that is logged from now on."""
    _secrets.update(word for word in secrets if word is not None and len(word) >= SHORTEST_SECRET)


def redact(text: str) -> str:
    """The text with the secrets, and anything that looks like a token, blacked out."""
    if ":" in text or "%3" in text:  # most lines have neither, and so no token: looking for one costs ten times this
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


@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    """A moment in UTC, without its zone: that of most lines is the one before."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _moment(record: logging.LogRecord) -> tuple[str, int]:
    """When a record was made: the second in UTC, as text without its zone, and the milliseconds after it."""
    seconds, microseconds = divmod(round(record.created * 1_000_000), 1_000_000)
    return _second(seconds), microseconds // 1000


class TextFormatter(logging.Formatter):
    """One line a record, then the traceback; moments in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, token blacked out."""
        text = f"{record.levelname} {record.name} {record.getMessage()}"
        for more in (record.exc_info and _traceback(record.exc_info), record.stack_info):
            if more:
                text += f"\n{more}"
        return f"{_moment(record)[0]}Z {redact(text)}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, token blacked out."""
        message = redact(record.getMessage())
        second, milliseconds = _moment(record)
        fields = {
            "at": f"{second}.{milliseconds:03d}+00:00",
            "level": record.levelname,
            "logger": redact(record.name),
            "event": message.split(" ", 1)[0],
            "message": message,
        }
        if record.exc_info:
            fields["traceback"] = redact(_traceback(record.exc_info))
        return _AS_JSON(fields)


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
    # No line tells the thread or the process, so nobody looks them up for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Below INFO the Telegram library would print whole messages.
    logging.getLogger("telegram").setLevel(max(logging.INFO, root.level))
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(max(least, root.level))
