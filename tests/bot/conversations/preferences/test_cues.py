"""After what does somebody move: is their cue taken, told by the prompt, and heard as a start?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversations.preferences.cues import LONGEST_CUE, SUGGESTED
from bot.i18n.catalogue import words_of
from bot.i18n.po_files import offered
from bot.understanding.answers.intents import recognize
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import back_at, counted, prompted, said
from tests.harness.stage import Player, Stage

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
AT_0730 = MONDAY.replace(hour=7, minute=30)
DAY = timedelta(days=1)
TODAYS = "Hip flexion and extension, seated, 4 minutes"
LINE = "every day at 07:30"
LABELS = ["Coffee", "Brushing teeth", "Lunch", "The last meeting", "No cue"]
ASKED = counted("cue.ask", LONGEST_CUE)


def cues(player: Player) -> list[str | None]:
    """The cue of every reminder, by number."""
    return [reminder.cue for reminder in player.record.reminders]


def is_set(cue: str, line: str = LINE) -> str:
    """What is said once a cue is set."""
    return said("cue.set", line=line, cue=cue)


# How it is set


@pytest.mark.parametrize(
    ("label", "cue"), [(said(f"cue.{name}").capitalize(), said(f"cue.{name}")) for name in SUGGESTED]
)
async def test_a_cue_can_be_tapped(eva: Player, label: str, cue: str) -> None:
    """The question goes; what was set is said, with what typing it does."""
    assert await eva.says("/cue") == [ASKED]
    assert eva.buttons == LABELS
    assert await eva.taps(label) == [is_set(cue)]
    assert cues(eva) == [cue]
    assert eva.record.account.asking is None
    assert eva.live == []


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("coffee", "coffee"),
        ("After my coffee.", "coffee"),
        ("after the school run", "the school run"),
        ("my walk with Rex", "walk with Rex"),
        ("  feeding\nthe  cat ", "feeding the cat"),
        ("Mittagessen", "Mittagessen"),
        ("чай", "чай"),
        ("5 o'clock tea", "5 o'clock tea"),
        ("ca\u202efé\u200b", "café"),
        ("<b>tea</b>", "<b>tea</b>"),
        ("after", "after"),
        ("{name}", "{name}"),
        ("sport", "sport"),
        ("x" * LONGEST_CUE, "x" * LONGEST_CUE),
    ],
)
@pytest.mark.parametrize("typed", [True, False], ids=["typed", "with the command"])
async def test_a_cue_can_be_written(eva: Player, text: str, cue: str, typed: bool) -> None:
    """In one's own words, in any script; what shows nothing is left out, and so is "after" before it."""
    if typed:
        await eva.says("/cue")
        assert await eva.says(text) == [is_set(cue)]
    else:
        assert await eva.says(f"/cue {text}") == [is_set(cue)]
    assert cues(eva) == [cue]
    assert eva.record.account.asking is None


NEXT = ("next", "nxet", "done", "start")
LONG = "the long way home, " * 21 + "x"


@pytest.mark.parametrize("language", offered())
def test_a_suggested_cue_is_no_slip_of_another_word(language: str) -> None:
    """In Arabic "lunch" is one letter away from "cancel"."""
    words = words_of(language)
    assert [recognize(words.label(f"cue.{name}"), words) for name in SUGGESTED] == [None] * len(SUGGESTED)


# What cannot be a cue, and the one line that says why.
REFUSED: list[tuple[str, str]] = [
    (LONG, counted("cue.too_long", 400, most=LONGEST_CUE)),
    ("x" * (LONGEST_CUE + 1), counted("cue.too_long", LONGEST_CUE + 1, most=LONGEST_CUE)),
    ("☕", said("cue.empty")),
    ("...", said("cue.empty")),
    ("after my .", said("cue.empty")),
    ("\u200b\u202e", said("cue.empty")),
    *(
        (word, said("cue.taken", cue=word))
        for word in ("next", "back", "repeat", "pause", "hurts", "other side", "nxet", "done", "start")
    ),
    *((word, said("cue.taken", cue=word)) for word in ("later", "not today", "sick", "one minute", "short")),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[text[:20] for text, _ in REFUSED])
async def test_what_cannot_be_a_cue_gets_one_line_and_changes_nothing(eva: Player, text: str, line: str) -> None:
    """Too long, nothing at all, or a word that means something already."""
    await eva.says("/cue coffee")
    before = eva.record
    assert await eva.says(f"/cue {text}") == [line]
    assert eva.record == before


@pytest.mark.parametrize(("text", "line"), [row for row in REFUSED if row[0] not in ("hurts", *NEXT)])
async def test_the_question_stays_open_after_what_cannot_be_a_cue(eva: Player, text: str, line: str) -> None:
    """Typed as its answer; the next one is taken."""
    await eva.says("/cue")
    assert await eva.says(text) == [line]
    assert cues(eva) == [None]
    assert await eva.says("lunch") == [is_set("lunch")]


@pytest.mark.parametrize("word", NEXT)
async def test_next_leads_on_from_the_question_too(eva: Player, word: str) -> None:
    """Whenever it is said: the question is let go, and today's session begins."""
    await eva.says("/cue")
    await eva.says(word)
    assert eva.record.account.asking is None
    assert eva.walk.step == 0
    assert cues(eva) == [None]


@pytest.mark.parametrize("off", ["off", "none", "no", "No cue", "remove"])
@pytest.mark.parametrize("command", [True, False], ids=["with the command", "as an answer"])
async def test_a_cue_can_be_taken_away(eva: Player, off: str, command: bool) -> None:
    """The reminder stays."""
    await eva.says("/cue coffee")
    if command and off != "No cue":
        texts = await eva.says(f"/cue {off}")
    else:
        assert await eva.says("/cue") == [f"{said('cue.now', line=LINE, cue='coffee')}\n{ASKED}"]
        texts = await (eva.taps(off) if off == "No cue" else eva.says(off))
    assert texts == [said("cue.none", line=LINE)]
    assert cues(eva) == [None]
    assert len(eva.record.reminders) == 1


@pytest.mark.parametrize("text", ["cancel", "nope", "skip"])
async def test_the_question_can_be_called_off(eva: Player, text: str) -> None:
    """The cue that there is stays."""
    await eva.says("/cue coffee")
    await eva.says("/cue")
    assert await eva.says(text) == [said("remind.nothing_changed")]
    assert cues(eva) == ["coffee"]
    assert eva.record.account.asking is None


async def test_in_a_walk_its_words_come_before_the_question(eva: Player) -> None:
    """ "next" goes on; the question is let go, and answers nothing later."""
    await eva.says("next")
    await eva.says("/cue")
    assert "step 2 of 6" in (await eva.says("next"))[0]
    assert eva.record.account.asking is None
    assert cues(eva) == [None]


async def test_without_a_reminder_there_is_nothing_to_tie(in_memory: InMemoryStage) -> None:
    """The list says so, and how to set one; also to an old button and to an answer that comes too late."""
    player = in_memory.player()
    await player.sets_up(time="No reminder")
    none = said("remind.none_yet")
    assert await player.says("/cue") == [none]
    assert await player.says("/cue coffee") == [none]
    assert await player.forges("cue:1:coffee") == []
    assert player.last == none
    await player.adds_reminder("07:30")
    await player.says("/cue")
    await player.forges("remind:remove:1")
    assert await player.says("elevenses") == [said("fallback")]
    assert player.record.account.asking == "lost:1"


async def test_set_up_ends_with_a_way_to_tie_it_to_the_day(in_memory: InMemoryStage) -> None:
    """The last message of setting up offers it, where there is a reminder to be tied."""
    player = in_memory.player()
    await player.sets_up()
    assert player.buttons == ["Try one now", "Change something", "Link it to a habit"]
    assert await player.taps("Link it to a habit") == [ASKED]
    assert await player.taps("Coffee") == [is_set("coffee")]
    other = in_memory.player("Ben")
    await other.sets_up(time="No reminder")
    assert "Link it to a habit" not in other.buttons


async def test_each_reminder_has_a_cue_of_its_own(eva: Player) -> None:
    """Set on its page; with the command, that of the reminder that comes next."""
    await eva.adds_reminder("18:00 fri")
    await eva.says("/remind")
    await eva.taps("on Friday at 18:00 ✎")
    assert await eva.taps("Cue") == [ASKED]
    assert await eva.says("work") == [is_set("work", "on Friday at 18:00")]
    assert await eva.says("/cue coffee") == [is_set("coffee")]
    assert cues(eva) == ["coffee", "work"]
    await eva.says("/remind")
    await eva.taps("on Friday at 18:00 ✎")
    assert said("remind.cue", cue="work") in eva.last.splitlines()


async def test_a_reminder_that_moves_keeps_its_cue(eva: Player) -> None:
    """Another time, and other days."""
    await eva.says("/cue coffee")
    await eva.says("/remind")
    await eva.taps("every day at 07:30 ✎")
    await eva.taps("Change time")
    await eva.says("9:15")
    assert cues(eva) == ["coffee"]
    await eva.adds_reminder("09:15 mon")
    assert cues(eva) == ["coffee"]


# How the prompt tells it


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Ana", said("greeting.cue", cue="tea & cake", name="Ana")),
        ("\u2060", said("greeting.cue_unnamed", cue="tea & cake")),
    ],
)
async def test_a_prompt_opens_with_the_cue(stage: Stage, name: str, greeting: str) -> None:
    """As it was typed, and instead of the time of day."""
    player = stage.player(name)
    await player.sets_up()
    await player.says("/cue tea & cake")
    await stage.tick_at(AT_0730)
    assert player.last in prompted(TODAYS, greeting=greeting)


async def test_a_prompt_without_a_cue_greets_by_the_time_of_day(daily: PromptedStage, ida: Player) -> None:
    """As before it was tied to anything, and after it no longer is."""
    await ida.says("/cue coffee")
    await ida.says("/cue off")
    await daily.tick_at(AT_0730)
    assert ida.last in prompted(TODAYS)


# How it is heard


@pytest.mark.parametrize("text", ["coffee", "Coffee!", "COFFEE", "cofee", "coffe", "coffée"])
async def test_a_cue_that_is_typed_starts_todays_walk(eva: Player, text: str) -> None:
    """At any time, with a slip of the finger or without."""
    await eva.says("/cue coffee")
    [told] = await eva.says(text)
    assert said("walk.takes", position="Seated", minutes="4 minutes") in told.splitlines()
    assert "step 1 of 6" in told


@pytest.mark.parametrize(
    ("cue", "text"), [("coffee", "coffin"), ("tea", "tee"), ("tea", "sea"), ("lunch", "launched"), ("coffee", "c")]
)
async def test_what_is_not_nearly_the_cue_starts_nothing(eva: Player, cue: str, text: str) -> None:
    """A short cue is taken only as it is."""
    await eva.says(f"/cue {cue}")
    await eva.says(text)
    assert eva.record.walk is None


@pytest.mark.parametrize(("cue", "text"), [("القهوة", "قهوة"), ("قهوة", "القهوة")])
async def test_an_arabic_cue_is_heard_with_the_article_and_without(eva: Player, cue: str, text: str) -> None:
    """The button says "the coffee"; people type "coffee"."""
    await eva.says(f"/cue {cue}")
    await eva.says(text)
    assert eva.walk.step == 0


async def test_any_of_several_cues_starts_it(eva: Player) -> None:
    """Whichever reminder it belongs to, also one that is off."""
    await eva.says("/cue coffee")
    await eva.adds_reminder("18:00")
    await eva.forges("cue:2:lunch")
    await eva.forges("remind:off:2")
    assert "step 1 of 6" in (await eva.says("lunch"))[0]


async def test_a_cue_in_the_middle_of_a_walk_shows_where_it_stands(eva: Player) -> None:
    """Nothing begins anew, and nothing is passed over."""
    await eva.says("/cue coffee")
    await eva.says("coffee")
    await eva.says("next")
    [told] = await eva.says("coffee")
    assert "step 2 of 6" in told
    assert eva.record.progression.walks_begun == 1


async def test_a_cue_after_todays_walk_offers_another(eva: Player) -> None:
    """A second coffee starts nothing by itself."""
    await eva.says("/cue coffee")
    for text in ("coffee", "enough", "enough", "good", "That's it"):
        await eva.says(text)
    [told] = await eva.says("coffee")
    assert told.startswith(said("today.done_already"))
    assert eva.record.progression.walks_begun == 1


async def test_a_cue_answers_the_question_that_is_open_first(eva: Player) -> None:
    """Who is asked for a new time and types their cue is still asked for a time."""
    await eva.says("/cue coffee")
    await eva.forges("remind:time:1")
    assert await eva.says("coffee") == [f"{said('time.not_a_time')} {said('fallback.or_cancel')}"]
    assert eva.record.walk is None


async def test_somebody_elses_cue_means_nothing(in_memory: InMemoryStage, eva: Player) -> None:
    """Each their own."""
    await eva.says("/cue elevenses")
    ben = in_memory.player("Ben")
    await ben.sets_up()
    assert await ben.says("elevenses") == [said("fallback")]


async def test_a_cue_is_in_the_export_and_gone_with_it(stage: Stage, ana: Player) -> None:
    """It is a piece of somebody's day: told when asked for, erased when asked for."""
    await ana.says("/cue feeding Rex")
    await ana.says("/export")
    document = ana.person.last["document"]
    assert "feeding Rex" in stage.telegram.state.blobs[document["file_unique_id"]].decode()
    await ana.says("/delete")
    await ana.says("yes")
    await stage.stop_bot()
    assert b"feeding Rex" not in stage.database.read_bytes()


@pytest.mark.parametrize(
    "data", ["cue", "cue:x", "cue:9", "cue:1:tea", "cue:-1:coffee", "cue:1:coffee:x:y", "cue:99999999999:lunch"]
)
async def test_cue_data_that_no_button_has_breaks_nothing(eva: Player, data: str) -> None:
    """It is asked, listed, or taken for what its beginning says."""
    before = eva.record.reminders
    await eva.says("/cue")
    await eva.forges(data)
    assert eva.last
    assert [replace(reminder, cue=None) for reminder in eva.record.reminders] == list(before)


async def test_the_goodbye_still_says_when_the_next_prompt_comes(eva: Player) -> None:
    """A cue changes no time."""
    await eva.says("/cue coffee")
    assert await eva.forges("done") == [said("end.goodbye", when=back_at("tomorrow", "07:30"))]
