"""The example sentences of each language, as they are written: what the weights are learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from bot.i18n.catalogue import CATALOGUES

# Classes that mean the same to the bot.
SAME = {
    "how_long": "step.whole_time",
    "how_many": "step.how_many",
    "breathe": "step.breathe",
    "why": "step.why",
    "messages": "notifications",
    "wait": "pause_session",
    "elsewhere": "none",
}


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """(Class, sentence) of each line of a language's files, as written."""
    for file in sorted((CATALOGUES / language / "examples").glob("*.tsv")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                name, _, sentence = line.partition("\t")
                yield name, sentence


def digest_of(language: str) -> str:
    """SHA-256 of all that the weights are learned from."""
    told = "\n".join(f"{name}\t{sentence}" for name, sentence in sentences(language))
    return hashlib.sha256(told.encode()).hexdigest()
