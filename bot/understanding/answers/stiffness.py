"""Stiffness as people tell it, from 0 to 10: "7/10", "about seven", "3ish", "three or four", "the same". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

from bot.i18n.catalogue import Words
from bot.understanding.text.own_clauses import clauses_of
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.text.written_forms import is_question

STIFFEST = 10
# The most words of a sentence that tells the number, and of one that tells two, or that it is the same.
LONGEST_TOLD, LONGEST_OF_TWO = 20, 9

_FROM_TO = re.compile(r"\bfrom (?:an? )?\w+ (?:down |up )?to (?:an? )?\w+")
# Behind a number, about which it is: "3ish", "four-ish".
_ISH = re.compile(r"(?<=[^\W_])[\s-]?ish\b")
# The marks that make a digit a keycap emoji.
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")
_NUMBER = re.compile(r"(?P<sign>[-+]?)0*(?P<whole>\d+)(?:[.,](?P<rest>\d+))?")
_HALF = re.compile(r"\b(\d+)[.,]5\b")


class Unread(Enum):
    """Why a text gives no number: there is none in it, or none that is whole and from 0 to 10."""

    NO_NUMBER = "no_number"
    OUT_OF_RANGE = "out_of_range"


# A number, two neighbouring ones, or neither.
Told = int | tuple[int, int] | Unread


def stiffness_in(text: str, words: Words) -> int | Unread:
    """The number that a text says ("7", "7/10", "about seven"), or why it gives none."""
    plain = unicodedata.normalize("NFKC", text.translate(_KEYCAP)).casefold().translate(_SIGNS)
    said = re.sub(r"\s*/\s*", "/", plain).strip(' \t\n.,;:!?()"')
    scale = next((one for one in words.options("hear.out_of_ten") if said.endswith(one)), "")
    said = _ISH.sub("", said)
    around = words.options("hear.stiff_around")
    tokens = [token for token in said.removesuffix(scale).split() if token not in around]
    meat = " ".join(tokens)
    if (spelt := next((number for number, each in words.counted("hear.numbers") if each == meat), None)) is not None:
        return spelt
    if (found := _NUMBER.fullmatch(meat)) is None:
        several = re.fullmatch(r"[\d\s.,/+-]*\d[\d\s.,/+-]*", meat)
        return Unread.OUT_OF_RANGE if several else Unread.NO_NUMBER
    # A very long number is out of range, whatever its value.
    value = int(found["whole"]) if len(found["whole"]) <= len(str(STIFFEST)) else STIFFEST + 1
    is_broken = found["rest"] is not None and found["rest"].strip("0") != ""
    if value > STIFFEST or is_broken or (found["sign"] == "-" and value > 0):
        return Unread.OUT_OF_RANGE
    return value


# Minus signs, fraction strokes and apostrophes are typed in several ways.
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2044": "/", "\u2019": None, "'": None})


def is_on_scale(text: str, words: Words) -> bool:
    """Whether a text names a scale that goes to ten: "4 out of 10"."""
    return any(text.casefold().rstrip(" .!)").endswith(scale) for scale in words.options("hear.out_of_ten"))


def in_sentence(text: str, words: Words) -> int | None:
    """The one number of a sentence that tells how stiff it is: "I'd give it a three". None for a question, several
    numbers, or one that counts something."""
    if is_question(text) or len(text.split()) > LONGEST_TOLD:
        return None
    said = plain(_ISH.sub("", text))
    for scale in sorted(map(plain, words.options("hear.out_of_ten")), key=len, reverse=True):
        # "A three out of ten this evening".
        said = f" {said} ".replace(f" {scale} ", " ").strip()
    if not set(said.split()).isdisjoint(words.options("hear.stiff_else")):
        return None
    tokens, spelt = said.split(), {plain(each): number for number, each in reversed(words.counted("hear.numbers"))}
    found = [
        (place, spelt[token] if token in spelt else int(token))
        for place, token in enumerate(tokens)
        if token in spelt or token.isdecimal()
    ]
    if len(found) > 1:
        # "That was a long one, 4."
        found = [one for one in found if one[1] != 1 or not _counts_something(tokens[: one[0]][-1:], 1, text, words)]
    if len(found) == 2 and _FROM_TO.search(said):
        # "It went from a five to a two".
        found = found[1:]
    first, *others = clauses_of(text, words)[:LONGEST_TOLD] or [text]
    if len(found) > 1 and others and all(isinstance(stiffness_in(one, words), Unread) for one in others):
        # "About a 6, I was on my feet since 10."
        alone = stiffness_in(first, words)
        return None if isinstance(alone, Unread) else alone
    if len(found) != 1 or found[0][1] > STIFFEST:
        return None
    [(place, number)] = found
    before, behind = tokens[place - 1 : place], tokens[place + 1 : place + 2]
    counts = not set(behind).isdisjoint(words.options("hear.stiff_counted"))
    is_pronoun = not set(before).isdisjoint(words.options("hear.stiff_pronoun"))
    return None if counts or is_pronoun or _counts_something(before, number, text, words) else number


def _counts_something(before: Sequence[str], number: int, text: str, words: Words) -> bool:
    """Whether the word before a number says that it counts something, or is no number: "my 2 cats", "a long one"; or
    "%" stands behind it. False where it begins a part of the text, and in languages without a list of their own."""
    leads = words.own_options("hear.stiff_lead_one" if number == 1 else "hear.stiff_lead")
    begins = any(plain(part).split(" ")[:1] == [str(number)] for part in clauses_of(text, words))
    is_led = not before or not leads or begins or before[0] in leads
    return not is_led or re.search(rf"\b{number}\s?%", text) is not None


def two_in(text: str, words: Words) -> tuple[int, int] | None:
    """Two numbers that follow each other, between which it is: "three or four", "3.5". None where a text says more."""
    said = plain(_HALF.sub(r"\1 half", _ISH.sub("", text.casefold()).replace("/10", " ")).replace("/", " "))
    for scale in sorted(map(plain, words.options("hear.out_of_ten")), key=len, reverse=True):
        said = f" {said} ".replace(f" {scale} ", " ").strip()
    spelt = {plain(each): number for number, each in reversed(words.counted("hear.numbers"))}
    tokens = re.findall(r"\d+|[^\W\d_]+", said)
    found = [spelt[one] if one in spelt else int(one) for one in tokens if one in spelt or one.isdecimal()]
    halves = {plain(one) for one in words.options("hear.stiff_half")}
    beside = {*words.options("hear.stiff_around"), *words.options("hear.label_fillers"), *spelt, *halves}
    if len(tokens) > LONGEST_OF_TWO or any(not one.isdecimal() and one not in beside for one in tokens):
        return None
    if len(found) == 1 and not halves.isdisjoint(tokens):
        found = [found[0], found[0] + 1]
    if len(found) != 2 or abs(found[0] - found[1]) != 1 or max(found) > STIFFEST:
        return None
    return min(found), max(found)


def says_same(text: str, words: Words) -> bool:
    """Whether a text says that it is as stiff as it was before: "about the same"."""
    tokens = plain(text).split()
    beside = {*words.options("hear.stiff_around"), *words.options("hear.label_fillers")}
    same = sorted((plain(one).split() for one in words.options("hear.stiff_same")), key=len, reverse=True)
    for phrase in same:
        for first in range(len(tokens) - len(phrase) + 1):
            if tokens[first : first + len(phrase)] == phrase:
                return beside.issuperset(tokens[:first] + tokens[first + len(phrase) :])
    return False
