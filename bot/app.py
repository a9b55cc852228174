"""Composition root: wires all parts, starts and stops them in order."""

from __future__ import annotations

import asyncio
import secrets
import time
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackContext

from bot.callback_signature import KEY_BYTES, CallbackSigner
from bot.client.profile import Menus, set_photo
from bot.client.server_time import ServerTime
from bot.client.startup import TokenRefused, is_there, retry_until_answered, set_webhook
from bot.client.transport import Http1Request
from bot.clock import utc_now as utc_now
from bot.conversations.account.privacy import Operator
from bot.conversations.apology import apology
from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS
from bot.i18n.catalogue import Words, words_in
from bot.i18n.po_files import offered
from bot.jobs.broadcasts import Broadcaster
from bot.jobs.clock_check import LOOK_SECONDS as CLOCK_SECONDS
from bot.jobs.clock_check import ClockCheck
from bot.jobs.dead_mans_switch import CHECK_SECONDS, DeadMansSwitch
from bot.jobs.heartbeat import Replica
from bot.jobs.prompts import Prompts
from bot.jobs.replanning import Replanning
from bot.jobs.retention import RetentionJob
from bot.jobs.scheduler import Schedule
from bot.logs import get_logger
from bot.operations.health import Health, Signs
from bot.operations.http import Server
from bot.operations.metrics import Metrics, Timings
from bot.receiving.admin_handlers import admin_in
from bot.receiving.flood_limits import Limits
from bot.receiving.handlers import Handlers
from bot.receiving.inbox import Inbox
from bot.receiving.polling import poll
from bot.receiving.presses import lightened
from bot.receiving.reading import read_update
from bot.sending.film_making import FilmMaker
from bot.sending.media import MediaCache
from bot.sending.outbox import Outbox
from bot.sending.queue import MOST_REPLIES
from bot.sending.rate_limiter import MOST_UNDER_WAY, RateLimiter
from bot.sending.recordings import RecordingPacker
from bot.sending.requests import Calls
from bot.settings import Settings
from bot.understanding import hearing
from content.library import SHIPPED, Library
from storage.executor import StoreExecutor
from storage.recordings import Recordings
from storage.records.calls import OutgoingCall
from storage.records.replica import Heartbeat, InboxItem
from storage.store import Store

log = get_logger("limber.app")

TICK_SECONDS = 1.0
# Seconds between two rounds through the record, to forget what has been kept long enough: several a day, so that no
# period gets much longer than it is.
RETENTION_SECONDS = 6 * 3600.0
# And between two times that what was erased goes from SQLite's log, too.
EMPTY_LOG_SECONDS = 60.0
# The stored fact that holds the key of the buttons, in hexadecimal digits: the same for all replicas.
BUTTON_KEY = "button_key"
# Seconds for finishing claimed calls when the program ends. With everything else a stop takes less than ten.
STOP_SECONDS = 6.0


@dataclass(slots=True)
class Parts:
    """What can be swapped for a test: the clock, the catalogues, the languages that are offered, whether chats and
    people are held to a pace, and whether a bot without a profile photo is given one."""

    clock: Callable[[], datetime] = utc_now
    words_for: Callable[[str | None], Words] = words_in
    languages: Callable[[], Sequence[str]] = offered
    chat_limits: bool = True
    tick_seconds: float = TICK_SECONDS
    sets_photo: bool = True


class Limber:
    """The whole bot. `start` returns once it works; `stop` once everything begun is finished and stored."""

    def __init__(self, settings: Settings, library: Library, store: Store, parts: Parts | None = None) -> None:
        """Wire. `settings.token` must be there; `store` must be migrated."""
        if settings.token is None:
            raise ValueError("no token")
        self.settings, self.library, self.store = settings, library, store
        self.parts = parts or Parts()
        self.executor = StoreExecutor(store)
        server_time = ServerTime(time.monotonic)
        self._updates_request = Http1Request(1, server_time.hear)
        self._calls_request = Http1Request(MOST_UNDER_WAY + MOST_REPLIES, server_time.hear)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token(settings.token)
            .base_url(f"{settings.telegram_api_url}/bot")
            .base_file_url(f"{settings.telegram_api_url}/file/bot")
            .request(self._calls_request)
            .get_updates_request(self._updates_request)
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.bot = self.application.bot
        self.clock_check = ClockCheck(
            self.parts.clock, server_time, time.monotonic, ask=lambda: is_there(self.bot), plan_again=self._plan_again
        )
        clock = self.clock_check.now
        self.rate_limiter = RateLimiter(
            settings.messages_per_second, time.monotonic, chat_limits=self.parts.chat_limits
        )
        self.replica = Replica(
            self.executor,
            clock,
            wants_to_poll=settings.webhook_url is None,
            on_beat=self._heard,
            on_fenced=self._fenced,
        )
        folder = settings.content_dir or SHIPPED
        self.media_cache = MediaCache(self.executor, clock, folder)
        self.signer = CallbackSigner(bytes.fromhex(store.first_fact(BUTTON_KEY, secrets.token_hex(KEY_BYTES))))
        makers = FilmMaker(library, folder, Recordings(store)), RecordingPacker(store)
        calls = Calls(self.bot, self._calls_request, self.media_cache, self.signer, *makers)
        timings = Timings()
        self.outbox = Outbox(
            *(self.executor, calls, self.rate_limiter, clock),
            may_send=self.replica.may_send,
            careful=self.replica.is_careful,
            answered=timings.answered,
        )
        words_for = self.parts.words_for
        self.handlers = Handlers(
            self.executor,
            library,
            clock,
            self.outbox.commit_turn,
            calls.answer_tap,
            admin_ids=settings.admin_ids,
            operator=Operator(settings.operator_name, settings.operator_contact),
            words_for=words_for,
        )
        gate = self.outbox.hand_over, self.outbox.room
        self.prompts = Prompts(self.executor, library, clock, *gate, words_for=words_for)
        pace = settings.messages_per_second
        self.broadcasts = Broadcaster(self.executor, clock, *gate, per_second=pace, words_for=words_for)
        self.inbox = Inbox(
            self.executor,
            self._process,
            self._apology,
            self.outbox.hand_over,
            clock,
            limits=Limits(time.monotonic) if self.parts.chat_limits else None,
            too_much=lambda raw: apology(raw, words_for, "too_much"),
            handled=timings.handled,
            answer_again=self.handlers.turns.answer_again,
        )
        self.health = Health(self.executor, self._signs)
        self.metrics = Metrics(
            *(timings, self.health, self.inbox, self.prompts, self.outbox, self.media_cache, self.replica)
        )
        self.replanning = Replanning(self.executor, clock)
        languages = [words_for(code) for code in self.parts.languages()]
        self.menus = Menus(*(self.bot, languages, settings.admin_ids), commands=COMMANDS, admin_commands=ADMIN_COMMANDS)
        self.application.add_handlers(self.handlers.table())
        self.application.add_error_handler(self._remember_failure)
        self._retention_job = RetentionJob(self.executor, clock, words_for, self.outbox.hand_over)
        self._taken_at_emptying = 0
        self._failures: dict[int, Exception] = {}
        self._schedule = Schedule(lambda: utc_now())
        self._tasks: list[asyncio.Task[Any]] = []
        self._polling: asyncio.Task[None] | None = None
        self._adopted: list[InboxItem] | None = []
        self._trouble: str | None = None
        self._started = False
        self._server: Server | None = None
        self.failed: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Come up. Waits for Telegram as long as it takes; raises TokenRefused when it does not know the token,
        SettingsError when it does not take the webhook's address, PackedFileUnusable when a file of cities or
        examples is damaged."""
        self.failed = asyncio.get_running_loop().create_future()
        # The zone data of the lock file, the same on every machine, not whatever the system has.
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()
        # While Telegram is being reached: the first person who names a city should not wait for the map.
        files = asyncio.create_task(asyncio.to_thread(hearing.open_files, self.parts.words_for(None)), name="files")
        self._tasks.append(files)
        await self._listen()
        await self._reach_telegram()
        await self.clock_check.look()
        await self.replica.join()
        await self.outbox.start()
        restored = self._serve_adopted()
        on_right_time = self.clock_check.on_right_time
        self._schedule.add("clock", self.clock_check.look, CLOCK_SECONDS)
        self._schedule.add("tick", on_right_time(self.prompts.tick), self.parts.tick_seconds)
        self._schedule.add("broadcasts", on_right_time(self.broadcasts.tick), self.parts.tick_seconds)
        self._schedule.add("retention", on_right_time(self._retention_job.run), RETENTION_SECONDS)
        self._schedule.add("empty_log", self._empty_log, EMPTY_LOG_SECONDS)
        if self.settings.ping_url is not None:
            switch = DeadMansSwitch(self.executor, self.settings.ping_url, self.clock_check.now)
            self._schedule.add("ping", on_right_time(switch.check), CHECK_SECONDS)
        await files
        self._schedule.start()
        await self._take_updates()
        self._tasks.append(asyncio.create_task(self.replica.run(), name="replica"))
        follow_zone_data = on_right_time(self.replanning.follow_zone_data)
        self._tasks.append(asyncio.create_task(follow_zone_data(), name="replan"))
        self._tasks.append(asyncio.create_task(self.menus.publish(), name="menu"))
        if self.parts.sets_photo:
            photo = set_photo(self.bot, self.library, self.executor, self.media_cache.read)
            self._tasks.append(asyncio.create_task(photo, name="photo"))
        self._tasks.append(asyncio.create_task(self._prepare_hearing(), name="hearing"))
        log.info("started", bot=self.bot.username, restored=restored)

    async def _prepare_hearing(self) -> None:
        """Unfold the vocabularies of those who are there, for which the first to say anything would have to wait."""
        codes = await self.executor.run_slow_read(self.store.languages)
        await asyncio.to_thread(hearing.prepare, *map(self.parts.words_for, (None, *codes)))

    async def stop(self) -> None:
        """Take nothing new, finish what is begun, leave the rest stored for the next start."""
        await self._schedule.stop()
        # The heartbeat goes on until everything begun is finished: other replicas would take it over.
        tasks = [task for task in (*self._tasks, self._polling) if task is not None and task.get_name() != "replica"]
        await _cancelled(tasks)
        await self.replica.stop_polling()
        if self._server is not None:
            await self._server.stop()
        await self.health.stop()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.inbox.stop()
                await self.outbox.stop()
                await self.handlers.settle()
        except TimeoutError:
            log.warning("stopped_with_work_left")
        await _cancelled(self._tasks)
        if self.store.replica_id is not None:
            await self.replica.leave()
        await self.application.shutdown()
        # The library leaves them open when it never reached Telegram.
        await self._calls_request.shutdown()
        await self._updates_request.shutdown()
        await asyncio.to_thread(self.executor.close)
        log.info("stopped")

    async def settle(self) -> None:
        """Wait until all that came in is answered: for tests and benchmarks."""
        await self.inbox.settle()
        await self.outbox.settle()
        await self.handlers.settle()

    # Updates

    async def _process(self, update_id: int, raw: dict[str, Any]) -> None:
        # The library's handlers stay what an update goes through: a command is added as a handler, and its filters
        # tell all kinds of messages apart. They take objects, so only what no handler looks at is left out before.
        update = read_update(lightened(self.signer.on_update(raw)), self.bot)
        await self.application.process_update(update)
        error = self._failures.pop(update_id, None)
        if error is not None:
            raise error
        if (admin_id := admin_in(update, self.menus.waiting)) is not None:  # now Telegram knows their chat
            self._tasks.append(asyncio.create_task(self.menus.show_admin_menu(admin_id), name="admin-menu"))

    def _apology(self, raw: dict[str, Any]) -> tuple[OutgoingCall, ...]:
        return apology(raw, self.parts.words_for)

    async def _remember_failure(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._failures[update.update_id] = context.error

    def _heard(self, beat: Heartbeat) -> None:
        """This replica is alive, and so are others."""
        self.rate_limiter.share(beat.alive)
        if self._adopted is None:
            self.inbox.adopt(beat.updates)
            self._poll_if_it_is_ours()
        else:
            self._adopted += beat.updates
        self.outbox.wake()

    def _fenced(self) -> None:
        """This replica counts as dead: others have claimed its calls. An update takes effect once in any case."""
        self.outbox.abandon()
        self._poll_if_it_is_ours()

    def _serve_adopted(self) -> int:
        """Serve updates taken over before the outbox ran. Gives back their number."""
        adopted, self._adopted = self._adopted or [], None
        self.inbox.adopt(adopted)
        return len(adopted)

    def _poll_if_it_is_ours(self) -> None:
        """One replica alone polls; another takes over when it is gone."""
        polling = self._polling is not None and not self._polling.done()
        if self.replica.polls and not polling:
            self._polling = asyncio.create_task(self._poll(), name="polling")
        elif not self.replica.polls and polling and self._polling is not None:
            log.warning("polling_handed_over")
            self._polling.cancel()
            self._trouble = None  # what the polling was in trouble with is no longer ours

    async def _poll(self) -> None:
        assert self.failed is not None  # noqa: S101 - set at start
        try:
            await poll(self.bot, self._updates_request, self.inbox, on_trouble=self._note_trouble)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if not isinstance(error, TokenRefused):
                log.exception("polling_crashed")
            if not self.failed.done():
                self.failed.set_exception(error)

    def _note_trouble(self, trouble: str | None) -> None:
        self._trouble = trouble

    # Coming up

    async def _reach_telegram(self) -> None:
        """Say hello to Telegram."""
        await retry_until_answered(self.application.initialize)
        if self.settings.webhook_url is None:
            # An old webhook would keep updates from being polled. What waits is never dropped.
            await retry_until_answered(self.bot.delete_webhook)

    async def _listen(self) -> None:
        """Serve health and metrics from the start: also while Telegram cannot be reached."""
        settings, health = self.settings, self.health
        if settings.listen_port is None:
            return
        path = urlsplit(settings.webhook_url).path if settings.webhook_url else None
        checks = {"/livez": health.live, "/readyz": health.ready, "/healthz": health.wrong}
        self._server = Server(
            *(self.inbox.take, self.inbox.skip, checks, self.metrics.page),
            webhook_path=path,
            secret=settings.webhook_secret,
        )
        self._server.accepting = False
        await self._server.start(settings.listen_host, settings.listen_port)
        log.info("listening_started", host=settings.listen_host, port=self._server.port)

    async def _take_updates(self) -> None:
        """By webhook or by polling, now that they can be stored."""
        settings, self._started = self.settings, True
        if self._server is not None:
            self._server.accepting = True
        if settings.webhook_url is not None:
            await set_webhook(self.bot, settings.webhook_url, settings.webhook_secret)
        self._poll_if_it_is_ours()

    async def _plan_again(self, confirmed: bool) -> None:
        """The clock is right, or believed to be: correct what a wrong one left behind."""
        await self.replanning.put_right(confirmed=confirmed)
        if self._started:
            await self.replanning.follow_zone_data()

    async def _empty_log(self) -> None:
        """Truncate SQLite's WAL so that typed text does not linger there."""
        if self.inbox.taken != self._taken_at_emptying:
            self._taken_at_emptying = self.inbox.taken
            await self.executor.run(self.store.empty_log)

    def _signs(self) -> Signs:
        """What health is judged by, at this moment."""
        return Signs(
            now=self.clock_check.now(),
            started=self._started,
            tick_begun=self.prompts.tick_begun,
            tick_done=self.prompts.ticked_at,
            trouble=self._trouble,
            out_of_reach=self.rate_limiter.is_out_of_reach,
            clock=self.clock_check.trouble,
            damaged=self.store.is_damaged,
        )


async def _cancelled(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End tasks, whatever they are at."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
