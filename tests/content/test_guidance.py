"""Guidance: a body can follow what is said, heard and not seen, whatever is left out."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from content.library import Flag, Step, Variation
from content.movement import AVOIDED_ON_WISH, POSITIONS, Position, avoided
from content.walk import FORMS, Course, first_place, steps_at
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
WISHES = [wishes for number in range(7) for wishes in combinations(AVOIDED_ON_WISH, number)]
AVOIDS: list[frozenset[Flag]] = [frozenset(), *(avoided(gentle=True, wishes=wishes) for wishes in WISHES)]


def steps_of(variation: Variation) -> list[Step]:
    """The set-up and the steps of all levels."""
    return [*variation.setup, *(step for level in variation.levels for step in level.steps)]


STEPS = [(each, step) for each in LIBRARY.variations for step in steps_of(each)]


def ways_of(step: Step) -> Iterator[Step]:
    """The step as it is written, and in each of its other wordings."""
    yield step
    for wording in step.without:
        said = step.when(wording.avoids)
        assert said is not None
        yield said


def kept(position: Position, avoid: frozenset[Flag]) -> set[str]:
    """The variations that somebody has in a position."""
    found = (movement.at(position, avoid) for movement in LIBRARY.movements)
    return {each.id for each in found if each is not None}


# What is left out


@tabled("avoid", AVOIDS)
def test_whatever_is_left_out_there_is_something_in_every_position(avoid: frozenset[Flag]) -> None:
    """On the floor and on a chair always; standing unless that is on one leg."""
    gentle = bool(avoid)
    assert kept("lying", avoid) == {
        "side-lying-hip-flexion",
        "lying-dynamic-hip-gentle" if gentle else "lying-dynamic-hip",
        *(() if "on-back" in avoid else ("lying-inner-thigh",)),
    }
    assert kept("seated", avoid) == {
        "seated-inner-thigh",
        *(() if "deep-flexion" in avoid else ("seated-hip-flexion",)),
        *(() if avoid & {"deep-flexion", "turning-in"} else ("seated-dynamic-hip",)),
    }
    assert kept("standing", avoid) == (set() if "one-leg" in avoid else {"standing-hip-flexion"})
    for position in POSITIONS:
        for variation_id in kept(position, avoid):
            variation = LIBRARY.variation(variation_id)
            assert variation is not None
            for form in FORMS:
                course = Course(variation, avoid, form)
                said = steps_at(course, first_place(course))
                assert any(step.kind == "repeat" and not step.optional for step in said)
                assert not avoid.intersection(*[[flag for step in said for flag in step.flags]])


@tabled(
    ("variation_id", "wish", "levels", "without"),
    [
        ("standing-hip-flexion", None, ["slow", "swing"], set()),
        ("standing-hip-flexion", "nerve-pull", ["slow"], {"slow-straighten"}),
        ("standing-hip-flexion", "deep-flexion", ["slow"], set()),
        ("side-lying-hip-flexion", "nerve-pull", ["first"], {"straighten"}),
        ("seated-hip-flexion", "nerve-pull", ["first"], {"straighten"}),
        ("lying-inner-thigh", None, ["fall-outs"], set()),
        ("lying-inner-thigh", "wide", ["fall-outs"], set()),
        ("seated-inner-thigh", None, ["first", "more"], set()),
        ("seated-inner-thigh", "turning-in", ["first", "more"], set()),
        ("seated-inner-thigh", "wide", ["first"], set()),
        ("seated-dynamic-hip", "wide", ["first", "more"], set()),
        ("side-lying-hip-flexion", "deep-flexion", ["first"], set()),
        ("seated-hip-flexion", "one-leg", ["first"], set()),
        ("lying-dynamic-hip-gentle", "wide", ["first"], set()),
    ],
)
def test_a_wish_leaves_out_levels_and_optional_steps(
    variation_id: str, wish: str | None, levels: list[str], without: set[str]
) -> None:
    """And nothing else falls away."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    avoid = avoided(gentle=True, wishes=[wish] if wish else [])
    assert [level.id for level in variation.levels if level.when(avoid)] == levels
    gone = {step.id for step in (*variation.setup, *variation.levels[0].steps) if step.when(avoid) is None}
    assert gone == without


@pytest.mark.parametrize(
    ("variation_id", "wish", "said", "unsaid"),
    [
        ("side-lying-hip-flexion", "deep-flexion", "straight ahead", "chest"),
        ("standing-hip-flexion", "deep-flexion", "no higher than your hip", "chest"),
        ("lying-inner-thigh", "wide", "hand's width", "towards the floor"),
        ("seated-inner-thigh", "wide", "hand's width", "drops out"),
        ("lying-dynamic-hip-gentle", "wide", "hand's width", "ceiling"),
        ("seated-hip-flexion", "one-leg", "under the seat", "knee back"),
    ],
)
def test_what_is_avoided_is_not_said_in_any_form(variation_id: str, wish: str, said: str, unsaid: str) -> None:
    """Another wording stands instead, in the steps that move and in the minute that has none."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    for form in FORMS:
        course = Course(variation, avoided(gentle=True, wishes=[wish]), form)
        moving = [step for step in steps_at(course, first_place(course)) if step.kind != "setup"]
        assert said in " ".join(step.text for step in moving)
        assert unsaid not in " ".join(step.text for step in moving)


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_gentle_speaks_of_no_twist_and_no_roll(variation: Variation) -> None:
    """But to say that there is none, and that a chair has no wheels."""
    avoid = avoided(gentle=True)
    if not variation.suits(avoid):
        return
    steps = [*variation.setup, *(step for level in variation.levels for step in level.when(avoid))]
    for step in filter(None, (step.when(avoid) for step in steps)):
        said = " ".join(filter(None, (step.text, step.alone, step.second, step.breath, *step.cues, *step.also)))
        said = said.replace("cannot slide or roll", "").replace("does not roll back", "")
        assert not re.search(r"twist|\broll|chair is fine", said, re.IGNORECASE), said


# Heard and not seen


@tabled(("variation", "step"), STEPS)
def test_a_step_names_its_side(variation: Variation, step: Step) -> None:
    """Or says that it is about both, or about the whole body, so that it can be done when it is heard alone."""
    whole = {"lie", "neutral", "mountain", "press", "stand"}
    for said in ways_of(step):
        for text in filter(None, (said.text, said.alone, said.second)):
            named = re.search(r"\{(side|other|Side|Other)\}|\b[Bb]oth\b", text)
            assert named or (step.kind == "setup" and step.id in whole) or step.id == "more-alternate", text
    if step.kind != "setup":
        assert "{side}" in step.text or "{other}" in step.text or "both" in step.text


@tabled(("variation", "step"), STEPS)
def test_the_one_step_of_the_short_form_says_the_whole_movement(variation: Variation, step: Step) -> None:
    """There and back, with its leg, in every wording. A step that the short form never has says nothing more."""
    comes_alone = step in variation.levels[0].steps and step.kind == "repeat" and not step.optional
    for said in ways_of(step):
        assert (said.alone is not None) == comes_alone
        if said.alone is not None:
            assert "{side}" in said.alone
            assert "owly" in said.alone
            assert re.search(
                r"behind you|knee back, as far|foot back under|back up|back to|back down|Come back|bring it back",
                said.alone,
            )
            assert len(re.findall(r"[.;:,]", said.alone)) >= 3


@pytest.mark.parametrize("variation", [each for each in LIBRARY.variations if each.position == "lying"])
def test_getting_down_and_up_is_told_where_the_floor_is_needed(variation: Variation) -> None:
    """At the first step."""
    said = " ".join(variation.setup[0].cues)
    assert "Getting down: hands and knees first" in said
    assert "chair if you need one" in said
    assert "When you're done: " in said
    assert "hands and knees" in said


@pytest.mark.parametrize("variation", [each for each in LIBRARY.variations if each.position == "lying"])
def test_the_second_side_tells_how_to_get_up_and_not_how_to_get_down_again(variation: Variation) -> None:
    """In every wording: somebody who changes over is on the floor already, and soon done."""
    told = [step for step in variation.setup if step.second_cues is not None]
    assert len(told) == 1
    for step in ways_of(told[0]):
        second = step.on_second_side()
        assert second is not None
        assert any(cue.startswith("When you're done: ") for cue in second.cues)
        assert "Getting down" not in " ".join(second.cues)


@pytest.mark.parametrize("variation_id", ["side-lying-hip-flexion", "lying-dynamic-hip-gentle"])
def test_nobody_sits_up_between_two_sides(variation_id: str) -> None:
    """Sitting on the floor folds a hip past a right angle and turns it in."""
    variation = LIBRARY.variation(variation_id)
    assert variation is not None
    for step in ways_of(variation.setup[0]):
        assert "hands and knees" in str(step.second)
        assert "hands and knees" in str(step.second)


@pytest.mark.parametrize("variation", [each for each in LIBRARY.variations if each.position == "seated"])
def test_the_chair_neither_slides_nor_rolls(variation: Variation) -> None:
    """Desk chairs have wheels."""
    assert "a chair that cannot slide or roll" in " ".join(variation.setup[0].text.split())


def test_standing_begins_slowly_and_held() -> None:
    """The chair stands beside the leg that stands, on both sides; the swing is offered, as another way."""
    standing = LIBRARY.variation("standing-hip-flexion")
    assert standing is not None
    stand = standing.setup[0]
    assert "Rest your {other} hand on it" in stand.text
    assert "Turn round" in str(stand.second)
    assert "on your {other} side" in str(stand.second)
    slow, swing = standing.levels
    assert "slowly" in slow.name
    assert "not a harder one" in str(swing.offer)
    assert "swing too" in str(swing.offer)


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_the_second_side_says_what_changes(variation: Variation) -> None:
    """On the side one changes over, standing one turns round; in Mountain nothing changes."""
    second = [step.second for step in variation.setup if step.second is not None]
    expected = {
        "side-lying-hip-flexion": ["lower yourself onto your {other} side", "head on your {other} arm"],
        "lying-dynamic-hip-gentle": ["lower yourself onto your {other} side", "Pillow between your knees again"],
        "seated-hip-flexion": ["your {side} hip free to move now", "Press your {other} foot down"],
        "standing-hip-flexion": ["on your {other} side"],
        "lying-inner-thigh": ["Now press your {other} foot down"],
        "lying-dynamic-hip": ["Now gently lower both knees to the {other}"],
    }
    assert [any(each in said for each in expected.get(variation.id, [])) for said in second] == [True] * len(second)
    assert len(second) == len(expected.get(variation.id, []))


# Time

# Seconds a round: from, to, in the middle of what is suggested.
SLOW, SWING = (5.0, 8.0), (1.3, 2.0)


@tabled(("variation", "step"), STEPS)
def test_rounds_take_as_long_as_a_body_takes_for_them(variation: Variation, step: Step) -> None:
    """A leg swings there and back in a second and a half; what is done slowly takes five to eight."""
    if step.kind != "repeat":
        assert step.rounds is None
        assert 5 <= step.seconds <= 15
        return
    assert step.rounds is not None
    fewest, most = SWING if (variation.id, step.id) == ("standing-hip-flexion", "repeat") else SLOW
    assert fewest <= 2 * step.seconds / sum(step.rounds) <= most
    assert 15 <= step.seconds <= 60


# Words

NEVER = re.compile(r"\b(walk|walks|prompt|prompts|run|runs|record|records|shall|sitting bones|by any means)\b", re.I)
GRADE_OF_A_STEP, GRADE_AROUND = 6.0, 8.0


def grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al. 1975), with a side read as its word."""
    text = re.sub(r"\{\w+\}", "right", text)
    sentences = max(1, len(re.findall(r"[.?]+", text)))
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e."""
    word = re.sub(r"(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat sat.", -2.62),
        ("Slowly bring your right knee towards your chest.", 3.7),
        ("Internationally recognised rehabilitation specialists recommend individualised programmes.", 36.0),
    ],
)
def test_the_grade_is_the_published_formula(text: str, expected: float) -> None:
    """So that a sentence that nobody can follow would be found."""
    assert grade(text) == pytest.approx(expected, abs=2.0)


@tabled(("variation", "step"), STEPS)
def test_a_step_can_be_followed_at_first_hearing(variation: Variation, step: Step) -> None:
    """Short words and short sentences, as they are said: a line, then each note."""
    for said in ways_of(step):
        for text in filter(None, (said.text, said.alone, said.second)):
            assert grade(text) <= GRADE_OF_A_STEP, text
        for text in (*said.cues, *said.also, *filter(None, [said.breath])):
            assert grade(text) <= GRADE_AROUND, text


def around() -> Iterator[str]:
    """What the library says besides the steps, names apart."""
    about = LIBRARY.about
    yield from (about.why, about.normal, about.troubles.intro, *about.good_for, about.credit.variations)
    yield " ".join(about.troubles.kinds)
    for movement in LIBRARY.movements:
        yield movement.summary
        yield from (level.offer for each in movement.variations for level in each.levels if level.offer)


@tabled("text", list(around()))
def test_what_is_said_around_can_be_followed_too(text: str) -> None:
    """By anybody who reads a newspaper."""
    assert grade(text) <= GRADE_AROUND


def test_no_word_means_something_else_to_a_reader() -> None:
    """A walk is a stroll, a run is running, a record is a disc."""
    said = [text for each in LIBRARY.variations for step in steps_of(each) for way in ways_of(step) for text in (
        way.text, way.alone, way.second, way.breath, *way.cues, *way.also)]  # fmt: skip
    assert [text for text in (*filter(None, said), *around()) if NEVER.search(text)] == []
    assert not [text for text in around() if re.search(r"\b(form|variation|level)\b", text)]
