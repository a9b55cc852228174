"""Twelve people and how each of them lives through a year with the bot.

Every persona is a coroutine over its own days. What it does is decided by its calendar alone, so that a year is the
same in every run; how the bot answers is for the bot.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.system.simulation.simulated_year import DAY, SimulatedYear

WEEK = timedelta(days=7)


async def daily(year: SimulatedYear) -> None:
    """Ana moves nearly every morning after coffee, three minutes and on Sundays all; at first with check-ins."""
    await year.sets_up(position="On a chair", city="Lisbon", at="07:30")
    await year.taps("Link it to a habit")
    await year.taps("Coffee")
    await year.says("/settings")
    await year.taps("Turn check-in on")
    await year.taps("A year")
    await year.taps("Length")
    await year.taps("3 minutes")
    for number, day in enumerate(year.days()):
        await year.at("07:45")
        if number == 100:
            await year.says("/settings")
            await year.taps("Turn check-in off")
        if day.weekday() == 6 and number % 3 == 0:
            await year.says("/progress")
        if number % 13 == 11:
            await year.end_of_day()  # sleeps late
            continue
        if year.can("Start"):
            if day.weekday() == 6:
                await year.says("/settings")
                await year.taps("Length")
                await year.taps("Full")
            await (year.says("coffee") if number % 10 == 5 else year.taps("Start"))
            stiff = max(0, 7 - number // 60)
            if year.can("10"):
                await year.taps(str(min(10, stiff + number * 5 % 3)))
            await year.walks(None)
            if year.can("10"):
                await year.taps(str(max(0, stiff - 2)))
            await year.taps(("Good", "Good", "Good", "Hard")[number * 7 % 29 % 4])
            if year.can("Stay with this"):
                await year.taps("Stay with this")
            if day.weekday() == 6:
                await year.says("/settings")
                await year.taps("Length")
                await year.taps("3 minutes")
        await year.end_of_day()


async def shift_worker(year: SimulatedYear) -> None:
    """Ben has early, late and night shifts in turn, silent prompts, quiet hours, and puts many of them off."""
    await year.sets_up(position="Standing", city="Manchester", at="16:00")
    await year.says("/remind 05:30 mon,tue,wed,thu,fri")
    await year.taps("As well")
    await year.says("/settings")
    await year.taps("Messages")
    await year.taps("Turn sound off")
    await year.taps("Quiet hours")
    await year.says("22:00 to 05:00")
    for day in year.days():
        shift = ("early", "late", "night")[(day.toordinal() // 7) % 3]
        if shift == "early" and day.weekday() < 5:
            await year.at("05:40")
            if year.can("Start"):
                await year.goes(short=True)
        elif shift == "late":
            await year.at("16:05")
            if year.can("Later"):
                await year.taps("Later")
                await year.taps("1 h")
                await year.at("17:10")
            if year.can("Start") and day.weekday() != 6:
                await year.goes(short=True)
        elif day.weekday() in (1, 4):
            await year.at("16:30")
            if year.can("Not today"):
                await year.taps("Not today")
        await year.end_of_day()


async def traveller(year: SimulatedYear) -> None:
    """Chloe flies between Honolulu and Auckland, over the date line, and home to Paris for the summer."""
    await year.sets_up(position="On the floor", city="Honolulu", at="18:30")
    places = ("Auckland", "Honolulu", "Auckland", "Paris", "Paris", "Paris", "Honolulu", "Auckland")
    moved = 0
    for day in year.days():
        leg = day.toordinal() // 45
        if leg != moved:
            moved = leg
            await year.at("13:00")
            await year.says(f"/timezone {places[leg % len(places)]}")
            if year.can("Auckland") or year.can("Honolulu") or year.can("Paris"):
                await year.taps(places[leg % len(places)])
        await year.at("18:50")
        if year.can("Start") and day.weekday() in (0, 1, 2, 4, 5):
            await year.goes(short=day.weekday() != 5)
        await year.end_of_day()


async def comes_back(year: SimulatedYear) -> None:
    """Dev stops in week three, in the middle of a walk, and returns in week nine; then stays."""
    await year.sets_up(position="On a chair", city="Mumbai", at="21:00")
    began = year.today
    for day in year.days():
        week = (day - began).days // 7
        await year.at("21:10")
        if week < 2 and year.can("Start"):
            await year.goes()
        elif week == 2 and day.weekday() == 0:
            await year.taps("Start")
            await year.walks(None, stops_after=4)
        elif week == 8 and day.weekday() == 2:
            await year.says("next")
            await year.walks("Good")
        elif week > 8 and day.weekday() in (0, 2, 4) and year.can("Start"):
            await year.goes(short=True)
        elif week > 8 and day.weekday() == 6 and year.can("Not today"):
            await year.taps("Not today")
        await year.end_of_day()


async def in_pain(year: SimulatedYear) -> None:
    """Eva's back gets worse in spring; she says so, keeps it gentle, rests, and takes a page to her physio."""
    await year.sets_up(position="On the floor", city="Berlin", at="12:30")
    await year.says("/settings")
    await year.taps("Turn check-in on")
    await year.taps("A year")
    began = year.today
    for day in year.days():
        week = (day - began).days // 7
        await year.at("12:40")
        if year.can("Start") and day.weekday() in (0, 2, 4):
            bad = 8 <= week <= 9
            await year.taps("Just 1 minute" if year.can("Just 1 minute") else "Start")
            if year.can("10"):
                await year.taps("6" if bad else "4")
            await year.walks(None)
            if year.can("10"):
                await year.taps("9" if bad and day.weekday() == 4 else "3")
            await year.taps("It hurt" if bad else "Good")
            if year.can("Keep it gentle"):
                await year.taps("Keep it gentle")
                await year.taps("Done")
            elif bad and year.can("Pause 7 days"):
                await year.taps("Pause 7 days")
        elif year.can("Not today") and day.weekday() in (5, 6):
            await year.taps("Not today")
        if week in (12, 26) and day.weekday() == 3:
            await year.says("/report")
            await year.taps("Last 3 months")
        await year.end_of_day()


async def three_a_week(year: SimulatedYear) -> None:
    """Farid moves on Monday, Wednesday and Friday after lunch, wholly, and takes a level more when it is offered."""
    await year.sets_up(position="Standing", city="Casablanca", at="13:15 mon,wed,fri")
    await year.says("/cue lunch")
    for number, _ in enumerate(year.days()):
        await year.at("13:20")
        if year.can("Start"):
            await (year.says("lunch") if number % 21 == 7 else year.taps("Start"))
            await year.walks("Hard" if number % 97 == 96 else "Good")
            if year.can("Yes, next time"):
                await year.taps("Yes, next time")
            elif year.can("Yes, a little less"):
                await year.taps("Yes, a little less")
        await year.end_of_day()


async def a_minute_in_words(year: SimulatedYear) -> None:
    """Greta is 82, sees no pictures, types every word with small slips, and does a minute a day."""
    await year.says("hello")
    await year.says("set me up please")
    await year.says("yes")
    await year.says("done")
    await year.says("chair")
    await year.says("vienna")
    await year.says("half past nine")
    await year.says("/settings")
    await year.taps("Turn pictures off")
    await year.says("/settings")
    await year.taps("Length")
    await year.taps("1 minute")
    for day in year.days():
        await year.at("09:45")
        if year.can("Start") and day.day % 9 != 0:
            await year.says("next")
            await year.walks(None, word="nxet")
            await year.says("good" if day.day % 11 else "hard")
            if day.weekday() == 2:
                await year.says("thats it")
        if day.day == 1:
            await year.says("/progress")
        if day.weekday() == 6 and day.day < 8:
            await year.says("thank you")
        await year.end_of_day()


async def never_answers(year: SimulatedYear) -> None:
    """Hugo sets it up and is not heard of again; half a year later he writes."""
    await year.sets_up(position="On a chair", city="Madrid", at="08:00")
    await year.pass_to(year.stage.now + 190 * DAY)
    await year.says("hello")
    await year.says("next")
    await year.walks("Good")
    await year.pass_to(year.end)


async def other_time(year: SimulatedYear) -> None:
    """Ines is reminded at half past seven and moves at half past twelve; one movement is her favourite, one is not."""
    await year.sets_up(position="On a chair", city="Sao Paulo", at="07:30")
    if year.can("São Paulo"):
        await year.taps("São Paulo")
        await year.says("07:30")
    await year.says("/movements")
    await year.taps("Inner thigh stretch")
    await year.taps("More of this")
    await year.says("/movements")
    await year.taps("Dynamic hip stretch")
    await year.taps("Less of this")
    offers = 0
    for day in year.days():
        late = not any(reminder.at.hour == 12 for reminder in year.record.reminders)
        await year.at("12:34" if late else "12:50")
        if year.can("Start") and day.weekday() < 5:
            await year.goes(short=True)
            if year.can("Yes, move it"):
                offers += 1
                await year.taps("No" if offers == 1 else "Yes, move it")
        await year.end_of_day()


async def twice_a_day(year: SimulatedYear) -> None:
    """Jun moves twice a day in Tokyo, wants no digest and no milestones, and sleeps from nine to six."""
    await year.sets_up(position="Standing", city="Tokyo", at="06:30")
    await year.says("/remind 18:00 mon,wed,fri")
    await year.taps("As well")
    await year.says("/settings")
    await year.taps("Messages")
    for switch in ("Turn summary off", "Turn milestones off"):
        await year.taps(switch)
    await year.taps("Quiet hours")
    await year.taps("21:00")
    for number, day in enumerate(year.days()):
        await year.at("06:45")
        if year.can("Start") and number % 2 == 0:
            await year.goes(short=True)
        await year.at("20:30")
        if number % 2 == 1 and day.weekday() in (0, 2, 4) and year.can("Later"):
            await year.taps("Later")
            if year.can("10 min"):
                await year.taps("10 min")
        await year.end_of_day()


async def young_parent(year: SimulatedYear) -> None:
    """Kofi pauses, is unwell, adds a day he forgot, takes back one that was none, and leaves walks half done."""
    await year.sets_up(position="On the floor", city="Accra", at="20:00", care="Keep it gentle")
    began = year.today
    for day in year.days():
        week, weekday = (day - began).days // 7, day.weekday()
        if week % 9 == 4 and weekday == 0:
            await year.at("09:00")
            await year.says("/pause 7")
        await year.at("20:10")
        if year.can("Start"):
            if week % 5 == 3 and weekday in (1, 2):
                await year.taps("Not today")
                await year.taps("I am unwell")
            elif weekday == 3:
                await year.taps("Start")
                await year.walks(None, stops_after=2)
            elif weekday in (0, 4):
                await year.goes(short=True)
        if week % 6 == 1 and weekday == 5:
            await year.says("/progress")
            if year.can("Add yesterday"):
                await year.taps("Add yesterday")
        if week % 13 == 7 and weekday == 6:
            await year.says("/progress")
            if year.can("Undo"):
                await year.taps("Undo")
                await year.taps("Put it back")
        await year.end_of_day()


async def goes_away(year: SimulatedYear) -> None:
    """Lena blocks the bot in March, is back in May, stops for August, and moves at weekends in New York."""
    await year.sets_up(position="On a chair", city="New York", at="10:00 sat,sun")
    for day in year.days():
        if (day.month, day.day) == (3, 1):
            await year.does(year.phone.block, "(blocks the bot)")
        if (day.month, day.day) == (5, 1):
            await year.does(year.phone.unblock, "(unblocks it)")
            await year.says("/start")
        if (day.month, day.day) == (8, 1):
            await year.says("/stop")
        if (day.month, day.day) == (9, 1):
            await year.says("/start")
        await year.at("10:15")
        if year.can("Start") and day.month not in (3, 4, 8):
            await year.goes(short=True)
        await year.end_of_day()


@dataclass(frozen=True)
class Persona:
    """Somebody: what they are called, the language of their phone, and how they live.

    `rests` says of a day whether it is none of theirs: no weekday of a reminder, by their own account.
    """

    name: str
    lives: Callable[[SimulatedYear], Awaitable[None]]
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
