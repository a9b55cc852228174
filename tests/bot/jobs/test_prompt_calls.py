"""How often is Telegram called for a prompt? The whole way, from the tick to the message."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot.emulator.calls import Call
from storage.database import writing
from storage.records.person import Account, Person, PersonSettings, Reminder, with_fields
from storage.statements.people import save
from tests.harness.stage import START, stage_at

PEOPLE = 12
DAY = timedelta(days=1)


# Asked beside the prompts: updates, and what is told of the bot when it starts.
BESIDE = ("getupdates", "setmydescription", "setmyshortdescription", "setmycommands", "setmyprofilephoto")


async def test_a_prompt_is_one_call_and_the_next_day_takes_the_old_buttons_off(tmp_path: Path) -> None:
    """However many people are prompted at once, and nothing is asked of Telegram besides."""
    calls: Counter[str] = Counter()

    async def count(call: Call) -> None:
        calls[call.method.lower()] += not call.done

    due = START + timedelta(minutes=5)
    daily = Reminder(1, due.time(), 127, due, due.date())
    async with stage_at(tmp_path) as stage:
        walkers = [stage.telegram.person(f"Walker {number}") for number in range(PEOPLE)]
        for walker in walkers:
            walker.start()
        stage.telegram.state.forget_updates(stage.telegram.state.next_update_id)
        with writing(stage.store.engine) as connection:
            for walker in walkers:
                known = Person(
                    walker.id,
                    START,
                    settings=PersonSettings(zone="UTC", position="seated", gentle=False),
                    account=Account(first_name="Walker"),
                )
                save(connection, known, with_fields(known, reminders=(daily,), reminders_made=1))
        stage.telegram.faults = count
        told = []
        for day in range(2):
            await stage.tick_at(due + day * DAY)
            told.append({name: number for name, number in calls.items() if name not in BESIDE})
            calls.clear()
    assert told == [{"sendphoto": PEOPLE}, {"sendphoto": PEOPLE, "editmessagereplymarkup": PEOPLE}]
