"""Wishes: a table of sentences, written before the code, and the reading of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.catalogue import words_in
from bot.understanding.answers.intents import COMPLAINTS, Intent, matches
from bot.understanding.hearing import Heard, hear
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.reminders.moves import from_detail
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import PauseWish, parse_pause
from bot.understanding.times.reminder_wishes import LengthOfTime, ReminderWish, parse_reminders
from bot.understanding.times.spans import parse_span
from bot.understanding.times.times import TimeProblem
from bot.understanding.times.weekdays import parse_weekdays
from bot.understanding.wishes.wish_details import ONLY, Known
from bot.understanding.wishes.wish_rules import RULES, Rule, Where, Wish
from bot.understanding.wishes.wishes import Wished, nearest, read
from tests.harness.libraries import shipped_library

WORDS = words_in("en")
# The day on which the sentences are said, a Friday.
TODAY = date(2026, 11, 27)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KNOWN = Known(
    {plain(name): movement for name, movement in shipped_library().names().items()},
    is_name_of_place,
    lambda text: isinstance(parse_pause(text, TODAY, WORDS), PauseWish),
    TODAY,
)
TABLES = sorted(Path(__file__).parent.glob("sentences*.tsv"))
# What the table calls otherwise. Words of a walk start or end one where none is open.
NAMES = {
    "remove": "remove_reminder",
    "pictures_off": "pictures is=off",
    "pictures_on": "pictures is=on",
    "safety": "doubt",
    "other_position": "position",
    "start_over": "start",
    "smalltalk": "nothing",
    "position_today": "position",
    "privacy": "about",
    "messages": "settings",
    "checkin": "settings",
    "streak": "progress",
    "days_in": "progress",
    "stop_session": "goodbye",
    "enough": "goodbye",
    "harder": "more",
    "notifications": "settings",
    "how_long": "question is=how_long",
    "how_many": "question is=how_many",
    "breathe": "question is=breathe",
    "why": "question is=why",
    "pain": "hurts",
    "todays": "start",
    **dict.fromkeys(("cue_word", "word_means"), "help"),
    "describe": "movement",
    "forgiven": "progress",
    **dict.fromkeys(("veteran", "giving_up", "first_side", "does_help", "no_weeks", "add_past"), "talk"),
    **dict.fromkeys(("glad", "sorry", "annoyed", "feelings", "misheard", "wait", "come_back", "wordy"), "talk"),
    **dict.fromkeys(("language", "device", "name", "text_size", "ask_doctor", "step_unknown", "elsewhere"), "cannot"),
}
# Said outside a walk, the question for a position is asked.
OUTSIDE = {"next": "start", "more": "help", "other_position": "ask position"}
IN_WALK = {"stop": "goodbye", "pause": "pause_session"}
MINUTES = {"short": "1", "medium": "3", "full": "full"}
QUESTIONS = {
    "step_time": "how_long",
    "whole_time": "how_long",
    "hold": "how_long",
    "works": "muscles",
    "where": "where_felt",
}
# Readings that show something or ask: when they are wrong, nothing has been changed.
HARMLESS = frozenset(
    {
        *("ways", "slower", "marks", "in_words", "todays"),
        "reminders",
        "when_next",
        "progress",
        "improving",
        "settings",
        "help",
        "about",
        "other_movement",
        "movement",
        "stop",
    }
    | {"delete", "export", "report", "hello", "thanks", "where_was_i", "repeat", "more", "question", "doubt", "hurts"}
    | {"alarm", "condition", "relief", "nothing", "talk", "cannot", "share", "done_today", "easier"}
)


@dataclass(frozen=True)
class Row:
    """A line of the table: where it is said, what, and the readings that are right."""

    where: Where
    said: str
    right: tuple[frozenset[str], ...]


def rows() -> Iterator[Row]:
    """All lines."""
    for table in TABLES:
        lines = [line for line in table.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        for line in lines[1:]:
            where, said, reading, *also = line.split("\t")
            readings = (reading, *(part for part in " ".join(also).split(" | ") if part.strip()))
            yield Row(Where(where), said, tuple(frozenset(map(named, each.split(" + "))) for each in readings))


def named(reading: str) -> str:
    """A reading of the table in one form."""
    _, _, rest = reading.strip().rpartition("ask ")
    name, _, detail = rest.partition(" ")
    shared = NAMES.get(name, name)
    if shared == "cue":
        detail = ""
    detail = re.sub(r" ?(?:on|since)=\S+", "", detail) if shared in ("remind_once", "travel", "report") else detail
    if shared == "pause" and detail:
        detail = f"back={day_back(detail)}"
    return f"{'ask ' if reading.strip().startswith('ask ') else ''}{shared}{' ' + detail if detail else ''}"


def day_back(detail: str) -> date:
    """The day that a pause of the table ends on."""
    kind, _, value = detail.partition("=")
    if kind == "days":
        return TODAY + timedelta(days=int(value))
    if value in DAYS:
        return TODAY + timedelta(days=(DAYS.index(value) - TODAY.weekday() - 1) % 7 + 1)
    return TODAY + timedelta(days=1) if value == "tomorrow" else date.fromisoformat(value)


def told(heard: Heard, row: Row) -> frozenset[str]:
    """What was heard, in the words of the table."""
    symptom = heard.symptom.symptom if heard.symptom is not None else None
    if symptom is Symptom.ALARM:
        return frozenset({"alarm"})
    if symptom in COMPLAINTS:
        return frozenset({"hurts"})
    if matches(row.said, WORDS, "hear.hurt_signs"):
        return frozenset({"doubt"})
    if heard.word is Intent.OTHER_SIDE and row.said == "right":
        # The first side is the right one: who says its name there sees the step again.
        return frozenset({"repeat"})
    if heard.word is not None:
        return frozenset({name_of(heard.word, row.where)})
    if heard.question is not None:
        kind = heard.question.value.partition(".")[0]
        return frozenset({f"question is={QUESTIONS.get(kind, kind)}"})
    if heard.wishes:
        return frozenset(map(in_table_words, heard.wishes))
    return frozenset({symptom.value if symptom is not None else "nothing"})


def name_of(word: Intent, where: Where) -> str:
    """A word of a walk, in the words of the table."""
    other = IN_WALK if where is Where.WALK else OUTSIDE
    name = other.get(word.value, word.value)
    return NAMES.get(name, name)


def in_table_words(wished: Wished) -> str:
    """A wish with its detail, in the words of the table."""
    asks = "" if wished.sure else "ask "
    name = NAMES.get(wished.wish.value, wished.wish.value)
    moved = from_detail(wished.detail) if wished.wish is Wish.MOVE else None
    if moved is not None and moved.at is None:
        return f"{asks}reminder_later"
    found = (
        parse_reminders(wished.detail.replace(">", ""))
        if wished.wish in (Wish.REMIND, Wish.MOVE, Wish.REMOVE)
        else None
    )
    if isinstance(found, TimeProblem):
        # A rhythm or a date that is not on offer gets a line that says so.
        return "nothing"
    if isinstance(found, LengthOfTime):
        return "ask remind_once"
    if found is not None:
        return f"{asks}{'remind_once' if found[0].once else name} {times_and_days(found)}"
    match wished.wish:
        case Wish.LENGTH:
            form, _, position = wished.detail.partition(":")
            return f"{asks}length minutes={MINUTES[form]}" + (f" position={position}" if position else "")
        case Wish.POSITION | Wish.POSITION_TODAY | Wish.MOVEMENT:
            return f"{asks}{name}{f' is={wished.detail}' if wished.detail else ''}"
        case Wish.DAYS_OFF:
            days = parse_weekdays(wished.detail.removeprefix(ONLY)) or frozenset()
            off = frozenset(range(7)) - days if wished.detail.startswith(ONLY) else days
            return f"{asks}days_off days={listed(off)}"
        case Wish.QUIET if wished.detail:
            spans = parse_span(wished.detail)
            assert not isinstance(spans, TimeProblem)
            asks = "ask " if len(spans) > 1 else asks
            return f"{asks}quiet from={spans[0][0]:%H:%M} to={spans[0][1]:%H:%M}"
        case Wish.PAUSE if wished.detail:
            pause = parse_pause(wished.detail, TODAY, WORDS)
            assert isinstance(pause, PauseWish)
            # One that begins later is not set, but offered from now on.
            return f"{'ask ' if pause.starts else asks}pause back={pause.back}"
        case Wish.CUE if not wished.detail:
            return "ask cue"
        case Wish.ZONE | Wish.TRAVEL:
            return f"{'ask ' if wished.wish is Wish.TRAVEL else asks}{name} place={wished.detail}"
    return f"{asks}{name}"


def times_and_days(found: tuple[ReminderWish, ...]) -> str:
    """Reminders in the words of the table."""
    at = "at=" + ",".join(f"{one.time:%H:%M}" for one in found)
    days = found[0].weekdays if not found[0].once else None
    return f"{at} days={listed(days)}" if days and len(days) < len(DAYS) else at


def listed(days: frozenset[int]) -> str:
    """Weekdays in the words of the table."""
    return ",".join(DAYS[day] for day in sorted(days))


def kind_of(reading: str) -> str:
    """The name of a reading alone."""
    return reading.removeprefix("ask ").partition(" ")[0]


def is_right(got: frozenset[str], right: frozenset[str]) -> bool:
    """Whether what was heard is a reading: as it stands, or asked about first where the table does it at once."""
    if right == {"nothing"} and got <= {"ask talk", "ask cannot"}:
        # Nothing that the bot does is asked for: a kind word will do.
        return True
    bare = {reading.removeprefix("ask ") for reading in got}
    wanted = {reading.removeprefix("ask ") for reading in right}
    if bare != wanted and {kind_of(one) for one in bare} != {kind_of(one) for one in wanted}:
        return False
    asked = {kind_of(one) for one in right if one.startswith("ask ")}
    silent = {kind_of(one) for one in got if not one.startswith("ask ")} - HARMLESS
    return not asked & silent and (bare == wanted or not silent)


def judged() -> tuple[list[str], list[str], int]:
    """Sentences that were not heard, those that were heard wrongly and in silence, and how many there are."""
    missed: list[str] = []
    wrong: list[str] = []
    number = 0
    for row in rows():
        number += 1
        got = told(hear(row.said, WORDS, row.where, KNOWN), row)
        if any(is_right(got, right) for right in row.right):
            continue
        asks = all(one.startswith("ask ") or kind_of(one) in HARMLESS for one in got)
        (missed if asks else wrong).append(f"{row.where} | {row.said} | {' + '.join(sorted(got))}")
    return missed, wrong, number


def test_sentences_are_understood_or_asked_about_and_none_is_misunderstood_in_silence() -> None:
    """At least 97 in a hundred are right; of the others none changes anything without a question."""
    missed, wrong, number = judged()
    assert number >= 800
    assert wrong == []
    assert len(missed) <= 0.03 * number, missed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.phrases)
def test_every_wish_has_its_phrases(rule: Rule) -> None:
    """Said alone, or with what it is about, one of them is heard as that wish."""
    assert WORDS.options(f"hear.wish.{rule.phrases}")
    assert WORDS.has(f"hear.wish.{rule.beside}.with")


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("my reminder thing is odd", Wish.REMINDERS),
        ("some report of the other kind for my aunt", Wish.REPORT),
        ("the settings of my oven and of the fridge", Wish.SETTINGS),
    ],
)
def test_what_is_nearest_is_named(said: str, wish: Wish) -> None:
    """For a sentence that asks for nothing known."""
    assert wish in nearest(said, WORDS, Where.OUT)


@pytest.mark.parametrize(
    "said", ["", " ", "?", "\n", "1", "x" * 5000, "remind " * 90, "🙂", "\u202e", "and and and", ",.,"]
)
@pytest.mark.parametrize("where", Where)
def test_no_text_makes_the_reading_fail(said: str, where: Where) -> None:
    """Nor one that is too long."""
    assert all(not wished.sure for wished in read(said, WORDS, where, KNOWN))


@given(st.text(max_size=120))
def test_any_text_is_read(said: str) -> None:
    """Into wishes that have an action, or none."""
    assert all(isinstance(wished.wish, Wish) for wished in read(said, WORDS, Where.OUT, KNOWN))
