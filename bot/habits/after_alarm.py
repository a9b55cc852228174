"""After an alarm, and after they were told to see a doctor: nothing invites before somebody says that they are well, or
begins by themselves.

    day      0 1 2 3 4 ...     · nothing, ? the question how they are, instead of an invitation
    daily    · ? ? · · ·       without an answer it is silent until something is heard

Who answers that they are not well is asked again after ASKED_APART. Pure.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.habits.cadence import ignored_days
from storage.records.person import PromptPerson

# How often it is asked without an answer, and how long it waits after one that they are not well.
MOST_ASKED, ASKED_APART = 2, timedelta(days=3)


def is_silent(person: PromptPerson, today: date) -> bool:
    """Whether no prompt comes on a local date: on the first one, and as long as the question how they are waits for
    an answer."""
    since, last = person.account.unwell_since, person.silence.last_on
    if since is None:
        return False
    if today <= since or last == today:
        return True
    if last is None or last <= since:
        return False
    unanswered = ignored_days(person)
    return unanswered >= MOST_ASKED or (unanswered == 0 and today - last < ASKED_APART)


def asks_how_they_are(person: PromptPerson, today: date) -> bool:
    """Whether a prompt asks how somebody is, instead of inviting."""
    return person.account.unwell_since is not None and not is_silent(person, today)


def asks_again(person: PromptPerson) -> bool:
    """Whether that was asked before, and not answered."""
    since, last = person.account.unwell_since, person.silence.last_on
    return since is not None and last is not None and last > since and ignored_days(person) > 0
