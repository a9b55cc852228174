"""The scene of sentences: what does it cost to hear what somebody wrote?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from bot.understanding import hearing
from bot.understanding.examples import examples, meanings
from bot.understanding.hearing import hear
from bot.understanding.places.place_search import is_name_of_place
from bot.understanding.text.remembered import remembering
from tests.bench.measure import Bench, Row, percentile
from tests.bot.understanding.wishes.test_wishes import KNOWN, WORDS, rows
from tests.bot.understanding.wishes.test_wishes import Row as Sentence


def sentences(bench: Bench) -> Iterator[Row]:
    """Every sentence of the table of wishes, with the second look, once all that is needed has been read in."""
    table = list(rows())
    began = time.process_time()
    hearing.prepare(WORDS)
    examples.prepare(WORDS.own_locale.language)
    is_name_of_place("Lisbon")
    hear(table[0].said, WORDS, table[0].where, KNOWN)
    first = time.process_time() - began
    costs = [_cost(row) for row in table for _ in range(1 if bench.quick else 3)]
    yield Row("a sentence: CPU, half of them", None, median(costs) * 1000, "", "ms")
    yield Row("a sentence: CPU, p95", None, percentile(costs, 95) * 1000, "≤ 10 ms", "ms")
    yield Row("a sentence: CPU of the first, all that is compiled for it", None, first * 1000, "", "ms")


def _cost(row: Sentence) -> float:
    began = time.process_time()
    with remembering():
        hear(row.said, WORDS, row.where, KNOWN)
        meanings.read(row.said, WORDS, row.where, KNOWN)
    return time.process_time() - began
