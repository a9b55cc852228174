"""What does the catalogue say? Sentences by their keys, so that a test names which one comes, not how it is worded."""

from __future__ import annotations

from bot.habits.prompt_variants import WORDINGS
from bot.i18n.catalogue import words_in
from bot.markup import plain
from storage.records.retention_periods import STOPPED_KEPT, TOLD_BEFORE

WORDS = words_in("en")


def said(key: str, /, **values: object) -> str:
    """The English sentence behind a key, as a person reads it."""
    return plain(WORDS.say(key, **values))


def in_words(*flags: str) -> str:
    """What is left out, as it is said."""
    return WORDS.and_list(said(f"flag.{flag.replace('-', '_')}") for flag in flags)


def counted(key: str, number: int, /, **values: object) -> str:
    """The English sentence behind a key in its plural form."""
    return plain(WORDS.count(key, number, **values))


def in_a_row(days: int) -> str:
    """So many days in a row, as it is said at the end of a session."""
    return said("end.run_first") if days == 1 else counted("end.run", days)


def stopped() -> str:
    """What is said to somebody who stops the reminders."""
    parts = (said("stop.done"), counted("stop.kept", STOPPED_KEPT.days), counted("stop.told", TOLD_BEFORE.days))
    return " ".join(parts)


def nearest(key: str, wanted: str, offered: str, **values: object) -> str:
    """Why a movement comes in another position: `key` is not_in or twists."""
    return f"{said(f'today.{key}.{wanted}', **values)} {said(f'today.offered.{offered}')}"


def when(day: str, time: str) -> str:
    """A moment: tomorrow at 07:30."""
    return said("when", day=day, time=time)


def back_at(day: str, time: str) -> str:
    """When the next prompt comes, as it is said at the end of something."""
    return said("end.prompt_at", when=when(day, time))


def prompted(what: str, *, greeting: str | None = None, name: str = "Ana", pool: str = "any") -> frozenset[str]:
    """A prompt, in every way in which it may be worded; it greets as in the morning unless told otherwise."""
    hello = greeting if greeting is not None else said("greeting.morning", name=name)
    return frozenset(
        said(f"wording.{each.name}", greeting=hello, what=what) for each in WORDINGS if pool in ("any", each.pool)
    )


# What the gentle setting leaves out by itself.
TWISTS = in_words("twist", "roll")
