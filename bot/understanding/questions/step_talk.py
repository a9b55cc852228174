"""Step talk: what is asked about the step that is on, in whole sentences: which way of it is the safest, whether it is
understood rightly, where the ring is. Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import is_said
from bot.understanding.text.written_forms import is_question


class StepTalk(StrEnum):
    """What is asked about a step."""

    SAFEST = "safest"  # which of the ways that it names is the safest
    SIT = "sit"  # how to sit, or to get into place
    RIGHT = "right"  # whether it is what somebody makes of it
    WHAT_FOR = "what_for"  # what a part of it is good for
    RING = "ring"  # where the blue ring is
    LYING_BED = "lying_bed"  # whether it can be done lying in bed
    PUZZLED = "puzzled"  # how it is possible at all
    PILLOW = "pillow"  # what the pillow is for
    MUSCLES = "muscles"  # whether it is this muscle or that one
    MUSCLE_NAMED = "muscle_named"  # whether it is the muscles that are named
    ROLLS = "rolls"  # what to do about a part that moves along
    BY_HAND = "by_hand"  # whether the leg is held with the hands
    STAYS = "stays"  # whether a part of the body stays where it is
    LOWER = "lower"  # whether it may stay lower than that


# Longer texts are a story.
LONGEST = 24
# For each question the groups of phrases that have to stand in a text; the first that fits counts.
_RULES: tuple[tuple[StepTalk, tuple[str, ...]], ...] = (
    (StepTalk.RING, ("ring", "where")),
    (StepTalk.LYING_BED, ("bed", "lying")),
    (StepTalk.SAFEST, ("which", "safest")),
    (StepTalk.SIT, ("how", "sit", "seat")),
    (StepTalk.PUZZLED, ("how", "supposed", "moves")),
    (StepTalk.PILLOW, ("pillow", "for_what")),
    (StepTalk.WHAT_FOR, ("for_what", "part")),
    (StepTalk.MUSCLES, ("muscle", "either")),
    (StepTalk.MUSCLES, ("which_muscles",)),
    (StepTalk.MUSCLE_NAMED, ("muscle_named",)),
    (StepTalk.ROLLS, ("limb", "wants_to", "any_cue")),
    (StepTalk.BY_HAND, ("hand", "holds", "leg", "either")),
    (StepTalk.STAYS, ("limb", "stays", "either")),
    (StepTalk.RIGHT, ("is_right", "part")),
    (StepTalk.LOWER, ("lower", "lower_asks")),
)
# Those that are asked in words of their own, also without a mark.
_WITHOUT_MARK = frozenset(
    {StepTalk.RING, StepTalk.SAFEST, StepTalk.SIT, StepTalk.PUZZLED, StepTalk.WHAT_FOR, StepTalk.PILLOW}
    | {StepTalk.MUSCLES, StepTalk.ROLLS, StepTalk.BY_HAND, StepTalk.STAYS, StepTalk.LOWER}
)


def read(text: str, words: Words) -> StepTalk | None:
    """The question in a text; None without one."""
    if len(text.split()) > LONGEST or _says(text, words, "not"):
        return None
    found = next((kind for kind, groups in _RULES if all(_says(text, words, group) for group in groups)), None)
    if found is StepTalk.MUSCLE_NAMED and _says(text, words, "muscle_not"):
        return None
    is_asked = found in _WITHOUT_MARK or is_question(text) or _says(text, words, "asks")
    return found if is_asked else None


def _says(text: str, words: Words, group: str) -> bool:
    return is_said(text, words, f"hear.step_talk.{group}")
