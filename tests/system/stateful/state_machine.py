"""The state machine: what people may do, and what may happen to Telegram, to the program and to the clock."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.harness.virtual_loop import VirtualLoop
from tests.system.stateful.checked_stage import CheckedStage
from tests.system.stateful.model import DAY, HOUR, MINUTE, PersonModel
from tests.system.stateful.telegram_state import TelegramState

# Near the days on which clocks change, and where a date was left out.
BEGINNINGS = [
    datetime(2026, 11, 22, 14, 35, tzinfo=UTC),
    datetime(2026, 3, 7, 3, 0, tzinfo=UTC),  # New York, gap
    datetime(2026, 10, 31, 2, 0, tzinfo=UTC),  # New York, fold
    datetime(2026, 4, 3, 20, 0, tzinfo=UTC),  # Lord Howe, fold of half an hour
    datetime(2026, 10, 2, 20, 0, tzinfo=UTC),  # Lord Howe, gap of half an hour
    datetime(2011, 12, 29, 1, 0, tzinfo=UTC),  # Apia, a whole date
]
ZONES = ["Pacific/Apia", "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata"]
TIMES = [time(7, 30), time(2, 15), time(1, 45), time(0, 5), time(23, 50)]
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SECOND = timedelta(seconds=1)
# No trouble lasts longer: Telegram keeps what was said for a day.
LONGEST_TROUBLE = 20 * HOUR

WHO = st.sampled_from(["Ana", "Ben"])
WEEKDAYS = st.frozensets(st.integers(0, 6), min_size=1)
AWAY = st.sampled_from([timedelta(), 5 * MINUTE, 2 * HOUR, 4 * HOUR])
_STEP = re.compile(r"""['"]w:(\d+):(\d+):""")


class BotStateMachine(RuleBasedStateMachine):
    """Two people, their bot, its Telegram and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner(loop_factory=VirtualLoop)
        self.stage: CheckedStage | None = None
        self.trouble_until: datetime | None = None
        self.latest = datetime.min.replace(tzinfo=UTC)

    @property
    def here(self) -> CheckedStage:
        """The stage, once it is open."""
        assert self.stage is not None
        return self.stage

    @initialize(start=st.sampled_from(BEGINNINGS), zone=st.sampled_from(ZONES), at=st.sampled_from(TIMES))
    def begin(self, start: datetime, zone: str, at: time) -> None:
        """Somebody is there already."""

        async def beginning() -> None:
            self.stage = CheckedStage(self.folder, start)
            await self.stage.open()

        self.runner.run(beginning())
        self.subscribes("Ana", zone, at)

    def _run(self, what: Coroutine[Any, Any, None]) -> None:
        """Let it happen. Nothing may be wrong then, neither at once nor once everything came to rest."""
        self.runner.run(what)
        assert not self.here.wrong, "\n".join(self.here.wrong)

    def _goes_on(self) -> None:
        self._run(self.here.go_on())

    def _who(self, name: str) -> PersonModel:
        return self.here.somebody(name)

    # What people do

    @precondition(lambda self: self.here.telegram_state is TelegramState.WELL)
    @rule(name=WHO, zone=st.sampled_from(ZONES), at=st.sampled_from(TIMES))
    def subscribes(self, name: str, zone: str, at: time) -> None:
        """Somebody answers the four questions, unless they did."""
        someone, here = self._who(name), self.here
        if someone.subscribed:
            return
        phone = here.phones[someone.id]
        here.says(someone, "/start")
        for label in ("Set me up", "No, none of these", "On a chair"):
            self._goes_on()
            here.does(someone, partial(phone.touch, label), None)
        self._goes_on()
        here.says(someone, zone)
        self._goes_on()
        here.says(someone, f"{at:%H:%M}", someone.subscribes(zone, at))
        self._goes_on()

    @rule(name=WHO)
    def says_next(self, name: str) -> None:
        """Next, typed."""
        someone = self._who(name)
        if someone.subscribed:
            self.here.says(someone, "next", someone.says_next)
            self._goes_on()

    @rule(name=WHO, times=st.integers(1, 2))
    def taps_next(self, name: str, times: int) -> None:
        """Next, under the newest step that is to be seen; once, or twice at once."""
        someone = self._who(name)
        if self._taps(someone, times):
            self._goes_on()

    def _taps(self, someone: PersonModel, times: int) -> bool:
        phone, state = self.here.phones[someone.id], self.here.telegram.state
        if phone.chat.bot_status == "kicked":
            return False
        for message in reversed(phone.inbox):
            found = _STEP.search(str(message.get("reply_markup", "")))
            if found is None:
                continue
            number, moves = int(found[1]), int(found[2])
            press = partial(state.add_query, phone.chat, phone.person, message, f"w:{number}:{moves}:next")
            for _ in range(times):
                self.here.does(someone, press, someone.taps_next(number, moves))
            return True
        return False

    @rule(name=WHO)
    def is_heard(self, name: str) -> None:
        """Something that changes nothing but that they are there."""
        someone = self._who(name)
        if someone.subscribed:
            self.here.says(someone, "hm", lambda now: None)
            self._goes_on()

    @rule(name=WHO, zone=st.sampled_from(ZONES))
    def moves(self, name: str, zone: str) -> None:
        """To another zone."""
        someone = self._who(name)
        if someone.subscribed:
            self.here.says(someone, f"/timezone {zone}", someone.moves_to(zone))
            self._goes_on()

    @rule(name=WHO, at=st.sampled_from(TIMES), weekdays=WEEKDAYS, replaces=st.booleans())
    def reminds(self, name: str, at: time, weekdays: frozenset[int], replaces: bool) -> None:
        """One reminder more, or others in place of all."""
        someone = self._who(name)
        if someone.subscribed:
            if replaces:
                self.here.says(someone, "/remind off", someone.forgets)
            days = ",".join(NAMES[day] for day in sorted(weekdays))
            self.here.says(someone, f"/remind {at:%H:%M} {days}", someone.reminds(at, weekdays))
            self.here.says(someone, "as well", someone.as_well)
            self._goes_on()

    @rule(name=WHO, on=st.booleans())
    def pauses(self, name: str, on: bool) -> None:
        """Or goes on."""
        someone = self._who(name)
        if someone.subscribed:
            self.here.says(someone, "/pause" if on else "/resume", someone.rests if on else someone.wakes)
            self._goes_on()

    @rule(name=WHO)
    def blocks(self, name: str) -> None:
        """Or unblocks."""
        someone = self._who(name)
        phone = self.here.phones[someone.id]
        if someone.subscribed and phone.chat.bot_status == "kicked":
            self.here.does(someone, phone.unblock, None)
        elif someone.subscribed:
            self.here.does(someone, phone.block, someone.goes)
        self._goes_on()

    # What happens to Telegram

    @precondition(lambda self: self.here.telegram_state is TelegramState.WELL)
    @rule(telegram_state=st.sampled_from([state for state in TelegramState if state is not TelegramState.WELL]))
    def trouble_begins(self, telegram_state: TelegramState) -> None:
        """An outage of some kind."""
        self.here.telegram_state = telegram_state
        self.trouble_until = self.here.now + LONGEST_TROUBLE

    @precondition(lambda self: self.here.telegram_state is not TelegramState.WELL)
    @rule()
    def trouble_ends(self) -> None:
        """Everything is well again."""
        self.here.telegram_state = TelegramState.WELL
        self._goes_on()

    # What happens to the program

    @rule(
        name=WHO,
        doing=st.sampled_from(["next", "tap", "tick", "start", "nothing"]),
        rounds=st.integers(0, 120),
        away=AWAY,
        meanwhile=st.booleans(),
    )
    def is_killed(self, name: str, doing: str, rounds: int, away: timedelta, meanwhile: bool) -> None:
        """At some point after something began; and started again, perhaps later, perhaps after something was said."""
        someone = self._who(name)

        async def life_and_death() -> None:
            here = self.here
            if doing == "next" and someone.subscribed:
                here.says(someone, "next", someone.says_next)
            elif doing == "tap":
                self._taps(someone, 2)
            elif doing == "tick":
                here.now = self._due() or here.now
                here.looks_soon()
            elif doing == "start":
                await here.stop_bot()
                await here.start_bot()
            await here.rounds(rounds)
            await here.kill()
            here.now += self._within(away)
            if meanwhile and someone.subscribed:
                here.says(someone, "next", someone.says_next)
            await here.start_bot()
            await here.go_on()

        self._run(life_and_death())
        self._run(self._look())

    @rule(away=AWAY)
    def is_restarted(self, away: timedelta) -> None:
        """In order."""

        async def restart() -> None:
            await self.here.stop_bot()
            self.here.now += self._within(away)
            await self.here.start_bot()
            await self.here.go_on()

        self._run(restart())
        self._run(self._look())

    # What happens to the clock

    def _within(self, span: timedelta) -> timedelta:
        """No longer than trouble may last."""
        if self.here.telegram_state is TelegramState.WELL or self.trouble_until is None:
            return span
        return max(timedelta(), min(span, self.trouble_until - self.here.now))

    def _due(self) -> datetime | None:
        """The next moment at which anything is due."""
        dues = [
            reminder.next.moment
            for one in self.here.people.values()
            for reminder in one.reminders.values()
            if reminder.next
        ]
        found = min(dues, default=None)
        return found if found is None else self.here.now + self._within(max(timedelta(), found - self.here.now))

    async def _look(self) -> None:
        await self.here.look()
        await self.here.go_on()

    @rule(span=st.sampled_from([SECOND, 4 * MINUTE, 50 * MINUTE, 3 * HOUR, 9 * HOUR, DAY]))
    def time_passes(self, span: timedelta) -> None:
        """The program looks at its clock whenever anything is due, and at the end."""
        end = self.here.now + self._within(span)

        async def passing() -> None:
            while (due := self._due()) is not None and self.here.now < due < end:
                self.here.now = due
                await self._look()
            self.here.now = end
            await self._look()

        self._run(passing())

    @rule(days=st.integers(2, 12))
    def days_pass(self, days: int) -> None:
        """Nobody says a word, and the program looks whenever anything is due."""
        if self.here.telegram_state is TelegramState.WELL:
            for _ in range(days):
                self.time_passes(DAY)

    @rule(late=st.sampled_from([-SECOND, timedelta(), SECOND, HOUR, 3 * HOUR, 3 * HOUR + SECOND, 2 * DAY]))
    def it_is_due(self, late: timedelta) -> None:
        """The program next looks just before something is due, then, or later."""
        due = self._due()
        if due is not None:
            self.here.now += max(timedelta(), self._within(due + late - self.here.now))
            self._run(self._look())

    @precondition(lambda self: self.here.telegram_state is TelegramState.WELL)
    @rule(by=st.sampled_from([HOUR, -HOUR, DAY, -DAY]))
    def the_clock_is_set(self, by: timedelta) -> None:
        """By an hour or a day. How a clock that was further ahead is noticed: tests/system/time/test_wrong_clock.py."""
        self.latest = max(self.latest, self.here.now)
        self.here.now = max(self.here.now + by, self.latest - DAY - HOUR)
        self._run(self._look())

    def teardown(self) -> None:
        """All is well again: then everything is accounted for."""
        try:
            if self.stage is not None:
                self.stage.telegram_state = TelegramState.WELL
                if not self.stage.wrong:
                    self._goes_on()
                    self._run(self._look())
        finally:
            if self.stage is not None:
                self.runner.run(self.stage.close())
            self.runner.close()
            shutil.rmtree(self.folder)


def at_length(examples: int, steps: int) -> settings:
    """So many sequences of so many steps; each takes about as long as a short test of the whole bot."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
