"""Scenes of prompts that are due at one moment: how fast do they go out, at what price, and how many never do?"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.bulk import (
    NO_ALLOWANCE,
    Bulk,
    Task,
    careful_sends,
    client_broadcasts,
    limber_sends,
    typical_broadcasts,
    typical_sends,
)
from tests.bench.measure import Bench, Row, Value, largest_gap, per_second, percentile
from tests.bench.programs import Telegram
from tests.bench.updates import begin_walks

# With so many calls at once the Telegram library's own client is at its best, and with so many it is not; Limber's.
BEST_AT_ONCE, MANY_AT_ONCE, OURS_AT_ONCE = 24, 64, 128
# How long the server takes to answer, and what a bot may take to see what it was told. Seconds.
LATENCY, GRACE = 0.05, 0.02
FLOOD_SECONDS = 3


def lost(bench: Bench) -> Iterator[Row]:
    """Few enough that it goes well on most evenings."""
    for people in (500, 1000):
        typical = careful = None
        with Telegram() as telegram:
            if bench.beside:
                typical = typical_sends(telegram, bench.folder, Task(people))
                careful = careful_sends(telegram, bench.folder, 0, Task(people))
            limber = limber_sends(telegram, bench.folder, NO_ALLOWANCE, Task(people))
        yield Compared(typical, careful, limber).row(f"{people:,} due at once: lost", lambda bulk: bulk.lost, "0")


def unlimited(bench: Bench) -> Iterator[Row]:
    """As fast as it goes."""
    people, few = bench.size(10_000), bench.size(2000)
    best = many = typical = careful = None
    with Telegram() as telegram:
        limber = limber_sends(telegram, bench.folder, NO_ALLOWANCE, Task(people))
        if bench.beside:
            typical = typical_sends(telegram, bench.folder, Task(people))
            best = typical_broadcasts(telegram, bench.folder, few, BEST_AT_ONCE)
            many = typical_broadcasts(telegram, bench.folder, few, MANY_AT_ONCE)
            careful = careful_sends(telegram, bench.folder, 0, Task(few))
    what = f"{people:,} due at once"
    yield Compared(typical, careful, limber).row(f"{what}: lost (careful: of {few:,})", lambda bulk: bulk.lost, "0")
    yield Compared(best, careful, limber).rate(
        f"{what}: a second (typical: {BEST_AT_ONCE} at once, its best)", "≥ 1,600/s"
    )
    yield Compared(many, None, limber).rate(f"{what}: a second (typical: {MANY_AT_ONCE})")
    yield Compared(many, careful, limber).price(f"{what}: CPU a message", "≤ 0.55 ms")
    yield Compared(typical, careful, limber).row(f"{what}: first after", lambda bulk: bulk.first, "≤ 150 ms", "ms")
    yield Row(f"{what}: longest stall of the loop", None, limber.stall, "≤ 40 ms")


def paced(bench: Bench) -> Iterator[Row]:
    """As many as ten seconds of the paid allowance take."""
    people, allowance = bench.size(10_000), 1000
    typical = careful = None
    with Telegram() as telegram:
        limber = limber_sends(telegram, bench.folder, allowance, Task(people), allowance=allowance)
        if bench.beside:
            typical = typical_sends(telegram, bench.folder, Task(people), allowance=allowance)
            careful = careful_sends(telegram, bench.folder, allowance, Task(people), allowance=allowance)
    what = f"{people:,} due, allowance {allowance:,}/s"
    all_three = Compared(typical, careful, limber)
    yield all_three.row(f"{what}: sent", lambda bulk: people - bulk.lost, f"{people:,}", more_is_better=True)
    yield all_three.row(f"{what}: until the last", lambda bulk: bulk.seconds, f"≤ {people / 962:.1f} s", "s")
    yield all_three.price(f"{what}: CPU a message, with the database")
    yield all_three.row(f"{what}: first after", lambda bulk: bulk.first, "≤ 150 ms", "ms")
    yield Row(f"{what}: longest stall of the loop", None, limber.stall, "≤ 40 ms")
    yield all_three.row(f"{what}: refused with 429", _refused, "0")


def tls(bench: Bench) -> Iterator[Row]:
    """As fast as it goes, encrypted; and each client alone, which sends the same message to all from one job."""
    people, few = bench.size(10_000), bench.size(2000)
    certificate = certify(bench.folder)
    if certificate is None:
        yield Row("over TLS", None, "not measured: there is no openssl to make a certificate")
        return
    typical = None
    with Telegram(certificate) as telegram:
        limber = limber_sends(telegram, bench.folder, NO_ALLOWANCE, Task(people))
        ours = client_broadcasts(telegram, bench.folder, people, OURS_AT_ONCE)
        if bench.beside:
            typical = typical_broadcasts(telegram, bench.folder, few, MANY_AT_ONCE)
    what = f"over TLS, {people:,} due at once"
    yield Row(f"{what}: a second", None, limber.rate, "≥ 1,000/s", "/s")
    yield Row(f"{what}: CPU a message", None, limber.milliseconds_each, "", "ms")
    clients = Compared(typical, None, ours)
    yield clients.rate("over TLS, the client alone: a second", "≥ 1,000/s")
    yield clients.price("over TLS, the client alone: CPU a message", "≤ 0.6 ms")


def slow(bench: Bench) -> Iterator[Row]:
    """The allowance that a bot has by default."""
    people, allowance = bench.size(1000), 30
    typical = careful = None
    with Telegram() as telegram:
        limber = limber_sends(telegram, bench.folder, allowance, Task(people), allowance=allowance)
        if bench.beside:
            typical = typical_sends(telegram, bench.folder, Task(people), allowance=allowance)
            careful = careful_sends(telegram, bench.folder, allowance, Task(people), allowance=allowance)
    what = f"{people:,} due, allowance {allowance}/s"
    all_three = Compared(typical, careful, limber)
    yield all_three.row(f"{what}: lost", lambda bulk: bulk.lost, "0")
    yield Compared(None, careful, limber).row(
        f"{what}: share of the allowance",
        lambda bulk: per_second(bulk.prompts) / allowance * 100,
        "≥ 99 %",
        "%",
        more_is_better=True,
    )
    yield all_three.row(f"{what}: first after", lambda bulk: bulk.first, "≤ 150 ms", "ms")
    yield Compared(None, careful, limber).row(
        f"{what}: longest gap", lambda bulk: largest_gap(bulk.prompts) * 1000, "≤ 100 ms", "ms"
    )


def flood(bench: Bench) -> Iterator[Row]:
    """One call in the middle is told to wait: what is sent before that time is over?"""
    people, conduct = bench.size(1000), {"flood_at": bench.size(300), "flood_seconds": FLOOD_SECONDS}
    typical = careful = None
    with Telegram() as telegram:
        limber = limber_sends(telegram, bench.folder, 200, Task(people), **conduct)
        if bench.beside:
            typical = typical_sends(telegram, bench.folder, Task(people // 2), **conduct)
            careful = careful_sends(telegram, bench.folder, 200, Task(people), **conduct)
    what = f"told to wait {FLOOD_SECONDS} s after {conduct['flood_at']} of {people:,}"
    all_three = Compared(typical, careful, limber)
    yield all_three.row(f"{what}: sent inside, besides on the wire", _inside, "0")
    yield all_three.row(f"{what}: lost (typical: of {people // 2})", lambda bulk: bulk.lost, "0")


def _inside(bulk: Bulk) -> str:
    """Calls that came before the wait was over: after the bot could know of it, and before."""
    refused = next((call.at for call in bulk.record.calls if call.status == 429), None)
    if refused is None:
        return "nothing was refused"
    knew = refused + LATENCY + GRACE
    after = [call.at for call in bulk.record.calls if refused < call.at < refused + FLOOD_SECONDS]
    return f"{sum(at > knew for at in after)}, besides {sum(at <= knew for at in after)}"


def busy(bench: Bench) -> Iterator[Row]:
    """People who say "next" while all the prompts go out."""
    people, walkers = bench.size(10_000), 100
    for allowance, rate, seconds in ((1000, 20, 8), (30, 5, 20)):
        with Telegram() as telegram:
            feed = partial(telegram.feed, "next", first=people + 1, people=walkers, count=rate * seconds, rate=rate)
            before = partial(begin_walks, telegram, walkers, people + 1)
            task = Task(people, least=seconds + 3, patience=seconds + 3, others=walkers, before=before, during=feed)
            limber = limber_sends(telegram, bench.folder, allowance, task)
        waits = limber.record.waits(lambda update: update.made)
        what = f"replies while {people:,} prompts go out at {allowance:,}/s"
        yield Row(f"{what}: p95", None, percentile(waits, 95) * 1000, "≤ 250 ms", "ms")
        yield Row(f"{what}: answered", None, len(waits), f"{rate * seconds}")


@dataclass(frozen=True, slots=True)
class Compared:
    """The same prompts sent by each bot; None: not measured."""

    typical: Bulk | None
    careful: Bulk | None
    limber: Bulk

    def row(
        self,
        what: str,
        read: Callable[[Bulk], Value],
        goal: str = "",
        unit: str = "",
        *,
        more_is_better: bool = False,
    ) -> Row:
        """A row with the same read from each."""
        typical, careful = (None if bulk is None else read(bulk) for bulk in (self.typical, self.careful))
        return Row(what, typical, read(self.limber), goal, unit, more_is_better, careful)

    def price(self, what: str, goal: str = "") -> Row:
        """Processor time of a message."""
        return self.row(what, lambda bulk: bulk.milliseconds_each, goal, "ms")

    def rate(self, what: str, goal: str = "") -> Row:
        """Messages a second."""
        return self.row(what, lambda bulk: bulk.rate, goal, "/s", more_is_better=True)


def _refused(bulk: Bulk) -> int:
    return sum(call.status == 429 for call in bulk.record.calls)


def certify(folder: Path) -> tuple[Path, Path] | None:
    """A certificate for this machine and its key; None when there is no openssl."""
    if shutil.which("openssl") is None:
        return None
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bench"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, stderr=subprocess.DEVNULL)
    return certificate, key
