"""The whole bot: coming up whatever Telegram does, going down quickly, and what only its operators may do and see."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import tzdata

from bot import app, logs
from bot.app import Limber, Parts
from bot.client.profile import photo_clip
from bot.client.startup import TokenRefused
from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS
from bot.emulator.calls import Json, Upload
from bot.emulator.chats import FIRST_PERSON_ID
from bot.emulator.faults import Fault
from bot.emulator.people import words_of
from bot.emulator.server import LocalTelegram
from bot.i18n.catalogue import words_in
from bot.jobs import replanning
from bot.jobs.replanning import ZONE_DATA
from bot.operations.opening import open_store
from bot.settings import Settings, SettingsError
from bot.understanding import hearing
from content.library import SHIPPED
from storage.database import DatabaseUnusable
from storage.records import person as records
from storage.records.calls import OutgoingCall, Verb
from storage.records.person import Person, Reminder
from storage.records.turn import TurnResult
from storage.store import Store
from tests.bot.conftest import Plan, eventually
from tests.harness.languages import offer_languages
from tests.harness.libraries import shipped_library
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.metrics_page import of_page
from tests.harness.patience import HANGS
from tests.harness.program import free_port
from tests.harness.shortened import shortened
from tests.harness.stage import TOKEN, Stage
from tests.storage.store_actions import table

SECRET_PART = "canary_Canary-cAnary_caNary-canAry"  # noqa: S105 - nobody's
CANARY = f"123456789:{SECRET_PART}"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No long pauses while Telegram is away."""
    monkeypatch.setattr("bot.client.startup.BACK_OFF", (0.001, 0.002))


@pytest.fixture
async def stage(tmp_path: Path, plan: Plan) -> AsyncIterator[Stage]:
    """A stage that is not open yet; things go wrong on it as planned."""
    made = Stage(tmp_path)
    made.telegram.faults = plan
    yield made
    await made.close()


# Coming up


async def test_a_start_waits_until_telegram_is_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The server comes up before its network does: nothing ends, nothing is lost."""
    port = free_port()
    stage = Stage(tmp_path)
    store = Store(stage.database_url)
    settings = replace(stage.settings, telegram_api_url=f"http://127.0.0.1:{port}")
    limber = Limber(settings, stage.library, store, stage.parts)
    starting = asyncio.create_task(limber.start())
    await eventually(lambda: caplog.text.count("telegram_unreachable error=NotSent") > 3)
    assert not starting.done()
    await stage.telegram.start(port=port)
    await starting
    await limber.stop()
    await stage.telegram.stop()


async def test_a_start_waits_through_every_kind_of_hiccup(stage: Stage, plan: Plan) -> None:
    """At each of its first calls; told to wait, it waits."""
    plan.before("getMe", Fault(error=(502, "Bad Gateway"), plain=True), Fault(drop=True))
    plan.before("deleteWebhook", Fault(error=(500, "Internal Server Error")))
    plan.before("setMyCommands", Fault(retry_after=1), Fault(error=(200, "x"), plain=True))
    await stage.open()
    assert await stage.player().says("/help")


async def test_a_token_that_telegram_refuses_ends_the_start(stage: Stage, plan: Plan) -> None:
    """At once; and the end after it is clean."""
    plan.always("getMe", Fault(error=(401, "Unauthorized")))
    with pytest.raises(TokenRefused):
        await stage.open()
    assert plan.count("getMe") == 1


async def test_a_token_that_is_revoked_later_ends_the_program(stage: Stage, plan: Plan) -> None:
    """Whoever runs it hears why; what waits to be sent is kept for the next token."""
    await stage.open()
    ana = stage.player()
    await ana.says("/start")
    plan.always("sendMessage", Fault(error=(401, "Unauthorized")))
    plan.always("getUpdates", Fault(error=(401, "Unauthorized")))
    ana.person.say("/help")
    assert stage.bot.failed is not None
    with pytest.raises(TokenRefused):
        await stage.bot.failed
    await stage.bot.inbox.settle()
    await stage.stop_bot()
    for method in ("sendMessage", "getUpdates"):
        plan.always(method, None)
    stage.pass_time(minutes=1)
    await stage.start_bot()
    assert len(ana.texts) == 2


async def test_polling_that_dies_of_something_else_ends_the_program_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It must not go on deaf."""

    async def dying(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "poll", dying)
    stage.telegram.state.clock = stage.clock
    await stage.telegram.start()
    store = Store(stage.database_url)
    settings = replace(stage.settings, telegram_api_url=stage.telegram.url)
    limber = Limber(settings, stage.library, store, stage.parts)
    await limber.start()
    assert limber.failed is not None
    with pytest.raises(ZeroDivisionError):
        await limber.failed
    assert "polling_crashed" in caplog.text
    await limber.stop()


def test_without_a_token_there_is_no_bot(tmp_path: Path) -> None:
    """The command line opens the local chat instead."""
    with pytest.raises(ValueError, match="no token"):
        Limber(Settings(), shipped_library(), Store(f"sqlite:///{tmp_path}/limber.db"))


async def test_the_menu_has_every_command_with_its_line(stage: Stage) -> None:
    """For everybody; and what stands before START and in the profile."""
    await stage.open()
    await eventually(lambda: len(stage.telegram.state.profile) == 2, "the last that is set beside the start")
    menu = stage.telegram.state.commands["default/"]
    assert [command["command"] for command in menu] == list(COMMANDS)
    assert all(5 < len(command["description"]) <= 60 for command in menu)
    words = words_in("en")
    assert stage.telegram.state.profile == {
        "description/": words.label("description"),
        "short_description/": words.label("description.short"),
    }


async def test_each_language_that_is_offered_has_its_menu_and_descriptions(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the two letters of Telegram; the admin's menu, too. English is for all other languages."""
    words_for = offer_languages(monkeypatch, tmp_path_factory.mktemp("locale"))
    languages = ("en", "de", "pt_BR")
    stage = Stage(tmp_path, words_for=words_for, languages=languages, admin_ids=frozenset({FIRST_PERSON_ID}))
    ana = stage.player("Ana", "de")
    await stage.open()
    state = stage.telegram.state
    await eventually(lambda: len(state.commands) == 6, "the menus of the admin, which are set last")
    chat = f"chat:{ana.id}"
    assert set(state.commands) == {f"{scope}/{code}" for scope in ("default", chat) for code in ("", "de", "pt")}
    lines = {menu: {one["command"]: one["description"] for one in each} for menu, each in state.commands.items()}
    assert lines["default/de"]["language"] == "Die Sprache, in der ich schreibe"
    assert lines["default/"]["language"] == words_in("en").label("command.language")
    assert set(lines[f"{chat}/de"]) == {*COMMANDS, *ADMIN_COMMANDS}
    assert state.profile["description/de"] == "Ein paar Minuten Bewegung für die Hüfte."
    assert state.profile["short_description/de"] == "Bewegung für die Hüfte."
    assert len(state.profile) == 6
    await stage.close()


async def test_admins_have_their_own_menu(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In their chat with the bot; an admin who never wrote has none yet, and that stops nothing."""
    caplog.set_level(logging.INFO)
    stage = Stage(tmp_path, admin_ids=frozenset({5_100_000_001, 404}))
    ana = stage.player()
    await stage.open()
    await eventually(lambda: "admin_menu_delayed admin=404" in caplog.text)
    assert "admin_menu_failed" not in caplog.text
    commands = stage.telegram.state.commands
    assert [command["command"] for command in commands[f"chat:{ana.id}/"]] == [*COMMANDS, *ADMIN_COMMANDS]
    assert set(commands) == {"default/", f"chat:{ana.id}/"}
    await stage.close()


async def test_an_admin_has_their_menu_as_soon_as_they_have_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram did not know their chat at the start; nobody else is given theirs, and it is set once."""
    caplog.set_level(logging.INFO)
    stage = Stage(tmp_path, admin_ids=frozenset({FIRST_PERSON_ID}))
    await stage.open()
    await eventually(lambda: f"admin_menu_delayed admin={FIRST_PERSON_ID}" in caplog.text)
    commands, ada, ben = stage.telegram.state.commands, stage.player("Ada"), stage.player("Ben")
    assert ada.id == FIRST_PERSON_ID
    await ben.says("/start")
    assert set(commands) == {"default/"}
    await ada.says("/start")
    await eventually(lambda: f"chat:{ada.id}/" in commands)
    assert [command["command"] for command in commands[f"chat:{ada.id}/"]] == [*COMMANDS, *ADMIN_COMMANDS]
    await ada.says("/help")
    assert len([call for call in stage.telegram.state.ledger if "scope" in call.params]) == 1
    await stage.close()


async def test_help_shows_an_admin_their_commands(tmp_path: Path) -> None:
    """And nobody else; typed without a slash as well."""
    stage = Stage(tmp_path, admin_ids=frozenset({FIRST_PERSON_ID}))
    await stage.open()
    ada, ben = stage.player("Ada"), stage.player("Ben")
    for asks in ("/help", "help"):
        [to_admin], [to_other] = await ada.says(asks), await ben.says(asks)
        for name in ADMIN_COMMANDS:
            assert f"/{name} – " in to_admin
            assert f"/{name}" not in to_other
        assert to_admin.startswith(to_other)
    await stage.close()


async def test_a_bot_without_a_photo_is_given_the_moving_figure(stage: Stage) -> None:
    """Once: who takes it away is not overruled at the next start."""
    stage.parts.sets_photo = True
    await stage.open()
    profile = stage.telegram.state.profile
    await eventually(lambda: "photo/" in profile)
    clip = photo_clip(shipped_library())
    assert clip is not None
    assert clip.width == clip.height
    stored = stage.telegram.state.files[profile["photo/"]]
    assert stage.telegram.state.blobs[stored.unique_id] == (SHIPPED / clip.file).read_bytes()
    [call] = [call for call in stage.telegram.state.ledger if call.method == "setMyProfilePhoto"]
    photo = json.loads(call.params["photo"])
    assert (photo["type"], photo["main_frame_timestamp"]) == ("animated", (clip.seconds or 0) / 2)
    profile.pop("photo/")
    fact = f"profile_photo_{stage.bot.bot.id}"
    await eventually(lambda: stage.store.fact(fact) == clip.digest)
    await stage.restart()
    await next(task for task in stage.bot._tasks if task.get_name() == "photo")
    assert "photo/" not in profile


@pytest.mark.parametrize("method", ["getUserProfilePhotos", "setMyProfilePhoto"])
async def test_a_photo_that_is_refused_is_one_line(
    stage: Stage, plan: Plan, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    """And is tried again at the next start."""
    stage.parts.sets_photo = True
    plan.before(method, Fault(error=(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")))
    await stage.open()
    await eventually(lambda: "profile_photo_failed" in caplog.text)
    assert caplog.text.count("profile_photo") == 1
    assert await stage.player().says("/help")
    await stage.restart()
    await eventually(lambda: "photo/" in stage.telegram.state.profile)


async def test_a_photo_that_is_there_stays(stage: Stage, plan: Plan) -> None:
    """Somebody chose it."""
    stage.parts.sets_photo = True
    await stage.telegram.start()
    upload = Upload("me.jpg", "image/jpeg", b"me")
    stage.telegram.state.profile["photo/"] = kept = stage.telegram.state.add_file("photo", upload).id
    await stage.start_bot()
    await eventually(lambda: stage.store.fact(f"profile_photo_{stage.bot.bot.id}") is not None)
    assert stage.telegram.state.profile["photo/"] == kept
    assert plan.count("setMyProfilePhoto") == 0


def test_a_library_without_a_square_clip_has_no_photo_to_give() -> None:
    """Nor one whose clips are longer than Telegram takes."""
    movement = replace(shipped_library().movements[0], variations=())
    assert photo_clip(replace(shipped_library(), movements=(movement,))) is None


async def test_a_refused_menu_stops_nothing(stage: Stage, plan: Plan, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged."""
    plan.before("setMyCommands", Fault(error=(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")))
    await stage.open()
    assert await stage.player().says("/help")
    assert "menu_refused error=" in caplog.text


async def test_an_old_webhook_is_taken_down_and_nothing_dropped(stage: Stage, plan: Plan) -> None:
    """Somebody changed from webhook to polling: what waited is heard."""
    await stage.telegram.start()
    ana = stage.player()
    stage.telegram.state.webhook = {"url": "http://127.0.0.1:9/x", "secret": "", "max_connections": 40}
    ana.person.say("/help")
    await stage.start_bot()
    assert (plan.count("deleteWebhook"), len(ana.texts)) == (1, 1)


async def test_a_webhook_that_telegram_refuses_is_a_wrong_setting(stage: Stage, plan: Plan) -> None:
    """In Telegram's words, under the variable's name."""
    port = free_port()
    stage.settings = replace(
        stage.settings,
        webhook_url="http://x/hook",
        webhook_secret="abc",  # noqa: S106 - nobody's
        listen_port=port,
    )
    plan.before("setWebhook", Fault(error=(400, "Bad Request: bad webhook: An HTTPS URL must be provided")))
    with pytest.raises(SettingsError) as caught:
        await stage.open()
    assert str(caught.value) == "WEBHOOK_URL: Telegram does not take it (Bad webhook: an https url must be provided)"


# By itself


async def test_the_tick_comes_round_by_itself(stage: Stage) -> None:
    """Nobody calls it: the scheduler does, again and again."""
    stage.parts.tick_seconds = 0.02
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    stage.now = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    await ana.person.hears("Good morning")
    first = len(ana.texts)
    stage.now += timedelta(days=1)
    await eventually(lambda: len(ana.texts) > first)


async def test_housekeeping_begins_with_the_start(stage: Stage) -> None:
    """A program that is started anew every night forgets, too."""
    stage.store = Store(stage.database_url)
    long_ago = stage.now - timedelta(days=31)
    stage.store.enqueue([OutgoingCall(1, Verb.SEND, {"text": "old"})], long_ago)
    stage.store.cancel_chat(1, "no")
    assert stage.store.census()["outbox_dead"] == 1
    stage.store.close()
    await stage.open()
    await eventually(lambda: "outbox_dead" not in stage.store.census())


async def test_a_start_unfolds_the_vocabularies_of_those_who_are_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of English; no more memory and time go into languages that nobody speaks here."""
    unfolded: list[str] = []
    monkeypatch.setattr(hearing, "prepare", lambda *languages: unfolded.extend(words.hears for words in languages))
    ana = stage.player("Ana", "de")
    await stage.open()
    await eventually(lambda: unfolded == ["en"])
    await ana.says("/start")
    await stage.restart()
    await eventually(lambda: unfolded == ["en", "en", "de"])


# The zone data


def planned_by_old_data(store: Store, now: datetime, count: int = 1) -> None:
    """People with reminders that were planned an hour off: one is due, one is to come, one rests."""
    for number in range(1, count + 1):
        before = Person(id=number, created_at=now, settings=records.PersonSettings(zone="Europe/Lisbon"))
        at = (now + timedelta(hours=3)).time()
        reminders = (
            Reminder(1, at, 127, now - timedelta(minutes=1), now.date()),
            Reminder(2, at, 127, now + timedelta(hours=2), now.date()),
            Reminder(3, at, 127),
        )
        store.commit_turn(TurnResult(None, before, replace(before, reminders=reminders)), now)
    store.note_fact(ZONE_DATA, "1999a")


async def test_other_zone_data_plans_everybody_again_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """In batches; what is due stays due, what rests goes on resting; the next start has nothing to do."""
    monkeypatch.setattr(replanning, "BATCH", 2)
    batches = []
    in_batches = Store.people_with_reminders

    def counted(store: Store, after_id: int, limit: int) -> list[Person]:
        found = in_batches(store, after_id, limit)
        batches.append(len(found))
        return found

    monkeypatch.setattr(Store, "people_with_reminders", counted)
    store = Store(stage.database_url)
    planned_by_old_data(store, stage.now, count=5)
    stage.now -= timedelta(minutes=2)  # so that nothing is due yet while the bot comes up
    await stage.open()
    await eventually(lambda: store.fact(ZONE_DATA) == tzdata.IANA_VERSION)
    assert batches == [2, 2, 1, 0]
    start = stage.now + timedelta(minutes=2)
    for number in range(1, 6):
        person = store.load(number)
        assert person is not None
        assert [reminder.next_due for reminder in person.reminders] == [
            start + timedelta(hours=3),
            start + timedelta(hours=3),
            None,
        ]
    await stage.restart()
    await asyncio.gather(*(task for task in stage.bot._tasks if task.get_name() == "replan"))
    assert len(batches) == 4
    store.close()


async def test_what_is_due_already_is_not_planned_away(stage: Stage) -> None:
    """The prompt still comes, although the new data says that its moment is later."""
    store = Store(stage.database_url)
    planned_by_old_data(store, stage.now)
    store.close()
    await stage.open()
    await eventually(lambda: stage.store.fact(ZONE_DATA) == tzdata.IANA_VERSION)
    assert [row["due_at"] for row in table(stage.store, "prompt")] == [stage.now - timedelta(minutes=1)]


# Going down


async def test_the_end_is_quick_with_a_poll_open(stage: Stage, plan: Plan) -> None:
    """And leaves no task behind."""
    before = asyncio.all_tasks()
    await stage.telegram.start()
    await stage.start_bot()
    await eventually(lambda: "getupdates" in plan.seen)
    began = asyncio.get_running_loop().time()
    await stage.stop_bot()
    assert asyncio.get_running_loop().time() - began < 1.0
    names = {task.get_name() for task in asyncio.all_tasks() - before}
    assert not [name for name in names if name.startswith(("polling", "replan", "outbox", "send-", "inbox-"))]


async def test_the_end_finishes_what_is_claimed(stage: Stage, plan: Plan) -> None:
    """A slow answer is waited for: it is sent once, and the next start has nothing to repeat."""
    await stage.open()
    leave = plan.hold("sendMessage")
    ana = stage.player()
    ana.person.say("/help")
    await eventually(lambda: plan.count("sendMessage") == 1)
    stopping = asyncio.create_task(stage.stop_bot())
    await asyncio.sleep(0)
    leave.set()
    await stopping
    assert len(ana.texts) == 1
    await stage.start_bot()
    assert len(ana.texts) == 1


async def test_the_end_does_not_wait_for_ever(
    stage: Stage, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram hangs: the call is cut off, stays on record as uncertain, and is made after the next start."""
    monkeypatch.setattr(app, "STOP_SECONDS", 0.1)
    await stage.open()
    plan.before("sendMessage", Fault(delay=300))
    ana = stage.player()
    ana.person.say("/help")
    await eventually(lambda: plan.count("sendMessage") == 1)
    async with asyncio.timeout(HANGS):
        await stage.stop_bot()
    assert "stopped_with_work_left" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    await stage.start_bot()
    assert len(ana.texts) == 1


async def test_the_end_does_not_wait_for_a_turn_that_hangs(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its update was not done, so the next start takes it up again."""
    monkeypatch.setattr(app, "STOP_SECONDS", 0.1)
    await stage.open()
    ana = stage.player()
    leave = threading.Event()
    load = stage.store.load

    def hanging(person_id: int) -> Person | None:
        leave.wait(60)
        return load(person_id)

    monkeypatch.setattr(stage.store, "load", hanging)
    ana.person.say("/help")
    await eventually(lambda: stage.bot.inbox.taken == 1)
    stopping = asyncio.create_task(stage.stop_bot())
    await eventually(lambda: not stage.bot.inbox._workers)
    leave.set()
    await stopping
    await stage.start_bot()
    assert len(ana.texts) == 1


async def test_the_end_does_not_wait_for_everybody_to_be_planned_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 100,000 people that takes a while; the next start begins again."""
    store = Store(stage.database_url)
    planned_by_old_data(store, stage.now)
    rounds = []
    same = store.people_with_reminders(-1, 1)

    def endless(_store: Store, after_id: int, limit: int) -> Sequence[Person]:
        rounds.append(after_id)
        return same

    monkeypatch.setattr(Store, "people_with_reminders", endless)
    await stage.open()
    await eventually(lambda: len(rounds) > 3)
    async with asyncio.timeout(HANGS):
        await stage.stop_bot()
    assert store.fact(ZONE_DATA) == "1999a"
    store.close()


async def test_an_end_before_telegram_was_reached_is_clean(tmp_path: Path) -> None:
    """Ctrl-C while the network is away."""
    stage = Stage(tmp_path)
    settings = replace(stage.settings, telegram_api_url=f"http://127.0.0.1:{free_port()}")
    limber = Limber(settings, stage.library, Store(stage.database_url), stage.parts)
    starting = asyncio.create_task(limber.start())
    await asyncio.sleep(0.05)
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    await limber.stop()


def test_a_record_is_for_one_program_at_a_time(tmp_path: Path) -> None:
    """The second one on the same file is refused, before it sends anything twice."""
    settings = Settings(token=TOKEN, database_url=f"sqlite:///{tmp_path}/limber.db")
    first = open_store(settings)
    with pytest.raises(DatabaseUnusable, match="another Limber runs on this database"):
        open_store(settings)
    first.close()
    open_store(settings).close()


# For operators


async def figures_of(stage: Stage) -> dict[str, float]:
    """What the bot tells Prometheus, by the names behind `limber_`."""
    page = of_page(await stage.bot.metrics.page())
    return {name.removeprefix("limber_"): value for name, value in page.items()}


async def test_health_tells_of_another_copy(stage: Stage, plan: Plan) -> None:
    """And of nothing once it is gone."""
    await stage.open()
    assert await stage.bot.health.wrong() == []
    plan.always("getUpdates", Fault(error=(409, "Conflict: terminated by other getUpdates request")))
    ana = stage.player()
    ana.person.say("/help")
    await eventually(lambda: stage.bot._trouble)
    assert await stage.bot.health.wrong() == ["another copy polls with the same token"]
    plan.always("getUpdates", None)
    ana.person.say("/help")
    await stage.settle()
    assert await stage.bot.health.wrong() == []


async def test_health_misses_the_tick_after_a_minute(stage: Stage) -> None:
    """Not after 60 seconds, but after 61."""
    await stage.open()
    stage.pass_time(seconds=60)
    assert await stage.bot.health.wrong() == []
    stage.pass_time(seconds=1)
    assert await stage.bot.health.wrong() == ["the daily prompts do not tick"]


async def test_figures_count_what_happened(stage: Stage, plan: Plan) -> None:
    """Taken, sent, retried, prompted; of Sunday's digest there is nothing to tell by Monday."""
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    figures = await figures_of(stage)
    assert figures["updates_taken_total"] == len([m for m in ana.person.messages if m["from"]["id"] == ana.id]) + 4
    assert figures["calls_sent_total"] == stage.store.census()["outbox_sent"]
    assert (figures["prompts_queued_total"], figures["prompts_skipped_total"]) == (1, 1)
    assert (figures["calls_given_up_total"], figures["floods_total"], figures["updates_set_aside_total"]) == (0, 0, 0)


async def test_figures_tell_what_waits_and_that_nothing_is_lost(stage: Stage, plan: Plan) -> None:
    """The backlog while Telegram is slow; nothing is unaccounted for, then or afterwards."""
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    held = plan.hold("sendPhoto")
    stage.now = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    await stage.prompts.tick()
    await eventually(lambda: plan.seen[-1] == "sendphoto")
    figures = await figures_of(stage)
    lost = {name: count for name, count in figures.items() if name.startswith("unaccounted_")}
    waiting = ("updates_waiting", "prompts_queued", "replicas")
    assert lost == {
        "unaccounted_reminders_overdue": 0.0,
        "unaccounted_prompts_without_message": 0.0,
        "unaccounted_updates_stuck": 0.0,
    }
    assert [figures[name] for name in waiting] == [0.0, 1.0, 1.0]
    assert figures["calls_waiting"] == figures["calls_in_hand"] >= 1.0
    held.set()
    await stage.settle()
    figures = await figures_of(stage)
    assert {count for name, count in figures.items() if name.startswith("unaccounted_")} == {0.0}
    assert [figures[name] for name in (*waiting, "calls_waiting", "calls_in_hand")] == [0.0, 0.0, 1.0, 0.0, 0.0]


async def test_figures_tell_what_should_not_be(stage: Stage) -> None:
    """A reminder that nobody looked at, a prompt whose message is gone, an update that is stuck."""
    await stage.open()
    ana = stage.player()
    await ana.sets_up()
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    with stage.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE prompt SET state = 'queued', outbox_id = NULL WHERE reminder_number = 1"))
        connection.execute(
            sa.text("UPDATE inbox SET state = 'new' WHERE update_id = (SELECT max(update_id) FROM inbox)")
        )
    stage.pass_time(days=1, minutes=6)
    figures = await figures_of(stage)
    assert {name: count for name, count in figures.items() if name.startswith("unaccounted_")} == {
        "unaccounted_reminders_overdue": 1.0,
        "unaccounted_prompts_without_message": 1.0,
        "unaccounted_updates_stuck": 1.0,
    }


class Admins(Stage):
    """A stage where Ana runs the bot, and Ben and Caro use it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, admin_ids=frozenset({5_100_000_001}))
        self.ana, self.ben, self.caro = (self.player(name) for name in ("Ana", "Ben", "Caro"))

    async def gather(self) -> None:
        """Everybody writes once."""
        for player in (self.ana, self.ben, self.caro):
            await player.says("/start")


@pytest.fixture
async def admins(tmp_path: Path) -> AsyncIterator[Admins]:
    """Ana, Ben and Caro."""
    made = Admins(tmp_path)
    await made.open()
    await made.gather()
    yield made
    await made.close()


async def test_the_statistics_are_for_admins(admins: Admins) -> None:
    """Anybody else gets what an unknown command gets."""
    (stats,) = await admins.ana.says("/stats")
    assert "People: 3. Active 3," in stats
    assert await admins.ben.says("/stats") == await admins.ben.says("/nonsense")


# What must not be seen


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """Logging as the tests had it."""
    with logging_as_it_was():
        yield


async def calm(stage: Stage) -> None:
    """Let time pass until everything is heard, answered, and tried again."""
    await stage.telegram.until(lambda: not stage.telegram.state.updates)
    await stage.bot.inbox.settle()
    while any(stage.store.waiting_calls()):
        stage.pass_time(seconds=10)
        stage.bot.outbox.wake()
        await asyncio.sleep(0.01)


async def misadventures(stage: Stage, plan: Plan) -> None:
    """Whatever makes a log line: a conversation, and every kind of trouble."""
    ana, ben = stage.player("Xanthippe"), stage.player("Ben")
    await ana.sets_up()
    await ana.says("my hip hurts a lot since the zebra came")
    await ana.says("/export")
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    for fault in (
        Fault(error=(502, "Bad Gateway"), plain=True),
        Fault(error=(400, "Bad Request: can't parse entities")),
        Fault(drop=True),
        Fault(retry_after=1),
    ):
        plan.before("sendMessage", fault)
        ben.person.say("/help")
        await calm(stage)
    ben.person.block()
    await calm(stage)
    stage.telegram.state.push_raw({"message": {"text": "a zebra without a chat", "from": {"first_name": "Xanthippe"}}})
    await ana.says("/status")
    plan.before("getUpdates", Fault(error=(409, "Conflict")), Fault(error=(502, "x")), Fault(drop=True))
    await ana.says("/help")
    plan.always("getUpdates", Fault(error=(401, "Unauthorized")))
    ana.person.say("/help")
    assert stage.bot.failed is not None
    with pytest.raises(TokenRefused):
        await stage.bot.failed


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("style", shortened(["text", "json"], 2))
async def test_no_log_ever_shows_the_token_or_what_people_said(
    tmp_path: Path, plan: Plan, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    """Everything at DEBUG, through all kinds of trouble; ids and event names are all there is."""
    stage = Stage(tmp_path)
    stage.telegram = LocalTelegram(token=CANARY, clock=stage.clock, faults=plan, tells_time=False)
    stage.settings = replace(stage.settings, token=CANARY)
    logs.set_up("DEBUG", style)
    asyncio.get_running_loop().set_debug(True)
    await stage.open()
    await misadventures(stage, plan)
    plan.always("getMe", Fault(error=(401, "Unauthorized")))
    await stage.stop_bot()
    with pytest.raises(TokenRefused) as caught:
        await stage.start_bot()
    logging.getLogger("limber.test").error("refused", exc_info=caught.value)
    await stage.close()
    out, err = capsys.readouterr()
    assert (out, "update_set_aside" in err, "telegram_unreachable" in err or "polling_failed" in err) == (
        "",
        True,
        True,
    )
    assert len(err.splitlines()) > 50
    assert SECRET_PART not in err
    for private in ("zebra", "Xanthippe", "Europe/Lisbon"):
        assert private not in err, next(line for line in err.splitlines() if private in line)


async def test_a_clip_of_the_library_is_shown(tmp_path: Path) -> None:
    """A movement library of one's own with a clip at its first step: uploaded once, then known."""
    folder = tmp_path / "movements"
    folder.mkdir()
    for file in SHIPPED.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if file.stem == "dynamic-hip-stretch":
            first = text.index("- id:", text.index("setup:", text.index("position: seated")))
            figure = text.index("figure:", first)
            text = f"{text[:figure]}clip: breathe.gif{text[text.index(chr(10), figure) :]}"
        (folder / file.name).write_text(text, encoding="utf-8")
    (folder / "breathe.gif").write_bytes(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;")
    stage = Stage(tmp_path, content_dir=folder)
    await stage.open()
    shown: list[Json] = []
    for name in ("Ana", "Ben"):
        player = stage.player(name)
        await player.sets_up()
        await player.says("/today dynamic hip stretch")
        await player.taps("Start")
        shown += [message for message in player.person.inbox if "animation" in message]
    assert len(shown) == 2
    assert all("step 1 of" in words_of(message) for message in shown)
    sent = [call for call in stage.telegram.state.ledger if call.method == "sendAnimation"]
    assert [bool(call.files) for call in sent] == [True, False]
    assert stage.wrongs() == []
    await stage.close()


def test_the_clock_is_read_in_utc() -> None:
    """The one place that reads it."""
    now: Any = app.utc_now()
    assert now.tzinfo is UTC
    assert Parts().clock is app.utc_now
