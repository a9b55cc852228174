"""After an alarm: that somebody is being helped ("my wife drives me to the clinic"), whether it can wait, that it is
somebody else, or that a doctor saw them, who may move again, or is to rest. All are told in the words of the person's
own language, or in English. Pure.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, is_denied, patterns, plain
from bot.understanding.text.written_forms import is_question

_GROUPS = (
    *("helped", "seen", "fine", "not_fine", "denied", "care", "not_yet", "quiet", "rest", "found"),
    *("wait", "hinders", "there", "later", "helped_other", "other", "again", "sorted", "asks"),
)
# Parts of the phrases of others.
_PARTS = ("doctor", "says", "test", "gentle", "allowed", "nerve", "squeezed", "calling", "called")


class AfterAlarm(StrEnum):
    """What a text tells after an alarm."""

    HELPED = "helped"  # on the way to help, or there
    CLEARED = "cleared"  # seen by a doctor, who found nothing against moving
    ILL = "ill"  # seen by a doctor, and not well
    WAITS = "waits"  # whether it can wait, what it costs, that nobody can drive them: no help yet
    OTHER = "other"  # it is somebody else
    OTHER_HELPED = "other_helped"  # the same, and help is there


def read(text: str, words: Words) -> AfterAlarm | None:
    """What a text tells; None when it tells neither."""
    said, groups = plain(text), _groups(words.catalogue)
    if groups["seen"].search(said) is not None and not _only_asks(text, words):
        is_fine = _is_fine(said, groups)
        # A rest that was ordered is nothing bad that was found.
        bad = groups["rest"].sub(STOP, said) if is_fine else said
        if groups["not_fine"].search(bad) is not None:
            return AfterAlarm.ILL
        if is_fine:
            return AfterAlarm.CLEARED
        if groups["rest"].search(said) is not None:
            return AfterAlarm.ILL
    elif _waits(said, groups):
        return AfterAlarm.WAITS
    if groups["helped_other"].search(said) is not None:
        return AfterAlarm.OTHER_HELPED
    if groups["other"].search(said) is not None:
        return AfterAlarm.OTHER
    is_helped = any(not is_denied(said, found.start(), groups["not_yet"]) for found in groups["helped"].finditer(said))
    is_asked = is_question(text) and groups["quiet"].search(said) is None
    return AfterAlarm.HELPED if is_helped and not is_asked else None


def _only_asks(text: str, words: Words) -> bool:
    """Whether a text is one question, with nothing told before or behind it."""
    begins = _groups(words.catalogue)["asks"].match(plain(text)) is not None
    return (is_question(text) or begins) and len(clauses_of(text, words)) == 1


def says_sorted(text: str, words: Words) -> bool:
    """Whether a text says what it was, or that it is sorted out, without naming a doctor."""
    said, groups = plain(text), _groups(words.catalogue)
    return groups["sorted"].search(said) is not None and groups["not_fine"].search(said) is None


def says_fine(text: str, words: Words) -> bool:
    """Whether a text says that all is well, and nothing against it."""
    said, groups = plain(text), _groups(words.catalogue)
    return _is_fine(said, groups) and groups["not_fine"].search(said) is None


def _is_fine(said: str, groups: dict[str, PhraseGroup]) -> bool:
    return any(not is_denied(said, found.start(), groups["denied"]) for found in groups["fine"].finditer(said))


def _waits(said: str, groups: dict[str, PhraseGroup]) -> bool:
    """Whether somebody who is not at a doctor's yet asks to wait, or names what keeps them from going."""
    is_told = groups["wait"].search(said) is not None or groups["hinders"].search(said) is not None
    return is_told and groups["there"].search(said) is None


def speaks_of_care(text: str, words: Words) -> bool:
    """Whether a text names a doctor, a hospital or an ambulance."""
    return _groups(words.catalogue)["care"].search(plain(text)) is not None


def without_help(text: str, words: Words) -> str:
    """The plain text without the words that tell of help: what is left may tell of a new sign."""
    groups, said = _groups(words.catalogue), plain(text)
    for name in ("wait", "hinders", "helped_other", "other", "helped", "seen"):
        said = groups[name].sub(STOP, said)
    return said


def without_finding(text: str, words: Words) -> str:
    """The plain text without what a doctor called it ("a pinched nerve"): what is left may tell of pain."""
    return _groups(words.catalogue)["found"].sub(STOP, plain(text))


def asks_for_quiet(text: str, words: Words) -> bool:
    """Whether a text asks for no message before the person writes."""
    return _groups(words.catalogue)["quiet"].search(plain(text)) is not None


def told_to_be_quiet(text: str, words: Words) -> str | None:
    """A text from where it asks for no message: "leave me be until Wednesday". None where it does not."""
    said = plain(text)
    found = _groups(words.catalogue)["quiet"].search(said)
    return None if found is None else said[found.start() :]


def wants_to_go_on(text: str, words: Words) -> bool:
    """Whether a text asks that the reminders come again."""
    return _groups(words.catalogue)["again"].search(plain(text)) is not None


def told_to_rest(text: str, words: Words) -> list[str]:
    """The parts of a text that tell of a rest which was ordered: "rest 3 days"."""
    rest = _groups(words.catalogue)["rest"]
    return [part for part in clauses_of(text, words) if rest.search(plain(part)) is not None]


@lru_cache(maxsize=32)
def _groups(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    phrases = {name: words.options(f"hear.after_alarm.{name}") for name in (*_GROUPS, *_PARTS)}
    phrases["person"] = words.options("hear.others.person")
    return patterns(_GROUPS, phrases)
