"""Twelve people and how each of them lives through a year with the bot.

Every persona is a coroutine over its own days. What it does is decided by its calendar alone, so that a year is the
same in every run; how the bot answers is for the bot.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.system.simulation.simulated_year import DAY, Life

WEEK = timedelta(days=7)


async def daily(life: Life) -> None:
    """Ana moves nearly every morning after coffee, three minutes and on Sundays all; at first with check-ins."""
    await life.sets_up(position="On a chair", city="Lisbon", at="07:30")
    await life.taps("Link it to a habit")
    await life.taps("Coffee")
    await life.says("/settings")
    await life.taps("Turn check-in on")
    await life.taps("A year")
    await life.taps("Length")
    await life.taps("3 minutes")
    for number, day in enumerate(life.days()):
        await life.at("07:45")
        if number == 100:
            await life.says("/settings")
            await life.taps("Turn check-in off")
        if day.weekday() == 6 and number % 3 == 0:
            await life.says("/progress")
        if number % 13 == 11:
            await life.end_of_day()  # sleeps late
            continue
        if life.can("Start"):
            if day.weekday() == 6:
                await life.says("/settings")
                await life.taps("Length")
                await life.taps("Full")
            await (life.says("coffee") if number % 10 == 5 else life.taps("Start"))
            stiff = max(0, 7 - number // 60)
            if life.can("10"):
                await life.taps(str(min(10, stiff + number * 5 % 3)))
            await life.walks(None)
            if life.can("10"):
                await life.taps(str(max(0, stiff - 2)))
            await life.taps(("Good", "Good", "Good", "Hard")[number * 7 % 29 % 4])
            if life.can("Stay with this"):
                await life.taps("Stay with this")
            if day.weekday() == 6:
                await life.says("/settings")
                await life.taps("Length")
                await life.taps("3 minutes")
        await life.end_of_day()


async def shift_worker(life: Life) -> None:
    """Ben has early, late and night shifts in turn, silent prompts, quiet hours, and puts many of them off."""
    await life.sets_up(position="Standing", city="Manchester", at="16:00")
    await life.says("/remind 05:30 mon,tue,wed,thu,fri")
    await life.says("/settings")
    await life.taps("Messages")
    await life.taps("Turn sound off")
    await life.taps("Quiet hours")
    await life.says("22:00 to 05:00")
    for day in life.days():
        shift = ("early", "late", "night")[(day.toordinal() // 7) % 3]
        if shift == "early" and day.weekday() < 5:
            await life.at("05:40")
            if life.can("Start"):
                await life.goes(short=True)
        elif shift == "late":
            await life.at("16:05")
            if life.can("Later"):
                await life.taps("Later")
                await life.taps("1 h")
                await life.at("17:10")
            if life.can("Start") and day.weekday() != 6:
                await life.goes(short=True)
        elif day.weekday() in (1, 4):
            await life.at("16:30")
            if life.can("Not today"):
                await life.taps("Not today")
        await life.end_of_day()


async def traveller(life: Life) -> None:
    """Chloe flies between Honolulu and Auckland, over the date line, and home to Paris for the summer."""
    await life.sets_up(position="On the floor", city="Honolulu", at="18:30")
    places = ("Auckland", "Honolulu", "Auckland", "Paris", "Paris", "Paris", "Honolulu", "Auckland")
    moved = 0
    for day in life.days():
        leg = day.toordinal() // 45
        if leg != moved:
            moved = leg
            await life.at("13:00")
            await life.says(f"/timezone {places[leg % len(places)]}")
            if life.can("Auckland") or life.can("Honolulu") or life.can("Paris"):
                await life.taps(places[leg % len(places)])
        await life.at("18:50")
        if life.can("Start") and day.weekday() in (0, 1, 2, 4, 5):
            await life.goes(short=day.weekday() != 5)
        await life.end_of_day()


async def comes_back(life: Life) -> None:
    """Dev stops in week three, in the middle of a walk, and returns in week nine; then stays."""
    await life.sets_up(position="On a chair", city="Mumbai", at="21:00")
    began = life.today
    for day in life.days():
        week = (day - began).days // 7
        await life.at("21:10")
        if week < 2 and life.can("Start"):
            await life.goes()
        elif week == 2 and day.weekday() == 0:
            await life.taps("Start")
            await life.walks(None, stops_after=4)
        elif week == 8 and day.weekday() == 2:
            await life.says("next")
            await life.walks("Good")
        elif week > 8 and day.weekday() in (0, 2, 4) and life.can("Start"):
            await life.goes(short=True)
        elif week > 8 and day.weekday() == 6 and life.can("Not today"):
            await life.taps("Not today")
        await life.end_of_day()


async def in_pain(life: Life) -> None:
    """Eva's back gets worse in spring; she says so, keeps it gentle, rests, and takes a page to her physio."""
    await life.sets_up(position="On the floor", city="Berlin", at="12:30")
    await life.says("/settings")
    await life.taps("Turn check-in on")
    await life.taps("A year")
    began = life.today
    for day in life.days():
        week = (day - began).days // 7
        await life.at("12:40")
        if life.can("Start") and day.weekday() in (0, 2, 4):
            bad = 8 <= week <= 9
            await life.taps("Just 1 minute" if life.can("Just 1 minute") else "Start")
            if life.can("10"):
                await life.taps("6" if bad else "4")
            await life.walks(None)
            if life.can("10"):
                await life.taps("9" if bad and day.weekday() == 4 else "3")
            await life.taps("It hurt" if bad else "Good")
            if life.can("Keep it gentle"):
                await life.taps("Keep it gentle")
                await life.taps("Done")
            elif bad and life.can("Pause 7 days"):
                await life.taps("Pause 7 days")
        elif life.can("Not today") and day.weekday() in (5, 6):
            await life.taps("Not today")
        if week in (12, 26) and day.weekday() == 3:
            await life.says("/report")
            await life.taps("Last 3 months")
        await life.end_of_day()


async def three_a_week(life: Life) -> None:
    """Farid moves on Monday, Wednesday and Friday after lunch, wholly, and takes a level more when it is offered."""
    await life.sets_up(position="Standing", city="Casablanca", at="13:15 mon,wed,fri")
    await life.says("/cue lunch")
    for number, _ in enumerate(life.days()):
        await life.at("13:20")
        if life.can("Start"):
            await (life.says("lunch") if number % 21 == 7 else life.taps("Start"))
            await life.walks("Hard" if number % 97 == 96 else "Good")
            if life.can("Yes, next time"):
                await life.taps("Yes, next time")
            elif life.can("Yes, a little less"):
                await life.taps("Yes, a little less")
        await life.end_of_day()


async def a_minute_in_words(life: Life) -> None:
    """Greta is 82, sees no pictures, types every word with small slips, and does a minute a day."""
    await life.says("hello")
    await life.says("set me up please")
    await life.says("yes")
    await life.says("done")
    await life.says("chair")
    await life.says("vienna")
    await life.says("half past nine")
    await life.says("/settings")
    await life.taps("Turn pictures off")
    await life.says("/settings")
    await life.taps("Length")
    await life.taps("1 minute")
    for day in life.days():
        await life.at("09:45")
        if life.can("Start") and day.day % 9 != 0:
            await life.says("next")
            await life.walks(None, word="nxet")
            await life.says("good" if day.day % 11 else "hard")
            if day.weekday() == 2:
                await life.says("thats it")
        if day.day == 1:
            await life.says("/progress")
        if day.weekday() == 6 and day.day < 8:
            await life.says("thank you")
        await life.end_of_day()


async def never_answers(life: Life) -> None:
    """Hugo sets it up and is not heard of again; half a year later he writes."""
    await life.sets_up(position="On a chair", city="Madrid", at="08:00")
    await life.pass_to(life.stage.now + 190 * DAY)
    await life.says("hello")
    await life.says("next")
    await life.walks("Good")
    await life.pass_to(life.end)


async def other_time(life: Life) -> None:
    """Ines is reminded at half past seven and moves at half past twelve; one movement is her favourite, one is not."""
    await life.sets_up(position="On a chair", city="Sao Paulo", at="07:30")
    if life.can("São Paulo"):
        await life.taps("São Paulo")
        await life.says("07:30")
    await life.says("/movements")
    await life.taps("Inner thigh stretch")
    await life.taps("More of this")
    await life.says("/movements")
    await life.taps("Dynamic hip stretch")
    await life.taps("Less of this")
    offers = 0
    for day in life.days():
        late = not any(reminder.at.hour == 12 for reminder in life.record.reminders)
        await life.at("12:34" if late else "12:50")
        if life.can("Start") and day.weekday() < 5:
            await life.goes(short=True)
            if life.can("Yes, move it"):
                offers += 1
                await life.taps("No" if offers == 1 else "Yes, move it")
        await life.end_of_day()


async def twice_a_day(life: Life) -> None:
    """Jun moves twice a day in Tokyo, wants no digest and no milestones, and sleeps from nine to six."""
    await life.sets_up(position="Standing", city="Tokyo", at="06:30")
    await life.says("/remind 18:00 mon,wed,fri")
    await life.says("/settings")
    await life.taps("Messages")
    for switch in ("Turn summary off", "Turn milestones off"):
        await life.taps(switch)
    await life.taps("Quiet hours")
    await life.taps("21:00")
    for number, day in enumerate(life.days()):
        await life.at("06:45")
        if life.can("Start") and number % 2 == 0:
            await life.goes(short=True)
        await life.at("20:30")
        if number % 2 == 1 and day.weekday() in (0, 2, 4) and life.can("Later"):
            await life.taps("Later")
            if life.can("10 min"):
                await life.taps("10 min")
        await life.end_of_day()


async def young_parent(life: Life) -> None:
    """Kofi pauses, is unwell, adds a day he forgot, takes back one that was none, and leaves walks half done."""
    await life.sets_up(position="On the floor", city="Accra", at="20:00", care="Keep it gentle")
    began = life.today
    for day in life.days():
        week, weekday = (day - began).days // 7, day.weekday()
        if week % 9 == 4 and weekday == 0:
            await life.at("09:00")
            await life.says("/pause 7")
        await life.at("20:10")
        if life.can("Start"):
            if week % 5 == 3 and weekday in (1, 2):
                await life.taps("Not today")
                await life.taps("I am unwell")
            elif weekday == 3:
                await life.taps("Start")
                await life.walks(None, stops_after=2)
            elif weekday in (0, 4):
                await life.goes(short=True)
        if week % 6 == 1 and weekday == 5:
            await life.says("/progress")
            if life.can("Add yesterday"):
                await life.taps("Add yesterday")
        if week % 13 == 7 and weekday == 6:
            await life.says("/progress")
            if life.can("Undo"):
                await life.taps("Undo")
                await life.taps("Put it back")
        await life.end_of_day()


async def goes_away(life: Life) -> None:
    """Lena blocks the bot in March, is back in May, stops for August, and moves at weekends in New York."""
    await life.sets_up(position="On a chair", city="New York", at="10:00 sat,sun")
    for day in life.days():
        if (day.month, day.day) == (3, 1):
            await life.does(life.phone.block, "(blocks the bot)")
        if (day.month, day.day) == (5, 1):
            await life.does(life.phone.unblock, "(unblocks it)")
            await life.says("/start")
        if (day.month, day.day) == (8, 1):
            await life.says("/stop")
        if (day.month, day.day) == (9, 1):
            await life.says("/start")
        await life.at("10:15")
        if life.can("Start") and day.month not in (3, 4, 8):
            await life.goes(short=True)
        await life.end_of_day()


@dataclass(frozen=True)
class Persona:
    """Somebody: what they are called, the language of their phone, and how they live.

    `rests` says of a day whether it is none of theirs: no weekday of a reminder, by their own account.
    """

    name: str
    lives: Callable[[Life], Awaitable[None]]
    language: str = "en"
    weekdays: frozenset[int] = frozenset(range(7))
    quiet: tuple[str, str] | None = None
    digest: bool = True

    @property
    def title(self) -> str:
        """How the persona is called on the command line."""
        return self.lives.__name__.replace("_", "-")


PERSONAS = (
    Persona("Ana", daily),
    Persona("Ben", shift_worker, quiet=("22:00", "05:00")),
    Persona("Chloe", traveller),
    Persona("Dev", comes_back),
    Persona("Eva", in_pain),
    Persona("Farid", three_a_week, weekdays=frozenset({0, 2, 4})),
    Persona("Greta", a_minute_in_words),
    Persona("Hugo", never_answers),
    Persona("Ines", other_time),
    Persona("Jun", twice_a_day, quiet=("21:00", "07:00"), digest=False),
    Persona("Kofi", young_parent),
    Persona("Lena", goes_away, language="en-US", weekdays=frozenset({5, 6})),
)

BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
