"""The lives that are drawn: a busy one, one that hardly began, one with nothing, and one that is too long for all."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bot.drawing.sheet import (
    Block,
    Cell,
    DrawnMark,
    DrawnStiffness,
    Felt,
    Figure,
    Legend,
    Month,
    Point,
    ProgressSheet,
    ReportSheet,
    Still,
    Table,
)
from bot.drawing.stats_sheet import Bar, Bars, DayBar, StatsSheet

TODAY = date(2026, 11, 26)
BEGAN = TODAY - timedelta(days=80)
PAUSE = (date(2026, 10, 10), date(2026, 10, 16))
UNWELL = (date(2026, 11, 9), date(2026, 11, 10))
MONTHS = ((2026, 9, "September"), (2026, 10, "October"), (2026, 11, "November"))
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LEGEND = (
    Legend(DrawnMark.FULL, "full"),
    Legend(DrawnMark.SHORT, "short"),
    Legend(DrawnMark.PART, "started"),
    Legend(DrawnMark.REST, "rest day"),
    Legend(DrawnMark.PAUSE, "pause"),
    Legend(DrawnMark.UNWELL, "unwell"),
    Legend(Felt.GOOD, "felt good"),
    Legend(Felt.HARD, "hard"),
    Legend(Felt.HURT, "it hurt"),
)
LONG = "Wolfeschlegelsteinhausenbergerdorff-Żółć"
WORDS = f"{LONG} не упражнялся Στέκεται 🦴 王小明 "


def months(day: Callable[[date], Cell]) -> tuple[Month, ...]:
    """Three months of days."""
    return tuple(
        Month(
            name,
            tuple(
                tuple(day(each) if each.month == month else None for each in week)
                for week in Calendar().monthdatescalendar(year, month)
            ),
        )
        for year, month, name in MONTHS
    )


def stiffness() -> DrawnStiffness:
    """A chart of every other day, some without a word about how it was after."""
    chance = Random(5)
    points = []
    for number in range(0, 91, 2):
        before = round(6.5 - number * 0.03 + chance.uniform(-1.5, 1.5))
        points.append(Point(number / 91, before, max(0, before - chance.randint(0, 3)) if number % 7 else None))
    return DrawnStiffness("Stiffness, 0 to 10", tuple(points), "before", "after", ("Sep", "Oct", "Nov"))


def weekly_stiffness() -> DrawnStiffness:
    """A chart of twelve weeks, one of them without a word."""
    values = [(8, 6), (7.5, 6), (7, 5), (8, 7), (None, None), (6, 5), (6, 4), (6.5, 5), (6, 4), (5, 4), (5, 3), (5, 3)]
    points = tuple(Point((number + 0.5) / 12, *pair) for number, pair in enumerate(values))
    return DrawnStiffness("Stiffness by week", points, "before", "after", ("Sep", "Oct", "Nov"))


def turning() -> ProgressSheet:
    """The first week of a month: the end of the last stands above it."""
    last, this = months(lambda when: Cell(when.day, DrawnMark.FULL, Felt.GOOD, when == TODAY))[1:]
    return replace(
        busy(), months=(Month(last.name, last.weeks[-3:]), Month(this.name, this.weeks[:2])), sentences=("One.", "Two.")
    )


def busy() -> ProgressSheet:
    """Somebody who does it almost daily."""
    chance = Random(1)

    def day(when: date) -> Cell:
        if when > TODAY:
            return Cell(when.day, DrawnMark.AHEAD)
        if when < BEGAN:
            return Cell(when.day, DrawnMark.NONE)
        if PAUSE[0] <= when <= PAUSE[1]:
            return Cell(when.day, DrawnMark.PAUSE)
        if when in UNWELL:
            return Cell(when.day, DrawnMark.UNWELL)
        if when.weekday() == 6:
            return Cell(when.day, DrawnMark.REST)
        mark = chance.choice(
            (DrawnMark.FULL, DrawnMark.FULL, DrawnMark.FULL, DrawnMark.SHORT, DrawnMark.PART, DrawnMark.OPEN)
        )
        felt = None if mark is DrawnMark.OPEN else chance.choice((Felt.GOOD, Felt.GOOD, Felt.HARD, Felt.HURT, None))
        return Cell(when.day, mark, felt, when == TODAY)

    return ProgressSheet(
        "Ana's hips, day by day",
        "September to November 2026",
        months(day)[-1:],
        WEEKDAYS,
        ("You moved on 4 of the last 7 days.", "Before a session your back is 5 of 10, after it 3."),
        (
            Figure("6", "days in a row"),
            Figure("57", "days in all"),
            Figure("182", "minutes"),
        ),
        weekly_stiffness(),
        LEGEND,
    )


def arabic() -> ProgressSheet:
    """The same for who reads Arabic; the name is in Latin letters."""
    signs = ("كاملة", "قصيرة", "جزء منها", "متوعك", "استراحة", "يوم راحة", "جيد", "صعب", "ألم")
    sheet = busy()
    assert sheet.stiffness is not None
    chart = replace(
        sheet.stiffness,
        title="التيبّس أسبوعيًا",
        label_before="قبل",
        label_after="بعد",
        axis=("سبتمبر", "أكتوبر", "نوفمبر"),
    )
    return replace(
        sheet,
        title="\u2068Ana (López)\u2069، يومًا بيوم",
        subtitle="سبتمبر إلى نوفمبر ٢٠٢٦",
        months=tuple(replace(month, name="نوفمبر") for month in sheet.months),
        weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        sentences=("تمرّنت في 4 من آخر 7 أيام.", "قبل الجلسة ظهرك 5 من 10، وبعدها 3."),
        figures=(Figure("6", "أيام متتالية"), Figure("٥٧", "يومًا في المجموع"), Figure("182", "دقيقة")),
        stiffness=chart,
        legend=tuple(replace(entry, text=text) for entry, text in zip(sheet.legend, signs, strict=False)),
        right_to_left=True,
    )


def sparse() -> ProgressSheet:
    """Somebody who began lately, and seldom does it."""
    done = {date(2026, 11, 2): DrawnMark.FULL, date(2026, 11, 12): DrawnMark.SHORT, date(2026, 11, 20): DrawnMark.PART}

    def day(when: date) -> Cell:
        if when > TODAY:
            return Cell(when.day, DrawnMark.AHEAD)
        if when < date(2026, 10, 28):
            return Cell(when.day, DrawnMark.NONE)
        return Cell(when.day, done.get(when, DrawnMark.OPEN), today=when == TODAY)

    return ProgressSheet(
        "Your three months",
        "September to November 2026",
        months(day)[-1:],
        WEEKDAYS,
        ("You moved on 1 of the last 7 days.",),
        (Figure("3", "days in all"), Figure("11", "minutes")),
        legend=LEGEND[:4],
    )


def empty() -> ProgressSheet:
    """Somebody who looks at it before the first walk."""
    return ProgressSheet(
        "Your three months",
        "September to November 2026",
        months(lambda when: Cell(when.day, DrawnMark.AHEAD if when > TODAY else DrawnMark.NONE, today=when == TODAY))[
            -1:
        ],
        WEEKDAYS,
    )


def nothing() -> ProgressSheet:
    """A sheet that has nothing that it may be without."""
    return ProgressSheet("", "", (), WEEKDAYS)


def crowded() -> ProgressSheet:
    """More than there is: every text too long, every number too large, six weeks in each month."""
    chance = Random(2)

    def day() -> Cell:
        mark = chance.choice(list(DrawnMark))
        return Cell(chance.randint(10, 31), mark, chance.choice([*Felt, None]), today=chance.random() < 0.1)

    month = Month(WORDS * 3, tuple(tuple(day() for _ in range(7)) for _ in range(6)))
    points = tuple(Point(number / 91, *(chance.choice([None, *range(11)]) for _ in range(2))) for number in range(92))
    return ProgressSheet(
        WORDS * 3,
        WORDS * 3,
        (month,),
        ("понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"),
        (WORDS * 3, WORDS * 3),
        (
            Figure("999,999,999,999", LONG),
            Figure("1,234,567", WORDS),
            Figure("∞", "Donaudampfschifffahrtsgesellschaft"),
            Figure("12 345 h", WORDS),
        ),
        DrawnStiffness(WORDS * 2, points, WORDS, WORDS, (WORDS, WORDS, WORDS)),
        tuple(Legend(entry.sign, entry.text + WORDS) for entry in LEGEND),
    )


HEAD = ("Week", "Days", "Minutes", "Hard", "It hurt", "Stiffness")


STILLS = (
    Still("one.jpg", "Inner thigh stretch, seated", "One knee drops out.", "Inner thigh stretch: one knee drops out."),
    Still("two.jpg", "Dynamic hip stretch, lying", "One hip turns.", "Dynamic hip stretch: one hip turns."),
)
SHIPPED = Path(__file__).parents[3] / "content/movements/clips/stills"
FILES = {
    "one.jpg": (SHIPPED / "seated-inner-thigh.open.jpg").read_bytes(),
    "two.jpg": (SHIPPED / "lying-dynamic-hip.open.jpg").read_bytes(),
}


def report() -> ReportSheet:
    """What a person takes along after three months."""
    chance = Random(3)
    rows = tuple(
        (
            f"{BEGAN + timedelta(days=7 * week):%d %b} – {BEGAN + timedelta(days=7 * week + 6):%d %b}",
            *(str(chance.randint(0, most)) for most in (7, 40, 3, 1)),
            f"{chance.randint(3, 7)} → {chance.randint(1, 4)}",
        )
        for week in range(13)
    )
    return ReportSheet(
        "Hip mobility, three months",
        "1 September to 26 November 2026",
        "Ana López",
        "en",
        "2026-11-26",
        (
            ("days with a walk", "57 of 91"),
            ("minutes in all", "182"),
            ("most in a row", "14 days"),
            ("mostly", "seated"),
        ),
        STILLS,
        Table(
            "What was done",
            ("Movement", "Sessions", "Rounds a side", "Minutes"),
            (("Inner thigh stretch, seated", "31", "6–10", "98"), ("Dynamic hip stretch, seated", "26", "6–10", "84")),
            "Rounds are those that are suggested.",
        ),
        Table("Week by week", HEAD, rows),
        Table(
            "When it hurt",
            ("Day", "Movement", "Session"),
            (("9 Nov", "Inner thigh stretch, seated", "broken off"),),
            texts=3,
        ),
        Block("Left out", ("Inner thigh stretch, step 4: 6 times", "Unwell on 9 and 10 November.")),
        replace(stiffness(), alt="Chart of stiffness from September to November: 6 before, 4 after."),
        "Noted in a chat about daily hip mobility; nothing here was measured.",
        "hips-2026-11-26.pdf",
    )


def arabic_report() -> ReportSheet:
    """The same for who reads Arabic."""
    sheet = report()
    assert sheet.stiffness is not None
    assert sheet.table is not None
    assert sheet.skipped is not None
    return replace(
        sheet,
        title="حركة الوركين، ثلاثة أشهر",
        period="1 سبتمبر إلى 26 نوفمبر 2026",
        lang="ar",
        facts=(("أيام فيها جلسة", "57 من 91"), ("الدقائق كلها", "١٨٢"), ("الأطول على التوالي", "14 يومًا")),
        stills=tuple(replace(each, name="إطالة باطن الفخذ", text="تنزل ركبة واحدة.") for each in STILLS),
        dose=Table(
            "ما أُنجز",
            ("التمرين", "الجلسات", "الدقائق"),
            (("إطالة باطن الفخذ، جلوسًا", "31", "98"), ("\u2068Hip stretch (seated)\u2069", "26", "84")),
            "التكرارات هي المقترحة.",
        ),
        table=replace(sheet.table, title="أسبوعًا بأسبوع", head=("الأسبوع", "الأيام", "الدقائق", "صعب", "ألم", "تيبّس")),
        pain=Table("متى آلمك", ("اليوم", "التمرين"), (("9 نوفمبر", "إطالة باطن الفخذ"),), texts=2),
        skipped=Block("تُرك", ("الخطوة 4: 6 مرات",)),
        stiffness=replace(
            sheet.stiffness,
            title="التيبّس من 0 إلى 10",
            label_before="قبل",
            label_after="بعد",
            axis=("سبتمبر", "أكتوبر"),
        ),
        footer="مدوَّن في محادثة يومية؛ لم يُقَس شيء هنا.",
        right_to_left=True,
    )


def fullest_report() -> ReportSheet:
    """As much as a report may hold, and every text too long."""
    return ReportSheet(
        WORDS * 3,
        WORDS * 3,
        WORDS * 3,
        "de",
        "2026-11-26",
        ((WORDS, WORDS),) * 8,
        tuple(Still(name, WORDS * 3, WORDS * 9, WORDS * 3) for name in ("one.jpg", "two.jpg", "one.jpg")),
        Table(WORDS * 3, (WORDS,) * 5, ((WORDS,) * 5,) * 6, WORDS * 9),
        Table(WORDS * 3, (WORDS,) * 7, ((WORDS,) * 7,) * 14),
        Table(WORDS * 3, (WORDS,) * 3, ((WORDS,) * 3,) * 6, WORDS * 9, 3),
        Block(WORDS * 2, (WORDS * 9,) * 6),
        crowded().stiffness,
        WORDS * 9,
    )


def bare_report() -> ReportSheet:
    """A report that has nothing that it may be without."""
    return ReportSheet("Hip mobility", "November 2026", "", "en", "2026-11-26")


def stats() -> StatsSheet:
    """How a bot does that a few hundred people use."""
    chance = Random(4)
    days = []
    for number in range(28):
        sent = 380 + 6 * number + chance.randint(-25, 25) - (120 if number % 7 > 4 else 0)
        started = round(sent * chance.uniform(0.5, 0.65))
        days.append(DayBar(sent, started, round(started * chance.uniform(0.7, 0.9))))
    return StatsSheet(
        "Limber",
        "28 days, up to 22 November 2026",
        (Figure("1,234", "people"), Figure("900", "active"), Figure("410", "moved in 7 days"), Figure("56", "new")),
        "Reminders a day",
        tuple(days),
        ("26 Oct", "2 Nov", "9 Nov", "16 Nov"),
        ("sent", "started", "finished"),
        Bars(
            "What comes of a reminder",
            (
                Bar("sent", 12000, "12,000"),
                Bar("started", 6854, "6,854 · 57%"),
                Bar("finished", 5546, "5,546 · 46%"),
            ),
        ),
        Bars("What could not be sent", (Bar("Bot was blocked by the user", 41, "41"), Bar("Hours late", 9, "9"))),
        Bars(
            "Where sessions are left",
            tuple(Bar(f"Inner thigh stretch, seated: step {n}", 9 - n, "9") for n in range(5)),
        ),
    )


def fullest_stats() -> StatsSheet:
    """As much as it may hold, and every text and number too long."""
    bars = Bars(WORDS * 3, tuple(Bar(WORDS * 2, count, "999,999,999,999 · 100%") for count in (10**12, 10**9, 7, 1, 0)))
    figures = (Figure("999,999,999,999", WORDS),) * 4
    days = (DayBar(123_456_789, 10**8, 1),) * 28
    return StatsSheet(WORDS * 3, WORDS * 3, figures, WORDS, days, (WORDS,) * 4, (WORDS,) * 3, bars, bars, bars)


def bare_stats() -> StatsSheet:
    """A bot that nobody has found yet."""
    none = Bars("nothing", (Bar("sent", 0, "0"),))
    figures = (Figure("0", "people"),)
    return StatsSheet(
        "Limber", "28 days", figures, "Prompts", (DayBar(0, 0, 0),) * 28, (), ("a", "b", "c"), none, none, none
    )


PROGRESS = {each.__name__: each for each in (busy, turning, sparse, empty, nothing, crowded, arabic)}
REPORTS = {each.__name__: each for each in (report, fullest_report, bare_report, arabic_report)}
STATS = {each.__name__: each for each in (stats, fullest_stats, bare_stats)}
