"""Questions about a movement: the kinds that its file may answer, and what it says of itself besides its steps.

Frozen data, below `content.movement`. What a step says already (seconds, rounds, breath) is not answered again here.
"""

from dataclasses import dataclass
from typing import Literal, get_args

QuestionKind = Literal[
    "both_sides",  # both sides at once
    "skip_side",  # one side alone
    "how_many",  # rounds
    "hold",  # whether and how long to hold still
    "breathe",
    "how_far",
    "how_fast",
    "where",  # where it may be felt
    "pillow",
    "chair",
    "wall",  # anything to hold on to, other than a chair
    "normal.click",
    "normal.pull",
    "normal.shake",
    "normal.uneven",  # one side is stiffer than the other
    "normal.warm",
]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)


@dataclass(frozen=True)
class Asked:
    """A question that people ask, and its answer."""

    question: QuestionKind
    answer: str


@dataclass(frozen=True)
class Guidance:
    """What a movement says of itself besides its steps. Empty fields say nothing."""

    works: tuple[str, ...] = ()  # muscles and joints, in plain words that can stand in a list
    why: str | None = None  # what it is for
    asked: tuple[Asked, ...] = ()

    def answer(self, question: QuestionKind) -> str | None:
        """The answer to a question; None when there is none."""
        return next((each.answer for each in self.asked if each.question == question), None)

    def over(self, other: "Guidance") -> "Guidance":
        """This guidance, with that of something wider where this one says nothing: a variation over its movement."""
        return Guidance(self.works or other.works, self.why or other.why, (*self.asked, *other.asked))


# The guidance of a movement that says nothing besides its steps.
NOTHING = Guidance()
