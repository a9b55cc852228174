"""The commands on one person: find tells who somebody is, and nothing of their health; erase does what /delete does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.operations.opening import open_store
from bot.operations.people import MOST_SHOWN, erase
from bot.settings import Settings
from storage.erasures import Erasures
from storage.records.diary import CheckIn
from storage.records.person import Account, Person, with_fields
from storage.records.turn import TurnResult
from storage.store import Store
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.stage import Stage, opened
from tests.storage.sample_people import ANA, BEN, HOUR, NOW, TODAY
from tests.storage.store_actions import change_person, put_person, tables


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """What the command line does to the logs is undone."""
    with logging_as_it_was():
        yield


@pytest.fixture
def store(record: Path) -> Iterator[Store]:
    """The same, open, as a bot has it."""
    opened_store = Store(f"sqlite:///{record}")
    opened_store.hold_alone()
    opened_store.join(NOW)
    yield opened_store
    opened_store.close()


def named(person_id: int, name: str, **fields: object) -> Person:
    """Somebody of a name."""
    return replace(ANA, id=person_id, account=Account(first_name=name, **fields))  # type: ignore[arg-type]


def test_find_tells_who_somebody_is_and_nothing_of_their_health(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """By id, while the bot runs; every line is in the list."""
    whole = put_person(store, named(41, "Ana", heard_at=NOW + HOUR))
    ill = with_fields(whole, gentle=True, avoids=("one-leg",), paused=True, paused_until=NOW + timedelta(days=3))
    change_person(store, whole, ill)
    stored = store.load(41)
    store.commit_turn(TurnResult(None, stored, stored, checkin=CheckIn(TODAY, before=7)), NOW)
    store.mark_blocked(41, NOW + 2 * HOUR, "blocked")
    assert command_line.main(["find", "41"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "41",
        "  name       Ana",
        "  since      2026-11-22 14:35:00 UTC",
        "  last seen  2026-11-22 15:35:00 UTC",
        "  paused     until 2026-11-25 14:35:00 UTC",
        "  stopped    no",
        "  blocked    2026-11-22 16:35:00 UTC",
    ]


def test_find_looks_for_letters_of_a_name(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Large or small, in any script; what would steer the terminal is not printed."""
    for person_id, name in ((1, "ÉLODIE"), (2, "Élise\x1b[2J"), (3, "Ben")):
        put_person(store, named(person_id, name))
    assert command_line.main(["find", "él"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == ["1", "2"]
    assert "\x1b" not in out
    assert "never" not in out
    assert command_line.main(["find", "4"]) == 1
    assert capsys.readouterr() == ("", "nobody has this id or a name with these letters: 4\n")


def test_find_says_how_many_it_leaves_out(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that many have."""
    for person_id in range(1, MOST_SHOWN + 4):
        put_person(store, named(person_id, "Ana"))
    assert command_line.main(["find", "ana"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "and 3 more; write more of the name"


def answering(text: str) -> Callable[[str], str]:
    """Somebody at the keyboard."""
    return lambda question: text


def nobody(question: str) -> str:
    """No keyboard."""
    raise EOFError


@pytest.mark.parametrize(
    ("ask", "status", "said"),
    [
        (answering(f"{ANA.id} "), 0, ""),
        (answering(str(BEN.id)), 1, "that is another id; nothing was erased\n"),
        (answering("yes"), 1, "that is another id; nothing was erased\n"),
        (nobody, 1, "that is another id; nothing was erased\n"),
    ],
)
def test_erase_asks_for_the_id_again(
    store: Store,
    record: Path,
    capsys: pytest.CaptureFixture[str],
    ask: Callable[[str], str],
    status: int,
    said: str,
) -> None:
    """And says whose it is; nobody else is touched."""
    put_person(store, ANA)
    put_person(store, BEN)
    settings = Settings(database_url=f"sqlite:///{record}")
    assert erase(settings, str(ANA.id), NOW, is_certain=False, ask=ask) == status
    out, err = capsys.readouterr()
    assert err == said
    assert "This erases Ana, here since 2026-11-22 14:35:00 UTC. It cannot be undone." in out
    assert (store.load(ANA.id) is None) is (status == 0)
    assert store.load(BEN.id) is not None
    assert [name for name, row in tables(store) if ANA.id in row.values()] == ([] if status == 0 else ["person"])


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("person", "status", "said"),
    [("41", 1, "nobody has the id 41; nothing was erased"), ("Ana", 2, "a person is named by their id, a number;")],
)
def test_erase_takes_an_id_that_somebody_has(
    capsys: pytest.CaptureFixture[str], person: str, status: int, said: str
) -> None:
    """Never a name, which two may have."""
    assert command_line.main(["erase", person, "--yes"]) == status
    assert capsys.readouterr().err.startswith(said)


async def test_somebody_who_is_erased_while_the_bot_runs_is_a_stranger_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may begin again, and stay at the next start; an old copy brings their old record back for no moment."""
    async with opened(Stage(tmp_path)) as stage:
        ana = stage.player("Ana")
        await ana.sets_up()
        await stage.stop_bot()
        old = stage.database.read_bytes()
        await stage.start_bot()
        monkeypatch.setenv("DATABASE_URL", stage.database_url)
        assert await asyncio.to_thread(command_line.main, ["erase", str(ana.id), "--yes"]) == 0
        assert stage.store.load(ana.id) is None
        assert "Hello Ana." in (await ana.says("/start"))[0]
        await stage.stop_bot()
        for _ in range(2):
            store = open_store(stage.settings)
            assert store.load(ana.id) is not None
            store.close()
        stage.database.write_bytes(old)
        store = open_store(stage.settings)
        assert store.load(ana.id) is None
        store.close()
        await stage.start_bot()


async def test_what_a_person_deletes_by_themselves_is_noted(tmp_path: Path) -> None:
    """By the whole bot: the record of erasures lies beside the database."""
    stage = Stage(tmp_path)
    async with opened(stage):
        ana = stage.player("Ana")
        await ana.sets_up()
        made_at = ana.record.created_at
        stage.store.erasures = Erasures(tmp_path / "erasures.db")
        await ana.says("/delete")
        await ana.says("yes")
        assert stage.store.erasures.marks() == {stage.store.erasures.mark(ana.id, made_at)}


def test_a_start_says_how_many_it_erased_again(record: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In the log; and refuses with one line where the record of erasures cannot be used."""
    settings = Settings(database_url=f"sqlite:///{record}")
    store = open_store(settings)
    put_person(store, ANA)
    store.close()
    old = record.read_bytes()
    store = open_store(settings)
    store.erase(ANA.id, NOW)
    store.close()
    record.write_bytes(old)
    open_store(settings).close()
    assert 'erasures_repeated people=1 why="a restored copy had brought them back"' in caplog.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("limber.db", "ERASURES_FILE is the database itself"),
        ("folder", "ERASURES_FILE: "),
        ("limber.db/erasures.db", "ERASURES_FILE: "),
    ],
)
def test_a_record_of_erasures_that_cannot_be_used_is_one_line(
    record: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    """The bot does not start: a restored copy would bring people back unnoticed."""
    (record.parent / "folder").mkdir()
    monkeypatch.setenv("ERASURES_FILE", str(record.parent / given))
    assert command_line.main(["try"]) == 2
    err = capsys.readouterr().err
    assert (err.count("\n"), err.startswith(said)) == (1, True)
