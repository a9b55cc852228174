"""Text from right to left with parts in between that run the other way: names, commands, units, numbers.

Without isolates (Unicode Standard Annex 9) a blank, sign or bracket beside such a part goes to its wrong side, and a
line that begins with one runs from left to right as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

# First strong isolate: what is within runs as its own first letter does. And the end of one.
FSI, PDI = "\u2068", "\u2069"
_INSIDE = re.compile(f"<[^<>]*>|{FSI}[^{PDI}\n]*{PDI}")
# Numbers whose sign, blank or hyphen changes places beside Arabic letters: -2, +351 21, 2026-11-30.
_SIGNED = re.compile(r"[+−-]\d|\d[ \u00a0\u202f-]\d")
# A command and the words behind it in the same letters: "/remind 07:30". Not the end of a path or of a fraction.
_COMMAND = re.compile(r"(?<![\w/<>.])/[a-z][a-z_]*(?: [0-9A-Za-z][0-9A-Za-z:.,]*)*(?<![.,:])")
_CODE = re.compile(r"<(code|pre)>.*?</\1>|<a href=[^<>]*>[^<>]*</a>", re.DOTALL)
# What stays as it is in a sentence: the inside of a tag, and what is copied by a tap.
_KEPT = re.compile(r"(<(?:code|pre)>.*?</(?:code|pre)>|<[^<>]*>)", re.DOTALL)
# Arrows that point to a side, each above its counterpart.
_ONE_WAY, _OTHER_WAY = "◀◂◁←⇐⬅⏮⏪", "▶▸▷→⇒➡⏭⏩"
_TURNED = str.maketrans(_ONE_WAY + _OTHER_WAY, _OTHER_WAY + _ONE_WAY)


def runs_right_to_left(locale: Locale) -> bool:
    """Whether a language is written from right to left, as CLDR says."""
    return bool(locale.character_order == "right-to-left")


def turned(text: str) -> str:
    """A text with its arrows pointing to the other side."""
    return text.translate(_TURNED)


def arrows_of(text: str) -> str:
    """The arrows of a text that point to a side, one after the other."""
    return "".join(letter for letter in text if ord(letter) in _TURNED)


def isolated(value: str) -> str:
    """Text to be put into a sentence from right to left: each line in an isolate where it has letters that run from
    left to right, or numbers that would change places. Tags, and what is isolated already, do not count."""
    if "\n" in value:
        return "\n".join(map(isolated, value.split("\n")))
    return f"{FSI}{value}{PDI}" if _is_astray(_INSIDE.sub("", value)) else value


def _is_astray(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "L" for letter in text) or _SIGNED.search(text) is not None


@lru_cache(maxsize=4096)
def with_isolates(sentence: str) -> str:
    """A sentence of a catalogue with its commands, links and pieces of code in isolates. These stand around the tags:
    what a tap copies has none."""
    found, end = [], 0
    for piece in _CODE.finditer(sentence):
        found += [_with_commands(sentence[end : piece.start()]), f"{FSI}{piece.group()}{PDI}"]
        end = piece.end()
    return "".join(found) + _with_commands(sentence[end:])


def _with_commands(text: str) -> str:
    return _COMMAND.sub(lambda command: f"{FSI}{command.group()}{PDI}", text)


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """A sentence of a catalogue with its values, these and its commands, links and code in isolates where they run the
    other way. A value inside of a tag, or in what a tap copies, stays as it is."""
    apart = {name: isolated(str(value)) for name, value in values.items()}
    return "".join(
        piece.format_map(values if is_kept else apart) for piece, is_kept in _pieces(with_isolates(sentence))
    )


@lru_cache(maxsize=4096)
def _pieces(sentence: str) -> tuple[tuple[str, bool], ...]:
    return tuple((piece, number % 2 == 1) for number, piece in enumerate(_KEPT.split(sentence)) if piece)
