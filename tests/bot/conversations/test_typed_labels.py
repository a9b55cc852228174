"""Are the words on every button understood when they are typed, for a day, as if the button were pressed?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.conversations import dispatch, typed_labels
from bot.conversations.turn import ShownNotRead, Turn
from bot.i18n.catalogue import words_in
from bot.markup import plain
from bot.replies import Rows
from bot.timing.zones import zone_of
from storage.records.person import Account, Person, with_fields
from storage.records.retention_periods import BUTTONS_KEPT
from storage.records.shown import ShownButtons
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.prompted_stage import PromptedStage
from tests.harness.said import said
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = words_in("en", "Europe/Lisbon")
ANA = with_fields(
    Person(5_100_000_001, NOW, account=Account(first_name="Ana"), version=1), zone="Europe/Lisbon", position="seated"
)


def shown(*labels: str, message_id: int = 70, is_live: bool = True, minutes_ago: int = 0) -> ShownButtons:
    """Buttons with these labels, whose data is where they stand."""
    buttons = tuple((label, f"{message_id}:{place}") for place, label in enumerate(labels))
    return ShownButtons(message_id, buttons, NOW - timedelta(minutes=minutes_ago), is_live)


def turn_with(*lately: ShownButtons, person: Person = ANA) -> Turn:
    """A turn for which these buttons were read, the newest first."""
    return Turn(person, NOW, WORDS, shipped_library(), shown=lately)


def meant(text: str, *lately: ShownButtons) -> str | None:
    """The data of the button that a text names."""
    found = typed_labels.named(turn_with(*lately), text)
    return found.data if found is not None else None


# Which button is meant


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Next ▶", "next"),
        ("◀ Back", "BACK"),
        ("✓ As often as the others", "as often as the others"),
        ("Show me one first", "  show me one first. "),
        ("Café au lait", "cafe au lait"),
        ("It's too much", "it’s too much"),
        ("Turn pictures off", "turn pictures off 🙏"),
        ("every day at 07:30 ✎", "Every day at 07:30"),
    ],
)
def test_case_accents_arrows_and_emoji_make_no_difference(label: str, text: str) -> None:
    """The words do."""
    assert meant(text, shown("Other", label)) == "70:1"


@pytest.mark.parametrize(
    ("labels", "text", "place"),
    [
        (("Send to me first", "Send to 3", "Cancel"), "no, send it to me first", 0),
        (("A mild pull", "It hurts"), "oh just a mild pull I think", 0),
        (("Good", "Hard", "It hurt"), "Good. The voice is nice.", 0),
        (("Last 4 weeks", "Last 3 months"), "er the last three months please", 1),
        (("Stop the reminders", "Keep them"), "well, keep them then", 1),
        (("Send to me first", "Send to 3"), "do not send to me first", None),
        (("Send to me first", "Send to 3"), "what does send to me first do?", None),
        (("On the floor", "On a chair"), "i can on chair or standing, floor no", None),
        (("Good", "Hard"), "good grief what a day", None),
    ],
)
def test_a_sentence_may_have_a_buttons_words_in_it(labels: tuple[str, ...], text: str, place: int | None) -> None:
    """One button's alone, not denied, and not asked about."""
    found = typed_labels.within(turn_with(shown(*labels)), text)
    assert (found.data if found is not None else None) == (None if place is None else f"70:{place}")


@pytest.mark.parametrize(
    ("text", "place"), [("the second one please", 1), ("the last", 2), ("first", 0), ("second thoughts", None)]
)
def test_a_button_of_a_list_is_named_by_its_place(text: str, place: int | None) -> None:
    """Where there are several of a kind."""
    listed = ShownButtons(70, [(name, f"movement:{name}") for name in ("hip", "thigh", "roll")], NOW)
    found = typed_labels.counted(turn_with(listed), text)
    assert (found.data if found is not None else None) == (None if place is None else listed.buttons[place][1])


@pytest.mark.parametrize("text", ["turn pictures", "pictures off", "turn pictures off now", "", "?", "x" * 200])
def test_other_words_are_no_label(text: str) -> None:
    """What they mean is read by those who read sentences."""
    assert meant(text, shown("Turn pictures off")) is None


def test_of_two_messages_with_the_same_label_the_newest_is_meant() -> None:
    """It is nearest to what was typed."""
    assert meant("start", shown("Start", message_id=72), shown("Start", message_id=71)) == "72:0"


def test_of_two_labels_that_differ_in_their_marks_the_one_typed_so_is_meant() -> None:
    """And neither when it is not typed so."""
    both = shown("+5 minutes", "-5 minutes")
    assert [meant(text, both) for text in ("-5 minutes", "+5 minutes", "5 minutes")] == ["70:1", "70:0", None]


@tabled(
    ("label", "expected"),
    [
        *(("Link it to a habit", True), ("Show me one first", True), ("Yes", False), ("No", False), ("08:00", False)),
        *(("7", False), ("Good", False), ("Undo", False), ("Yes please", False), ("8 AM", False)),
    ],
)
def test_a_button_that_was_taken_away_counts_when_its_label_says_what_it_does(label: str, expected: bool) -> None:
    """A bare answer belongs to its question, and that is closed."""
    assert (meant(label, shown(label, is_live=False)) is not None) is expected
    assert meant(label, shown(label)) is not None


@pytest.mark.parametrize("data", ["delete:yes", "stop:yes", "broadcast:send:1:7", "broadcast"])
def test_what_cannot_be_undone_is_done_by_no_label(data: str) -> None:
    """Its question hears its own words."""
    only = ShownButtons(70, (("Yes, erase it", data),), NOW)
    assert typed_labels.named(turn_with(only), "Yes, erase it") is None


def test_a_label_is_the_newest_while_it_stands_under_what_was_said_last() -> None:
    """All that one turn said counts as last; what was taken away does not."""
    lately = (shown("A", message_id=73), shown("B", message_id=72), shown("C", message_id=71, minutes_ago=1))
    found = [typed_labels.named(turn_with(*lately), text) for text in "ABC"]
    assert [one is not None and one.is_newest for one in found] == [True, True, False]
    gone = typed_labels.named(turn_with(shown("Show me one first", is_live=False)), "show me one first")
    assert gone is not None
    assert not gone.is_newest


# Nothing is read that is not needed


@pytest.mark.parametrize("text", ["next", "back", "PAUSE", "It hurts", "Show me one first"])
def test_the_exact_words_of_a_walk_ask_for_nothing_more(text: str) -> None:
    """They mean the walk, whatever else was shown; any other text needs what was shown."""
    begun = turn_with()
    dispatch.text(begun, "next")
    turn = Turn(begun.person, NOW, WORDS, shipped_library())
    if text in ("It hurts", "Show me one first"):
        # Pain looks whether the warning signs were told today.
        with pytest.raises(ShownNotRead):
            dispatch.text(turn, text)
        assert turn.replies == []
    else:
        dispatch.text(turn, text)
        assert turn.replies


@pytest.mark.parametrize("text", ["my chest hurts", "it hurts", "help"])
def test_what_is_told_of_the_body_and_help_come_before_any_label(text: str) -> None:
    """Also when a button is called so."""
    with_label, without = turn_with(shown(text.capitalize())), turn_with()
    for turn in (with_label, without):
        dispatch.text(turn, text)
    assert with_label.result(1) == without.result(1)


# What the button does


def done(player: Player, do: Callable[[Turn], None], message_id: int | None = None) -> Turn:
    """What a turn would do now."""
    stage = player.stage
    person, now = player.record, stage.clock()
    words = words_in(person.settings.language)
    lately, diary = stage.store.shown(player.id, now), stage.store.diary(player.id)
    turn = Turn(person, now, words, stage.library, message_id=message_id, diary=diary, shown=lately, recordings=())
    do(turn)
    dispatch.end(turn)
    return turn


def spoken(turn: Turn) -> list[tuple[str, Rows]]:
    """What is said, new or in place of something else, with its buttons; the line over the chat where that is all."""
    line: list[tuple[str, Rows]] = [(str(turn.toast), ())]
    return [(str(reply.text), reply.buttons) for reply in turn.replies if reply.text is not None] or line


def loses_buttons(turn: Turn, message_id: int | None) -> bool:
    """Whether a message has other buttons than before, or none."""
    return message_id in turn.strips or any(reply.edit == message_id for reply in turn.replies)


def buttons_here(player: Player) -> Iterator[tuple[ShownButtons, str, str]]:
    """Every button that stands in the chat: under what, its label and its data."""
    for each in player.stage.store.shown(player.id, player.stage.clock()):
        for label, data in each.buttons if each.is_live else ():
            yield each, label, data


# Words of a walk that are labels too: they show the step below, where a tap opens it in place.
OPENED_IN_PLACE = {"More…", "Close ▴"}


def assert_each_label_does_what_its_button_does(player: Player, but: Collection[str] = OPENED_IN_PLACE) -> set[str]:
    """The same record and the same words, and the message loses its buttons all the same; the labels tried."""
    tried = set()
    newest = player.stage.store.shown(player.id, player.stage.clock())[0].since
    for under, label, data in list(buttons_here(player)):
        if label in but or data.startswith(typed_labels.IRREVOCABLE):
            continue
        tapped = done(player, partial(dispatch.press, data=data), under.message_id)
        typed = done(player, partial(dispatch.text, said=label.upper()))
        by_tap, by_text = tapped.result(1), typed.result(1)
        for name in ("after", "prompt", "marks", "unmarked", "checkin", "retire", "erase", "forget_again"):
            assert getattr(by_text, name) == getattr(by_tap, name), (label, name)
        assert spoken(typed) == spoken(tapped), label
        assert not any(reply.edit for reply in typed.replies), label
        # An older label may be understood as a wish, which says the same and takes no buttons away.
        if under.since == newest and any(reply.text is not None for reply in tapped.replies):
            assert loses_buttons(typed, under.message_id) == loses_buttons(tapped, under.message_id), label
        tried.add(label)
    return tried


async def test_each_label_of_setting_up_does_what_its_button_does(in_memory: InMemoryStage) -> None:
    """Question by question."""
    player = in_memory.player()
    tried: set[str] = set()
    await player.says("/start")
    for step in ("Set me up", "No, none of these", "On a chair"):
        tried |= assert_each_label_does_what_its_button_does(player)
        await player.taps(step)
    await player.says("Lisbon")
    tried |= assert_each_label_does_what_its_button_does(player)
    await player.taps("07:30")
    tried |= assert_each_label_does_what_its_button_does(player)
    assert {"Show me one first", "On a chair", "07:30", "Link it to a habit"} <= tried


async def test_each_label_of_a_walk_does_what_its_button_does(eva: Player) -> None:
    """Step by step, with what opens under a step, and the questions after it."""
    tried: set[str] = set()
    await eva.says("next")
    for _ in range(16):
        if "More…" in eva.buttons:
            await eva.taps("More…")
        tried |= assert_each_label_does_what_its_button_does(eva)
        await eva.taps(next(label for label in ("Next ▶", "A little more", *eva.buttons) if label in eva.buttons))
    assert {"Next ▶", "It hurts", "Good", "Hard", "It hurt"} <= tried


async def test_each_label_after_pain_does_what_its_button_does(eva: Player) -> None:
    """A smaller version, another position, when to see someone, and the end."""
    await eva.says("next")
    await eva.says("it hurts")
    assert "Gentler version" in assert_each_label_does_what_its_button_does(eva)


@pytest.mark.parametrize("page", ["Position", "Length", "Reminders", "Messages", "Time zone", "Turn check-in on"])
async def test_each_label_of_the_settings_does_what_its_button_does(eva: Player, page: str) -> None:
    """The page, and the pages behind it."""
    await eva.says("/settings")
    tried = assert_each_label_does_what_its_button_does(eva)
    await eva.taps(page)
    tried |= assert_each_label_does_what_its_button_does(eva)
    assert {"Turn pictures off", "Turn dots off", "Turn gentle on"} <= tried


@pytest.mark.parametrize(
    "text",
    ["/cue", "/movements", "/pause", "/report", "/remind 9", "/safety", "/today", "/stop", "when is my reminder"],
)
async def test_each_label_elsewhere_does_what_its_button_does(eva: Player, text: str) -> None:
    """Lists, and questions."""
    await eva.says(text)
    assert set(eva.buttons) <= assert_each_label_does_what_its_button_does(eva)


async def test_each_label_after_what_was_not_understood_does_what_its_button_does(eva: Player) -> None:
    """But for Help, which is a word that means the same anywhere and leaves the buttons."""
    await eva.says("blub")
    assert "Help" in eva.buttons
    with pytest.raises(AssertionError, match="Help"):
        assert_each_label_does_what_its_button_does(eva)


async def test_each_label_of_a_prompt_does_what_its_button_does(stage: Stage, ana: Player) -> None:
    """But for Later, whose tap shows other buttons in place: typed, it asks how much later."""
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    later = next(label for _, label, data in buttons_here(ana) if data.endswith(":later"))
    assert set(ana.buttons) - {later} <= assert_each_label_does_what_its_button_does(ana, {later})
    await ana.says(later)
    assert "This evening" in ana.buttons
    # Back, typed, asks once more: there is no row of buttons to go back to.
    back = next(label for label in ana.buttons if "Back" in label)
    assert set(ana.buttons) - {back} <= assert_each_label_does_what_its_button_does(ana, {later, back})


# In a chat


async def test_a_label_is_typed_and_its_page_comes_below(stage: Stage, ana: Player) -> None:
    """From the real record: the old page loses its buttons, and it is as good after a restart."""
    await ana.says("/settings")
    page = ana.person.last
    await stage.restart()
    [text] = await ana.says("turn DOTS off")
    assert not ana.record.settings.dots
    assert text.startswith("Your settings")
    assert page not in ana.live
    assert ana.person.last in ana.live
    await ana.says("Turn dots on")
    assert ana.record.settings.dots


@pytest.mark.parametrize("minutes", [-1, 1])
async def test_a_label_that_is_older_than_a_day_is_no_label(eva: Player, minutes: int) -> None:
    """It is a text like any other that nobody understands."""
    await eva.says("/settings")
    eva.stage.pass_time(seconds=BUTTONS_KEPT.total_seconds() + 60 * minutes)
    await eva.says("Turn dots off")
    assert eva.record.settings.dots is (minutes > 0)


async def test_the_button_just_taken_away_is_still_understood(eva: Player) -> None:
    """A tap on the one beside it took both."""
    asked = done(eva, lambda turn: dispatch.press(turn, "cue:0"))
    await eva.taps("Try one now")
    assert "Link it to a habit" not in [label for _, label, _ in buttons_here(eva)]
    [text] = await eva.says("link it to a habit")
    assert [text] == in_plain(asked)


async def test_what_was_shown_last_comes_before_wishes(eva: Player) -> None:
    """The words are those of the button, though a sentence could mean something else by them."""
    await eva.says("/remind 9")
    await eva.says("As well")
    both = eva.record.recurring
    [text] = await eva.says("Undo")
    assert (len(both), len(eva.record.recurring)) == (2, 1)
    assert "07:30" in text


def in_plain(turn: Turn) -> list[str]:
    """What a turn says, without HTML."""
    return [plain(reply.text) for reply in turn.replies if reply.text is not None]


async def test_the_words_of_a_walk_mean_the_walk(eva: Player) -> None:
    """Whatever list was shown meanwhile."""
    await eva.says("next")
    await eva.taps("Next")
    await eva.says("/movements")
    await eva.taps(eva.buttons[0])
    assert "◀ Back" in eva.buttons
    [text] = await eva.says("back")
    assert "step 1 of 6" in text


async def test_a_label_whose_button_says_a_line_over_the_chat_says_it_in_the_chat(eva: Player) -> None:
    """Nobody would see it otherwise."""
    await eva.says("/movements")
    await eva.taps(eva.buttons[0])
    assert "✓ As often as the others" in eva.buttons
    [text] = await eva.says("as often as the others")
    assert "as often as the others" in text


async def test_of_two_pages_the_newest_is_answered(eva: Player) -> None:
    """The one whose label was typed loses its buttons, and the other one had lost them before."""
    await eva.says("/movements")
    await eva.says("/settings")
    await eva.says("Reminders")
    assert [message for message in eva.live if message is eva.person.last] == [eva.person.last]
    assert eva.last.startswith("Your reminders")


async def test_an_old_label_of_a_walk_shows_where_the_person_is(eva: Player) -> None:
    """As its button does: the choice is not there any more."""
    await eva.says("next")
    await eva.says("it hurts")
    await eva.taps("Gentler version")
    before = eva.walk
    old = done(eva, lambda turn: dispatch.press(turn, "hurt:1:position"))
    assert await eva.says("Another position") == in_plain(old)
    assert eva.walk == before


async def test_erasing_is_not_done_by_a_label(daily: PromptedStage, ida: Player) -> None:
    """Its question hears exact words while it is open, and nothing once it is closed."""
    await ida.says("/delete")
    [erase, keep] = ida.buttons
    await ida.taps(keep)
    await ida.says(erase)
    assert daily.store.load(ida.id) is not None


async def test_no_place_that_was_asked_about_is_kept(daily: PromptedStage, ida: Player) -> None:
    """Nor what somebody may have, nor what they wrote: such buttons are known by no label, but their questions hear
    them."""
    await ida.says("/timezone")
    await ida.says("Springfield")
    place = ida.buttons[2]
    for text in ("I have sciatica", "from Monday I travel to Tokyo"):
        await ida.says(text)
    labels = [label for one in daily.store.shown(ida.id, daily.clock()) for label, _ in one.buttons]
    assert "Another movement" not in labels
    assert [label for label in labels if "Springfield" in label or label == place] == []
    await ida.says("/timezone")
    await ida.says("Springfield")
    await ida.says(place)
    assert ida.record.settings.zone == "America/Chicago"


# Keys of the keyboard


async def asked_for_the_city(eva: Player) -> str:
    """Ask for the city; the time on the key."""
    await eva.says("/timezone")
    return next(key for key in eva.person.keyboard if "for me" in key)


@pytest.mark.parametrize("minutes", [0, 50])
@pytest.mark.parametrize("apostrophe", ["'", "’", "`", ""])
async def test_the_key_with_the_clock_is_known_however_it_is_typed(eva: Player, apostrophe: str, minutes: int) -> None:
    """In any case and with any apostrophe; the time is that of the moment when it was shown."""
    key = await asked_for_the_city(eva)
    eva.stage.pass_time(minutes=minutes)
    await eva.says(key.upper().replace("'", apostrophe))
    assert eva.record.account.asking is None
    assert eva.stage.clock().astimezone(zone_of(eva.record.settings.zone)).utcoffset() == timedelta()


@pytest.mark.parametrize("text", ["📍 Share location once", "share location once", "SHARE LOCATION, once"])
async def test_the_key_that_shares_the_place_asks_to_be_tapped(eva: Player, text: str) -> None:
    """Its words bring no place along; the key is shown again."""
    await asked_for_the_city(eva)
    [answer] = await eva.says(text)
    assert answer.startswith(said("zone.only_key"))
    assert any("Share" in key for key in eva.person.keyboard)
    await eva.says("Lisbon")
    assert eva.record.settings.zone == "Europe/Lisbon"
