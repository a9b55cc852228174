"""As asked: a question in the order of one, without the "wait" before it. Pure."""

from __future__ import annotations

import re

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import asks_what

# "How I must lie?" is asked as it is told, by people who learned English late.
_TOLD_ORDER = re.compile(r"^((?:how|where|when|what|which way) )?(i|we) (can|must|should|could)(?= )", re.IGNORECASE)


def read(text: str, words: Words) -> str:
    """A question without the "wait" before it, and in the order of one: "wait how i must lie?" is "how must i lie?"."""
    first, _, rest = text.strip().partition(" ")
    is_held = recognize_whole(first.strip(",.!"), words, (Intent.PAUSE,)) is not None
    asked = rest.strip() if is_held and asks_what(rest, words) else text
    order = _TOLD_ORDER.match(asked)
    if order is None or not (order[1] or is_question(asked)):
        return asked
    return f"{order[1] or ''}{order[3]} {order[2]}{asked[order.end() :]}"
