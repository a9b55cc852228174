"""Times, days, pauses and places in the language that somebody chose, from what is typed to what is stored."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.timing.recurrence import mask_to_weekdays
from storage.records.diary import MarkKind
from tests.harness.in_memory_stage import InMemoryStage

NEW_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("language", "typed", "at", "days"),
    [
        ("Deutsch", "montags und donnerstags um halb acht abends", time(19, 30), {0, 3}),
        ("Español", "los lunes y jueves a las 8 menos cuarto", time(7, 45), {0, 3}),
        ("Português", "seg, qua, sex às sete e meia", time(7, 30), {0, 2, 4}),
        ("Русский", "по вторникам без четверти восемь", time(7, 45), {1}),
    ],
)
async def test_a_reminder_is_set_in_the_language_that_was_chosen(
    in_memory: InMemoryStage, language: str, typed: str, at: time, days: set[int]
) -> None:
    """By the command with what follows it."""
    ana = in_memory.player()
    await ana.sets_up()
    await ana.says(f"/language {language}")
    await ana.says(f"/remind {typed}")
    await ana.taps(ana.buttons[1])  # as well
    assert (at, days) in [(each.at, set(mask_to_weekdays(each.weekdays))) for each in ana.record.reminders]


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("Deutsch", "bis zum 1. Januar"),
        ("Español", "hasta el 1 de enero"),
        ("Português", "até 1 de janeiro"),
        ("Русский", "до 1 января"),
        ("Русский", "until 1 January"),
    ],
)
async def test_a_pause_ends_on_the_day_that_was_typed(in_memory: InMemoryStage, language: str, typed: str) -> None:
    """English is read in every language."""
    ana = in_memory.player()
    await ana.sets_up()
    await ana.says(f"/language {language}")
    await ana.says(f"/pause {typed}")
    [mark] = in_memory.store.diary(ana.id).marks
    assert (mark.kind, mark.until) == (MarkKind.PAUSED, NEW_YEAR)


@pytest.mark.parametrize(
    ("language", "typed", "zone", "place"),
    [
        ("Deutsch", "ich wohne in Lissabon", "Europe/Lisbon", "Lissabon, Portugal"),
        ("Español", "vivo en Berlín", "Europe/Berlin", "Berlín, Alemania"),
        ("Português", "moro em Moscou", "Europe/Moscow", "Moscou, Rússia"),
        ("Português", "Madri", "Europe/Madrid", "Madri, Espanha"),
        ("العربية", "شنغهاي", "Asia/Shanghai", "شنغهاي، الصين"),
    ],
)
async def test_a_city_is_heard_and_called_in_the_language(
    in_memory: InMemoryStage, language: str, typed: str, zone: str, place: str
) -> None:
    """The answer names it as people there do."""
    ana = in_memory.player()
    await ana.sets_up()
    await ana.says(f"/language {language}")
    [answer] = await ana.says(f"/timezone {typed}")
    assert ana.record.settings.zone == zone
    assert place in answer


async def test_a_bent_name_is_asked_about(in_memory: InMemoryStage) -> None:
    """ "In Kazan" is a form of the name: the zone stays until somebody says yes."""
    ana = in_memory.player()
    await ana.sets_up()
    before = ana.record.settings.zone
    await ana.says("/language Русский")
    await ana.says("/timezone я в Екатеринбурге")
    assert ana.record.settings.zone == before
    await ana.taps(ana.buttons[0])
    assert ana.record.settings.zone == "Asia/Yekaterinburg"


@pytest.mark.parametrize(
    ("language", "typed", "at"),
    [
        ("Deutsch", "erinnere mich um halb neun bitte", time(8, 30)),
        ("Español", "recuérdame a las nueve y media", time(9, 30)),
        ("Português", "me lembra às sete da noite", time(19, 0)),
        ("Русский", "напоминай в полвосьмого вечера", time(19, 30)),
        ("English", "remind me at half past eight", time(8, 30)),
    ],
)
async def test_a_sentence_sets_a_reminder(in_memory: InMemoryStage, language: str, typed: str, at: time) -> None:
    """Whole sentences, with no command and no question open."""
    ana = in_memory.player()
    await ana.sets_up()
    await ana.says(f"/language {language}")
    await ana.says(typed)
    await ana.taps(ana.buttons[1])  # as well
    assert [each.at for each in ana.record.reminders] == [time(7, 30), at]
