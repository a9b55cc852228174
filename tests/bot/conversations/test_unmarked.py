"""Without pictures or without dots, does anything that is said have a mark that a screen reader would name?"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po

from bot.emulator.people import buttons_of
from bot.i18n.catalogue import CATALOGUES, words_in
from storage.records.person import PersonSettings
from tests.harness.said import said
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled

# Middle dots and bullets; arrows; boxes, blocks and shapes, ticks and pencils; more arrows and stars.
MARK = re.compile("[\u00b7\u2022\u2023\u2190-\u21ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff]")
OFF = [PersonSettings(pictures=False), PersonSettings(dots=False), PersonSettings(pictures=False, dots=False)]
WORDS = words_in("en")
PO = CATALOGUES / "en" / "LC_MESSAGES" / "limber.po"
# All names in braces.
FIELDS = sorted(set(re.findall(r"{(\w+)}", PO.read_text(encoding="utf-8"))))
AT_0730 = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def sentences() -> list[tuple[str, int | None]]:
    """All keys of the catalogue that are said; with each number that asks for another form."""
    with PO.open("rb") as file:
        found = [message.id for message in read_po(file) if message.id]
    keys: list[tuple[str, int | None]] = []
    for key in found:
        if isinstance(key, tuple):
            keys += [(key[0], 1), (key[0], 2)]
        elif not str(key).startswith("hear."):
            keys.append((str(key), None))
    return keys


@pytest.mark.parametrize("settings", OFF, ids=["no pictures", "no dots", "neither"])
def test_no_sentence_and_no_label_of_the_catalogue_has_a_mark(settings: PersonSettings) -> None:
    """Nor does a label end in dots. With marks, some have one; words to listen for keep theirs."""
    words, marked = WORDS.suiting(settings), WORDS.suiting(PersonSettings())
    values, uncounted = dict.fromkeys(FIELDS, "v"), dict.fromkeys(set(FIELDS) - {"count"}, "v")
    plain: list[tuple[str, str]] = []
    adorned: list[tuple[str, str]] = []
    for key, number in sentences():
        for one, texts in ((words, plain), (marked, adorned)):
            say = one.label(key, **values) if number is None else one.count(key, number, **uncounted)
            texts.append((key, str(say)))
    assert len(plain) > 900
    assert [(key, text) for key, text in plain if MARK.search(text)] == []
    assert [(key, text) for key, text in plain if key.startswith("button.") and text.endswith("\u2026")] == []
    assert sum(1 for _, text in adorned if MARK.search(text) is not None) > 15
    assert [text for key, text in plain if key.startswith("button.") and text != text.strip()] == []
    assert words.options("hear.next") == marked.options("hear.next")


@tabled(
    ("key", "marked", "unmarked"),
    [
        ("button.next", "Next \u25b6", "Next"),
        ("button.back", "\u25c0 Back", "Back"),
        ("button.as_it_is", "\u25c0 Back to my step", "Back to my step"),
        ("button.more", "More\u2026", "More"),
        ("button.less", "Close \u25b4", "Close"),
        ("button.later", "Later \u25be", "Later"),
        ("walk.also_item", "\u00b7 v", "v"),
        ("movements.start", "v \u00b7 v", "v, v"),
        ("remind.change", "v \u270e", "v"),
        ("remind.day_on", "\u2713 v", "v: on"),
        ("left_out.comes_along", "(\u2713) v", "v: comes along"),
        ("report.cell", "v \u2192 v", "v to v"),
    ],
)
def test_what_a_mark_says_is_said_in_words(key: str, marked: str, unmarked: str) -> None:
    """What only adorns is left out."""
    values = dict.fromkeys(FIELDS, "v")
    assert WORDS.label(key, **values) == marked
    assert WORDS.suiting(OFF[0]).label(key, **values) == unmarked


def test_what_a_person_writes_keeps_its_marks() -> None:
    """Only the catalogue's own sentences are changed."""
    assert WORDS.suiting(OFF[0]).say("bold", text="a \u00b7 b \u25b6") == "<b>a \u00b7 b \u25b6</b>"


@pytest.mark.parametrize("switch", ["pictures", "dots"])
async def test_a_whole_day_is_said_without_marks(stage: Stage, ana: Player, switch: str) -> None:
    """A prompt, a walk with all its buttons and offers, its end, and the pages; labels may be typed as they stand."""
    await ana.forges(f"set:{switch}:off")
    begun = len(ana.person.inbox)
    labels: list[str] = []

    async def says(text: str) -> None:
        await ana.says(text)
        labels.extend(ana.buttons)

    async def taps(label: str) -> None:
        await ana.taps(label)
        labels.extend(ana.buttons)

    await stage.tick_at(AT_0730)
    labels += ana.buttons
    for label in ("Later", "Back"):
        await taps(label)
    await ana.forges("go:seated-inner-thigh")
    for label in ("More", "Close", "More", "Other position", "Back to my step", "Next", "Back"):
        await taps(label)
    while said("end.how") not in ana.last:
        await (taps("A little more") if "A little more" in ana.buttons else says("Next"))
    await taps("Good")
    for text in ("/movements", "/settings", "/remind", "/today", "/progress", "/help", "/privacy", "/status", "ouch"):
        await says(text)
    await says("/movements")
    await taps("Inner thigh stretch")
    await says("/remind")
    await taps("every day at 07:30")
    await ana.forges("set:gentle:on")
    labels += ana.buttons
    told = [str(message.get("text", message.get("caption", ""))) for message in ana.person.inbox[begun:]]
    labels += [button["text"] for message in ana.person.inbox[begun:] for button in buttons_of(message)]
    assert len(told) > 20
    assert "step 3 of 5" in "".join(told)
    assert {"Next", "Back", "More", "Close", "Later", "Mon: on"} <= set(labels)
    assert [text for text in (*told, *labels) if MARK.search(text) or text.endswith("\u2026")] == []
