"""The crash loop: the program is killed again and again while people walk and prompts come due; is anything lost?

Telegram is the stand-in, in this process, and survives. After each kill the database is read as the dead left it:
what is marked as being sent then was in flight, and only that may come twice.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.emulator.calls import Call
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from storage.statements.outbox import MOST_CUT_OFF
from storage.store import Store
from tests.harness.libraries import shipped_library
from tests.harness.report import Report
from tests.harness.stage import TOKEN
from tests.system.crash.forked_runs import STARTING, ForkedRuns
from tests.system.crash.people import Tally, Walker, enter, put_on_record, spread, tidy, walk_of_today
from tests.system.crash.self_killing_program import NEVER, POINTS

# Seconds after its first poll: a run that did not reach its point by then is killed from outside; a random moment.
LONGEST_RUN, RANDOM_RUN = 2.5, 0.8
# Seconds after its beginning: the random moment of those that are killed while they come up.
COMING_UP = 0.5
# Seconds that a call takes at most, before it takes effect and again before its answer.
WAY = 0.02
# Seconds without anything new, and without a call that still has to wait, after which the last run is thought to hang.
SETTLING = 30.0
# How much shorter the bot's care after an end is, so that many calls are under way in most runs.
SHORTER_CARE = 100.0
# Kills between two lines that say how far a long run is.
SAY_EVERY = 50


@dataclass(frozen=True)
class Crowd:
    """Who is there: people who walk, and prompts that come due each second, for so many seconds a kill. `haste`: how
    much shorter than in earnest the bot's care after an end is."""

    walkers: int = 24
    prompts_per_second: float = 12.0
    seconds_a_kill: float = LONGEST_RUN + 0.5
    haste: float = SHORTER_CARE


# How many calls one kill cut off.
CUT_OFF = "calls in flight at one kill, at most"


class Loop:
    """One run of the crash loop in a folder of its own."""

    def __init__(
        self, folder: Path, kills: int, seed: int, progress: Callable[[int, Report], None], crowd: Crowd = Crowd()
    ) -> None:
        self.folder, self.kills, self.progress, self.crowd = folder, kills, progress, crowd
        self.chance = random.Random(seed)
        self.report = Report(seed)
        self.tally = Tally()
        self.strange: list[str] = []
        self.database = folder / "limber.db"
        self.telegram = LocalTelegram(token=TOKEN, faults=self._slow)
        # Row -> how often it was in flight at a kill; chat -> likewise.
        self.in_flight: Counter[int] = Counter()
        self.in_flight_to: Counter[int] = Counter()
        course = walk_of_today(shipped_library())
        self.walkers = [
            Walker(person, course, taps=number % 2 == 0)
            for number, person in enumerate(enter(self.telegram, crowd.walkers, "W"))
        ]
        # More than will come due: those whose moment has not come in the end are left out.
        waiting = int(crowd.prompts_per_second * crowd.seconds_a_kill * (kills + 20))
        self.sleepers = enter(self.telegram, waiting)
        self.due: dict[int, datetime] = {}

    async def _slow(self, call: Call) -> Fault | None:
        if call.sends or call.method == "editMessageReplyMarkup":
            return Fault(delay=self.chance.uniform(0, WAY))
        return None

    async def run(self) -> Report:
        """Do it all; what became of it."""
        began = time.monotonic()
        await self.telegram.start()
        try:
            async with ForkedRuns(self.folder, self.telegram.url, self.crowd.haste) as runs:
                self._populate()
                walking = asyncio.create_task(self._walk())
                try:
                    for number, (point, count) in enumerate(self._ends()):
                        await self._one_run(runs, point, count)
                        self.progress(number + 1, self.report)
                finally:
                    walking.cancel()
                await self._last_run(runs)
        finally:
            await self.telegram.stop()
        self._compare(runs.output)
        self.report.seconds = time.monotonic() - began
        return self.report

    def _populate(self) -> None:
        now = datetime.now(UTC)
        ids = [walker.person.id for walker in self.walkers] + [person.id for person in self.sleepers]
        # Walkers have a prompt too: it comes in between.
        among = [now + timedelta(seconds=self.chance.uniform(0, self.kills * 0.7)) for _ in self.walkers]
        self.due = dict(zip(ids, among + spread(len(self.sleepers), now, self.crowd.prompts_per_second), strict=True))
        put_on_record(self.database, ids, list(self.due.values()), now)

    def _ends(self) -> Iterator[tuple[str, int]]:
        """How each run ends: a random moment, then a named point, each in turn. One that was not reached in time, as on
        a busy machine, comes again before the others, and ends its run where it is reached first."""
        tried = Counter[str]()
        for number in range(self.kills):
            if number % 3 == 0:
                yield NEVER, 0
            else:
                point = min(POINTS, key=lambda each: (self.report.counts[f"  {each}"], tried[each]))
                is_late = tried[point] > self.report.counts[f"  {point}"]
                tried[point] += 1
                yield point, 1 if is_late else self.chance.randint(1, POINTS[point])

    async def _walk(self) -> None:
        while True:
            for walker in self.walkers:
                walker.act(time.monotonic(), self.chance)
            await asyncio.sleep(0.02)

    async def _time_of(self, runs: ForkedRuns, point: str) -> int | None:
        """Let a run go on until its time is over; its exit status when it ended by itself."""
        if point == NEVER and self.chance.random() < 0.3:
            return await runs.ended(self.chance.uniform(0.01, COMING_UP))
        if (status := await self._up(runs)) is not None:
            return status
        return await runs.ended(LONGEST_RUN if point != NEVER else self.chance.uniform(0, RANDOM_RUN))

    async def _one_run(self, runs: ForkedRuns, point: str, count: int) -> None:
        await runs.begin(point, count)
        status = await self._time_of(runs, point)
        if status is None:
            runs.kill()
            status = await runs.ended(10)
            point = NEVER
        assert status == -signal.SIGKILL, f"it ended with {status}: {runs.output.read_text()[-2000:]}"
        self.report.counts["kills"] += 1
        self.report.counts[f"  {'at a random moment' if point == NEVER else point}"] += 1
        in_flight = self._ask("SELECT id, chat_id FROM outbox WHERE holder > 0 AND state = 'sending'")
        self.in_flight.update(row_id for row_id, _ in in_flight)
        self.in_flight_to.update(chat_id for _, chat_id in in_flight)
        self.report.at_most(CUT_OFF, len(in_flight))
        self.tally.take(self.telegram)
        tidy(walker.person for walker in self.walkers)

    async def _up(self, runs: ForkedRuns) -> int | None:
        """Wait until this run polls; its exit status when it ended before that."""
        polls, deadline = self.telegram.polls, time.monotonic() + STARTING
        while self.telegram.polls == polls and time.monotonic() < deadline:
            if (status := await runs.ended(0.02)) is not None:
                return status
        return None

    async def _last_run(self, runs: ForkedRuns) -> None:
        """Nobody does anything new; whose prompt is not due yet is put off; then it comes to rest, and ends."""
        now = datetime.now(UTC)
        self.due = {person_id: moment for person_id, moment in self.due.items() if moment <= now}
        with sqlite3.connect(self.database) as connection:
            connection.execute(
                "UPDATE reminder SET next_due = datetime(next_due, '+1 day') || '.000000', "
                "next_date = date(next_date, '+1 day') WHERE next_due > ?",
                (now.strftime("%Y-%m-%d %H:%M:%S.%f"),),
            )
        connection.close()
        await runs.begin(NEVER, 0)
        calls, changed_at = 0, time.monotonic()
        while not self._at_rest(now) and time.monotonic() - changed_at < SETTLING:
            if len(self.telegram.state.ledger) > calls or self._waits():
                calls, changed_at = len(self.telegram.state.ledger), time.monotonic()
            await asyncio.sleep(0.05)
        runs.kill(signal.SIGTERM)
        status = await runs.ended(20)
        if status != 0:
            self.strange.append(f"the last run ended with {status}")
            if status is None:
                runs.kill(signal.SIGUSR1)
                await asyncio.sleep(1)
                self.strange.append(runs.output.read_text(errors="replace")[-4000:])
        self.tally.take(self.telegram)

    def _at_rest(self, now: datetime) -> bool:
        due = self._ask(f"SELECT count(*) FROM reminder WHERE next_due <= '{now:%Y-%m-%d %H:%M:%S.%f}'")  # noqa: S608
        waiting = self._ask(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'new'), "
            "(SELECT count(*) FROM outbox WHERE state = 'pending' AND holder IS NULL), "
            "(SELECT count(*) FROM outbox WHERE holder > 0)"
        )
        return not self.telegram.state.updates and due == [(0,)] and waiting == [(0, 0, 0)]

    def _waits(self) -> bool:
        """Whether a call that an end cut off is not to be made again yet."""
        at = datetime.now(UTC)
        waiting = self._ask(f"SELECT count(*) FROM outbox WHERE not_before > '{at:%Y-%m-%d %H:%M:%S.%f}'")  # noqa: S608
        return waiting != [(0,)]

    def _ask(self, question: str) -> list[tuple[int, ...]]:
        """Read the database as it was left. Read only: what is to be put right is for the next run."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    # What became of it

    def _compare(self, output: Path) -> None:
        report, tally = self.report, self.tally
        store = Store(f"sqlite:///{self.database}")
        census = store.census()
        report.counts["updates that took effect"] = census.get("inbox_done", 0)
        report.breaks("updates set aside", census.get("inbox_aside", 0))
        report.breaks("updates not served", census.get("inbox_new", 0) + len(self.telegram.state.updates))
        given_up = self._ask("SELECT id, chat_id, lane FROM outbox WHERE state = 'dead'")
        self._compare_walks(store, given_up)
        self._compare_prompts(given_up)
        self._compare_doubles(given_up)
        report.breaks("out of order", tally.out_of_order)
        report.breaks("calls that still wait", census.get("outbox_pending", 0) + census.get("outbox_sending", 0))
        audit, _ = store.audit(datetime.now(UTC))
        store.close()
        report.breaks("audit: what should not be", {name: count for name, count in audit.items() if count})
        self.strange += tally.others
        self.strange += [f"{count} x {what}" for what, count in tally.refused.items()]
        self.strange += [line for line in output.read_text().splitlines() if "ERROR" in line or "Traceback" in line]
        report.breaks("strange", self.strange)

    def _compare_walks(self, store: Store, given_up: list[tuple[int, ...]]) -> None:
        """Each update took effect once; each step was shown. What was given up because it was hit at many kills is
        counted apart."""
        elsewhere: list[str] = []
        lost = lost_rightly = 0
        for walker in self.walkers:
            person = store.load(walker.person.id)
            assert person is not None
            walk, place = person.walk, walker.place
            expected = None if place is None else (walker.moves, place.side, place.level, place.step, place.sides_done)
            found = None if walk is None else (walk.moves, walk.side, walk.level, walk.step, walk.sides_done)
            if found != expected or person.progression.walks_begun != (walk is not None):
                elsewhere.append(f"{walker.person.id}: {found}, not {expected}")
            unseen = set(range(walker.moves + 1)) - set(self.tally.steps[walker.person.id])
            excused = sum(1 for _, chat_id, lane in given_up if chat_id == walker.person.id and lane == 0)
            self.report.counts["replies"] += walker.moves + 1
            lost += max(0, len(unseen) - excused)
            lost_rightly += min(excused, len(unseen))
        self.report.breaks("walks that stand elsewhere than they should", elsewhere)
        self.report.breaks("replies lost", lost)
        self.report.counts["replies given up: in flight at many kills"] += lost_rightly

    def _compare_prompts(self, given_up: list[tuple[int, ...]]) -> None:
        """Each prompt that came due arrived, or it is known that it was given up; none came that was not due."""
        report, arrived = self.report, self.tally.prompts
        excused = {chat_id for _, chat_id, lane in given_up if lane == 1}
        lost = {person_id for person_id in self.due if not arrived[person_id]}
        report.counts["prompts"] = len(self.due)
        report.breaks("prompts lost", lost - excused)
        report.counts["prompts given up: in flight at many kills"] = len(lost & excused)
        self.strange += [f"{person_id} was prompted too early" for person_id in arrived.keys() - self.due.keys()]
        ended = self._ask("SELECT person_id, count(*) FROM prompt WHERE state IN ('sent', 'dead') GROUP BY person_id")
        unaccounted = set(self.due.items()) ^ {(k, self.due.get(k)) for k, n in ended if n == 1}
        report.breaks("prompts unaccounted for", unaccounted)

    def _compare_doubles(self, given_up: list[tuple[int, ...]]) -> None:
        """Only what was in flight at a kill came twice; only what was in flight at many was given up."""
        report, tally = self.report, self.tally
        doubts: Counter[int] = Counter()
        for chat_id, count in self._ask("SELECT chat_id, uncertain FROM outbox WHERE uncertain > 0 AND verb = 'send'"):
            doubts[chat_id] += count
        too_often: list[str] = []
        total = 0
        for chat_id in tally.steps.keys() | tally.prompts.keys():
            twice = tally.twice(chat_id) - self._repeats(chat_id)
            total += max(0, twice)
            bound = min(doubts[chat_id], self.in_flight_to[chat_id])
            if twice > bound:
                too_often.append(f"chat {chat_id}: {twice}, at most {bound}")
        in_flight, uncertain = self.in_flight.total(), doubts.total()
        report.counts.update(
            {"messages that arrived": tally.sends, "came twice": total, "calls in flight at the kills": in_flight}
        )
        report.counts.update({"known as uncertain": uncertain, "given up": len(given_up)})
        report.breaks("came twice, though not in flight so often", too_often)
        report.breaks("came twice beyond what is known as uncertain", max(0, total - min(in_flight, uncertain)))
        wrongly = [f"row {row}" for row, _, _ in given_up if self.in_flight[row] <= MOST_CUT_OFF]
        report.breaks("given up, though not in flight at many kills", wrongly)

    def _repeats(self, chat_id: int) -> int:
        """How often somebody asked for a step again."""
        return next((walker.repeats for walker in self.walkers if walker.person.id == chat_id), 0)


def run_loop(kills: int, seed: int) -> Report:
    """A loop in a folder that goes when it is over; says on standard error how far it is."""
    began = time.monotonic()

    def progress(number: int, so_far: Report) -> None:
        if number % SAY_EVERY == 0:
            sys.stderr.write(f"seed {seed}: {number} of {kills} kills in {time.monotonic() - began:.0f} s\n")

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Loop(Path(folder), kills, seed, progress).run())
