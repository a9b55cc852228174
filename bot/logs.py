"""Logs for the operator: ids and stable event names, as text or JSON; no message texts, no names, never the token."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

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


def redact(text: str) -> str:
    """The text with anything that looks like a token blacked out."""
    return _TOKEN.sub("[token]", text)


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
            fields["traceback"] = self.formatException(record.exc_info)
        return redact(json.dumps(fields, ensure_ascii=False))


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
