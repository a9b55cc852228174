"""Logs for the operator: events with fields, as text or JSON; no message texts, no names, never a secret.

    log = get_logger("limber.outbox")
    log.info("sent", row=7, chat=41)         2026-11-22T14:35:00Z INFO limber.outbox sent row=7 chat=41

An event is a structlog call: its name, and fields by keyword. It becomes a `logging` record, so the lines of libraries
take the same way: one formatter, and one chain of processors that black out secrets and withhold what people wrote.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import structlog
from structlog.stdlib import BoundLogger
from structlog.typing import Processor, WrappedLogger

Fields = MutableMapping[str, Any]

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
# Fields that would hold what a person wrote or is called. None of our events has one; if one ever does, its value is
# not shown.
PERSONAL = frozenset({"answer", "body", "caption", "cue", "first_name", "last_name", "name", "payload", "said", "text"})
# What a mistake in a program raises. Such an error's text often quotes the value it failed on, so it is not logged.
FAULTS_OF_OURS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# A secret shorter than this would black out half of the log.
SHORTEST_SECRET = 6
# Values that are written without quotes in a line of text.
_BARE = re.compile(r"""[^\s"'=\\]+""").fullmatch

# What every record has; whatever else stands in one was given as `extra`.
_OF_EACH_RECORD = frozenset({*vars(logging.makeLogRecord({})), "asctime", "message", "taskName"})

_secrets: set[str] = set()
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Event(dict[str, Any]):
    """A log event: its name under `event`, and its fields. As text: the name, then each field as `key=value`."""

    def __str__(self) -> str:
        return _line(self)


def get_logger(name: str) -> BoundLogger:
    """A logger for events. Its records go to the `logging` logger of that name, and to its handlers and level."""
    logger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[_to_record],
        wrapper_class=BoundLogger,
        context_class=dict,
    )
    bound: BoundLogger = logger.bind()
    return bound


def _to_record(logger: WrappedLogger, method: str, fields: Fields) -> tuple[tuple[Event], dict[str, Any]]:
    """The last processor of a logger: the event as a record's message, and the error that goes with it."""
    error = fields.pop("exc_info", None)
    return (Event(fields),), {"exc_info": error}


def conceal(secrets: Iterable[str | None]) -> None:
    """Black these words out of all that is logged from now on."""
    _secrets.update(word for word in secrets if word is not None and len(word) >= SHORTEST_SECRET)


def is_told(error: BaseException) -> bool:
    """Whether an error has a line of its own in the log, with the fix; a traceback each second would bury that."""
    return bool(getattr(error, "is_told", False))


def redact(text: str) -> str:
    """The text with the secrets, and anything that looks like a token, blacked out."""
    if ":" in text or "%3" in text:  # most texts have neither, and so no token: looking for one costs ten times this
        text = _TOKEN.sub("[token]", text)
    for word in _secrets:
        if word in text:
            text = text.replace(word, "[secret]")
    return text


# Processors: each is given an event's fields and gives them back


def withhold_personal(logger: WrappedLogger, method: str, fields: Fields) -> Fields:
    """Withholds what a person wrote or is called: fields of that name, and the text of errors that may quote it."""
    if not PERSONAL.isdisjoint(fields):
        for name in PERSONAL & fields.keys():
            fields[name] = "[withheld]"
    error = fields.pop("exc_info", None)
    if error is not None and is_told(error):
        fields["error"] = type(error).__name__
    elif error is not None:
        fields["traceback"] = without_words(error)
    return fields


def redact_secrets(logger: WrappedLogger, method: str, fields: Fields) -> Fields:
    """Blacks secrets out of every field. Values that are neither text nor numbers become text."""
    for name, value in fields.items():
        kind = type(value)
        if kind is int:
            continue
        if kind is str:
            if (shown := redact(value)) is not value:
                fields[name] = shown
        elif value is not None and not isinstance(value, (int, float)):
            fields[name] = redact(str(value))
    return fields


def render_text(logger: WrappedLogger, method: str, fields: Fields) -> str:
    """One line, then the traceback."""
    at, name, trace = fields.pop("at"), fields.pop("logger"), fields.pop("traceback", None)
    line = f"{_moment(at)[0]}Z {method} {name} {_line(fields)}"
    return line if trace is None else f"{line}\n{trace}"


def render_json(logger: WrappedLogger, method: str, fields: Fields) -> str:
    """One JSON object."""
    second, milliseconds = _moment(fields.pop("at"))
    at = f"{second}.{milliseconds:03d}+00:00"
    return _AS_JSON({"at": at, "level": method, **fields})


TEXT: tuple[Processor, ...] = (withhold_personal, redact_secrets, render_text)
JSON: tuple[Processor, ...] = (withhold_personal, redact_secrets, render_json)


class Formatter(logging.Formatter):
    """A record's line, by a chain of processors. A plain record is an event too; its `extra` are the fields."""

    def __init__(self, processors: Iterable[Processor]) -> None:
        super().__init__()
        self._processors = tuple(processors)

    def format(self, record: logging.LogRecord) -> str:
        """The whole record, without secrets and without anybody's words."""
        fields: dict[str, Any] = {"at": record.created, "logger": record.name}
        if type(record.msg) is Event:
            fields["event"] = record.msg["event"]
            fields.update(record.msg)
        else:
            fields["event"] = record.getMessage()
            fields |= {name: value for name, value in vars(record).items() if name not in _OF_EACH_RECORD}
        if record.exc_info and record.exc_info[1] is not None:
            fields["exc_info"] = record.exc_info[1]
        line: Any = fields
        for processor in self._processors:
            line = processor(None, record.levelname, line)
        return str(line)


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


def _line(fields: Fields) -> str:
    """The event, then its fields as `key=value`; in quotes what would not read as one word."""
    parts = [fields["event"]]
    for name, value in fields.items():
        if type(value) is int:
            parts.append(f"{name}={value}")
        elif name != "event":
            text = str(value)
            parts.append(f"{name}={text}" if _BARE(text) else f"{name}={_AS_JSON(text)}")
    return " ".join(parts)


@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    """A moment in UTC, without its zone: that of most lines is the one before."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _moment(created: float) -> tuple[str, int]:
    """Seconds since 1970 as the second in UTC, as text without its zone, and the milliseconds after it."""
    seconds, microseconds = divmod(round(created * 1_000_000), 1_000_000)
    return _second(seconds), microseconds // 1000


def set_up(level: str, style: str) -> None:
    """Send all logs to standard error, at a level, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(JSON if style == "json" else TEXT))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    # No line tells the thread, the process or the place in the source, so nobody looks them up for each.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # Below INFO the Telegram library would print whole messages.
    logging.getLogger("telegram").setLevel(max(logging.INFO, root.level))
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(max(least, root.level))
