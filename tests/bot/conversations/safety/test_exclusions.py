"""What is left out besides twists and rolls: is it asked once, kept as flags alone, and told honestly?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.conversations import movement_phrases, selection, session
from bot.conversations.safety import exclusions
from bot.conversations.turn import Turn
from bot.markup import plain
from content.concerns import CONCERNS, Concern
from content.library import POSITIONS, Flag, Library, Movement, Variation
from content.movement import AVOIDED_ON_WISH
from content.walk import FORMS, Course, WalkPlace, first_place, forward, step_at
from storage.records.person import Person, PersonSettings, WalkState, with_fields
from storage.schema import tables
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.libraries import shipped_library
from tests.harness.said import TWISTS, WORDS, in_words, said
from tests.harness.stage import START, Player, Stage, opened
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
WISHES = [chosen for size in range(7) for chosen in combinations(AVOIDED_ON_WISH, size)]
HIP: tuple[Flag, ...] = ("deep-flexion", "turning-in")
PREGNANT: tuple[Flag, ...] = ("on-back", "one-leg", "wide")
ASK, DONE = said("left_out.ask"), said("left_out.done", what=TWISTS)
BUTTONS = ["New or operated hip", "Bones or balance", "Sciatica", "Pregnant", "None of these", "Rather not say", "Done"]
POSITION = said("setup.position")

# What each variation of the shipped library would need, were all flags given; steps of it, or the whole.
NEEDS: dict[str, frozenset[Flag]] = {
    "side-lying-hip-flexion": frozenset({"deep-flexion"}),
    "seated-hip-flexion": frozenset({"deep-flexion"}),
    "standing-hip-flexion": frozenset({"one-leg", "balance"}),
    "lying-inner-thigh": frozenset({"on-back", "wide"}),
    "seated-inner-thigh": frozenset({"wide"}),
    "lying-dynamic-hip": frozenset({"twist", "roll"}),
    "seated-dynamic-hip": frozenset({"turning-in"}),
}


def flagged(library: Library = LIBRARY) -> Library:
    """The library with every flag that may be avoided somewhere, on what cannot be left out."""

    def with_flags(variation: Variation) -> Variation:
        return replace(variation, flags=variation.flags | NEEDS.get(variation.id, frozenset()))

    def with_all(movement: Movement) -> Movement:
        return replace(movement, variations=tuple(with_flags(each) for each in movement.variations))

    return replace(library, movements=tuple(with_all(movement) for movement in library.movements))


def person(position: str = "seated", avoids: tuple[str, ...] = ()) -> Person:
    """Somebody who is set up, and wants it gentle."""
    return Person(1, START, settings=PersonSettings(position=position, gentle=True, avoids=avoids))


def turn_of(who: Person, library: Library = LIBRARY) -> Turn:
    """A turn of theirs."""
    return Turn(who, START, WORDS, library)


async def asked(stage: Stage, position: str = "On a chair") -> Player:
    """Somebody who has been set up, and is asked from /settings."""
    player = stage.player("Eva")
    await player.sets_up(position=position, care="Keep it gentle")
    await player.says("/settings")
    await player.taps("What is left out")
    return player


async def asked_with_flags(in_memory: InMemoryStage) -> Player:
    """The same, where the library has a step for every flag."""
    in_memory.library = flagged()
    await in_memory.restart()
    return await asked(in_memory)


def ticks(player: Player) -> list[str]:
    """The buttons with a tick under the newest message."""
    return [label for label in player.buttons if "✓" in label]


def files_of(stage: Stage) -> list[bytes]:
    """The bytes of the database: the file and its write-ahead log."""
    return [path.read_bytes() for path in sorted(stage.folder.glob("limber.db*"))]


# Where it is asked


async def test_it_is_asked_in_set_up_between_care_and_position(in_memory: InMemoryStage) -> None:
    """What gentle leaves out, what it does not protect, and one question; Done goes on."""
    eva = in_memory.player("Eva")
    await eva.says("/start")
    await eva.taps("Set me up")
    [question] = await eva.taps("Keep it gentle")
    assert question == f"{said('care.gentle_on', what=TWISTS)}\n{ASK}"
    assert eva.buttons == BUTTONS
    assert await eva.taps("Done") == [f"{DONE}\n{POSITION}"]
    assert (eva.record.settings.gentle, eva.record.settings.avoids, eva.record.account.setup) == (True, (), "position")


async def from_settings(eva: Player) -> None:
    """In place of the page."""
    await eva.says("/settings")
    await eva.taps("Turn gentle on")


async def from_safety(eva: Player) -> None:
    """Under the warning signs."""
    await eva.says("/safety")
    await eva.taps("Keep it gentle")


async def from_pain(eva: Player) -> None:
    """After pain that was told of out of a walk."""
    await eva.says("my back hurts")
    await eva.taps("Keep it gentle")


@pytest.mark.parametrize("way", [from_settings, from_safety, from_pain])
async def test_it_is_asked_wherever_gentle_is_turned_on(eva: Player, way: object) -> None:
    """And may be left alone: what is typed then is no answer to it."""
    assert callable(way)
    await way(eva)
    assert eva.last == f"{said('care.gentle_on', what=TWISTS)}\n{ASK}"
    assert eva.buttons == BUTTONS
    assert "step 1 of" in (await eva.says("next"))[0] or eva.record.account.asking is None
    assert "Hip flexion" in (await eva.says("/today"))[0]


async def test_gentle_by_a_button_of_the_signs_answers_the_care_question(in_memory: InMemoryStage) -> None:
    """A look at /safety in set-up answers it there."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up"):
        await eva.says(text)
    [text] = await eva.forges("set:gentle:on:here")
    assert text.endswith(ASK)
    assert (await eva.taps("Done"))[0].endswith(POSITION)


@pytest.mark.parametrize("text", ["skip", "next", "done", "no", "ok", "that's all"])
async def test_the_question_can_be_passed_over(in_memory: InMemoryStage, text: str) -> None:
    """With nothing left out besides."""
    eva = in_memory.player("Eva")
    for said_before in ("/start", "set me up", "yes"):
        await eva.says(said_before)
    assert await eva.says(text) == [f"{DONE}\n{POSITION}"]
    assert eva.record.settings.avoids == ()


async def test_what_is_no_answer_is_asked_again_with_the_ticks_that_are_there(in_memory: InMemoryStage) -> None:
    """And a walk's word too."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "yes"):
        await eva.says(text)
    await eva.taps("Sciatica")
    [text] = await eva.says("who knows")
    assert text.startswith(f"{said('left_out.unclear')}\n")
    assert ticks(eva) == ["✓ Sciatica"]
    [text] = await eva.says("other side")
    assert text.startswith(said("fallback.question.again"))
    assert ticks(eva) == ["✓ Sciatica"]
    assert len(eva.live) == 1


@pytest.mark.parametrize("payload", ["", "standing"])
async def test_start_in_between_asks_it_again(in_memory: InMemoryStage, payload: str) -> None:
    """With its ticks; a link answers the question after it."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "yes"):
        await eva.says(text)
    await eva.taps("Sciatica")
    [text] = await eva.does(lambda: eva.person.start(payload))
    assert text.endswith(ASK)
    assert ticks(eva) == ["✓ Sciatica"]
    [text] = await eva.taps("Done")
    assert text.endswith(said("zone.ask") if payload else POSITION)


async def test_a_restart_in_between_loses_no_tick(tmp_path: Path) -> None:
    """The state is the flags in the record."""
    async with opened(Stage(tmp_path)) as stage:
        ana = stage.player()
        for text in ("/start", "set me up", "yes"):
            await ana.says(text)
        await ana.taps("Pregnant")
        await stage.restart()
        await ana.taps("Sciatica")
        assert ticks(ana) == ["(✓) Bones or balance", "✓ Sciatica", "✓ Pregnant"]
        await stage.restart()
        assert (await ana.says("done"))[0].endswith(POSITION)
        assert ana.record.settings.avoids == ("nerve-pull", *PREGNANT)
        assert stage.wrongs() == []


# Ticks


@pytest.mark.parametrize(
    ("tapped", "avoids", "shown"),
    [
        (["New or operated hip"], HIP, ["✓ New or operated hip"]),
        (["Bones or balance"], ("one-leg",), ["✓ Bones or balance"]),
        (["Sciatica"], ("nerve-pull",), ["✓ Sciatica"]),
        (["Pregnant"], PREGNANT, ["(✓) Bones or balance", "✓ Pregnant"]),
        (["Bones or balance", "Pregnant"], PREGNANT, ["(✓) Bones or balance", "✓ Pregnant"]),
        (["Pregnant", "✓ Pregnant"], (), []),
        (["Pregnant", "(✓) Bones or balance"], PREGNANT, ["(✓) Bones or balance", "✓ Pregnant"]),
        (["Sciatica", "Pregnant", "✓ Pregnant"], ("nerve-pull",), ["✓ Sciatica"]),
        (["New or operated hip", "✓ New or operated hip"], (), []),
    ],
)
async def test_what_is_tapped_is_left_out_and_a_tick_says_so(
    in_memory: InMemoryStage, tapped: list[str], avoids: tuple[Flag, ...], shown: list[str]
) -> None:
    """In the same message, which says it in words too; one that comes along with another has its tick in brackets."""
    eva = await asked(in_memory)
    for label in tapped:
        assert await eva.taps(label) == []
    assert eva.record.settings.avoids == avoids
    assert ticks(eva) == shown
    assert in_words("twist", "roll", *avoids) in eva.last
    await eva.taps("Done")
    assert eva.last.startswith(said("left_out.done", what=in_words("twist", "roll", *avoids)))
    assert eva.record.account.asking is None


async def test_a_line_over_the_chat_says_what_a_tap_did(in_memory: InMemoryStage) -> None:
    """More, less, or nothing because it comes along with something else."""
    eva = await asked(in_memory)
    for label, toast in (
        ("Pregnant", said("toast.left_out", what=in_words(*PREGNANT))),
        ("(✓) Bones or balance", said("toast.comes_along", other="Pregnant")),
        ("✓ Pregnant", said("toast.taken_in", what=in_words(*PREGNANT))),
    ):
        await eva.taps(label)
        assert eva.toast == toast


async def test_a_button_pressed_twice_or_under_an_old_message_sets_what_it_said(in_memory: InMemoryStage) -> None:
    """It never turns a tick round unseen."""
    eva = await asked(in_memory)
    old = dict(eva.person.last)
    for _ in range(2):
        await eva.forges("leave:hip:on", old)
    assert eva.record.settings.avoids == HIP
    for _ in range(2):
        await eva.forges("leave:hip:off", old)
    assert eva.record.settings.avoids == ()


async def test_rather_not_say_leaves_out_all_there_is(in_memory: InMemoryStage) -> None:
    """With one tap, and it is said in words."""
    eva = await asked(in_memory)
    await eva.taps("Rather not say")
    assert eva.record.settings.avoids == AVOIDED_ON_WISH
    assert eva.last.startswith(said("left_out.done", what=in_words("twist", "roll", *AVOIDED_ON_WISH)))


# Typed


@pytest.mark.parametrize(
    ("text", "avoids"),
    [
        ("hip and pregnant", (*HIP, *PREGNANT)),
        ("I'm pregnant", PREGNANT),
        ("new hip, and sciatica", (*HIP, "nerve-pull")),
        ("osteoprosis", ("one-leg",)),
        ("bones", ("one-leg",)),
        ("Bones or balance", ("one-leg",)),
        ("I fall often", ("one-leg",)),
        ("not pregnant, but my balance", ("one-leg",)),
        ("no hip, only sciatica", ("nerve-pull",)),
        ("New or operated hip", HIP),
        ("rather not say", AVOIDED_ON_WISH),
        ("I'd rather not say", AVOIDED_ON_WISH),
        ("none", ()),
        ("nothing else", ()),
        ("skip", ("nerve-pull",)),
        ("no", ("nerve-pull",)),
    ],
)
async def test_the_answer_may_be_typed_several_in_one(
    in_memory: InMemoryStage, text: str, avoids: tuple[Flag, ...]
) -> None:
    """It joins what is ticked already; "none" clears it; passing it over keeps it."""
    eva = await asked(in_memory)
    is_kept = text in ("skip", "no")
    if is_kept or text == "none":
        await eva.taps("Sciatica")
    [answer] = await eva.says(text)
    assert answer.startswith(said("left_out.done", what=in_words("twist", "roll", *avoids)))
    assert eva.record.settings.avoids == avoids
    assert eva.record.account.asking is None


@pytest.mark.parametrize("text", ["my hips feel stiff", "I slept well", "not pregnant", "hip hop", "", "no sciatica"])
def test_a_text_that_names_no_concern_names_none(text: str) -> None:
    """Unless it is the answer to the question, a hip alone is none."""
    assert exclusions.concerns_in(text, WORDS) == ()


@pytest.mark.parametrize(
    ("text", "concerns"),
    [
        ("I had a hip replacement in May", ("hip",)),
        ("I am pregnant and have sciatica", ("sciatica", "pregnant")),
        ("they say it is osteoporosis", ("bones",)),
    ],
)
def test_a_text_may_name_concerns_anywhere(text: str, concerns: tuple[Concern, ...]) -> None:
    """Several in one."""
    assert exclusions.concerns_in(text, WORDS) == concerns


async def test_in_a_walk_its_words_come_first(in_memory: InMemoryStage) -> None:
    """ "next" goes on with it; what names a concern answers the question."""
    eva = await asked(in_memory)
    await eva.says("/today")
    await eva.says("next")
    await eva.says("/settings")
    await eva.taps("What is left out")
    assert "step 2 of" in (await eva.says("next"))[0]
    assert eva.record.account.asking is None
    await eva.taps("What is left out", None) if "What is left out" in eva.buttons else await eva.forges("leave:?")
    assert (await eva.says("sciatica"))[0].startswith(
        said("left_out.done", what=in_words("twist", "roll", "nerve-pull"))
    )
    assert eva.buttons == ["Next ▶"]


# Old buttons and forged data


@pytest.mark.parametrize("data", ["leave:hip:on", "leave:unsaid", "leave:done", "leave:?"])
async def test_an_old_question_does_nothing_once_gentle_is_off(eva: Player, data: str) -> None:
    """It says so."""
    await eva.forges(data)
    assert (eva.record.settings.gentle, eva.record.settings.avoids) == (False, ())
    assert eva.toast == said("toast.gentle_off")


@pytest.mark.parametrize(
    "data",
    ["leave", "leave:", "leave:x:on", "leave:hip", "leave:hip:maybe", "leave:add", "leave:add:", "leave:add:6",
     "leave:add:-1", "leave:add:x", "leave:add:twist", "leave:add:٣"],
)  # fmt: skip
async def test_forged_data_changes_nothing(in_memory: InMemoryStage, data: str) -> None:
    """Whatever stands behind the colon."""
    eva = await asked(in_memory)
    await eva.taps("Sciatica")
    await eva.forges(data)
    assert (eva.record.settings.gentle, eva.record.settings.avoids) == (True, ("nerve-pull",))


# Settings, privacy, export


async def test_the_settings_say_what_is_left_out_and_turning_gentle_off_clears_it(in_memory: InMemoryStage) -> None:
    """It says so, and nothing of it comes back with gentle."""
    eva = await asked(in_memory)
    await eva.taps("New or operated hip")
    await eva.taps("Done")
    [page] = await eva.says("/settings")
    assert said("settings.gentle_on", what=in_words("twist", "roll", *HIP)) in page
    await eva.taps("Turn gentle off")
    assert eva.last.startswith(f"{said('settings.avoids_cleared')}\n")
    assert said("settings.gentle_off") in eva.last
    assert (eva.record.settings.gentle, eva.record.settings.avoids) == (False, ())
    assert "What is left out" not in eva.buttons
    await eva.taps("Turn gentle on")
    assert ticks(eva) == []


async def test_an_operated_hip_is_never_told_that_it_is_protected(in_memory: InMemoryStage) -> None:
    """With its movements left out and without."""
    eva = await asked(in_memory)
    assert said("care.gentle_on", what=TWISTS) in eva.last
    await eva.taps("New or operated hip")
    assert said("care.gentle_on_hip", what=in_words("twist", "roll", *HIP)) in eva.last
    for key in ("care.gentle_on", "care.gentle_on_hip"):
        assert "ask your surgeon or physio" in said(key, what="")


def test_nothing_is_called_safe() -> None:
    """No sentence about gentle promises that."""
    keys = [
        "care.unsure", "care.then_gentle", "care.gentle_on", "care.gentle_on_hip", "care.gentle_off",
        "settings.gentle_on", "settings.gentle_off", "toast.gentle_on", "toast.gentle_off", "hurt.offer_gentle",
        "left_out.offer_gentle", "left_out.offer_more", "left_out.done", "left_out.ask", "left_out.kind",
    ]  # fmt: skip
    for key in keys:
        assert "safe" not in said(key, what="x").casefold(), key


async def test_privacy_tells_of_it_and_the_export_names_it_in_words(tmp_path: Path) -> None:
    """That a reader could guess at a condition, and that the answer is not kept."""
    async with opened(Stage(tmp_path)) as stage:
        ana = await asked(stage)
        await ana.says("I'm pregnant")
        [text] = await ana.says("/privacy")
        assert "guess at a condition" in text
        assert "what you answer when I ask what to leave out is gone" in text
        await ana.says("/export")
        document = next(
            m["document"] for m in ana.person.inbox if m.get("document", {}).get("file_name") == "limber.txt"
        )
        shown = stage.telegram.state.blobs[document["file_unique_id"]].decode()
        assert in_words(*PREGNANT) in shown
        assert "pregnan" not in shown


async def test_the_reason_is_in_no_table_and_in_no_file(tmp_path: Path) -> None:
    """Typed or tapped, while the question is open and after."""
    async with opened(Stage(tmp_path)) as stage:
        ana = await asked(stage)
        await ana.taps("Sciatica")
        await ana.says("pregnant, and I have spondylodesis")
        await ana.says("thanks")
        with stage.store.engine.connect() as connection:
            for table in tables.metadata.sorted_tables:
                for row in connection.execute(sa.select(table)):
                    for word in ("sciatica", "pregnan", "spondylodesis"):
                        assert word not in str(row).lower()
        kept = [content.lower() for content in files_of(stage)]
        assert sum(map(len, kept)) > 50_000
        assert all(word not in one for one in kept for word in (b"pregnan", b"spondylodesis", b"sciatica"))


# A walk that is open


async def test_an_open_walk_follows_what_is_ticked_and_unticked(in_memory: InMemoryStage) -> None:
    """Its old buttons only show where it stands; the step is said without what is left out."""
    eva = await asked_with_flags(in_memory)
    question = eva.person.last
    await eva.forges("go:seated-hip-flexion")
    await eva.says("next")
    step = eva.person.last
    at_step = eva.walk.step
    await eva.taps("Sciatica", question)
    assert eva.walk.avoids == ("nerve-pull",)
    assert eva.walk.step == at_step
    in_memory.pass_time(seconds=10)
    await eva.taps("Next", step)
    assert eva.walk.step == at_step, "the step had to be shown again first"
    await eva.taps("✓ Sciatica", question)
    assert list(eva.walk.avoids) == []


async def test_a_walk_that_cannot_follow_is_stopped_with_a_line_and_comes_back_when_it_can(
    in_memory: InMemoryStage,
) -> None:
    """A tick by mistake costs nothing."""
    eva = await asked_with_flags(in_memory)
    await eva.forges("go:seated-hip-flexion")
    await eva.says("next")
    await eva.says("/settings")
    await eva.taps("What is left out")
    await eva.taps("New or operated hip")
    stopped = said(
        "settings.gentle_stopped",
        movement="Hip flexion and extension", position="seated", what=in_words("deep-flexion"),
    )  # fmt: skip
    assert eva.last.startswith(f"{stopped}\n")
    assert session.course_of(eva.walk, in_memory.library) is None
    await eva.taps("✓ New or operated hip")
    assert not eva.last.startswith(stopped)
    await eva.taps("New or operated hip")
    await eva.taps("Done")
    assert stopped in eva.last
    assert eva.buttons == ["Standing"]
    await eva.taps("Standing")
    assert (eva.walk.variation, eva.walk.avoids) == ("standing-hip-flexion", HIP)


async def test_gentle_turned_off_in_a_walk_counts_from_the_next_one_on(in_memory: InMemoryStage) -> None:
    """What was begun gently ends so, and it is said."""
    eva = await asked(in_memory)
    await eva.taps("Sciatica")
    await eva.taps("Done")
    await eva.says("next")
    await eva.says("/settings")
    await eva.taps("Turn gentle off")
    assert eva.last.startswith(f"{said('settings.avoids_cleared')} {said('settings.gentle_next_time')}\n")
    assert (eva.walk.gentle, eva.walk.avoids) == (True, ("nerve-pull",))


async def test_the_gentler_version_leaves_out_all_that_is_wished(in_memory: InMemoryStage) -> None:
    """After pain, and when it is said to be too much."""
    eva = await asked_with_flags(in_memory)
    await eva.taps("Pregnant")
    await eva.taps("Done")
    await eva.forges("go:side-lying-hip-flexion")
    await eva.says("next")
    await eva.says("ouch")
    await eva.taps("Gentler version")
    walk = eva.walk
    assert (walk.gentle, walk.avoids) == (True, PREGNANT)
    variation = in_memory.library.variation(walk.variation)
    assert variation is not None
    assert not variation.flags & set(PREGNANT)


# What becomes of a position


async def test_somebody_standing_who_avoids_one_leg_hears_that_nothing_is_left_there(in_memory: InMemoryStage) -> None:
    """In set-up when the position is chosen, and in the settings; sessions are seated."""
    in_memory.library = flagged()
    await in_memory.restart()
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "yes", "bones"):
        await eva.says(text)
    line = said("left_out.no_position.standing", what=in_words("one-leg"), offered="seated")
    [text] = await eva.taps("Standing")
    assert text == f"{said('setup.position_standing')}\n{line}\n{said('zone.ask')}"
    await eva.says("Lisbon")
    await eva.says("07:30")
    assert line in (await eva.says("/settings"))[0]
    assert "seated" in (await eva.says("next"))[0]


async def test_one_movement_that_comes_in_another_position_is_named_once(in_memory: InMemoryStage) -> None:
    """On the floor, gently; and it does come, in its turn."""
    library = flagged()
    # Without the form on the floor that stands in for it.
    in_memory.library = replace(
        library,
        movements=tuple(
            replace(movement, variations=tuple(each for each in movement.variations if not each.stand_in))
            for movement in library.movements
        ),
    )
    await in_memory.restart()
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up", "yes", "done"):
        await eva.says(text)
    [text] = await eva.taps("On the floor")
    line = said("left_out.elsewhere.seated", movement="Dynamic hip stretch", what=TWISTS)
    assert text == f"{said('setup.position_lying')}\n{line}\n{said('zone.ask')}"
    assert line not in (await eva.says("/settings"))[0]


async def test_a_stand_in_is_no_news(in_memory: InMemoryStage) -> None:
    """Where the floor has another form that does without, the movement stays there and nothing is said."""
    movements = []
    for movement in LIBRARY.movements:
        first = next((each for each in movement.variations if each.id == "lying-dynamic-hip"), None)
        if first is not None:
            gentle = replace(
                first, id="lying-dynamic-gentle", stand_in=True, flags=frozenset(), levels=first.levels[:1]
            )
            level = gentle.levels[0]
            bare = tuple(replace(step, flags=frozenset()) for step in level.steps)
            setup = tuple(replace(step, flags=frozenset()) for step in gentle.setup)
            gentle = replace(gentle, setup=setup, levels=(replace(level, steps=bare, flags=frozenset()),))
            others = tuple(each for each in movement.variations if not each.stand_in and each is not first)
            movement = replace(movement, variations=(first, gentle, *others))
        movements.append(movement)
    library = replace(LIBRARY, movements=tuple(movements))
    assert movement_phrases.consequences(turn_of(person("lying"), library)) == []
    form = selection.form_of(library.movements[2], person("lying"), library)
    assert form is not None
    assert (form.variation.id, form.exact) == ("lying-dynamic-gentle", True)


@tabled("library", [LIBRARY, flagged()])
@tabled("position", POSITIONS)
@tabled("wishes", WISHES)
def test_whatever_is_left_out_a_session_remains_or_it_is_said_that_none_does(
    library: Library, position: str, wishes: tuple[Flag, ...]
) -> None:
    """All 64 ways in every position: what is offered shows nothing of it, and what is not there is told."""
    who = person(position, wishes)
    avoid = session.avoided_by(who)
    forms = selection.all_forms(who, library)
    told = [plain(line) for line in movement_phrases.consequences(turn_of(who, library))]
    offered = selection.todays(who, library)
    if not forms:
        assert offered is None
        assert told == [said("today.nothing")]
        return
    assert offered is not None
    for choice in forms:
        for form in FORMS:
            course = Course(choice.variation, avoid, form)
            place: WalkPlace | None = first_place(course)
            moves = 0
            while place is not None:
                step = step_at(course, place)
                assert step is None or not step.flags & avoid
                moves += step is not None and step.kind != "setup"
                place = forward(course, place)
            assert moves >= 2, "something is done on both sides"
    displaced = [
        movement
        for movement in library.movements
        if any(each.position == position for each in movement.variations)
        and not any(each.position == position for each in movement.suiting(avoid))
    ]
    assert bool(told) is bool(displaced)
    if displaced and not any(choice.exact for choice in forms):
        assert said(f"left_out.no_position.{position}", what="X", offered="Y").split("X")[0] in told[0]
    for line in told:
        for flag in wishes:
            # What is not left out is never given as a reason.
            assert flag in avoid or in_words(flag) not in line


@tabled("position", POSITIONS)
@tabled("wishes", [(), HIP, ("one-leg",), ("nerve-pull",), PREGNANT, AVOIDED_ON_WISH])
def test_every_movement_that_is_displaced_still_comes_in_its_turn(position: str, wishes: tuple[Flag, ...]) -> None:
    """The rotation takes in what comes in another position for what is left out."""
    library, who = flagged(), person(position, wishes)
    forms = {form.movement.id for form in selection.all_forms(who, library)}
    seen = set()
    for _ in library.movements:
        choice = selection.todays(who, library)
        if choice is None:
            break
        seen.add(choice.movement.id)
        who = with_fields(who, recent=(*who.progression.recent, choice.movement.id))
    wanted = {
        form.movement.id
        for form in selection.all_forms(who, library)
        if form.exact or selection.reason(form.movement, who, library)
    }
    assert wanted <= seen <= forms


async def test_a_movement_says_what_it_means_that_is_left_out(in_memory: InMemoryStage) -> None:
    """On its page, and when it is asked for by name."""
    eva = await asked_with_flags(in_memory)
    await eva.says("rather not say")
    await eva.forges("movement:inner-thigh-stretch")
    assert said("movements.left_out", name="seated", what=in_words("wide")) in eva.last
    assert eva.buttons == ["◀ Back"]
    [text] = await eva.says("/today inner thigh")
    what = in_words("on-back", "wide")
    assert text == said("today.not_gentle", movement="Inner thigh stretch", what=what)


# Told of anywhere


def offered_to(who: Person, concerns: tuple[Concern, ...]) -> tuple[Turn, str, list[str]]:
    """A turn in which something was told of, what is said, and the data of the buttons."""
    turn = turn_of(who)
    exclusions.offer_exclusions(turn, concerns)
    [reply] = turn.replies
    assert reply.text is not None
    return turn, plain(reply.text), [button.data for row in reply.buttons for button in row]


@pytest.mark.parametrize("concerns", [(), ("hip",), ("bones", "pregnant"), CONCERNS])
def test_an_offer_stores_nothing_before_a_tap(concerns: tuple[Concern, ...]) -> None:
    """It says what would be left out, leaves no trace, and leads to the cautions; its data names no condition."""
    for gentle in (None, False):
        who = with_fields(person(), gentle=gentle)
        turn, text, data = offered_to(who, concerns)
        assert turn.person == who
        assert turn.leave_no_trace
        assert text.startswith(f"{said('left_out.kind')}\n")
        assert TWISTS.split(" and ")[0] in text
        assert data[0].startswith("leave:add:")
        assert data[-1] == "leave:safety"
        assert all(concern not in one for concern in CONCERNS for one in data)


def test_an_offer_to_somebody_gentle_says_only_what_comes_on_top() -> None:
    """And nothing but the cautions when all of it is left out already."""
    _, text, data = offered_to(person(), ("hip",))
    assert text.endswith(said("left_out.offer_more", what=in_words(*HIP)))
    assert data == ["leave:add:01", "leave:safety"]
    _, text, data = offered_to(person(avoids=PREGNANT), ("bones",))
    assert text.endswith(said("left_out.already", what=in_words("twist", "roll", *PREGNANT)))
    assert data == ["leave:safety"]


@pytest.mark.parametrize(
    ("data", "avoids"), [("leave:add:01", HIP), ("leave:add:none", ()), ("leave:add:345", PREGNANT)]
)
async def test_an_offer_that_is_taken_makes_it_gentle_without_those(
    eva: Player, data: str, avoids: tuple[Flag, ...]
) -> None:
    """What is left out is said; pressing it again adds nothing."""
    for _ in range(2):
        await eva.forges(data)
        assert (eva.record.settings.gentle, eva.record.settings.avoids) == (True, avoids)
        assert said("left_out.done", what=in_words("twist", "roll", *avoids)) in eva.last


async def test_an_offer_that_is_taken_answers_the_care_question(in_memory: InMemoryStage) -> None:
    """On with the position."""
    eva = in_memory.player("Eva")
    for text in ("/start", "set me up"):
        await eva.says(text)
    assert (await eva.forges("leave:add:2"))[0].endswith(POSITION)
    assert (eva.record.settings.gentle, eva.record.settings.avoids) == (True, ("nerve-pull",))


async def test_the_cautions_are_one_tap_away(eva: Player) -> None:
    """As /safety says them."""
    assert await eva.forges("leave:safety") == await eva.says("/safety")


# What is normal


async def test_what_a_stretch_feels_like_is_said_once(eva: Player) -> None:
    """At the first step of the first session."""
    normal = LIBRARY.about.normal
    assert (await eva.says("next"))[0].splitlines()[-3] == normal
    for _ in range(12):
        eva.stage.pass_time(seconds=10)
        assert normal not in (await eva.says("next"))[0]
    assert eva.walk.state is WalkState.DONE
    eva.stage.pass_time(days=1)
    assert normal not in (await eva.says("/today"))[0]
    assert normal not in (await eva.says("next"))[0]


async def test_where_nothing_remains_it_is_said_and_can_be_changed(in_memory: InMemoryStage) -> None:
    """At once, in the settings, and whenever a session is wanted."""
    flexion = LIBRARY.movements[0]
    [seated] = [each for each in flexion.variations if each.position == "seated"]
    in_memory.library = replace(LIBRARY, movements=(replace(flexion, variations=(seated,)),))
    await in_memory.restart()
    eva = await asked(in_memory)
    nothing = said("today.nothing")
    await eva.taps("Rather not say")
    what = in_words("twist", "roll", *AVOIDED_ON_WISH)
    assert eva.last == f"{said('left_out.done', what=what)}\n{nothing}"
    assert await eva.says("next") == [nothing]
    assert nothing in (await eva.says("/settings"))[0]
    await eva.taps("What is left out")
    await eva.taps("✓ New or operated hip")
    await eva.taps("Done")
    assert nothing not in eva.last
    assert "step 1 of" in (await eva.says("next"))[0]


async def test_after_pain_a_walk_is_never_less_gentle_than_it_was_begun(in_memory: InMemoryStage) -> None:
    """Also where the setting was turned off in between."""
    eva = await asked(in_memory)
    await eva.taps("Sciatica")
    await eva.taps("Done")
    await eva.says("next")
    await eva.says("/settings")
    await eva.taps("Turn gentle off")
    await eva.says("ouch")
    await eva.says("gentler version")
    assert (eva.walk.gentle, eva.walk.avoids) == (True, ("nerve-pull",))


async def test_what_the_person_wishes_holds_for_a_walk_that_hurt_before_it_was_gentle(in_memory: InMemoryStage) -> None:
    """A walk of somebody who had none of it, then pain, then gentle with something left out besides."""
    eva = in_memory.player("Eva")
    await eva.sets_up()
    await eva.says("next")
    await eva.says("next")
    await eva.says("ouch")
    await eva.says("/safety")
    await eva.taps("Keep it gentle")
    await eva.taps("Sciatica")
    await eva.taps("Done")
    assert eva.buttons == ["Next ▶"]
    await eva.says("gentler")
    assert (eva.walk.gentle, eva.walk.avoids) == (True, ("nerve-pull",))
    course = session.course_of(eva.walk, in_memory.library)
    assert course is not None
    assert "nerve-pull" in course.avoid


@pytest.mark.parametrize(
    ("word", "line"), [("ouch", said("hurt.again")), ("pause", said("walk.resumed_now"))], ids=["pain", "paused"]
)
@pytest.mark.parametrize("ends", ["by Done", "by typing", "by nothing"])
async def test_the_question_does_not_end_what_a_walk_waits_for(eva: Player, word: str, line: str, ends: str) -> None:
    """After pain "next" shows the step again, with its line, however the question was left."""
    await eva.says("next")
    await eva.says("next")
    await eva.says(word)
    await eva.says("/safety")
    await eva.taps("Keep it gentle")
    if ends == "by Done":
        await eva.taps("Done")
    elif ends == "by typing":
        await eva.says("sciatica")
    [text] = await eva.says("next")
    assert line in text.splitlines()
    assert "step 2 of" in text
