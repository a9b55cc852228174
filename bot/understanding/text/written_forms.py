"""Written forms: signs, letters and digits that are the same to a reader, in one form. Pure.

Signs are made plain once, where a typed text comes in; letters are folded by whatever compares words. The Arabic
letters are those that the usual normalization of Arabic text makes alike (alef, alef maksura, teh marbuta, tatweel and
vowel signs, as in pyarabic and CAMeL Tools), with the forms that keyboards of Persian and Urdu type instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Letters that no decomposition makes alike; alef, waw and yeh with hamza are decomposed.
ARABIC_LETTERS: Mapping[str, str] = {
    **{"ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ٱ": "ا"},
    **{"ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۃ": "ه"},
    "ـ": "",  # tatweel, which only makes a word longer
}
_MARKS = str.maketrans(
    dict.fromkeys("؟？⸮⁇﹖\u037e", "?")
    | dict.fromkeys("،，﹐､、", ",")
    | dict.fromkeys("؛；﹔", ";")
    | {"！": "!", "。": ".", "．": ".", "：": ":", "۔": ".", "٫": "."}
    # Opened in Spanish before they are closed; which way the text behind a sign runs.
    | dict.fromkeys("¿¡\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)
_LETTERS = str.maketrans(dict(ARABIC_LETTERS))
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")  # "legsss"


def with_plain_marks(text: str) -> str:
    """A text with the signs of English for those of other scripts, and without what only opens a question or turns the
    direction."""
    return text if text.isascii() else text.translate(_MARKS)


def is_question(text: str) -> bool:
    """Whether a text ends in a question mark of any script."""
    return with_plain_marks(text).rstrip().endswith("?")


def folded(text: str) -> str:
    """A text in lower case, without accents, vowel signs and letters that are drawn out, one form of each Arabic letter
    and one kind of digits; its signs are plain."""
    shown = with_plain_marks(text.casefold())
    if not shown.isascii():
        spread = unicodedata.normalize("NFKD", shown)
        shown = "".join(_digit(mark) for mark in spread if not unicodedata.combining(mark)).translate(_LETTERS)
    return _REPEATED.sub(r"\1", shown)


def _digit(mark: str) -> str:
    return str(unicodedata.digit(mark)) if mark.isdecimal() else mark
