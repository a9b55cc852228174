"""Phrases: in each language, the words after which, and those before which, no page of a caption ends.

"Your | right knee" is two riddles, "rodilla | derecha" likewise. They stand in `locale/<language>/phrases.toml`. Pages
of a language that has no such file end after any word.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

LOCALE = Path(__file__).parent / "locale"
FILE = "phrases.toml"
_SIGNS = ".,:;?!،؛؟"


class Phrases(NamedTuple):
    """Words that lean on the next one, and words that belong to the one before; matched whole, in any case."""

    leans: re.Pattern[str]
    follows: re.Pattern[str]

    def are_cut(self, last: str, following: str) -> bool:
        """Whether a page that ends with one word, before the other, cuts what belongs together."""
        return bool(self.leans.fullmatch(last) or self.follows.fullmatch(following.rstrip(_SIGNS)))


@cache
def phrases_of(language: str) -> Phrases:
    """The phrases of a language such as "pt_BR"; of one without a file there are none."""
    path = LOCALE / language / FILE
    found = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return Phrases(*(_of_words(str(found.get(name, "")).split()) for name in Phrases._fields))


def _of_words(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)
