"""Complaints: what a complaint is about beside its urgency: something of another day, or a joint that is a little sore.

Only plain pain is weighed; what is urgent stays as it is. Where anything speaks for more, it is a complaint like any
other. Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, recognize_whole
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import PhraseGroup, patterns, plain
from bot.understanding.text.written_forms import is_question
from bot.understanding.wishes.wishes import asks_what


class Weight(StrEnum):
    """What a complaint is about."""

    NOW = "now"
    PAST = "past"  # another day: to be asked about
    MILD = "mild"  # a joint that is a little sore
    ASKED = "asked"  # a question about what is sore, and no pain of now


# The most words of what somebody has anyway: "with a pair of bad knees".
_LONGEST_STANDING = 6
_CLAUSES = re.compile(r"[^.,;:!?\n]+[.,;:!?\n]*")
# Groups of phrases, under `hear.complaint.<name>`.
_GROUPS = ("another_day", "was", "now", "joint", "mild", "more")
# Those of questions that tell of no pain.
_ASKED = ("named", "mine_now", "whether", "doctor", "hurts_now", "not_now", "nothing_yet", "maybe_numb")


def weigh(text: str, words: Words) -> Weight:
    """What a text that tells of pain is about."""
    said, signs = plain(text), _signs(words.catalogue)
    if _is_asked(text, said, words, signs):
        return Weight.ASKED
    met = {name for name in _GROUPS if signs[name].search(said)}
    if signs["more"].search(signs["calm"].sub(" ", said)) is None:
        # "Not bad" is no more than mild.
        met.discard("more")
    if signs["now"].search(signs["over"].sub(" ", signs["well_again"].sub(" ", said))) is None:
        # "Now good" is no pain of now.
        met.discard("now")
    is_over = "was" in met or signs["over_today"].search(said) is not None
    if "another_day" in met and is_over and "now" not in met:
        return Weight.PAST
    if {"joint", "mild"} <= met and not met & {"more", "another_day"}:
        return Weight.MILD
    is_of_hip = signs["hip"].search(said) is not None and signs["more"].search(_plainly_hip(said, signs)) is None
    if is_of_hip and "mild" in met and "another_day" not in met:
        return Weight.MILD
    return Weight.NOW


def without_standing(text: str, words: Words) -> str:
    """The text without what only looks like pain of now: a "no" before a denial ("no not hurt"), and what somebody has
    anyway, beside a question ("how do I get up with bad knees?"). The text as it is where it tells of anything more,
    or asks whether that suits it."""
    told = symptoms.read(text, words)
    if told is None or told.symptom is not Symptom.PAIN:
        return text
    first, _, behind = text.strip().partition(" ")
    if recognize_whole(first.strip(",.!"), words, (Intent.NO,)) is not None and _is_relief(behind, words):
        return behind
    rest = _without_standing(text, words)
    is_asked = any(is_question(one) or asks_what(one, words) for one in _CLAUSES.findall(text))
    signs = _signs(words.catalogue)
    is_standing = rest != text and is_asked and signs["standing_now"].search(plain(rest)) is None
    if not is_standing or signs["suits"].search(plain(rest)) is not None:
        return text
    told = symptoms.read(rest, words)
    return rest if told is None or told.symptom is Symptom.RELIEF else text


def _is_relief(text: str, words: Words) -> bool:
    told = symptoms.read(text, words)
    return told is not None and told.symptom is Symptom.RELIEF


def _without_standing(text: str, words: Words) -> str:
    """The text without phrases such as "with bad knees"; their marks stay."""
    said, standing = text.split(), _signs(words.catalogue)["standing"]
    for size in range(_LONGEST_STANDING, 1, -1):
        for first in range(len(said) - size + 1):
            found = plain(" ".join(said[first : first + size])).rstrip(" .")
            if standing.fullmatch(found):
                mark = said[first + size - 1][-1:]
                said[first : first + size] = [mark] if mark in ".,;!?" else []
                return " ".join(said)
    return text


def asks_whether_it_suits(text: str, words: Words) -> bool:
    """Whether a text asks if something is all right: "is this one OK with arthritis in the hip"."""
    suits = _signs(words.catalogue)["suits"].search(plain(text))
    return suits is not None and (suits.start() == 0 or is_question(text) or asks_what(text, words))


def _plainly_hip(said: str, signs: dict[str, PhraseGroup]) -> str:
    return signs["hip"].sub(" ", signs["calm"].sub(" ", said))


def is_of_joint(text: str, words: Words) -> bool:
    """Whether a complaint is of a joint of a limb, such as a knee, and names nothing of the back or of more; or of a
    hip that is only a little sore."""
    if weigh(text, words) is Weight.MILD:
        return True
    said, signs = plain(text), _signs(words.catalogue)
    return (
        signs["joint"].search(said) is not None
        and signs["more"].search(signs["bad"].sub(" ", signs["calm"].sub(" ", said))) is None
    )


def _is_asked(text: str, said: str, words: Words, signs: dict[str, PhraseGroup]) -> bool:
    """Whether a question names what is sore, and tells of no pain besides: "which one is easiest on a sore knee?"."""
    rest, found = signs["named"].subn(" ", said)
    # "Is this bad for my knee" asks, with or without its mark.
    asks = is_question(text) or (signs["harm"].search(said) is not None and asks_what(text, words))
    now = "mine_now"
    if not found and asks_whether_it_suits(text, words):
        # "Is this all right with bad knees"
        rest, now = _without_standing(text, words), "standing_now"
        found, asks = int(rest != text), True
    if not found or not asks or signs[now].search(plain(rest) if now == "standing_now" else said):
        return False
    told = symptoms.read(rest, words)
    return told is None or told.symptom in (Symptom.RELIEF, Symptom.DOUBT)


def asks_for_doctor(text: str, words: Words) -> bool:
    """Whether a text asks if or when a doctor is to be seen, and tells of nothing that hurts now."""
    said, signs = plain(text), _signs(words.catalogue)
    return (
        signs["whether"].search(said) is not None
        and signs["doctor"].search(said) is not None
        and signs["hurts_now"].search(said) is None
    )


def says_not_now(text: str, words: Words) -> bool:
    """Whether a text says that nothing hurts, and that it was only a question."""
    return _signs(words.catalogue)["not_now"].search(plain(text)) is not None


def says_nothing_yet(text: str, words: Words) -> bool:
    """Whether a text says that no stretch is felt yet, in words that need not mean numbness."""
    said, signs = plain(text), _signs(words.catalogue)
    return signs["nothing_yet"].search(said) is not None and signs["maybe_numb"].search(said) is None


def says_gone(text: str, words: Words) -> bool:
    """Whether a text says that what was felt is gone."""
    said, signs = plain(text), _signs(words.catalogue)
    return signs["gone"].search(said) is not None and signs["not_on"].search(said) is None


def says_over_today(text: str, words: Words) -> bool:
    """Whether a text says that what hurt on another day does not hurt today."""
    return _signs(words.catalogue)["over_today"].search(plain(text)) is not None


def says_well_again(text: str, words: Words) -> bool:
    """Whether a text says that all is well after pain that was: "fine again", "back to normal"."""
    return _signs(words.catalogue)["well_again"].search(plain(text)) is not None


def apart(text: str, words: Words) -> tuple[str, str] | None:
    """Good news of pain that was, and what is asked behind it: "my hip is fine again, it was sore a day. Did Thursday
    count?". None where a text is not both."""
    first, _, rest = text.strip().partition(". ")
    is_news = rest.endswith(("?", "\u061f")) and says_well_again(first, words)
    return (first, rest) if is_news and weigh(first, words) is Weight.PAST else None


def says_over(text: str, words: Words) -> bool:
    """Whether a text says that what hurt is over, or was on another day; asked whether it hurts now."""
    signs = _signs(words.catalogue)
    rest, found = signs["over"].subn(" ", plain(text))
    return found > 0 and signs["now"].search(rest) is None


def is_between(text: str, words: Words) -> bool:
    """Whether a text says how it felt, though neither good nor hard."""
    return _signs(words.catalogue)["between"].search(plain(text)) is not None


def is_fine(text: str, words: Words) -> bool:
    """Whether a text says that it was good, in words that are none of that: "not bad"."""
    return _signs(words.catalogue)["fine"].search(plain(text)) is not None


def is_a_little(text: str, words: Words) -> bool:
    """Whether a text tells of a little, and of nothing that speaks for more."""
    said, signs = plain(text), _signs(words.catalogue)
    return signs["mild"].search(said) is not None and signs["more"].search(_plainly_hip(said, signs)) is None


def says_go_on(text: str, words: Words) -> bool:
    """Whether a text wants to go on after a complaint."""
    signs = _signs(words.catalogue)
    return signs["go_on"].search(plain(text)) is not None and signs["not_on"].search(plain(text)) is None


@lru_cache(maxsize=8)
def _signs(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = (
        *_GROUPS,
        *_ASKED,
        "calm",
        "over",
        "over_today",
        "well_again",
        "bad",
        "hip",
        "harm",
        "gone",
        "go_on",
        "not_on",
        "between",
        "fine",
        *("standing", "with", "trouble", "place"),
        "standing_now",
        "suits",
    )
    phrases = {name: words.options(f"hear.complaint.{name}") for name in names}
    return patterns(names, phrases)
