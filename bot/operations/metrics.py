"""Metrics for Prometheus: counts since the start, what waits now, and durations, without any person's id.

Names never change: dashboards and alerts use them. Counts that exist anyway are read at each scrape, so counting costs
the hot path nothing. Only durations are recorded as they occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot import VERSION
from bot.jobs.heartbeat import Replica
from bot.jobs.prompts import Prompts
from bot.operations.health import Health, Signs, unready
from bot.receiving.inbox import Inbox
from bot.sending.media import MediaCache, MediaKind
from bot.sending.outbox import Outbox
from storage.health import RecordHealth
from storage.records.calls import DeadReason, Lane
from storage.records.prompts import PromptState

# Upper bounds in seconds. The promise is an answer within one; ten are an outage.
UPDATE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SEND_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

# What waits, by the names that `storage.statements.audit` gives.
WAITING = {
    "updates_waiting": "Updates that are stored and not served yet",
    "calls_waiting": "Calls to Telegram that are not made yet",
    "calls_in_hand": "Calls to Telegram that a replica has claimed",
    "prompts_queued": "Prompts whose message waits to be sent",
}
# Any number but zero is a fault.
UNACCOUNTED = {
    "reminders_overdue": "Reminders that are due for five minutes and not looked at",
    "prompts_without_message": "Queued prompts whose message is gone",
    "updates_stuck": "Updates that wait for five minutes",
}
# What is uploaded once and then sent by its id, by the names of its counts.
MEDIA: Mapping[MediaKind, str] = {
    "pictures": "Pictures",
    "films": "Films and sounds of whole sessions",
}


class Timings:
    """Histograms of durations: `handled` and `answered` are given seconds."""

    def __init__(self) -> None:
        # The time at which a count began is of no use here, and would add a line for each.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        served = Histogram(
            "limber_update_seconds",
            "From an update's turn to its effect being stored",
            buckets=UPDATE_BUCKETS,
            registry=self.registry,
        )
        sent = Histogram(
            "limber_send_seconds",
            "From a call to Telegram's answer, of calls that it took",
            buckets=SEND_BUCKETS,
            registry=self.registry,
        )
        self.handled, self.answered = served.observe, sent.observe


class Metrics:
    """The page for Prometheus, and the library's collector that fills it."""

    def __init__(
        self,
        timings: Timings,
        health: Health,
        inbox: Inbox,
        prompts: Prompts,
        outbox: Outbox,
        media_cache: MediaCache,
        replica: Replica,
    ) -> None:
        self._registry, self._health = timings.registry, health
        self._inbox, self._prompts, self._outbox = inbox, prompts, outbox
        self._media_cache, self._replica = media_cache, replica
        self._seen: RecordHealth | None = None
        self._registry.register(self)

    async def page(self) -> bytes:
        """The page as it is now. While the database does not answer, its numbers are missing."""
        self._seen = await self._health.record_health()
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """All metrics but the durations, in the library's form."""
        yield from _health(self._health.look(), self._seen)
        if self._seen is not None:
            yield from _record(self._seen)
        yield from _updates(self._inbox)
        yield from _prompts(self._prompts, self._outbox)
        yield from _calls(self._outbox)
        yield _gauge("replicas", "Copies of the bot that are alive", self._replica.alive)
        ends = "Ends without leaving in a row before this start; 0 once it has been up for half a minute"
        yield _gauge("unclean_ends", ends, self._replica.unclean_ends)
        for kind, what in MEDIA.items():
            yield _counter(f"{kind}_shown", f"{what} that were sent", self._media_cache.shown[kind])
            yield _counter(f"{kind}_uploaded", f"{what} that were uploaded first", self._media_cache.uploads[kind])


def _health(signs: Signs, seen: RecordHealth | None) -> Iterator[Metric]:
    build = GaugeMetricFamily("limber_build_info", "Which version runs; always 1", labels=["version"])
    build.add_metric([VERSION], 1)
    yield build
    yield _gauge("ready", "1 when /readyz says that all is well", not unready(signs, seen))
    yield _gauge("database_up", "1 when the database answers in two seconds", seen is not None)
    yield _gauge(
        "database_damaged", "1 when SQLite found its file damaged since the start: restore a backup", signs.damaged
    )
    reached = not (signs.trouble or signs.out_of_reach)
    yield _gauge("telegram_reachable", "1 when polling and calls come through", signs.started and reached)
    yield _gauge(
        "clock_believed",
        "1 unless this machine's clock is more than ten minutes off Telegram's: no prompt is sent while it is",
        signs.clock is None,
    )
    if signs.tick_done is not None:
        age = abs((signs.now - signs.tick_done).total_seconds())
        yield _gauge("tick_age_seconds", "Since the daily prompts were last looked at in full", age)


def _record(seen: RecordHealth) -> Iterator[Metric]:
    for name, text in WAITING.items():
        yield _gauge(name, text, seen.waiting[name])
    for name, text in UNACCOUNTED.items():
        yield _gauge(f"unaccounted_{name}", f"{text}; should be 0", seen.unaccounted[name])
    lag = GaugeMetricFamily(
        "limber_outbox_lag_seconds", "For how long the oldest call waits that may be made", labels=["lane"]
    )
    for lane in Lane:
        lag.add_metric([lane.name.lower()], seen.lag[lane].total_seconds())
    yield lag


def _updates(inbox: Inbox) -> Iterator[Metric]:
    yield _counter("updates_taken", "Updates that were stored", inbox.taken)
    yield _counter("updates_set_aside", "Updates that could not take effect, with the reason stored", inbox.set_aside)
    yield _counter("updates_skipped", "What came for an update, and was cut off, too large or none", inbox.skipped)
    yield _counter("updates_flooded", "Updates of people who send more than can be meant", inbox.flooded)


def _prompts(prompts: Prompts, outbox: Outbox) -> Iterator[Metric]:
    yield _counter("prompts_queued", "Prompts that were put in the outbox", prompts.queued)
    yield _counter("prompts_skipped", "Prompts that were left out, with the reason stored", prompts.skipped)
    fates = CounterMetricFamily("limber_prompts", "What became of prompts, and why", labels=["state", "reason"])
    fates.add_metric([PromptState.QUEUED.value, ""], prompts.queued)
    for reason, count in prompts.skipped_for.items():
        fates.add_metric([PromptState.SKIPPED.value, reason], count)
    fates.add_metric([PromptState.SENT.value, ""], outbox.counters.prompts_sent)
    for why in DeadReason:
        fates.add_metric([PromptState.DEAD.value, why.value], outbox.counters.prompts_dead[why])
    yield fates


def _calls(outbox: Outbox) -> Iterator[Metric]:
    counters = outbox.counters
    yield _counter("calls_sent", "Calls that Telegram took", counters.sent)
    yield _counter("calls_retried", "Calls that were put back to be made again", counters.retried)
    yield _counter("calls_uncertain", "Calls that may have arrived and were made once more", counters.uncertain)
    yield _counter("calls_given_up", "Calls that will not be made again", counters.given_up)
    yield _counter("floods", "Times that Telegram said to wait", counters.floods)
    failed = CounterMetricFamily("limber_calls_failed", "Calls that were given up, by reason", labels=["reason"])
    for reason in DeadReason:
        failed.add_metric([reason.value], counters.dead[reason])
    yield failed
    errors = CounterMetricFamily("limber_send_errors", "Attempts that failed, by the kind of error", labels=["error"])
    for kind, count in {"InvalidToken": 0, **counters.errors}.items():
        errors.add_metric([kind], count)
    yield errors


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"limber_{name}", text, value=float(value))


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"limber_{name}", text, value=float(value))
