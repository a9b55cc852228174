"""Texts of the shipped library: everything it should teach, in words and lengths that fit a chat."""

import re
from collections.abc import Iterator

import pytest

from content.library import Step, Variation
from content.walk import Course, minutes, words_for
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
VARIATIONS = {variation.id: variation for variation in LIBRARY.variations}

# variation, step, what must be said there (every pattern is found somewhere in the step's words)
FACTS = [
    (
        "side-lying-hip-flexion",
        "lie",
        ["Lie on your {other} side", "one long line", "Balance", "Your back feels long"],
    ),
    ("side-lying-hip-flexion", "lie", ["Head, shoulder, {side} hip and {side} ankle share one line"]),
    ("side-lying-hip-flexion", "support", ["head on your {other} arm or a pillow"]),
    ("side-lying-hip-flexion", "support", ["Bend your {other} leg, the lower", "{side} hand on the floor", "or both"]),
    ("side-lying-hip-flexion", "support", ["soft bed", "folded blanket under your waist", "spine long"]),
    ("side-lying-hip-flexion", "raise", ["Raise your {side} leg, the top one", "level with your hip", "Bend the knee"]),
    (
        "side-lying-hip-flexion",
        "draw",
        ["Slowly", "{side} knee towards your chest", "forward. Stop well before the thigh points straight ahead"],
    ),
    (
        "side-lying-hip-flexion",
        "behind",
        ["Knee still bent", "{side} leg back in line with your body", "thigh behind you"],
    ),
    ("side-lying-hip-flexion", "behind", ["squeeze your buttock", "not the lower back"]),
    (
        "side-lying-hip-flexion",
        "alternate",
        ["Keep going", "{side} knee towards the chest", "As many rounds as you like"],
    ),
    (
        "side-lying-hip-flexion",
        "straighten",
        ["Each time your {side} leg comes forward", "traighten the knee", "toes towards you", "hamstrings"],
    ),
    (
        "seated-hip-flexion",
        "sit",
        ["near an edge", "cannot slide or roll", "feels steady", "{side} hip free to move"],
    ),
    (
        "seated-hip-flexion",
        "sit",
        [
            "Sideways",
            "the backrest beside your {other} arm",
            "{side} buttock is off the {side} edge of the seat",
            "front of the seat",
        ],
    ),
    ("seated-hip-flexion", "press", ["Sit tall", "Press your {other} foot down"]),
    ("seated-hip-flexion", "draw", ["Slowly", "{side} knee towards your chest"]),
    (
        "seated-hip-flexion",
        "back",
        [
            "Lower your {side} knee, still bent",
            "take the knee back",
            "as far as is comfortable",
            "squeeze your buttock",
            "not in the lower back",
        ],
    ),
    ("seated-hip-flexion", "back", ["the very front of the seat", "back under the seat", "before the seat digs in"]),
    (
        "seated-hip-flexion",
        "alternate",
        ["Keep going", "{side} knee up towards the chest", "As many rounds as you like"],
    ),
    (
        "seated-hip-flexion",
        "straighten",
        ["your {side} leg comes forward", "traighten the knee", "toes towards you", "hamstrings"],
    ),
    (
        "standing-hip-flexion",
        "stand",
        ["eet comfortably apart", "wall or the back of a heavy chair", "Rest your {other} hand on it"],
    ),
    ("standing-hip-flexion", "shift", ["weight onto your {other} leg"]),
    ("standing-hip-flexion", "swing", ["Hold on", "Swing the straight leg forward and back"]),
    ("standing-hip-flexion", "repeat", ["notice your lower back", "nearly still", "spine long", "hip does the moving"]),
    ("standing-hip-flexion", "repeat", ["Do as many as you like"]),
    ("standing-hip-flexion", "slow-draw", ["slowly", "{side} knee towards your chest", "no higher than your hip"]),
    ("standing-hip-flexion", "slow-behind", ["lower it past the other one", "behind", "still bent"]),
    ("standing-hip-flexion", "slow-behind", ["squeeze your buttock", "thigh behind you", "not the lower back"]),
    ("standing-hip-flexion", "slow-alternate", ["Keep going", "towards the chest", "As many rounds as you like"]),
    (
        "standing-hip-flexion",
        "slow-straighten",
        ["your {side} knee comes up", "Straighten it", "toes towards you", "hamstrings"],
    ),
    (
        "lying-inner-thigh",
        "lie",
        ["on your back", "knees bent", "feet flat", "hip-width apart", "Arms", "out to the sides"],
    ),
    ("lying-inner-thigh", "lie", ["Palms up or down"]),
    ("lying-inner-thigh", "neutral", ["back of your pelvis", "lowest ribs on the floor", "neutral spine"]),
    ("lying-inner-thigh", "press", ["Press your {other} foot down", "leg stays still", "spine"]),
    (
        "lying-inner-thigh",
        "open",
        ["Gently open your {side} hip", "knee", "towards the floor", "outer edge", "does not have to reach"],
    ),
    ("lying-inner-thigh", "return", ["Gently draw your {side} knee back up", "foot is flat"]),
    ("lying-inner-thigh", "alternate", ["Keep going", "in as it opens, out as it returns", "As many rounds"]),
    (
        "lying-inner-thigh",
        "more-nearer",
        ["{side} knee a little nearer the floor", "whatever way", "{other} knee stays up"],
    ),
    ("lying-inner-thigh", "more-nearer", ["small twist to the {side}", "Roll your weight onto your {side} hip"]),
    ("lying-inner-thigh", "more-nearer", ["{other} knee stays up, or drifts a little to the {side}"]),
    ("lying-inner-thigh", "more-return", ["Gently come back", "on your back, knees bent, both feet flat"]),
    ("lying-inner-thigh", "more-alternate", ["Keep going", "gently back", "As many rounds as you like"]),
    (
        "lying-inner-thigh",
        "core-knee-up",
        ["On your back", "{side} knee above the hip", "lower leg hang", "shin level with the floor"],
    ),
    ("lying-inner-thigh", "core-lower", ["{side} knee out towards the floor", "whatever way", "more twist"]),
    ("lying-inner-thigh", "core-lower", ["{side} hip, or all the way onto your {side} side", "{other} knee follow"]),
    ("lying-inner-thigh", "core-lower", ["{other} shoulder lift", "{other} arm cross over to the {side}"]),
    ("lying-inner-thigh", "core-return", ["Gently", "{other} foot flat", "{side} knee above the hip, as before"]),
    ("lying-inner-thigh", "core-alternate", ["Keep going", "gently back", "As many rounds as you like"]),
    (
        "lying-inner-thigh",
        "core-straighten",
        ["{side} leg up", "foot out a little towards the floor", "back up", "groin", "As many"],
    ),
    (
        "seated-inner-thigh",
        "mountain",
        [
            "front of a chair",
            "cannot slide or roll",
            "feet flat, hip-width apart",
            "hips should be a little higher than your knees",
        ],
    ),
    ("seated-inner-thigh", "mountain", ["Mountain"]),
    ("seated-inner-thigh", "press", ["Press both feet down", "grow tall"]),
    (
        "seated-inner-thigh",
        "open",
        ["Gently open your {side} hip", "outer edge", "knee goes out to the side", "only a hand's width"],
    ),
    ("seated-inner-thigh", "return", ["Mountain"]),
    ("seated-inner-thigh", "alternate", ["Keep going", "gently", "Mountain", "As many rounds as you like"]),
    (
        "seated-inner-thigh",
        "more-open",
        ["{side} knee go further out", "Turning a little in the chair", "{other} knee drop in towards the middle"],
    ),
    ("seated-inner-thigh", "more-open", ["Instead of tilting your {side} foot, slide it or step it out", "Mix these"]),
    ("seated-inner-thigh", "more-return", ["Mountain"]),
    ("seated-inner-thigh", "more-alternate", ["Keep going", "Mountain", "As many rounds as you like"]),
    (
        "lying-dynamic-hip",
        "lie",
        ["on your back", "knees bent", "feet flat", "hip-width apart", "Arms", "out to the sides"],
    ),
    ("lying-dynamic-hip", "lie", ["Palms up or down"]),
    ("lying-dynamic-hip", "drop", ["gently lower both knees to the {other}", "head turns whichever way it likes"]),
    ("lying-dynamic-hip", "settle", ["{other} leg rest on the floor", "starting position"]),
    (
        "lying-dynamic-hip",
        "settle",
        ["{side} hip or shoulder lift", "waist turn to the {other}", "roll all the way onto your {other} side"],
    ),
    (
        "lying-dynamic-hip",
        "open",
        ["Gently open your {side} hip", "towards the ceiling", "{side} foot stays down", "Breathe in"],
    ),
    ("lying-dynamic-hip", "close", ["close the hip", "{side} knee comes back towards the floor", "Breathe out"]),
    ("lying-dynamic-hip", "alternate", ["Keep going", "in as it opens, out as it closes", "As many rounds"]),
    (
        "lying-dynamic-hip",
        "more-roll",
        ["{side} hip opens", "roll until you lie flat on your back", "{side} foot flat", "{other} knee may leave"],
    ),
    ("lying-dynamic-hip", "more-return", ["back to the start", "both knees over to the {other}"]),
    ("lying-dynamic-hip", "more-alternate", ["Keep going", "both knees to the {other}", "As many rounds"]),
    (
        "lying-dynamic-hip",
        "load-roll",
        ["Roll onto your back", "{side} foot flat", "{other} knee dropped out to the side"],
    ),
    ("lying-dynamic-hip", "load-knee-up", ["{side} knee above the hip", "lower leg hang", "shin level with the floor"]),
    (
        "lying-dynamic-hip",
        "load-across",
        ["{side} knee across your body towards the floor", "whatever way", "Twist more"],
    ),
    ("lying-dynamic-hip", "load-across", ["fully onto your {other} side", "{side} shoulder lift", "{side} arm cross"]),
    ("lying-dynamic-hip", "load-alternate", ["Keep going", "onto your back with the {side} knee in the air", "across"]),
    (
        "lying-dynamic-hip",
        "load-straighten",
        [
            "{side} leg up",
            "roll onto your back again, the leg stays in the air",
            "across",
            "comfortable for your back",
            "As many rounds",
        ],
    ),
    (
        "lying-dynamic-hip-gentle",
        "lie",
        ["Lie on your {other} side", "hips stacked", "both knees", "only a little forward", "pillow"],
    ),
    (
        "lying-dynamic-hip-gentle",
        "feet",
        ["eet together, the {side} one on top", "pillow between your knees", "onto the pillow and no lower"],
    ),
    (
        "lying-dynamic-hip-gentle",
        "open",
        ["Gently open your {side} hip", "towards the ceiling", "only a hand's width", "feet stay together"],
    ),
    ("lying-dynamic-hip-gentle", "open", ["hips stacked", "chest still", "Breathe in"]),
    ("lying-dynamic-hip-gentle", "close", ["{side} knee comes back down", "Breathe out"]),
    ("lying-dynamic-hip-gentle", "alternate", ["Keep going", "in as it opens, out as it closes", "As many rounds"]),
    (
        "seated-dynamic-hip",
        "mountain",
        [
            "front of a chair",
            "cannot slide or roll",
            "feet flat, hip-width apart",
            "hips should be a little higher than your knees",
        ],
    ),
    ("seated-dynamic-hip", "mountain", ["Mountain"]),
    ("seated-dynamic-hip", "press", ["Press both feet down", "grow tall"]),
    (
        "seated-dynamic-hip",
        "turn",
        ["Gently turn your {side} hip in", "that foot onto its inner edge", "knee moves towards the {other} leg"],
    ),
    ("seated-dynamic-hip", "return", ["Mountain"]),
    ("seated-dynamic-hip", "alternate", ["Keep going", "Mountain", "As many rounds as you like"]),
    (
        "seated-dynamic-hip",
        "more-turn",
        ["{side} knee go further in", "Turning a little in the chair", "onto the toes"],
    ),
    ("seated-dynamic-hip", "more-return", ["Mountain"]),
    ("seated-dynamic-hip", "more-alternate", ["Keep going", "Mountain", "As many rounds as you like"]),
]

# what is said around the movements, and what must be in it
AROUND = [
    (LIBRARY.about.why, ["Hips that move", "might", "strain on your lower back", "tightness", "stiffness", "pain"]),
    (LIBRARY.about.troubles.kinds[0], ["poor posture", "scoliosis", "discs", "age"]),
    (LIBRARY.about.troubles.kinds[1], ["osteoporosis", "arthritis"]),
    (LIBRARY.about.credit.flow, ["Lauren Ohayon", "yoga", "Pilates", "Restorative Exercise", "core", "pelvic floor"]),
    (LIBRARY.about.credit.variations, ["Deb of LaiLin Yoga"]),
    (LIBRARY.about.credit.article, ["^3 Hip Movements for Your Lower Back$"]),
    (LIBRARY.about.care.intro, ["twist the spine", "roll on the floor", "care"]),
    (
        ", ".join(LIBRARY.about.care.conditions),
        ["hip trouble", "osteoporosis", "sciatica", "another serious back condition"],
    ),
    (", ".join(LIBRARY.about.care.conditions), ["abdominal trouble", "pregnancy"]),
    (" ".join(LIBRARY.about.good_for), ["stretch, loosen and strengthen the hips", "help to ease a stiff lower back"]),
    (LIBRARY.about.good_for[2], ["rolling", "can help", "core stronger", "refresh", "help you move"]),
    (
        LIBRARY.about.normal,
        ["mild pull", "fades when you stop", "Stop", "sharp, grows or spreads", "tingles or goes numb", 'say "hurts"'],
    ),
    (
        LIBRARY.about.signs.alarm,
        [
            "chest pain",
            "breathe",
            "faint",
            "face drops",
            "leg is weak",
            "foot drags",
            "numb in both legs or between them",
            "pee",
            "fall",
        ],
    ),
    (
        " ".join(LIBRARY.about.signs.now.items),
        [
            *("chest pain", "breathing", "fainting", "both legs", "between the legs", "peeing", "poo", "during sex"),
            *("suddenly weak", "foot that drags", "bad fall", "can't get up"),
        ],
    ),
    (" ".join(LIBRARY.about.signs.today.items), ["fever", "numb, tingles or gives way"]),
    (
        " ".join(LIBRARY.about.signs.soon.items),
        [
            *("down the leg", "at night that no position eases", "cough", "shoulder blades", "lump", "lose weight"),
            *("cancer", "weak immune system", "steroids", "half an hour each morning"),
        ],
    ),
    (LIBRARY.about.hurt.stop, ["Stop", "settle"]),
    (LIBRARY.about.hurt.smaller, ["do less", "smaller", "seated"]),
    (LIBRARY.about.hurt.watch, ["between your legs", "weak legs", "pee or poo", "emergency"]),
    (LIBRARY.about.hurt.dizzy, ["Sit or lie down", "Wait", "slowly"]),
]


def every_text(step: Step) -> Iterator[str]:
    """All that a step can say, gentle wordings too."""
    yield step.text
    yield from (step.alone or "", step.second or "", step.breath or "")
    yield from (*step.cues, *(step.second_cues or ()), *step.also)
    for other in step.without:
        yield from (other.text, other.alone or "", other.second or "")
        yield from (*(other.cues or ()), *(other.second_cues or ()), *(other.also or ()))


def every_step(variation: Variation) -> list[Step]:
    """The set-up and the steps of all levels."""
    return [*variation.setup, *(step for level in variation.levels for step in level.steps)]


STEPS = [(variation, step) for variation in LIBRARY.variations for step in every_step(variation)]
STEP_IDS = [f"{variation.id}/{step.id}" for variation, step in STEPS]


@tabled(("variation_id", "step_id", "facts"), FACTS)
def test_a_step_says_what_it_must(variation_id: str, step_id: str, facts: list[str]) -> None:
    """Each fact is in the words of its own step, with the right leg of the two."""
    step = VARIATIONS[variation_id].step(step_id)
    assert step is not None
    said = "\n".join(every_text(step))
    assert [fact for fact in facts if fact not in said] == []


@tabled(("said", "facts"), AROUND)
def test_what_is_said_around_the_movements_is_complete(said: str, facts: list[str]) -> None:
    """Why hips, what troubles backs, who should take care, warning signs, credit."""
    assert [fact for fact in facts if not re.search(fact, said)] == []


def test_every_step_of_the_library_stands_in_the_table_of_facts() -> None:
    """A step whose words nobody checks cannot slip in."""
    assert {(variation.id, step.id) for variation, step in STEPS} == {(each, step_id) for each, step_id, _ in FACTS}


@pytest.mark.parametrize(
    ("variation_id", "once", "first_side", "levels", "optional"),
    [
        ("side-lying-hip-flexion", [], "right", ["first"], ["straighten"]),
        ("seated-hip-flexion", [], "right", ["first"], ["straighten"]),
        ("standing-hip-flexion", [], "right", ["slow", "swing"], ["slow-straighten"]),
        ("lying-inner-thigh", ["lie", "neutral"], "right", ["fall-outs", "more", "core"], ["core-straighten"]),
        ("seated-inner-thigh", ["mountain", "press"], "right", ["first", "more"], []),
        ("lying-dynamic-hip", ["lie"], "left", ["first", "more", "load"], ["load-straighten"]),
        ("lying-dynamic-hip-gentle", [], "left", ["first"], []),
        ("seated-dynamic-hip", ["mountain", "press"], "left", ["first", "more"], []),
    ],
)
def test_a_variation_has_its_levels_and_options(
    variation_id: str, once: list[str], first_side: str, levels: list[str], optional: list[str]
) -> None:
    """Which set-up need not be repeated, which leg begins, which levels there are and what may be passed over."""
    variation = VARIATIONS[variation_id]
    steps = every_step(variation)
    assert [step.id for step in steps if step.once] == once
    assert variation.first_side == first_side
    assert [level.id for level in variation.levels] == levels
    assert [step.id for step in steps if step.optional] == optional


TWISTING = {
    "side-lying-hip-flexion": {},
    "seated-hip-flexion": {},
    "standing-hip-flexion": {},
    "lying-inner-thigh": {
        **dict.fromkeys(["more-nearer", "more-return", "more-alternate"], "twist roll"),
        **dict.fromkeys(["core-lower", "core-return", "core-alternate", "core-straighten"], "twist roll"),
    },
    "seated-inner-thigh": {"more-open": "twist"},
    "lying-dynamic-hip": {
        **dict.fromkeys(["drop", "settle", "open", "close", "alternate"], "twist roll"),
        **dict.fromkeys(["more-roll", "more-return", "more-alternate"], "twist roll"),
        **dict.fromkeys(["load-roll", "load-across", "load-alternate", "load-straighten"], "twist roll"),
    },
    "lying-dynamic-hip-gentle": {},
    "seated-dynamic-hip": {"more-turn": "twist"},
}


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=list(VARIATIONS))
def test_every_step_that_twists_or_rolls_is_flagged(variation: Variation) -> None:
    """These are what the gentle setting goes by."""
    flagged = {step.id: step.flags & {"twist", "roll"} for step in every_step(variation)}
    expected = {step_id: frozenset(flags.split()) for step_id, flags in TWISTING[variation.id].items()}
    assert {step_id: flags for step_id, flags in flagged.items() if flags} == expected


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=list(VARIATIONS))
def test_every_step_in_a_lying_variation_is_on_the_floor_and_every_standing_one_needs_balance(
    variation: Variation,
) -> None:
    """And nobody on a chair is told to expect either."""
    expected = {"lying": {"floor"}, "seated": set(), "standing": {"balance"}}[variation.position]
    assert [step.id for step in every_step(variation) if step.flags & {"floor", "balance"} != expected] == []


@tabled(("variation", "step"), STEPS)
def test_a_step_is_short_and_calm(variation: Variation, step: Step) -> None:
    """At most two short lines, whole sentences, no exclamation marks, no "please", and room left in the message."""
    for text in filter(None, every_text(step)):
        assert "!" not in text
        assert "please" not in text.lower()
        assert re.search(r"[.?]$", text), f"{text} does not end like a sentence"
        assert re.match(r"[A-Z]|\{Side\}|\{Other\}", text), f"{text} does not begin like a sentence"
    assert len(step.text) <= 170
    assert step.text.count("\n") <= 1
    for said in (step, *(step.when(each.avoids) for each in step.without)):
        assert said is not None
        longest = max(len(text) for text in (said.text, said.alone or "", said.second or ""))
        assert longest + sum(map(len, (*said.cues, said.breath or "", *said.also))) < 500


@tabled(("variation", "step"), STEPS)
def test_both_sides_are_said_with_their_own_words(variation: Variation, step: Step) -> None:
    """Mirrored, a text changes places of right and left, and nothing else."""
    swap = {"right": "left", "left": "right"}
    for text in every_text(step):
        here, there = (words_for(text, side, LIBRARY.sides) for side in ("right", "left"))
        assert "{" not in here
        sides = len(re.findall(r"\{(?:side|other)\}", text, re.IGNORECASE))
        if sides:
            assert here != there
        # "right at the front", "right angle" are no sides, and stay
        fixed = re.sub(r"\{\w+\}", "", text)
        assert re.findall(r"\b(right|left)\b", fixed) in ([], ["right"])
        if not re.search(r"\bright\b", fixed):
            assert re.sub(r"\b(right|left)\b", lambda match: swap[match[1]], here) == there


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=list(VARIATIONS))
def test_set_up_and_first_level_are_four_to_seven_steps(variation: Variation) -> None:
    """Short enough to be done every day."""
    assert 4 <= len(variation.setup) + len(variation.levels[0].steps) <= 7


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=list(VARIATIONS))
def test_the_first_level_takes_three_to_five_minutes(variation: Variation) -> None:
    """Both sides together."""
    assert 3 <= minutes(Course(variation)) <= 5


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=list(VARIATIONS))
def test_every_level_repeats_with_a_suggested_number_of_rounds(variation: Variation) -> None:
    """A level that never says "keep going" would be over after one round."""
    for level in variation.levels:
        assert any(step.kind == "repeat" and step.rounds and not step.optional for step in level.steps)


def test_the_library_is_three_movements_in_seven_variations_and_a_stand_in() -> None:
    """What there is, in order, and in which positions."""
    actual = [(movement.id, [each.position for each in movement.variations]) for movement in LIBRARY.movements]
    assert actual == [
        ("hip-flexion-extension", ["lying", "seated", "standing"]),
        ("inner-thigh-stretch", ["lying", "seated"]),
        ("dynamic-hip-stretch", ["lying", "lying", "seated"]),
    ]
    assert [each.id for each in LIBRARY.variations if each.stand_in] == ["lying-dynamic-hip-gentle"]


def test_spelling_is_british() -> None:
    """One spelling throughout."""
    texts = [text for _, step in STEPS for text in every_text(step)]
    assert not re.search(r"\b(center|color|program|gray|toward)\b", "\n".join(texts))
