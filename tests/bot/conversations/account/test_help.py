"""Is everything there is to know said: /help, /about, /safety, /privacy, /status, /export, /delete?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import VERSION
from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS
from bot.emulator.chats import FIRST_PERSON_ID
from bot.i18n.catalogue import words_in
from storage.records.person import DIGEST
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import TWISTS, said, when
from tests.harness.stage import START, Player, Stage, opened
from tests.harness.tabled import tabled

ABOUT = shipped_library().about
# Columns that an export has: of every table that knows people, but the owner, texts that are gone, and sounds, which
# come as a file; of a payload the words on its buttons.
EXPORTED = {
    column.name
    for name, table in tables.metadata.tables.items()
    if name not in ("broadcast", "fact", "replica", "lease")
    for column in table.c
} - {"person_id", "made_for", "voice_of", "body", "payload", "sound"} | {"buttons"}
CONTRACT = """
    start today movements position remind cue timezone language pause resume progress report settings safety status
    privacy export delete stop help about
"""


async def test_help_lists_every_command_and_every_word(stage: Stage, ana: Player) -> None:
    """Those of admins only for admins; the words of a walk before the fold."""
    [text] = await ana.says("/help")
    lines = text.splitlines()
    for name in COMMANDS:
        assert [line for line in lines if line.startswith(f"/{name} ")], name
    for name in ADMIN_COMMANDS:
        assert f"/{name}" not in text
    for word in ("next", "back", "repeat", "more", "enough", "other side", "pause", "stop", "hurts"):
        assert word in lines[0]
    assert [e["type"] for e in ana.person.last["entities"]].count("expandable_blockquote") == 1


async def publishing(stage: Stage) -> None:
    """Wait for what is sent beside the start: the menu, then both descriptions."""
    await stage.telegram.until(lambda: len(stage.telegram.state.profile) == 2, what="the descriptions of the bot")


async def test_the_command_menu_is_the_contracts(stage: Stage) -> None:
    """Each with one line; set when the bot starts, in the order of the menu."""
    await publishing(stage)
    menu = stage.telegram.state.commands["default/"]
    assert [command["command"] for command in menu] == list(COMMANDS)
    assert sorted(COMMANDS) == sorted(CONTRACT.split())
    for command in menu:
        assert command["description"] == said(f"command.{command['command']}")
        assert "\n" not in command["description"]


async def test_about_says_why_and_whose_it_is(eva: Player) -> None:
    """With the names of those who showed the movements, the article's title, and the version last."""
    [text] = await eva.says("/about")
    for line in (ABOUT.why, ABOUT.troubles.intro, *ABOUT.troubles.kinds, *ABOUT.good_for, ABOUT.credit.article):
        assert line in text
    assert "Lauren Ohayon" in text
    assert "Deb of LaiLin Yoga" in text
    assert text.endswith(f"\nLimber {VERSION}")


async def test_safety_says_every_caution_and_offers_the_gentle_setting(eva: Player) -> None:
    """Who should take care, what the gentle setting does and does not, every warning sign."""
    [text] = await eva.says("/safety")
    for condition in ABOUT.care.conditions:
        assert condition in text.lower()
    for line in (ABOUT.care.intro, ABOUT.care.advice, said("settings.gentle_off")):
        assert line in text
    assert eva.buttons == ["Keep it gentle"]
    assert await eva.taps("Keep it gentle") == [f"{said('care.gentle_on', what=TWISTS)}\n{said('left_out.ask')}"]
    assert text in eva.texts, "the warning signs have to stay readable"
    [text] = await eva.says("/safety")
    assert text.endswith(said("settings.gentle_on", what=TWISTS))
    assert eva.buttons == []


async def test_privacy_says_what_is_kept(eva: Player) -> None:
    """And where to get or erase it."""
    [text] = await eva.says("/privacy")
    for named in (
        "first name",
        "position",
        "time zone",
        "reminders",
        "sessions",
        "health problem",
        "90 days",
        "48 hours",
        "Who is behind this bot",
        "/export",
        "/delete",
    ):
        assert named in text


async def test_the_bot_introduces_itself_before_the_first_word(stage: Stage) -> None:
    """What Telegram shows above START, and in the profile. It is sent beside the start."""
    await publishing(stage)
    assert stage.telegram.state.profile["description/"] == said("description")
    assert stage.telegram.state.profile["short_description/"] == said("description.short")


# /status


async def test_status_says_how_things_stand(daily: PromptedStage, ida: Player) -> None:
    """The next prompt, the last one, the clock; a walk that is open."""
    coming = said("setup.coming", when=when("tomorrow", "07:30"), span="16 h 55 min")
    clock = said("status.zone", zone="Lisbon", time="14:35")
    assert await ida.says("/status") == ["\n".join([said("status.title"), coming, said("status.no_last"), clock])]
    await ida.says("next")
    assert (await ida.says("/status"))[0].endswith(said("status.walk", movement="Hip flexion and extension"))


async def test_status_says_when_the_last_prompt_was_due_and_really_went_out(daily: PromptedStage, ida: Player) -> None:
    """To the minute."""
    await daily.tick_at(datetime(2026, 11, 23, 7, 30, 7, tzinfo=UTC))
    [text] = await ida.says("/status")
    assert said("status.last_sent", due=when("today", "07:30"), sent="07:30") in text
    daily.pass_time(days=1)
    [text] = await ida.says("/status")
    assert said("status.last_sent", due=when("yesterday", "07:30"), sent="07:30") in text


async def test_status_says_when_a_prompt_is_still_on_its_way(daily: PromptedStage, ida: Player) -> None:
    """Telegram has not taken it yet."""
    await daily.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    with daily.store.engine.begin() as connection:
        connection.execute(sa.update(tables.prompt).values(sent_at=None))
    assert said("status.last_waiting", due=when("today", "07:30")) in (await ida.says("/status"))[0]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("/pause", said("status.paused")),
        ("/pause 5", said("status.paused_until", until="until Friday")),
        ("/stop", said("status.stopped")),
        ("/remind off", said("status.no_next")),
    ],
)
async def test_status_says_what_rests(eva: Player, before: str, line: str) -> None:
    """Paused, paused until a day, stopped, or nothing planned."""
    await eva.says(before)
    assert line in (await eva.says("/status"))[0].splitlines()


async def test_status_without_a_zone_says_how_to_name_one(in_memory: InMemoryStage) -> None:
    """It goes by UTC."""
    assert said("status.no_zone") in (await in_memory.player().says("/status"))[0]


# /export and /delete


async def test_export_is_everything_that_is_kept_in_two_files(stage: Stage, ana: Player) -> None:
    """A text to be read and JSON for programs; no texts, no update bodies in either."""
    await ana.says("next")
    await ana.says("this is a secret")
    assert await ana.says("/export") == [said("export.text"), said("export.json")]
    documents = [message["document"] for message in ana.person.inbox[-2:]]
    assert [document["file_name"] for document in documents] == ["limber.txt", "limber.json"]
    text, content = (stage.telegram.state.blobs[document["file_unique_id"]].decode() for document in documents)
    record = json.loads(content)
    assert record["person"]["first_name"] == "Ana"
    assert record["person"]["zone"] == "Europe/Lisbon"
    assert [(reminder["number"], reminder["at"]) for reminder in record["reminders"]] == [
        (DIGEST, "18:00:00"),
        (1, "07:30:00"),
    ]
    assert [walk["variation"] for walk in record["walks"]] == ["seated-hip-flexion"]
    assert "secret" not in text + content
    lines = text.splitlines()
    assert lines[0] == "What Limber keeps about you, as of 22 November 2026, 14:35"
    for line in ("first name                   Ana", "time zone                    Europe/Lisbon"):
        assert f"  {line}" in lines
    assert "  weekdays                     Sunday" in lines
    assert [said(f"ledger.{section}") in lines for section in record] == [True] * len(record)
    values = [
        value
        for rows in record.values()
        for row in (rows if isinstance(rows, list) else [rows])
        for value in row.values()
    ]
    assert sum(value not in (None, "") for value in values) == sum(
        line.startswith("  ") and line != said("ledger.nothing") for line in lines
    )


@tabled("column", sorted(EXPORTED))
def test_every_column_has_a_name_to_be_read(column: str) -> None:
    """Also one that is new."""
    assert words_in("en").has(f"column.{column}")


async def test_export_for_a_stranger_greets_them(daily: PromptedStage) -> None:
    """There is nothing to export yet."""
    player = daily.player("Kim")
    assert (await player.says("/export"))[0].startswith(said("hello.named", name="Kim"))


@pytest.mark.parametrize("yes", ["yes", "Yes, erase it", "tap"])
async def test_delete_erases_everything_after_one_question(stage: Stage, ana: Player, yes: str) -> None:
    """Every table is empty of them afterwards; /start begins anew."""
    await ana.says("next")
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    assert await ana.says("/delete") == [said("delete.ask")]
    assert ana.buttons == ["Yes, erase it", "No, keep it"]
    assert await (ana.taps("Yes, erase it") if yes == "tap" else ana.says(yes)) == [said("delete.done")]
    with stage.store.engine.connect() as connection:
        for table, column in (
            (tables.person, tables.person.c.id),
            (tables.reminder, tables.reminder.c.person_id),
            (tables.walk, tables.walk.c.person_id),
            (tables.prompt, tables.prompt.c.person_id),
            (tables.inbox, tables.inbox.c.chat_key),
            (tables.outbox, tables.outbox.c.chat_id),
        ):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table).where(column == ana.id)) == 0
    await stage.tick(days=1)
    assert ana.last == said("delete.done")
    assert (await ana.says("/start"))[0].startswith(said("hello.named", name="Ana"))


@pytest.mark.parametrize("answer", ["no", "No, keep it", "cancel", "nope", "n"])
async def test_delete_can_be_called_off(eva: Player, answer: str) -> None:
    """Nothing is erased."""
    await eva.says("/delete")
    assert await eva.says(answer) == [said("delete.kept")]
    assert eva.record.settings.zone == "Europe/Lisbon"


@pytest.mark.parametrize("answer", ["ok", "sure", "please", "yeah", "👍", "yse", "maybe", "why?", "what will be lost"])
async def test_only_a_plain_yes_erases(eva: Player, answer: str) -> None:
    """A habitual ok, a slip or a question does not: it cannot be undone."""
    await eva.says("/delete")
    await eva.says(answer)
    assert eva.record.settings.zone == "Europe/Lisbon"


async def test_an_old_yes_erases_nothing(eva: Player) -> None:
    """Once something else was done in between, the question is closed."""
    await eva.says("/delete")
    question = eva.person.last
    await eva.says("/settings")
    await eva.forges("delete:yes", question)
    assert eva.record.settings.zone == "Europe/Lisbon"


# For admins


async def test_admins_see_how_the_bot_does_and_others_do_not(tmp_path: Path) -> None:
    """/stats counts, and draws it; for anybody else it is an unknown command."""
    stage = Stage(tmp_path, admin_ids=frozenset({FIRST_PERSON_ID}))
    boss, ana = stage.player("Boss"), stage.player("Ana")
    async with opened(stage):
        await ana.sets_up()
        [text] = await boss.says("/stats")
        assert text.startswith(said("stats.title"))
        assert said("stats.no_prompts") in text
        for name in ("stats", "broadcast hello"):
            assert await ana.says(f"/{name}") == [said("else.command")]
        await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
        await ana.says("next")
        assert "Reminders sent: 1. Started 1 (100%), finished 0 (0%)." in (await boss.says("/stats"))[0].splitlines()
        assert ["photo" in message for message in boss.person.inbox] == [True, True]
        assert stage.wrongs() == []


def test_the_stage_begins_on_a_sunday() -> None:
    """The dates above are counted from it."""
    assert START.strftime("%A %H:%M") == "Sunday 14:35"
