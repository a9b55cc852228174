"""Is an open question answered in whole sentences, and does it stay open beside what else is said?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.conversations import dispatch, lost
from bot.conversations.turn import Turn
from bot.conversations.walk import browsing
from bot.i18n.catalogue import words_in
from bot.markup import Html
from bot.timing.recurrence import ALL_DAYS, weekdays_to_mask
from bot.understanding.answers.intents import Intent, first_answer
from storage.records.diary import Diary
from storage.records.person import Account, Person, Reminder, with_fields
from storage.records.shown import ShownButtons
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import said
from tests.harness.stage import Player
from tests.harness.tabled import tabled

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = words_in("en", "Europe/Lisbon")
ANA = with_fields(
    Person(5_100_000_001, NOW, account=Account(first_name="Ana"), version=1),
    zone="Europe/Lisbon",
    position="seated",
    reminders=(Reminder(1, time(7, 30), weekdays_to_mask(ALL_DAYS)),),
)
# What is open, by its name in the table.
ASKED = {
    "stop": "stop",
    "delete": "delete",
    "izmir": f"zone:{int(NOW.timestamp())}:Europe/Istanbul:İzmir",
    "manchester": f"zone:{int(NOW.timestamp())}::Manchester",
    "choose": "remind:choose:2000:127",
    "short": "meant:length:short",
    "position": "position",
    "report": "report",
    "movements": None,
}
TABLE = Path(__file__).with_name("open_questions.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


def asked(name: str) -> Turn:
    """A turn in which a question is open, and its buttons stand in the chat."""
    before = Turn(with_fields(ANA, asking=ASKED[name]), NOW, WORDS, shipped_library(), shown=())
    question = dispatch.DIALOGUES.question_of(ASKED[name])
    if question is None:
        browsing.list_movements(before)
    else:
        question.ask_again(before, Html(""))
    person = with_fields(before.person, asking=ASKED[name])
    buttons = [(each.label, each.data) for reply in before.replies for row in reply.buttons for each in row]
    shown = [ShownButtons(70, buttons, NOW)] if buttons else []
    return Turn(person, NOW, WORDS, shipped_library(), shown=shown, diary=Diary())


def pressed(name: str, data: str) -> Turn:
    """The turn in which a button is pressed instead."""
    turn = asked(name)
    dispatch.press(turn, data)
    return turn


def answered(name: str, text: str) -> Turn:
    """The turn in which a text is said instead."""
    turn = asked(name)
    dispatch.text(turn, text)
    return turn


def is_asked(turn: Turn, name: str) -> bool:
    """Whether the question is open, and the last thing that is said."""
    question = dispatch.DIALOGUES.question_of(ASKED[name])
    assert question is not None
    alone = Turn(asked(name).person, NOW, WORDS, shipped_library(), shown=())
    question.ask_again(alone, Html(""))
    text, again = turn.replies[-1].text, alone.replies[-1].text
    is_open = (turn.person.account.asking or "").split(":")[:1] == (ASKED[name] or "").split(":")[:1]
    return is_open and text is not None and again is not None and (str(again) in str(text) or "Which one" in str(text))


@tabled(("name", "text", "follows"), ROWS)
def test_a_question_hears_its_answer_and_outlasts_what_is_none(name: str, text: str, follows: str) -> None:
    """As the table says."""
    turn = answered(name, text)
    if follows == "other":
        assert turn.person.account.asking != ASKED[name]
    elif follows == "again":
        assert is_asked(turn, name)
        assert turn.person.settings == ANA.settings
    elif follows == "beside":
        assert is_asked(turn, name)
        assert len(turn.replies) > 1
    elif ":" in follows and name not in ("izmir", "manchester"):
        other = pressed(name, follows)
        assert [reply.text for reply in turn.replies] == [reply.text for reply in other.replies]
    elif name in ("izmir", "manchester"):
        zone = "Europe/Istanbul" if follows == "yes" else follows.split(":")[1]
        assert turn.person.settings.zone == zone
    else:
        other = answered(name, follows)
        assert turn.person == other.person
        assert [reply.text for reply in turn.replies] == [reply.text for reply in other.replies]


def test_who_is_not_understood_again_and_again_hears_another_line_each_time() -> None:
    """The question stays the same."""
    lines = set()
    shown: list[ShownButtons] = list(asked("stop").shown)
    for number in range(3):
        turn = Turn(asked("stop").person, NOW, WORDS, shipped_library(), shown=shown)
        dispatch.text(turn, "flumph wibbelow")
        lines.add(turn.replies[-1].text)
        shown.insert(0, replace(shown[0], message_id=71 + number))
    assert len(lines) == 3


def test_buttons_that_were_there_stay_when_a_text_is_not_understood() -> None:
    """What is offered instead has a place of its own."""
    turn = asked("movements")
    lost.fall_back(turn, "flumph wibbelow")
    assert turn.replies[-1].slot not in (None, "ask", "menu", "walk")
    assert turn.strips == []
    assert turn.retire == []


@tabled(
    ("text", "answer"),
    [
        ("yes, Izmir", Intent.YES),
        ("yes this is", Intent.YES),
        ("oh sorry, yes", Intent.YES),
        ("yes but not today", None),
        ("yes at 8", None),
        ("yes?", None),
        ("yes my neighbour always told me that her knees crack", None),
        ("no, send it to me first", Intent.NO),
        ("actually wait no, keep my stuff", Intent.NO),
        ("no idea", None),
        ("no pain at all", None),
        ("no sound please", None),
    ],
)
def test_a_sentence_begins_with_its_answer(text: str, answer: Intent | None) -> None:
    """A yes that goes on differently is none, and neither is a no that belongs to the next word."""
    assert first_answer(text, WORDS) is answer


async def test_how_it_felt_is_heard_in_a_sentence_and_asked_again_beside_others(
    in_memory: InMemoryStage, eva: Player
) -> None:
    """With the buttons, until it is answered."""
    await eva.says("/today")
    await eva.taps("Start")
    while "Good" not in eva.buttons:
        await eva.says("stay" if any("Stay" in label for label in eva.buttons) else "next")
    ended = eva.record
    for text, feel in (
        ("it was good but little hard", "hard"),
        ("Good. The voice is nice.", "good"),
        ("good thanks", "good"),
        ("oh it was alright dear thank you", "good"),
        ("um I think it was alright, a bit hard on the left", "hard"),
    ):
        in_memory.memory.people[eva.id] = ended
        await eva.says(text)
        assert eva.walk.feel == feel, text
    in_memory.memory.people[eva.id] = ended
    for text in ("what time is my next reminder?", "tell me a joke", "flumph wibbelow"):
        assert (await eva.says(text))[-1].endswith(said("end.how")), text
        assert eva.buttons[:2] == ["Good", "Hard"]
    await eva.says("it was good")
    assert eva.walk.feel == "good"


@pytest.mark.parametrize(
    ("meant", "text", "lead"),
    [
        ("meant:length:short", "is that only for tonight?", "meant.once"),
        ("meant:later:", "only for today?", "meant.once"),
        ("meant:position:seated", "is that just for today?", "meant.from_now_on"),
        ("meant:days_off:monday", "is that for good?", "meant.from_now_on"),
        ("meant:cue:tea", "is it for every day?", "meant.from_now_on"),
    ],
)
def test_how_long_a_change_lasts_is_told_before_it_is_made(meant: str, text: str, lead: str) -> None:
    """The question stays open, and nothing is changed."""
    person = with_fields(ANA, asking=meant)
    turn = Turn(person, NOW, WORDS, shipped_library(), shown=(), diary=Diary())
    dispatch.text(turn, text)
    assert str(turn.replies[-1].text).startswith(str(WORDS.say(lead)))
    assert turn.person.account.asking == meant
    assert turn.person.settings == ANA.settings


@pytest.mark.parametrize(
    "text",
    ["yes, and what movements are there?", "yes please, show me the movements", "Yes. Which exercises are there?"],
)
def test_what_is_asked_behind_a_yes_is_answered_after_it(text: str) -> None:
    """Both are heard."""
    person = with_fields(ANA, asking="meant:pictures_off:")
    turn = Turn(person, NOW, WORDS, shipped_library(), shown=(), diary=Diary())
    dispatch.text(turn, text)
    assert not turn.person.settings.pictures
    assert "Inner thigh stretch" in str(turn.replies[-1].text)
