"""After pain: what somebody says in a session that was stopped for it: it is gone, may I go on, tomorrow then. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of, is_only, is_said
from bot.understanding.text.phrase_patterns import matches_any, without


def without_smaller(text: str, words: Words) -> str:
    """The text without words of a smaller movement, plain then: in "it's gone, I'll lift a bit lower" no "a bit" is
    left of the pain."""
    key = "hear.hurt_smaller"
    return without(text, words, key) if matches_any(text, words, key) else text


def says_gone(text: str, words: Words) -> bool:
    """Whether a text says that it does not hurt any more, without a word of doubt in any part of it."""
    return is_said(text, words, "hear.hurt_gone") and not is_said(text, words, "hear.hurt_gone_not")


def says_left(text: str, words: Words, *, is_relief: bool) -> bool:
    """Whether a text says that something of it is left: "still there", "no better", "it hasn't all gone away". Good
    news (`is_relief`) has words of its own for that: "better, but it still pulls"."""
    if is_said(text, words, "hear.hurt_left"):
        return True
    if is_relief:
        return is_said(text, words, "hear.hurt_still")
    return is_said(text, words, "hear.hurt_gone", "hear.complaint.gone") and is_said(text, words, "hear.hurt_gone_not")


def asks_to_go_on(text: str, words: Words) -> bool:
    """Whether a text asks if the session may go on."""
    return is_said(text, words, "hear.hurt_on") and not is_said(text, words, "hear.hurt_gone_not")


def leaves_it(text: str, words: Words) -> bool:
    """Whether a text leaves the session for another day, or ends it for today, and neither asks anything nor wants to
    go on."""
    is_done = any(is_only(clause, words, "hear.hurt_done") for clause in clauses_of(text, words))
    is_for_later = is_done or is_said(text, words, "hear.hurt_later")
    if "?" in text or not is_for_later or is_said(text, words, "hear.hurt_on"):
        return False
    return not any(is_only(clause, words, "hear.next") for clause in clauses_of(text, words))
