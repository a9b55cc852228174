"""Is it understood how far a film was followed, in each language? A table of sentences, and of what only looks so."""

from __future__ import annotations

from pathlib import Path

from bot.i18n.catalogue import words_in
from bot.understanding.talk.film_talk import how_far
from tests.harness.tabled import tabled

TABLE = Path(__file__).with_name("film_talk.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:]]


@tabled("language, reading, text", ROWS)
def test_how_far_a_film_was_followed_is_read(language: str, reading: str, text: str) -> None:
    """The reading of each row; a dash for none."""
    found = how_far(text, words_in(language))
    assert (found.value if found is not None else "-") == reading
