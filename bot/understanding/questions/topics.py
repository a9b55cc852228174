"""Topics: what a sentence is about, by the things and the verbs in it, whatever stands around them.

For wishes that only show or ask something: taken wrongly, they cost a line. They are heard where no wish is sure, or
the wish only shows a page. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import STOP
from bot.understanding.wishes.sentence import Sentence, lexicon_of, sentence_of
from bot.understanding.wishes.wish_details import ALWAYS, TODAY, Known
from bot.understanding.wishes.wish_rules import TOPICS, Topic, Where, Wish
from bot.understanding.wishes.wishes import LONGEST, Wished

# Longer texts tell a story.
MOST_WORDS = 28
# Pages that a sentence about something else is sent to by a word or two of it.
_PAGES = frozenset({Wish.HELP, Wish.ABOUT, Wish.PROGRESS, Wish.START, Wish.SETTINGS, Wish.MESSAGES, Wish.HELLO})
_SPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """The wish of a topic. `is_first`: it counts more than a wish that is sure."""

    wished: Wished
    is_first: bool


def read(text: str, words: Words, where: Where, known: Known, topics: Sequence[Topic] = TOPICS) -> Found | None:
    """The first topic of a sentence; None without any."""
    spoken = _SPACED.findall(text)
    if len(text) > LONGEST or len(spoken) > MOST_WORDS:
        return None
    lexicon = lexicon_of(words.catalogue)
    sentence = sentence_of(text, lexicon)
    asks = "?" in text or bool(sentence.tokens and sentence.tokens[0] in lexicon.questions)
    for topic in topics:
        if (topic.for_admins and not known.is_admin) or where not in topic.where or (topic.asks and not asks):
            continue
        if all(_has(sentence, name) for name in topic.all_of) and not any(_has(sentence, no) for no in topic.none_of):
            return Found(Wished(topic.wish, _detail(sentence, topic)), topic.is_first)
    return None


def prefer(wished: Sequence[Wished], found: Found | None) -> tuple[Wished, ...]:
    """The wishes of a sentence, or its topic where that says more."""
    if found is None:
        return tuple(wished)
    is_weak = all(not one.sure or one.wish in _PAGES for one in wished)
    return (found.wished,) if found.is_first or is_weak else tuple(wished)


def _has(sentence: Sentence, name: str) -> bool:
    return bool(sentence.spans(sentence.lexicon.phrases[name]))


def _detail(sentence: Sentence, topic: Topic) -> str:
    if topic.is_of_period:
        return _period(sentence)
    if topic.is_a_way:
        groups = ((ALWAYS, "part.always"), (TODAY, "part.this_once"))
        return next((value for value, group in groups if _has(sentence, group)), "")
    return ""


def _period(sentence: Sentence) -> str:
    """The words that name a period: "in the last month", or all to the end of the clause from "between" on."""
    first, last = max(
        sentence.spans(sentence.lexicon.phrases["part.days_of"]), key=lambda span: span[1] - span[0], default=(0, 0)
    )
    if sentence.spans(sentence.lexicon.phrases["topic.period_opens"]):
        last = next((n for n in range(first, len(sentence.tokens)) if sentence.tokens[n] == STOP), len(sentence.tokens))
    return sentence.words_of(first, last)
