"""Steps that come by themselves, in a person's own words: wanted, not wanted, asked about, or missed. Pure."""

from __future__ import annotations

from enum import StrEnum

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import matches_any, without
from bot.understanding.text.written_forms import is_question


class ByThemselves(StrEnum):
    """What a text says of steps that come by themselves."""

    WANTED = "wanted"
    NOT_WANTED = "not_wanted"
    ASKED = "asked"
    STUCK = "stuck"  # they do not come


# "By itself"; what comes so; what else might; who waits for it; and a film or a voice that is not wanted beside it.
_BY, _GOES, _OTHER = "hear.itself.by", "hear.itself.goes", "hear.itself.other"
_OFF, _STUCK, _NOT_OTHER = "hear.itself.off", "hear.itself.stuck", "hear.itself.not_other"
# The words of a step, beside which no film is meant.
_STEP = "hear.itself.step"
# The most words of such a text.
_LONGEST = 22


def read(text: str, words: Words, *, is_by_steps: bool) -> ByThemselves | None:
    """What a text says of steps that come by themselves; None for anything else. Where sessions come as films or sounds
    (not `is_by_steps`), only a text that names the steps speaks of them."""
    if len(text.split()) > _LONGEST or not matches_any(text, words, _BY):
        return None
    said = without(text, words, _NOT_OTHER)
    if not matches_any(said, words, _GOES) or matches_any(said, words, _OTHER):
        return None
    if not is_by_steps and not matches_any(said, words, _STEP):
        return None
    if matches_any(said, words, _STUCK):
        return ByThemselves.STUCK
    if is_question(text):
        return ByThemselves.ASKED
    return ByThemselves.NOT_WANTED if matches_any(said, words, _OFF) else ByThemselves.WANTED
