"""Telegram HTML as a type of its own, and how any text becomes it: escaped, folded, or bare again. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime

# Longer notes under a step are folded away behind a tap.
FOLD_FROM = 90


class Html(str):
    """A text that is Telegram HTML already: it is put into others as it stands."""

    __slots__ = ()


def escape(value: object) -> Html:
    """Any value as Telegram HTML; one that is HTML already stays as it is."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=False))


def in_lines(*lines: Html | None) -> Html:
    """Lines one below the other; None and empty ones are left out."""
    return Html("\n".join(line for line in lines if line))


def fold(lines: Sequence[Html], *, is_open: bool = False) -> Html:
    """Notes as a quote: open when short or when asked for, folded (it opens on a tap) when long, nothing when empty."""
    if not lines:
        return Html("")
    body = "\n".join(lines)
    kind = " expandable" if not is_open and (len(lines) > 1 or len(plain(body)) > FOLD_FROM) else ""
    return Html(f"<blockquote{kind}>{body}</blockquote>")


def at_moment(words: Html, moment: datetime) -> Html:
    """Words for a UTC moment, which stand as they are and open on a tap, on the reader's own clock and calendar:
    https://core.telegram.org/bots/api#date-time-entity-formatting. Older apps show the words alone."""
    return Html(f'<tg-time unix="{int(moment.timestamp())}">{words}</tg-time>')


def plain(text: str) -> str:
    """Telegram HTML as bare text: what is sent when Telegram cannot read the HTML."""
    return html.unescape(re.sub(r"<[^<>]*>", "", text))
