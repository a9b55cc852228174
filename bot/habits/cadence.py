"""Prompt cadence: how often to write.

Prompts that nobody answers become fewer, then end with one question, then with silence:

    day      0 1 2 3 4 5 6 7 8 9 10 11 ...     S sent, · left out (SKIP), ? asked once (KEEP_GOING)
    daily    S S S · S · S · S ·  ?            and silence until something is heard (HUSHED)

Whatever the person does starts the count again. Pure: the record and the date or moment come in; moments are aware
datetimes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from storage.records.person import PromptPerson, Silence

# Days on which prompts came and nothing was heard, after which they come only so far apart.
SKIP_AFTER, SKIP_APART = 3, timedelta(days=2)
# How long after the first unanswered prompt it is asked whether to go on, and after how many such days at least.
ASK_AFTER, LEAST_UNANSWERED = timedelta(days=10), 5
# Wordings used last that are not to come again soon.
REMEMBERED = 5


class Action(StrEnum):
    """What to do with a prompt. SEND it, SKIP it, ask whether to KEEP_GOING instead, or stay silent (HUSHED)."""

    SEND = "send"
    SKIP = "thin"
    KEEP_GOING = "keep_going"
    HUSHED = "hushed"


def ignored_days(person: PromptPerson) -> int:
    """Days on which prompts came and after which nothing was heard; 0 as soon as something was."""
    if person.silence.since is None or _heard_after(person, person.silence.since):
        return 0
    return person.silence.days


def next_action(person: PromptPerson, local_date: date, zone: ZoneInfo) -> Action:
    """What to do with a prompt for a local date in the person's zone.

    All prompts of a day are sent or none: what was sent once on a date is not left out later.
    """
    if person.silence.asked_at is not None and not _heard_after(person, person.silence.asked_at):
        return Action.HUSHED
    ignored = ignored_days(person)
    if ignored == 0 or person.silence.since is None or person.silence.last_on in (None, local_date):
        return Action.SEND
    first = person.silence.since.astimezone(zone).date()
    if ignored >= LEAST_UNANSWERED and local_date - first >= ASK_AFTER:
        return Action.KEEP_GOING
    if ignored >= SKIP_AFTER and local_date - person.silence.last_on < SKIP_APART:
        return Action.SKIP
    return Action.SEND


def after_prompt(
    person: PromptPerson, local_date: date, due_at: datetime, wording: str | None, *, asked_to_keep_going: bool = False
) -> Silence:
    """What is new in the record when a prompt goes out that is meant for `local_date` and was due at `due_at`.

    Something heard begins a new count; a date counts once. `wording` is None where it is none of those that vary.
    """
    so_far = ignored_days(person)
    again = so_far > 0 and person.silence.last_on == local_date
    # What was heard before it went out is no answer to it, however late it is.
    asked_at = due_at if person.account.heard_at is None else max(due_at, person.account.heard_at)
    since = person.silence.since if so_far > 0 and person.silence.since is not None else asked_at
    hushed = person.silence.asked_at if so_far > 0 else None
    return Silence(
        days=so_far if again else so_far + 1,
        last_on=local_date,
        since=since,
        asked_at=asked_at if asked_to_keep_going else hushed,
        wordings=person.silence.wordings if wording is None else (*person.silence.wordings, wording)[-REMEMBERED:],
    )


def _heard_after(person: PromptPerson, moment: datetime) -> bool:
    return person.account.heard_at is not None and person.account.heard_at > moment
