"""Who is due now, and what is each sent? One tick asks the due table; there is no scheduler job per person.

Every reminder that comes due ends on record: as a message in the outbox, or as skipped with its reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversations import prompted
from bot.conversations.schedule import zone_of
from bot.replies import Reply, to_draft
from bot.timing import LATE_LIMIT, Due, is_too_late, mask_to_weekdays, missed_dues, next_due_after
from bot.wording import Words, words_in
from content.library import Library
from storage.door import Door
from storage.records import Draft, DueAgain, DueReminder, Lane, OutboxRow, Person, PromptDecision, PromptState

log = logging.getLogger("limber.prompts")

# Reminders decided about in one transaction, for which others wait. The tick goes on until none is left.
BATCH = 100

ONE_DAY = timedelta(days=1)

LATE, DONE, PAUSED, NOTHING, FAULT = "late", "done", "paused", "nothing", "fault"


class Prompts:
    """The daily prompts. `tick` is called every second. `room` says whether more calls may be taken in hand."""

    def __init__(
        self,
        door: Door,
        library: Library,
        clock: Callable[[], datetime],
        hand_over: Callable[[Sequence[OutboxRow]], None],
        room: Callable[[], bool],
        *,
        words_for: Callable[[str | None], Words] = words_in,
    ) -> None:
        self.ticked_at: datetime | None = None
        self.queued = self.skipped = 0
        self._door, self._library, self._clock = door, library, clock
        self._hand_over, self._room = hand_over, room
        self._words_for = words_for

    async def tick(self) -> None:
        """Send what is due. Never raises: a fault is logged, and the next tick tries again."""
        try:
            now = self._clock()
            while await self._send_due(now) == BATCH:
                pass
            await self._send_put_off(now)
            self.ticked_at = now
        except Exception:
            log.exception("tick_failed")

    async def _send_due(self, now: datetime) -> int:
        """Decide about a batch of those that are due; how many that were."""
        decisions, calls = await self._door(
            self._door.store.settle_due, now, BATCH, lambda due: self._decide(due, now), in_hand=self._room()
        )
        self._hand_over(calls)
        for decision in decisions:
            if decision.state is PromptState.QUEUED:
                self.queued += 1
            else:
                self.skipped += 1
            log.info("prompt_%s person=%d reason=%s", decision.state, decision.due.person.id, decision.reason)
        return len(decisions)

    def _decide(self, due: DueReminder, now: datetime) -> PromptDecision:
        """`decide`; a record that no next moment can be found for waits for another day, not for another second."""
        try:
            return self.decide(due, now)
        except Exception:
            log.exception("prompt_undecided person=%d", due.person.id)
            days = max(1, (now - due.due_at) // ONE_DAY + 1)
            return PromptDecision(
                due=due,
                next_due=due.due_at + days * ONE_DAY,
                next_date=due.local_date + days * ONE_DAY,
                state=PromptState.SKIPPED,
                reason=FAULT,
            )

    def decide(self, due: DueReminder, now: datetime) -> PromptDecision:
        """What becomes of one due reminder, and when it comes next. After an outage only its newest date counts."""
        person, reminder = due.person, due.reminder
        zone = zone_of(person.zone)
        weekdays = mask_to_weekdays(reminder.weekdays)
        here = Due(due.due_at, due.local_date)
        *missed, newest = missed_dues(here, now, reminder.at, weekdays, zone)
        following = next_due_after(now, reminder.at, weekdays, zone, last=newest)
        reason = self._why_not(person, newest, now)
        draft = None
        if reason is None:
            try:
                draft = self._draft(person, due.reminder.number, due, newest, now)
                reason = None if draft else NOTHING
            except Exception:
                # One record that trips us up must not keep everybody else waiting.
                log.exception("prompt_unwritten person=%d", person.id)
                reason = FAULT
        return PromptDecision(
            due=DueReminder(due.reminder_id, person, reminder, newest.moment.astimezone(UTC), newest.local_date),
            next_due=following.moment.astimezone(UTC),
            next_date=following.local_date,
            state=PromptState.SKIPPED if reason else PromptState.QUEUED,
            reason=reason,
            draft=draft,
            missed=tuple((earlier.moment.astimezone(UTC), earlier.local_date) for earlier in missed),
        )

    def _why_not(self, person: Person, newest: Due, now: datetime) -> str | None:
        if is_too_late(newest, now):
            return LATE
        if person.resting or (person.paused_until is not None and person.paused_until > now):
            return PAUSED
        if person.run_until == newest.local_date:
            return DONE
        return None

    def _draft(self, person: Person, number: int, due: DueReminder, newest: Due, now: datetime) -> Draft | None:
        words = self._words_for(person.language)
        local_now = now.astimezone(zone_of(person.zone))
        reply = prompted.message(person, local_now, number, newest.local_date, self._library, words)
        return None if reply is None else _draft(reply, person.id, newest.moment)

    async def _send_put_off(self, now: datetime) -> None:
        for again in await self._door(self._door.store.due_again, now, BATCH):
            try:
                draft = self._draft_again(again, now)
            except Exception:
                log.exception("prompt_unwritten person=%d", again.person.id)
                draft = None
            self._hand_over(await self._door(self._door.store.commit_again, again, draft, now))

    def _draft_again(self, again: DueAgain, now: datetime) -> Draft | None:
        """A prompt that was put off, as it is now; None when it makes no sense any more."""
        person = again.person
        local_now = now.astimezone(zone_of(person.zone))
        late = is_too_late(Due(again.again_at, again.local_date), now)
        if late or person.resting or person.run_until == local_now.date():
            return None
        words = self._words_for(person.language)
        reply = prompted.message(person, local_now, again.reminder_number, again.local_date, self._library, words)
        return None if reply is None else _draft(reply, person.id, again.again_at)


def _draft(reply: Reply, person_id: int, due: datetime) -> Draft:
    """A prompt as a call; it may be late by as much as the tick may be."""
    return replace(to_draft(reply, person_id, lane=Lane.PROMPT), not_after=due.astimezone(UTC) + LATE_LIMIT)
