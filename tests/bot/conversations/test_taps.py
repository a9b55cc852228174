"""Does every button do what its label says, once, and can none be pressed at the wrong moment or with forged data?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.people import buttons_of, words_of
from bot.replies import MAX_DATA_BYTES
from content.movement import AVOIDED_ON_WISH
from storage.records.person import Person, WalkState, with_fields
from tests.harness.chat import after, set_up
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import TWISTS, back_at, in_a_row, in_words, said
from tests.harness.stage import Player, Stage
from tests.harness.tabled import tabled

ALWAYS = ("twist", "roll")
HURT, CARE = shipped_library().about.hurt, shipped_library().about.care


def place(person: Person) -> tuple[object, ...]:
    """Where somebody stands: everything about their walk but the count of moves and the times."""
    walk = person.walk
    assert walk is not None
    return (walk.number, walk.state, walk.variation, walk.side, walk.sides_done, walk.level, walk.step, walk.reached)


# Old buttons and double taps


async def test_a_second_tap_within_three_seconds_is_the_same_tap(eva: Player) -> None:
    """One step, nothing sent for the second tap but a line over the chat."""
    await eva.says("next")
    first = eva.person.last
    await eva.taps("Next")
    assert "step 2 of 6" in eva.last
    seen = len(eva.texts)
    for _ in range(3):
        eva.stage.pass_time(seconds=1)
        assert await eva.forges("w:1:0:next", first) == []
        assert eva.toast == said("toast.here", step=2, of=6)
    assert len(eva.texts) == seen
    assert "step 3 of 6" in (await eva.taps("Next"))[0]


async def test_two_taps_before_the_bot_can_answer_make_one_step(stage: Stage, ana: Player) -> None:
    """Both are on their way at once; both are answered."""
    await ana.says("next")
    message, button = ana.person.find_button("Next")
    seen = len(ana.texts)
    queries = [ana.person.touch_button(message, button) for _ in range(4)]
    await stage.settle()
    assert [text.split("step ")[1][:6] for text in ana.texts[seen:]] == ["2 of 6"]
    answers = [query.answer.text for query in queries if query.answer is not None]
    assert answers == ["", *[said("toast.here", step=2, of=6)] * 3]


async def test_an_old_button_later_shows_where_the_person_is(eva: Player) -> None:
    """The step again, with buttons that work, and the old ones are taken away."""
    await eva.says("next")
    first = eva.person.last
    await eva.taps("Next")
    await eva.taps("Next")
    step, before = eva.last, place(eva.record)
    eva.stage.pass_time(seconds=4)
    assert await eva.forges("w:1:0:next", first) == [step]
    assert eva.toast == said("toast.here", step=3, of=6)
    assert place(eva.record) == before
    assert eva.live == [eva.person.last]
    assert "step 4 of 6" in (await eva.taps("Next"))[0]


@pytest.mark.parametrize(
    "action", ["next", "back", "skip", "other_side", "enough", "start_over", "stop", "take", "stay"]
)
async def test_no_old_button_ever_moves_anything(eva: Player, action: str) -> None:
    """Whatever it says; at a step and at an offer."""
    await eva.forges("go:seated-inner-thigh")
    for moves in range(6):
        before = place(eva.record)
        eva.stage.pass_time(seconds=10)
        if moves:
            await eva.forges(f"w:1:{moves - 1}:{action}")
            assert place(eva.record) == before
            assert len(eva.live) == 1
        await eva.taps("Next" if "Next ▶" in eva.buttons else "A little more")


async def test_an_old_button_at_an_offer_says_that_there_is_a_choice(eva: Player) -> None:
    """In a line over the chat."""
    await eva.forges("go:seated-inner-thigh")
    for _ in range(5):
        await eva.taps("Next")
    await eva.forges("w:1:4:next")
    assert eva.toast == said("toast.offer")


@pytest.mark.parametrize("action", ["more", "less", "repeat", "position:seated-inner-thigh"])
async def test_buttons_of_a_step_pressed_at_an_offer_show_the_offer_again(eva: Player, action: str) -> None:
    """Forged for the very moment: there is no step whose buttons could be opened."""
    await eva.forges("go:seated-inner-thigh")
    for _ in range(5):
        await eva.taps("Next")
    offer, before = eva.last, place(eva.record)
    assert await eva.forges(f"w:1:5:{action}") in ([offer], [])
    assert eva.buttons == ["A little more", "Stay with this", "◀ Back", "It hurts"]
    assert place(eva.record)[:6] == before[:6]


async def test_a_double_tap_on_the_last_next_leaves_the_question_how_it_felt(eva: Player) -> None:
    """The second tap says that both sides are done; Good, Hard and It hurt stay where they are."""
    await eva.says("next")
    await eva.says("enough")
    for _ in range(5):
        await eva.taps("Next")
    last = eva.person.last
    data = buttons_of(last)[2]["callback_data"]
    assert (await eva.taps("Next"))[0].startswith("Both sides done")
    assert await eva.forges(data, last) == []
    assert eva.toast == said("toast.done")
    assert eva.buttons == ["Good", "Hard", "It hurt"]
    eva.stage.pass_time(seconds=10)
    assert await eva.forges(data, last) == [f"{said('old_button')} {said('end.how')}"]
    assert eva.live == [eva.person.last]
    assert (await eva.taps("Good"))[0].startswith(f"{said('end.noted_good')} {in_a_row(1)}")


async def test_a_double_tap_on_done_for_today_says_nothing_twice(eva: Player) -> None:
    """The walk is over once."""
    await eva.says("next")
    await eva.says("ouch")
    pressed = eva.person.last
    assert (await eva.taps("Done for today"))[0].startswith(said("hurt.done", when=back_at("tomorrow", "07:30")))
    assert await eva.forges("hurt:1:done", pressed) == []
    assert eva.toast == said("toast.stopped")


@pytest.mark.parametrize("label", ["Set me up", "Show me one first"])
async def test_double_taps_in_the_first_minute_skip_nothing(in_memory: InMemoryStage, label: str) -> None:
    """The question or the step that came is shown again."""
    player = in_memory.player()
    await player.says("/start")
    hello = player.person.last
    await player.taps(label)
    shown, before = player.last, player.record
    await player.forges({"Set me up": "setup:begin", "Show me one first": "setup:show"}[label], hello)
    assert player.last == shown
    assert len(player.live) == 1
    assert (player.record.account.setup, player.record.progression.walks_begun) == (
        before.account.setup,
        before.progression.walks_begun,
    )


async def test_an_old_answer_of_the_first_minute_asks_the_open_question_again(in_memory: InMemoryStage) -> None:
    """What was chosen later is not overwritten, and nothing is skipped."""
    player = in_memory.player()
    for text in ("/start", "set me up", "no", "chair", "lisbon"):
        await player.says(text)
    for data in ("setup:care:yes", "setup:position:lying", "setup:care:perhaps", "setup:time:2575"):
        assert await player.forges(data) == [said("setup.time")]
        assert len(player.live) == 1
    assert (player.record.settings.gentle, player.record.settings.position, player.record.account.setup) == (
        False,
        "seated",
        "time",
    )


async def test_a_double_tap_on_one_of_several_cities_skips_no_question(in_memory: InMemoryStage) -> None:
    """The time of day is asked, and stays asked."""
    player = in_memory.player()
    await player.says("/start")
    await player.says("set me up")
    await player.says("no")
    await player.says("chair")
    await player.says("Portland")
    which = player.person.last
    data = buttons_of(which)[0]["callback_data"]
    await player.taps(data)
    assert player.last == said("setup.time")
    await player.forges(data, which)
    assert player.last == said("setup.time")
    assert player.record.account.setup == "time"
    assert len(player.live) == 1


async def test_a_double_tap_on_how_it_felt_is_noted_once(eva: Player) -> None:
    """The second says so, and the buttons go."""
    await eva.says("next")
    await eva.says("enough")
    await eva.says("enough")
    question = eva.person.last
    await eva.taps("Hard")
    assert await eva.forges("feel:1:good", question) == []
    assert eva.toast == said("toast.noted")
    assert eva.walk.feel == "hard"
    assert eva.live == [eva.person.last]


async def test_a_double_tap_on_start_shows_the_first_step_again(eva: Player) -> None:
    """It is one walk, at its first step."""
    await eva.says("/today")
    offer = eva.person.last
    [step] = await eva.taps("Start")
    assert await eva.forges(buttons_of(offer)[0]["callback_data"], offer) == [step]
    assert (eva.record.progression.walks_begun, eva.walk.moves) == (1, 0)
    assert eva.live == [eva.person.last]


async def test_taps_after_the_walk_has_ended_show_what_can_be_done_now(eva: Player) -> None:
    """Later, and once all is said: the old button is called old, and today's is offered."""
    await eva.says("next")
    step = eva.person.last
    await eva.says("enough")
    await eva.says("enough")
    await eva.says("good")
    eva.stage.pass_time(minutes=1)
    before = eva.record
    texts = await eva.forges("w:1:0:next", step)
    assert texts == [f"{said('old_button')}\n{said('today.offer', what='Inner thigh stretch, seated, 3 minutes')}"]
    assert replace(with_fields(eva.record, asking=None), version=0) == replace(
        with_fields(before, asking=None), version=0
    )


async def test_a_button_of_an_earlier_walk_shows_the_step_of_this_one(eva: Player) -> None:
    """The walks are told apart by their number."""
    await eva.says("next")
    old = eva.person.last
    await eva.forges("go:seated-inner-thigh")
    before = place(eva.record)
    eva.stage.pass_time(seconds=10)
    [text] = await eva.forges("w:1:0:next", old)
    assert text.endswith("\nInner thigh stretch, right leg, step 1 of 5  ●○○○○")
    assert place(eva.record) == before


async def test_pain_is_heard_from_the_oldest_button(eva: Player) -> None:
    """It hurts under a step long past still stops the walk where it is now."""
    await eva.says("next")
    first = eva.person.last
    for _ in range(3):
        eva.stage.pass_time(seconds=30)
        await eva.taps("Next")
    [text] = await eva.forges("w:1:0:hurts", first)
    assert text.startswith(HURT.stop)
    assert "step 4 of 6" in (await eva.says("next"))[0]


# Forged data

PREFIXES = """
    w hurt feel setup remind pause resume set settings zone movement movements delete prompt go todays done broadcast
    news walk W x
""".split()  # noqa: SIM905
FORGED = [
    *PREFIXES,
    *(f"{prefix}:" for prefix in PREFIXES),
    *(
        f"{prefix}:{junk}"
        for prefix in PREFIXES
        for junk in ("-1", "0", "99999999999", "x:y:z:a:b", ":::", "💥", "one")
    ),
    *("w:1:1:take", "w:1:1:stay", "w:1:1:more", "w:1:1:less"),
    *("w:2:0:next", "w:0:0:next", "w:-1:-1:next", "w:1:-1:next", "w:1:99:next", "w:1:1:fly", "w:1:1:", "w:1:1"),
    *("w:1:1:position:", "w:1:1:position:lying-dynamic-hip", "w:1:1:position:none", "w:1:1:position:a:b"),
    *("hurt:1:fly", "hurt:2:done", "hurt:-1:gentler", "hurt:1", "hurt:x:position", "hurt:1:done:more"),
    *("feel:1:good", "feel:1:awful", "feel:x:good", "feel:1:good:good", "feel:2:hurt"),
    *("setup:care:perhaps", "setup:position:sofa", "setup:time:2575", "setup:time:12", "setup:zone", "setup:begin"),
    *("remind:open:9", "remind:open:x", "remind:day:1:7", "remind:day:1:12", "remind:day:1:01", "remind:day:1"),
    *("remind:day:1:-1", "remind:day:x:1", "remind:time:99", "remind:remove:99", "remind:fly:1", "remind:list:1"),
    *("pause:0", "pause:366", "pause:-5", "pause:1:2", "resume:1"),
    *("leave", "leave:x", "leave:hip", "leave:hip:up", "leave:add:9", "leave:add:", "leave:done:1", "leave:?:1"),
    *("set:position:sofa", "set:gentle", "set:gentle:maybe", "set:x", "settings:1"),
    *("zone:Nowhere/Land", "zone:../../etc/passwd", "zone:Europe/Lisbon:<b>:x", "zone::", "zone:?"),
    *("movement:none", "movement:a:b", "movements:x", "delete:yes", "delete:no", "delete:perhaps"),
    *("prompt:1:20261122:start:x", "prompt:x:20261122:later", "prompt:1:99999999:later", "prompt:1:2026112:later"),
    *("prompt:1:20261122:fly", "prompt:99:20261122:10", "prompt:1", "go:none", "go:lying-dynamic-hip:x", "go::"),
    *("broadcast:1:1:yes", "broadcast:1:1:to:all", "news:x", "news:off:x"),
    *("todays:x", "done:x", "broadcast:send", "broadcast:cancel", "\x00", " ", "\n", "%s", "{0}", "null", "x" * 64),
    "ж" * 32,
]


def settled(person: Person) -> Person:
    """The record without what any tap may touch: which question is open, and the version."""
    return replace(with_fields(person, asking=None), version=0)


@tabled("data", sorted(set(FORGED)))
def test_forged_data_never_skips_a_step_and_never_fails(data: str) -> None:
    """Junk of every kind, in the middle of a walk: the place stays, and "next" goes on by one."""
    chat = after("next", "next")
    before = place(chat.person)
    chat.pass_time(seconds=10)
    chat.forges(data)
    assert place(chat.person)[1] == WalkState.OPEN
    legitimate = ("w:1:1:", "go:", "todays", "resume", "hurt:1:done")
    if not data.startswith(legitimate):
        assert place(chat.person) == before
    left = place(chat.person)
    told = chat.says("next")
    if "step" not in told[0] or told[0].startswith("Welcome back."):
        told = chat.says("next")
    assert "step" in told[0]
    assert place(chat.person)[:6] == left[:6]
    assert place(chat.person)[6] in (left[6], 2)


DATA = st.one_of(
    st.text(min_size=1, max_size=64).filter(lambda text: len(text.encode("utf-8", "ignore")) <= MAX_DATA_BYTES),
    st.lists(
        st.sampled_from(
            [
                *PREFIXES,
                *("0", "1", "2", "-1", "next", "back", "hurts", "position", "seated", "yes", "no", "on", "off", "day"),
                *("time", "care", "list", "new", "open", "remove", "done", "gentler", "20261122", "later", "10", ""),
                *("seated-hip-flexion", "seated-inner-thigh", "Europe/Lisbon", "good", "99999999999999999999", "٣"),
            ]
        ),
        min_size=1,
        max_size=5,
    ).map(":".join),
).filter(lambda data: 0 < len(data.encode("utf-8", "ignore")) <= MAX_DATA_BYTES and data.isprintable())


@given(st.lists(DATA, min_size=1, max_size=12), st.booleans())
def test_any_data_at_all_is_answered(forged: list[str], walking: bool) -> None:
    """Random junk and random pieces of real data, one after another: nothing fails."""
    chat = after("next") if walking else set_up()
    for data in forged:
        chat.pass_time(seconds=5)
        chat.forges(data)
    assert chat.says("next")


async def test_a_message_without_a_number_is_never_edited(eva: Player) -> None:
    """Telegram may give a message no number yet, and says 0: what its button says comes in a new message."""
    await eva.says("next")
    unnumbered = dict(eva.person.last, message_id=0)
    for data in ("w:1:0:next", "w:1:1:stop", "feel:1:good", "movements:", "movements"):
        eva.stage.pass_time(seconds=10)
        await eva.forges(data, unnumbered)
    assert eva.stage.wrongs() == []


async def test_forged_data_is_harmless_on_the_whole_stage(stage: Stage, ana: Player) -> None:
    """A few of the worst, through Telegram and into the database."""
    await ana.says("next")
    for data in ("remind:day:1:12", "hurt", "w:1:0", "zone:", "prompt:1:99999999:later", "x" * 64, "pause:x", "go:"):
        stage.pass_time(seconds=10)
        await ana.forges(data)
    assert "step 1 of 6" in (await ana.says("repeat"))[0]


async def test_a_stranger_who_taps_is_greeted(in_memory: InMemoryStage) -> None:
    """Somebody whose record is gone, with an old message still on their screen."""
    player = in_memory.player()
    await player.sets_up()
    await player.says("next")
    step = player.person.last
    await player.says("/delete")
    await player.taps("Yes, erase it")
    [text] = await player.forges("w:1:0:next", step)
    assert text.startswith("Hello Ana. Once a day I'll guide you")
    assert player.record.walk is None


# What the labels say

POSITIONS = said("walk.which_position", movement="Hip flexion and extension")
LABELS = [
    ("next", "Next ▶", "step 3 of 6"),
    ("next", "◀ Back", "step 1 of 6"),
    ("next", "It hurts", HURT.stop),
    ("next", "Repeat", "step 2 of 6"),
    ("next", "Skip this", "step 3 of 6"),
    ("next", "Other side", said("walk.side_changed", side="left leg")),
    ("next", "Other position", POSITIONS),
    ("next", "Pause", said("walk.paused", step=2, of=6)),
    ("next", "Stop", said("walk.stopped", when=back_at("tomorrow", "07:30"))),
    ("ouch", "Gentler version", said("hurt.same_smaller")),
    ("ouch", "Another position", POSITIONS),
    ("ouch", "Done for today", said("hurt.done", when=back_at("tomorrow", "07:30"))),
    ("ouch", "When to see someone", said("safety.signs")),
]


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
@pytest.mark.parametrize(("before", "label", "answer"), LABELS, ids=[label for _, label, _ in LABELS])
async def test_every_button_of_a_walk_does_what_it_says_tapped_or_typed(
    eva: Player, before: str, label: str, answer: str, typed: bool
) -> None:
    """At step 2; and its label, written out, does the same."""
    await eva.says("next")
    await eva.says("next")
    if before == "ouch":
        await eva.says("ouch")
    elif label not in eva.buttons:
        await eva.taps("More…")
    assert label in eva.buttons
    texts = await (eva.says(label) if typed else eva.taps(label))
    assert answer in texts[0]


# What somebody has said, a label that is then there, and the beginning of what it leads to.
ELSEWHERE = [
    ("/today", "Start", "Sit near an edge of a chair"),
    ("/today", "Another movement", said("movements.list")),
    ("/start", "Start today's", "Sit near an edge of a chair"),
    ("/start", "Change something", said("settings.title")),
    ("/delete", "Yes, erase it", said("delete.done")),
    ("/delete", "No, keep it", said("delete.kept")),
    ("/pause", "Resume", said("resume.done")),
    ("/stop", "Resume", said("resume.done")),
    ("end", "Good", f"{said('end.noted_good')} {in_a_row(1)}"),
    ("end", "Hard", said("end.noted_hard")),
    ("end", "It hurt", said("hurt.noted")),
    ("closed", "One more now", "Sit at the front of a chair"),
    ("closed", "That's it", said("end.goodbye", when=back_at("tomorrow", "07:30"))),
    ("/position", "On the floor", said("position.set", position="lying down")),
    ("/position", "On a chair", said("position.set", position="seated")),
    ("/position", "Standing", said("position.set", position="standing")),
]


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
@pytest.mark.parametrize(("before", "label", "answer"), ELSEWHERE, ids=[f"{s}-{label}" for s, label, _ in ELSEWHERE])
async def test_every_button_outside_a_walk_does_what_it_says_tapped_or_typed(
    eva: Player, before: str, label: str, answer: str, typed: bool
) -> None:
    """Its label, written out, does the same."""
    if before in ("end", "closed"):
        for text in ("next", "enough", "enough", *(["good"] if before == "closed" else [])):
            await eva.says(text)
    else:
        await eva.says(before)
    assert label in eva.buttons
    texts = await (eva.says(label) if typed else eva.taps(label))
    assert texts[0].startswith(answer)


ONBOARDING = [
    ((), "Set me up", CARE.intro),
    ((), "Show me one first", CARE.intro),
    (("set me up",), "Keep it gentle", said("care.gentle_on", what=TWISTS)),
    (("set me up",), "No, none of these", said("care.gentle_off")),
    (("set me up",), "When to see someone", said("safety.signs")),
    (("set me up", "yes"), "Rather not say", said("left_out.done", what=in_words(*ALWAYS, *AVOIDED_ON_WISH))),
    (("set me up", "yes"), "Done", f"{said('left_out.done', what=TWISTS)}\n{said('setup.position')}"),
    (("set me up", "no"), "On the floor", said("setup.position_lying")),
    (("set me up", "no"), "On a chair", said("setup.position_seated")),
    (("set me up", "no"), "Standing", said("setup.position_standing")),
    (("set me up", "no"), "Skip", said("setup.position_seated")),
    (("set me up", "no", "chair", "lisbon"), "12:30", "Done. Seated, every day at 12:30"),
    (("set me up", "no", "chair", "lisbon"), "No reminder", "Done. Seated, and no reminder."),
]


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
@pytest.mark.parametrize(("before", "label", "answer"), ONBOARDING, ids=[label for _, label, _ in ONBOARDING])
async def test_every_button_of_the_first_minute_does_what_it_says_tapped_or_typed(
    in_memory: InMemoryStage, before: tuple[str, ...], label: str, answer: str, typed: bool
) -> None:
    """Its label, written out, does the same."""
    player = in_memory.player()
    await player.says("/start")
    for text in before:
        await player.says(text)
    assert label in player.buttons
    texts = await (player.says(label) if typed else player.taps(label))
    assert texts[0].startswith(answer)


async def test_the_labels_of_the_contract_contain_their_words(stage: Stage, ana: Player) -> None:
    """Next, Back, More, Pause, Stop, It hurts; Start, Later, Not today under a prompt."""
    await ana.says("next")
    await ana.taps("More…")
    under_a_step = " ".join(ana.buttons)
    await ana.taps("Close")
    under_a_step += " ".join(ana.buttons)
    for word in ("Next", "Back", "More", "Pause", "Stop", "It hurts"):
        assert word in under_a_step
    await stage.tick_at(datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    assert ana.buttons == ["Start", "Just 1 minute", "Follow along", "Later ▾", "Not today"]


async def test_button_data_always_fits_and_every_button_has_some(eva: Player) -> None:
    """At most 64 bytes, as the stand-in also demands; labels are never empty."""
    for text in ("/start", "/today", "/movements", "/settings", "/remind", "/pause", "/safety", "next", "more", "ouch"):
        await eva.says(text)
    for message in eva.person.inbox:
        for button in buttons_of(message):
            assert 1 <= len(button["callback_data"].encode()) <= MAX_DATA_BYTES
            assert button["text"].strip(), words_of(message)
