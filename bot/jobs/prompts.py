"""Prompts: who is due, and what each is sent. One tick asks the due table; there is no scheduler job per person.

Every reminder that comes due is stored: as a message in the outbox, or as skipped with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from bot.conversations.prompts import digest, prompt
from bot.habits import after_alarm, cadence, planning, quiet_hours
from bot.habits.cadence import Action
from bot.habits.planning import is_quiet_at
from bot.i18n.catalogue import Words, words_in
from bot.jobs.due_walks import DueWalks
from bot.logs import get_logger
from bot.replies import Reply, to_call
from bot.timing.recurrence import LATE_LIMIT, Due, due_before, is_too_late, mask_to_weekdays, newest_due, next_due_after
from bot.timing.zones import zone_of
from content.library import Library
from content.translations import library_in
from storage.executor import StoreExecutor
from storage.records.calls import Lane, OutboxRow, OutgoingCall
from storage.records.diary import Diary
from storage.records.person import DIGEST, Person, PromptPerson, Reminder, Silence
from storage.records.prompts import LATE, DueAgain, DueReminder, PromptDecision, PromptState

log = get_logger("limber.prompts")

# Reminders decided about in one transaction, for which others wait: few, so that replies get in between and the first
# goes out soon. The tick goes on until none is left.
BATCH = 40
# Prompts that were put off and are taken up in one tick, each in a transaction of its own.
AGAIN = 100

ONE_DAY = timedelta(days=1)

DONE, PAUSED, NOTHING, FAULT = "done", "paused", "nothing", "fault"
# In the person's quiet hours; every other day, after days without an answer; none until they write, or say
# after an alarm that they are well; an empty week.
QUIET, IGNORED, HUSHED, EMPTY = "quiet", "ignored", "hushed", "empty"
REASONS = (LATE, DONE, PAUSED, NOTHING, FAULT, QUIET, IGNORED, HUSHED, EMPTY)
_UNHEARD = {Action.SKIP: IGNORED, Action.HUSHED: HUSHED}


class Written(NamedTuple):
    """A prompt, and what changes in its person's record with it."""

    call: OutgoingCall
    silence: Silence | None


class Prompts:
    """The daily prompts. `tick` is called every second. `room` says whether more calls may be claimed."""

    def __init__(
        self,
        executor: StoreExecutor,
        library: Library,
        clock: Callable[[], datetime],
        hand_over: Callable[[Sequence[OutboxRow]], None],
        room: Callable[[], bool],
        *,
        words_for: Callable[[str | None], Words] = words_in,
    ) -> None:
        self.tick_begun: datetime | None = None
        self.ticked_at: datetime | None = None
        self.queued = self.skipped = 0
        self.skipped_for = Counter(dict.fromkeys(REASONS, 0))
        self._executor, self._library, self._clock = executor, library, clock
        self._hand_over, self._room = hand_over, room
        self._words_for = words_for
        self._walks = DueWalks(executor, library, hand_over, room, words_for)

    async def tick(self) -> None:
        """Send what is due. Never raises: a fault is logged, and the next tick tries again."""
        try:
            now = self.tick_begun = self._clock()
            # Most seconds nothing is due, and then nobody else has to wait for a transaction of ours.
            due, put_off, walks = await self._executor.run(self._executor.store.any_due, now)
            while due and await self._send_due(now) == BATCH:
                pass
            if put_off:
                await self._send_put_off(now)
            if walks:
                await self._walks.see_to(now)
            self.ticked_at = now
        except Exception:
            log.exception("tick_failed")

    async def _send_due(self, now: datetime) -> int:
        """Decide about a batch of those that are due; how many that were."""
        decisions, calls = await self._executor.run(
            self._executor.store.settle_due, now, BATCH, lambda due: self._decide(due, now), claims=self._room()
        )
        self._hand_over(calls)
        for decision in decisions:
            prompt = _key_of(decision.due)
            if decision.state is PromptState.QUEUED:
                self.queued += 1
                log.info("prompt_queued", prompt=prompt, reason=decision.reason)
            else:
                self.skipped += 1
                self.skipped_for[decision.reason or FAULT] += 1
                log.info("prompt_skipped", prompt=prompt, reason=decision.reason)
            for _, local_date in decision.missed:
                self.skipped += 1
                self.skipped_for[LATE] += 1
                key = key_of(decision.due.person.id, decision.due.reminder.number, local_date)
                log.info("prompt_skipped", prompt=key, reason=LATE)
        return len(decisions)

    def _decide(self, due: DueReminder, now: datetime) -> PromptDecision:
        """`decide`; a record that no next moment can be found for waits for another day, not for another second."""
        try:
            return self.decide(due, now)
        except Exception:
            log.exception("prompt_decision_failed", prompt=_key_of(due))
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
        zone = zone_of(person.settings.zone)
        weekdays = mask_to_weekdays(reminder.weekdays)
        if reminder.number == DIGEST and isinstance(person, Person):
            weekdays = frozenset({planning.digest_weekday(person)})
        here = Due(due.due_at, due.local_date)
        comes_again = reminder.once_on is None
        newest = newest_due(here, now, reminder.at, weekdays, zone) if comes_again else here
        following = next_due_after(now, reminder.at, weekdays, zone, last=newest) if comes_again else None
        reason = self._why_not(person, reminder, newest, now)
        # One row for a gap, under its last date: the newest one's own where that is late too.
        missed = None if reason == LATE else due_before(newest, here, reminder.at, weekdays, zone)
        written: Written | None = None
        if reason is None:
            try:
                reason, written = self._write(due, newest, now)
            except Exception:
                # One record that trips us up must not keep everybody else waiting.
                log.exception("prompt_write_failed", prompt=key_of(person.id, reminder.number, newest.local_date))
                reason = FAULT
        return PromptDecision(
            due=DueReminder(due.reminder_id, person, reminder, newest.moment.astimezone(UTC), newest.local_date),
            next_due=None if following is None else following.moment.astimezone(UTC),
            next_date=None if following is None else following.local_date,
            state=PromptState.SKIPPED if reason else PromptState.QUEUED,
            reason=reason,
            call=written.call if written else None,
            missed=() if missed is None else ((missed.moment.astimezone(UTC), missed.local_date),),
            silence=written.silence if written else None,
        )

    def _why_not(self, person: PromptPerson, reminder: Reminder, newest: Due, now: datetime) -> str | None:
        if is_too_late(newest, now):
            return LATE
        if reminder.once_on is None and person.rest_on(newest.local_date) is not None:
            return PAUSED
        if person.resting or (person.account.paused_until is not None and person.account.paused_until > now):
            return PAUSED
        # After an alarm a summary of the week asks nothing, so that it is left out.
        is_left_out = person.account.unwell_since is not None and reminder.number == DIGEST
        if is_left_out or after_alarm.is_silent(person, newest.local_date):
            return HUSHED
        return QUIET if is_quiet_at(person, now) else None

    def _words(self, person: PromptPerson) -> Words:
        return self._words_for(person.settings.spoken_language).suiting(person.settings)

    def _write(self, due: DueReminder, newest: Due, now: datetime) -> tuple[str | None, Written | None]:
        """Why nothing is said, or what is."""
        person, reminder = due.person, due.reminder
        words, local_now = self._words(person), now.astimezone(zone_of(person.settings.zone))
        key = key_of(person.id, reminder.number, newest.local_date)
        if reminder.number == DIGEST:
            assert isinstance(person, Person)  # noqa: S101 - the digest comes with the whole record
            library = library_in(self._library, str(words.own_locale))
            reply = digest.digest_of(person, due.diary or Diary(), newest.local_date, library, words)
            return (
                (EMPTY, None) if reply is None else (None, Written(self._call(reply, person, newest.moment, key), None))
            )
        if person.streak.until == newest.local_date and reminder.once_on is None:
            # One for once was asked for by itself: "remind me in an hour", after a session.
            return DONE, None
        action = cadence.next_action(person, newest.local_date, zone_of(person.settings.zone))
        if action in _UNHEARD:
            return _UNHEARD[action], None
        wording: str | None = None
        if action is Action.KEEP_GOING:
            reply = prompt.keep_going(person, reminder.number, newest.local_date, words)
        else:
            library = library_in(self._library, str(words.own_locale))
            found = prompt.prompt_of(person, local_now, reminder, newest.local_date, library, words)
            if found is None:
                return NOTHING, None
            reply, wording = found
        moment = newest.moment.astimezone(UTC)
        silence = cadence.after_prompt(
            person, newest.local_date, moment, wording, asked_to_keep_going=action is Action.KEEP_GOING
        )
        return None, Written(self._call(reply, person, newest.moment, key), silence)

    async def _send_put_off(self, now: datetime) -> None:
        for again in await self._executor.run(self._executor.store.due_again, now, AGAIN):
            key = key_of(again.person.id, again.reminder_number, again.local_date)
            log.info("prompt_repeated", prompt=key)
            try:
                call = self._call_again(again, now)
            except Exception:
                log.exception("prompt_write_failed", prompt=key)
                call = None
            self._hand_over(await self._executor.run(self._executor.store.commit_again, again, call, now))

    def _call_again(self, again: DueAgain, now: datetime) -> OutgoingCall | None:
        """A prompt that was put off, as it is now; None when it makes no sense any more."""
        person = again.person
        local_now = now.astimezone(zone_of(person.settings.zone))
        late = is_too_late(Due(again.again_at, again.local_date), now)
        done = person.streak.until is not None and person.streak.until >= again.local_date
        if person.account.unwell_since is not None:
            return None
        if late or person.resting or done or is_quiet_at(person, now):
            return None
        words = self._words(person)
        library = library_in(self._library, str(words.own_locale))
        reply = prompt.prompt_again(person, local_now, again.reminder_number, again.local_date, library, words)
        key = key_of(person.id, again.reminder_number, again.local_date)
        return None if reply is None else self._call(reply, person, again.again_at, key)

    def _call(self, reply: Reply, person: PromptPerson, due: datetime, key: str) -> OutgoingCall:
        """A prompt as a call; it may be late by as much as the tick may be, but not into the quiet hours."""
        latest = due.astimezone(UTC) + LATE_LIMIT
        quiet = quiet_hours.quiet_begins(
            due, person.settings.quiet_from, person.settings.quiet_until, zone_of(person.settings.zone)
        )
        return to_call(
            reply,
            person.id,
            lane=Lane.PROMPT,
            not_after=latest if quiet is None else min(latest, quiet),
            prompt=key,
            right_to_left=self._words(person).is_right_to_left,
        )


def key_of(person_id: int, number: int, local_date: date) -> str:
    """What names a prompt in every line of the log about it, and for `python -m bot trace`: 41/1/2026-11-22."""
    return f"{person_id}/{number}/{local_date}"


def _key_of(due: DueReminder) -> str:
    return key_of(due.person.id, due.reminder.number, due.local_date)
