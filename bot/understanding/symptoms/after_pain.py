"""After pain: what somebody says in a session that was stopped for it: it is gone, may I go on, tomorrow then. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_only, is_said


def says_gone(text: str, words: Words) -> bool:
    """Whether a text says that it does not hurt any more, without a word of doubt in any part of it."""
    return is_said(text, words, "hear.hurt_gone") and not is_said(text, words, "hear.hurt_gone_not")


def says_not_gone(text: str, words: Words) -> bool:
    """Whether a text says that it still hurts, in the words for its end: "it hasn't passed yet"."""
    return is_said(text, words, "hear.hurt_gone") and is_said(text, words, "hear.hurt_gone_not")


def asks_to_go_on(text: str, words: Words) -> bool:
    """Whether a text asks if the session may go on."""
    return is_said(text, words, "hear.hurt_on") and not is_said(text, words, "hear.hurt_gone_not")


def leaves_it(text: str, words: Words) -> bool:
    """Whether a text leaves the session for another day, and neither asks anything nor wants to go on."""
    if "?" in text or not is_said(text, words, "hear.hurt_later") or is_said(text, words, "hear.hurt_on"):
        return False
    return not any(is_only(clause, words, "hear.next") for clause in clauses_of(text, words))


def says_still(text: str, words: Words) -> bool:
    """Whether a text says that something of it is left: "better, but it still pulls"."""
    return is_said(text, words, "hear.hurt_still")
