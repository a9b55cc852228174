"""Answers of the library: which there are, which comes first, and that each names its source."""

import re
from pathlib import Path

import pytest

from content.library import Variation
from content.parsing import parse_library
from content.questions import QUESTION_KINDS, Asked, Guidance, QuestionKind
from tests.content.test_parsing import edited, faults_in
from tests.harness.libraries import shipped_library
from tests.harness.tabled import tabled

LIBRARY = shipped_library()
FOLDER = Path(__file__).parents[2] / "content" / "movements"
# What a person may ask of every variation. The other kinds depend on its position.
ALWAYS: tuple[QuestionKind, ...] = (
    *("both_sides", "skip_side", "how_many", "hold", "breathe", "how_far", "how_fast", "where", "chair"),
    *(kind for kind in QUESTION_KINDS if kind.startswith("normal.")),
)
# A reassuring answer says when it does not hold.
LIMITS = ("stop", "doctor")


def guidance_of(variation: Variation) -> Guidance:
    """All that the library says of a variation, besides its steps."""
    about = Guidance(why=LIBRARY.about.why, asked=LIBRARY.about.asked)
    return variation.guidance.over(LIBRARY.movement_of(variation).guidance).over(about)


def test_what_is_said_of_a_variation_comes_before_what_is_said_of_its_movement() -> None:
    """Field by field, and question by question."""
    own = Guidance(works=("neck",), asked=(Asked("wall", "No."),))
    wider = Guidance(works=("back",), why="For a free neck.", asked=(Asked("wall", "Yes."), Asked("chair", "Yes.")))
    both = own.over(wider)
    assert (both.works, both.why) == (("neck",), "For a free neck.")
    assert (both.answer("wall"), both.answer("chair"), both.answer("pillow")) == ("No.", "Yes.", None)


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_every_variation_answers_what_beginners_ask(variation: Variation) -> None:
    """What it works, why, and the questions that make sense in every position."""
    guidance = guidance_of(variation)
    assert guidance.works
    assert guidance.why
    assert [kind for kind in ALWAYS if guidance.answer(kind) is None] == []


@pytest.mark.parametrize("kind", [kind for kind in QUESTION_KINDS if kind.startswith("normal.")])
def test_what_calls_a_feeling_normal_says_when_it_is_not(kind: QuestionKind) -> None:
    """And it promises nothing."""
    for variation in LIBRARY.variations:
        answer = guidance_of(variation).answer(kind) or ""
        assert any(limit in answer for limit in LIMITS)
        assert not re.search(r"\b(always|never|completely|harmless|safe)\b", answer)


@pytest.mark.parametrize("variation", LIBRARY.variations, ids=lambda variation: variation.id)
def test_the_benefits_are_no_stronger_than_their_source(variation: Variation) -> None:
    """A stiff back may be eased by it, and the core may become stronger."""
    why = guidance_of(variation).why or ""
    assert "can help to ease" in why
    assert not re.search(r"\b(cures?|heals?|prevents?|will|protects?)\b", why)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_answer_names_its_source(file: Path) -> None:
    """In a comment between the question and its answer; what a movement works and what it is for, above the key."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if "- question:" in line:
            assert lines[number + 1].lstrip().startswith("# "), f"{file.name}:{number + 1}"
        if re.match(r" *works:", line):
            assert lines[number - 1].lstrip().startswith("# "), f"{file.name}:{number + 1}"


# What stands in place of the summary of a movement, the line of the fault, and what is said of it.
FAULTS = [
    ("works: necks", 4, "`works` must be a list, not necks; write for example `works: [buttocks, hip joint]`"),
    ("works: []", 4, "the list `works` is empty"),
    (f"works: [{'x' * 61}]", 4, "an item of `works` is too long: 61 characters; shorten it to 60 at most"),
    (f"why: {'x' * 301}", 4, "`why` is too long: 301 characters; shorten it to 300 at most"),
    ("why: For the {side}.", 4, "braces stand in a text that belongs to neither side"),
    ("why:", 4, "nothing stands after `why:`; write `why: It stretches the hips.`, or take the key out"),
    ("asked: pillow", 4, "`asked` must be a list, not pillow; write for example `asked: [{question: pillow,"),
    ("asked: [pillow]", 4, "an item of `asked` must be keys with values, not pillow"),
    ("asked:\n  - {question: pilow, answer: Yes.}", 5, "pilow is not known for `question`; did you mean pillow?"),
    ("asked:\n  - {question: zzz, answer: Yes.}", 5, "zzz is not known for `question`; choose from both_sides"),
    ("asked:\n  - {question: pillow}", 5, "a question needs `answer`; write for example `answer: Only as far as"),
    ("asked:\n  - {answer: Yes.}", 5, "a question needs `question`; write for example `question: how_far`"),
    ("asked:\n  - {question: wall, anwser: No.}", 5, "a question has no key `anwser`; did you mean `answer`?"),
    ("asked:\n  - {question: wall, answer: ''}", 5, "`answer` is empty; write its text"),
    (
        "asked:\n  - {question: wall, answer: No.}\n  - {question: wall, answer: So.}",
        6,
        "the question wall stands twice, first in line 5; change one of them",
    ),
]


@tabled(("written", "line", "said"), FAULTS)
def test_a_fault_in_what_a_movement_answers_is_named_with_its_line(written: str, line: int, said: str) -> None:
    """What is wrong, and what to write instead."""
    found = [str(fault) for fault in faults_in(edited("summary: The head turns.", f"summary: Turns.\n{written}"))]
    assert [each for each in found if each.startswith(f"neck-turns.yaml:{line}: ") and said in each], found


def test_a_question_stands_twice_in_a_variation_and_around_the_movements() -> None:
    """The same rule in every list of answers; the same question in two lists is none."""
    twice = "asked: [{question: wall, answer: No.}, {question: wall, answer: So.}]"
    for file, above in (("neck-turns.yaml", "    first_side: right\n"), ("library.yaml", "  good_for: [necks]\n")):
        blanks = " " * (len(above) - len(above.lstrip()))
        found = faults_in(edited(above, f"{above}{blanks}{twice}\n", file))
        assert [fault.problem for fault in found] == [f"the question wall stands twice, first in line {found[0].line}"]
    once = "summary: Turns.\nasked: [{question: wall, answer: No.}]"
    files = edited("summary: The head turns.", once)
    own = "    first_side: right\n    asked: [{question: wall, answer: Yes.}]\n"
    own = files["neck-turns.yaml"].replace("    first_side: right\n", own)
    turns = parse_library({**files, "neck-turns.yaml": own}).movements[0]
    assert turns.variations[0].guidance.over(turns.guidance).answer("wall") == "Yes."
