"""Vocabulary: the words that the bot says and listens for in a language, which most of what people type is made of."""

from __future__ import annotations

import re
from functools import cache

from bot.i18n.po_files import po_files

_TEXT = re.compile(r'^(?:msgstr(?:\[\d+\])? )?"(.*)"$', re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")


@cache
def vocabulary(language: str) -> frozenset[str]:
    """The words in both files of a language, by the name of its folder, without capitals, those with an apostrophe
    whole and in their parts; none where it has no files. Its file of symptoms is none of the two."""
    texts = (path.read_text(encoding="utf-8") for path in po_files(language) if path.is_file())
    said = " ".join(found for text in texts for found in _TEXT.findall(text)).casefold()
    whole = said.replace("'", "").replace("’", "")
    return frozenset(_WORD.findall(said)) | frozenset(_WORD.findall(whole))
