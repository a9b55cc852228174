"""What the doctor says of everything that it looks at, and that it looks while a bot runs and never tells the token."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.emulator.faults import Fault
from bot.emulator.server import LocalTelegram
from bot.operations.doctor import (
    Answer,
    Finding,
    Severity,
    clock_found,
    database_found,
    disk_found,
    ends_found,
    erasures_found,
    examine,
    operator_found,
    permissions_found,
    rate_found,
    token_found,
    voice_found,
    webhook_found,
    zone_data_found,
)
from bot.operations.reporting import in_bytes, in_time
from bot.settings import Settings
from content.library import SHIPPED, load_library
from content.stale_clips import clip_faults
from storage.diagnosis import Checkup, ErasuresFound, SchemaState
from storage.store import Store
from tests.bot.conftest import Plan
from tests.content.figures.neck_turns import written
from tests.harness.libraries import shipped_library
from tests.harness.program import free_port
from tests.harness.stage import TOKEN
from tests.harness.tabled import tabled

NOW = datetime(2026, 11, 22, 14, 35, tzinfo=UTC)
HOOK = "https://hips.example/telegram"
POLLS, HOOKED = Settings(token=TOKEN), Settings(token=TOKEN, webhook_url=HOOK, webhook_secret="x")  # noqa: S106
FILE = Checkup(
    "SQLite", Path("data/limber.db"), revision="0005", schema=SchemaState.CURRENT, size=14_200_000, free=10**10
)
OK, WARN, FAIL = Severity.OK, Severity.WARN, Severity.FAIL


def hook(status: int = 200, **result: object) -> Answer:
    """What getWebhookInfo said."""
    return Answer(status, result)


def failed(minutes: int) -> Answer:
    """A webhook whose last delivery failed so long ago."""
    at = int((NOW - timedelta(minutes=minutes)).timestamp())
    return hook(url=HOOK, last_error_date=at, last_error_message="Wrong response from the webhook: 502")


# What was found, how bad that is, and a part of what is said.
TOKENS = [
    (None, WARN, "none is set, so `run` opens the chat in the browser; set BOT_TOKEN"),
    (Answer(200, {"username": "limber_bot"}), OK, "Telegram knows it as @limber_bot"),
    (Answer(401, {}), FAIL, "Telegram does not know it; copy it again from @BotFather"),
    (Answer(404, {}), FAIL, "Telegram does not know it; copy it again from @BotFather"),
    (
        Answer(None, {}, "ClientConnectorError"),
        FAIL,
        "api.telegram.org cannot be reached (ClientConnectorError); check",
    ),
    (Answer(502, {}), FAIL, "api.telegram.org answers 502, which is unexpected; try again in a minute, and check"),
    (Answer(200, {}), FAIL, "api.telegram.org answers 200, which is unexpected; try again"),
]
# The settings, the answer, whether a bot runs, how bad, what.
HOOKS = [
    (POLLS, hook(url="", pending_update_count=3), True, OK, "none, since it polls; 3 updates wait"),
    (POLLS, hook(url=HOOK), True, FAIL, "one is set, to hips.example, although WEBHOOK_URL is not; restart the bot"),
    (POLLS, hook(url=HOOK), False, WARN, "one is set, to hips.example, although WEBHOOK_URL is not"),
    (POLLS, hook(pending_update_count=1200), False, WARN, "1,200 updates wait; start the bot"),
    (POLLS, hook(pending_update_count=1200), True, WARN, "1,200 updates wait; check that the bot runs"),
    (POLLS, hook(502), True, WARN, "Telegram did not say; try again in a minute"),
    (HOOKED, hook(url=HOOK), True, OK, "set as configured; 0 updates wait"),
    (HOOKED, hook(url=""), True, FAIL, "none is set yet; restart the bot"),
    (HOOKED, hook(url=""), False, WARN, "none is set yet; restart the bot"),
    (
        HOOKED,
        hook(url="https://old.example/secret"),
        True,
        FAIL,
        "it leads to another address, at old.example; restart",
    ),
    (HOOKED, failed(59), True, WARN, "Telegram says: Wrong response from the webhook: 502; check the proxy"),
    (HOOKED, failed(61), True, OK, "set as configured"),
]
NOTED = ErasuresFound(Path("data/erasures.db"), noted=3)
DATABASES = [
    (FILE, [(OK, "SQLite, sound, can be written; no bot runs on it"), (OK, "up to date (0005)")]),
    (replace(FILE, running=1), [(OK, "a bot runs on it"), (OK, "")]),
    (replace(FILE, running=3), [(OK, "3 bots run on it"), (OK, "")]),
    (replace(FILE, read_only="locked"), [(FAIL, "it cannot be written: locked; run this as the bot's user"), (OK, "")]),
    (replace(FILE, problem="broken"), [(FAIL, "broken; check DATABASE_URL; restore a backup with: ")]),
    (replace(FILE, exists=False), [(WARN, "there is none at data/limber.db; run this in the bot's folder")]),
    (
        replace(FILE, schema=SchemaState.OLDER),
        [(OK, ""), (WARN, "an older one (0005); the next start brings it")],
    ),
    (
        replace(FILE, schema=SchemaState.NEWER),
        [(OK, ""), (FAIL, "a newer one (0005); install the program that wrote it")],
    ),
    (replace(FILE, schema=SchemaState.NONE), [(OK, ""), (WARN, "the database is empty; start the bot")]),
]
SECOND = timedelta(seconds=1)
ONES = [
    (clock_found(None), WARN, "the server's answers have no time; let the system set it"),
    (clock_found(5 * SECOND), OK, "within 5 s of Telegram's"),
    (clock_found(-SECOND / 10), OK, "within 1 s of Telegram's"),
    (clock_found(6 * SECOND), WARN, "6 s fast, so prompts come at the wrong time; let the system set it: timedatectl"),
    (clock_found(-59 * SECOND), WARN, "59 s slow"),
    (clock_found(-60 * SECOND), FAIL, "60 s slow"),
    (clock_found(600 * SECOND), FAIL, "600 s fast, so prompts come at the wrong time"),
    (clock_found(-601 * SECOND), FAIL, "10 min slow, so no prompt is sent until it is right; let the system set it"),
    (clock_found(8760 * 3600 * SECOND), FAIL, "365 days fast, so no prompt is sent until it is right"),
    (zone_data_found("2025c", date(2026, 6, 30)), OK, "2025c"),
    (zone_data_found("2025c", date(2026, 7, 1)), WARN, "2025c is over a year old; update: git pull, make setup"),
    (disk_found(FILE), OK, "10 GB free, the database takes 14 MB"),
    (
        disk_found(replace(FILE, free=499 * 2**20)),
        WARN,
        "free, the database takes 14 MB; make room: delete old backups",
    ),
    (disk_found(replace(FILE, free=10**9, size=4 * 10**8)), WARN, "1.0 GB free, the database takes 400 MB; make room"),
    (disk_found(replace(FILE, free=49 * 2**20)), FAIL, "51 MB free"),
    (disk_found(replace(FILE, free=None)), OK, "the free space on its server is not visible from here"),
    (rate_found(FILE, 25), OK, "no prompts are due in the next 24 hours"),
    (ends_found(FILE), OK, "it is not killed again and again"),
    (ends_found(replace(FILE, unclean_ends=2)), OK, "it is not killed again and again"),
    (
        ends_found(replace(FILE, unclean_ends=3)),
        WARN,
        "3 times in a row it was killed or crashed soon after its start;",
    ),
    (rate_found(replace(FILE, busiest=(NOW, 1)), 25), OK, "at 14:35 UTC 1 prompt is due: 1 s"),
    (rate_found(replace(FILE, busiest=(NOW, 1200)), 25), OK, "at 14:35 UTC 1,200 prompts are due: 48 s"),
    (rate_found(replace(FILE, busiest=(NOW, 22_500)), 25), OK, "15 min"),
    (rate_found(replace(FILE, busiest=(NOW, 22_501)), 25), WARN, "15 min; pay for more and raise MESSAGES_PER_SECOND"),
    (rate_found(replace(FILE, busiest=(NOW, 270_001)), 25), FAIL, "3.0 h, so some would be too late and are skipped;"),
    (erasures_found(NOTED), OK, "3 noted in data/erasures.db, and nobody of them is back"),
    (erasures_found(replace(NOTED, noted=None)), OK, "none are noted yet; the next start makes data/erasures.db"),
    (erasures_found(replace(NOTED, returned=1)), FAIL, "1 person who was erased is back, from a restored copy; start"),
    (erasures_found(replace(NOTED, returned=1200)), FAIL, "1,200 people who were erased are back"),
    (erasures_found(replace(NOTED, problem="no key")), FAIL, "no key; the bot does not start until that is fixed"),
    (permissions_found([]), OK, "nobody else on this machine can read the database or the token"),
    (permissions_found([Path("a"), Path("b")]), WARN, "anybody on this machine can read a b; chmod 600 a b"),
]


@pytest.mark.parametrize(("me", "level", "said"), TOKENS)
def test_what_is_said_of_the_token(me: Answer | None, level: Severity, said: str) -> None:
    """Refused is told from out of reach."""
    found = token_found(POLLS, me)
    assert (found.level, found.text[: len(said)]) == (level, said)


@tabled(("settings", "answer", "running", "level", "said"), HOOKS)
def test_what_is_said_of_the_webhook(
    settings: Settings, answer: Answer, running: bool, level: Severity, said: str
) -> None:
    """What the next start mends is a failure only while a bot runs; of an address no path is told."""
    found = webhook_found(settings, answer, NOW, running=running)
    assert (found.level, found.text[: len(said)]) == (level, said)
    assert "secret" not in found.text


@pytest.mark.parametrize(("checkup", "wanted"), DATABASES)
def test_what_is_said_of_the_database(checkup: Checkup, wanted: list[tuple[Severity, str]]) -> None:
    """A line for the database, and one for its schema where that is known."""
    found = list(database_found(checkup))
    assert [finding.level for finding in found] == [level for level, _ in wanted]
    assert [said for finding, (_, said) in zip(found, wanted, strict=True) if said not in finding.text] == []


@tabled(("found", "level", "said"), ONES)
def test_what_is_said_of_a_single_thing(found: Finding, level: Severity, said: str) -> None:
    """With the mend in the line when it is not ok."""
    assert (found.level, said in found.text) == (level, True), found


def test_what_is_said_of_the_operator() -> None:
    """People are to know who runs a bot."""
    named = replace(POLLS, operator_name="Lauren", operator_contact="@lauren", admin_ids=frozenset({41}))
    assert [str(finding) for finding in operator_found(named)] == [
        "ok   operator    Lauren, @lauren",
        "ok   admins      1 may use /stats and /broadcast",
    ]
    assert [str(finding) for finding in operator_found(replace(POLLS, operator_name="Lauren"))] == [
        "warn operator    /privacy does not say who runs this bot; set OPERATOR_CONTACT",
        "warn admins      nobody may use /stats and /broadcast; set ADMIN_IDS",
    ]


def test_sizes_and_spans_are_as_people_say_them() -> None:
    """One digit after the point below ten."""
    assert [in_bytes(n) for n in (0, 999, 1000, 14_200_000, 10**13, 10**16)] == [
        *("0 B", "999 B", "1.0 kB", "14 MB", "10 TB", "10000 TB"),
    ]
    assert [in_time(timedelta(seconds=n)) for n in (1, 119, 120, 7199, 7200)] == [
        *("1 s", "119 s", "2 min", "120 min", "2.0 h"),
    ]


# The clips


def stale(index: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    """A pose was changed since a clip was drawn."""
    next(iter(index["clips"].values()))["right"]["hash"] = "0" * 16


def missing(index: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    """A step has no clip."""
    del next(iter(index["clips"].values()))["left"]


def lost(index: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    """A file is gone."""
    next(iter(index["clips"].values()))["left"]["file"] = "gone.mp4"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(stale, "its poses were changed after it was drawn"), (missing, "there is no clip"), (lost, "there is no file")],
)
def test_every_step_has_its_clip_as_its_poses_are_now(
    tmp_path: Path, spoil: Callable[[dict[str, dict[str, dict[str, dict[str, str]]]]], None], said: str
) -> None:
    """Told without the extra that draws them."""
    assert clip_faults(SHIPPED)[1] == []
    copy = tmp_path / "movements"
    copy.mkdir()
    for path in SHIPPED.glob("*.yaml"):
        shutil.copy(path, copy)
    (copy / "clips").mkdir()
    for path in (SHIPPED / "clips").iterdir():
        (copy / "clips" / path.name).symlink_to(path)
    index = json.loads((copy / "clips" / "index.json").read_text())
    spoil(index)
    (copy / "clips" / "index.json").unlink()
    (copy / "clips" / "index.json").write_text(json.dumps(index))
    (fault,) = clip_faults(copy)[1]
    assert said in fault


@pytest.mark.parametrize(
    ("index", "level", "said"),
    [
        (None, OK, "no sounds: sessions that are followed along are silent"),
        ({}, OK, "no sounds: sessions that are followed along are silent"),
        (
            {"bell": {"file": "bell.aac"}},
            WARN,
            "bell: it was made in another way than now (8 in all); it is shown",
        ),
    ],
)
def test_the_lines_that_are_not_said(
    tmp_path: Path, index: dict[str, dict[str, str]] | None, level: Severity, said: str
) -> None:
    """A library without a voice is no fault of its operator."""
    folder = written(tmp_path / "library")
    if index is not None:
        (folder / "voice").mkdir()
        (folder / "voice" / "index.json").write_text(json.dumps({"sounds": index}))
    found = voice_found(load_library(folder), folder)
    assert (found.what, found.level) == ("voice", level)
    assert found.text.startswith(said)


@pytest.mark.system
def test_all_shipped_lines_are_said() -> None:
    """The default library needs nothing made."""
    assert re.fullmatch(r"\d{3} sounds, all up to date", voice_found(shipped_library(), SHIPPED).text)


# All of it


@pytest.fixture
def settings(telegram: LocalTelegram, database: Path) -> Settings:
    """A token that Telegram knows, a record, and a small library."""
    telegram.state.clock = utc_now
    library = Path(__file__).parents[2] / "content" / "other_library"
    url = f"sqlite:///{database}"
    return Settings(token=TOKEN, telegram_api_url=telegram.url, database_url=url, content_dir=library)


@pytest.fixture
def running(settings: Settings) -> Iterator[None]:
    """A bot holds the record."""
    store = Store(settings.database_url)
    store.hold_alone()
    yield
    store.close()


async def found_by(settings: Settings, **moved: float) -> dict[str, Finding]:
    """What the doctor finds, by name, with the clock moved."""
    found = await examine(settings, None, lambda: utc_now() + timedelta(**moved))
    assert not [finding for finding in found if TOKEN in str(finding) or TOKEN.partition(":")[2] in str(finding)]
    assert not [finding for finding in found if finding.level is not OK and "; " not in finding.text]
    return {finding.what: finding for finding in found}


@pytest.mark.usefixtures("running")
async def test_a_bot_in_good_health_has_a_line_for_everything(settings: Settings, telegram: LocalTelegram) -> None:
    """While it runs. Two things are for the operator to say."""
    found = await found_by(replace(settings, content_dir=None))
    levels = {name: finding.level for name, finding in found.items()}
    good = ("settings", "token", "webhook", "database", "migrations", "ends", "content", "clips", "clock", "zone data")
    more = ("disk", "film", "voice", "languages", "rate", "permissions", "erasures")
    assert levels == dict.fromkeys((*good, *more), OK) | {"operator": WARN, "admins": WARN}
    assert "a bot runs on it" in found["database"].text
    assert not telegram.state.refusals


@pytest.mark.parametrize(
    ("hours", "seconds", "level"), [(0, 20, WARN), (0, -20, WARN), (-3, 0, FAIL), (24 * 30, 0, FAIL)]
)
async def test_the_clock_is_compared_with_telegrams(
    settings: Settings, hours: float, seconds: float, level: Severity
) -> None:
    """By the date of its answer; both ways."""
    assert (await found_by(settings, hours=hours, seconds=seconds))["clock"].level is level


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(error=(401, "Unauthorized")), "Telegram does not know it"),
        (Fault(error=(502, "Bad Gateway")), "127.0.0.1 answers 502"),
        (Fault(drop=True), "127.0.0.1 cannot be reached (ServerDisconnectedError)"),
    ],
)
async def test_telegrams_trouble_is_one_line_without_the_token(
    settings: Settings, plan: Plan, fault: Fault, said: str
) -> None:
    """And everything else is looked at all the same."""
    plan.always("getMe", fault)
    found = await found_by(settings)
    assert (found["token"].level, found["token"].text.startswith(said)) == (FAIL, True)
    assert "webhook" not in found
    assert found["database"].level is OK


async def test_a_telegram_that_is_not_there_is_one_line(settings: Settings) -> None:
    """The clock cannot be compared then."""
    found = await found_by(replace(settings, telegram_api_url=f"http://127.0.0.1:{free_port()}"))
    assert found["token"].text.startswith("127.0.0.1 cannot be reached (ClientConnectorError); check the network")
    assert "clock" not in found


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """A token that anybody can read."""
    token_file = tmp_path / "token"
    token_file.write_text(TOKEN)
    token_file.chmod(0o644)
    tmp_path.chmod(0o755)
    return token_file


async def test_a_wrong_library_and_a_token_for_everybody_are_told(token_file: Path, database: Path) -> None:
    """Without a token nobody is called."""
    settings = Settings(database_url=f"sqlite:///{database}", content_dir=token_file.parent)
    found = {finding.what: finding for finding in await examine(settings, str(token_file), utc_now)}
    assert found["token"].level is WARN
    assert found["content"].level is FAIL
    assert "; see all with: python -m bot check" in found["content"].text
    assert str(token_file) in found["permissions"].text
    assert "clock" not in found
