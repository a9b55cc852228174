"""Asked about: questions about the bot's own words, and about one of its movements. Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import EVERYWHERE, Intent, recognize_whole
from bot.understanding.text.phrase_patterns import STOP, plain
from bot.understanding.wishes.sentence import Sentence, lexicon_of, says
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import LONGEST, Wished

# The most words of a walk's word, and those that may stand behind it: "if I say it now".
LONGEST_WORD, MOST_BEHIND = 3, 6
# Each beginning of a question for a word, and what has to stand behind the word; None for nothing at all.
_QUESTIONS = (("topic.word_does", "topic.word_done"), ("topic.word_if", None), ("topic.word_is", "topic.word_for"))
# The most words beside the name of a movement that is asked about.
MOST_BESIDE = 8


def read(text: str, words: Words, known: Known) -> Wished | None:
    """The word or the movement that a text asks about, which side goes first, or whether it helps; None for anything
    else."""
    if _asks_after_own_weeks(text, words):
        return Wished(Wish.IMPROVING)
    if len(text) > LONGEST or says(text, words, "topic.body"):
        return None
    if (word := word_in(text, words)) is not None:
        return Wished(Wish.WORD_MEANS, word.value)
    if says(text, words, "topic.side") and says(text, words, "topic.goes_first"):
        return Wished(Wish.FIRST_SIDE)
    return _movement(text, words, known)


def _asks_after_own_weeks(text: str, words: Words) -> bool:
    """Whether a text asks if it helps after a time of one's own: "does it help? I've done it for 5 weeks"."""
    lexicon = lexicon_of(words.catalogue)
    said = plain(text)
    return (
        len(text) <= LONGEST
        and lexicon.phrases["part.own_weeks"].search(said) is not None
        and lexicon.phrases["part.helps"].search(said) is not None
        and lexicon.others.search(said) is None
        and lexicon.phrases["part.to_come"].search(said) is None
    )


def word_in(text: str, words: Words) -> Intent | None:
    """The word of a walk that a text asks about: "what does 'other side' do?"."""
    lexicon = lexicon_of(words.catalogue)
    tokens = [token for token in plain(text).split() if token not in (STOP, '"', "“", "”")]
    said = " ".join(tokens)
    for begins, ends in _QUESTIONS:
        for found in lexicon.phrases[begins].finditer(said):
            behind = said[found.end() :].split()
            while behind and behind[0] in lexicon.beside["word_means"]:
                behind = behind[1:]
            for size in range(min(LONGEST_WORD, len(behind)), 0, -1):
                word = recognize_whole(" ".join(behind[:size]), words, EVERYWHERE)
                rest = " ".join(behind[size:])
                is_asked = ends is None or lexicon.phrases[ends].match(rest) is not None
                if word is not None and is_asked and len(behind) - size <= MOST_BEHIND:
                    return word
    return None


def _movement(text: str, words: Words, known: Known) -> Wished | None:
    """The movement that is to be described: "tell me more about the inner thigh one"."""
    lexicon = lexicon_of(words.catalogue)
    sentence = Sentence(text.split(), lexicon, lexicon.known, ())
    if len(sentence.words) > MOST_BESIDE + LONGEST_WORD or not says(text, words, "topic.describes_one"):
        return None
    said = f" {' '.join(token for token in sentence.tokens if token != STOP)} "
    named = {movement for name, movement in known.movements.items() if f" {plain(name)} " in said}
    return Wished(Wish.DESCRIBE, named.pop()) if len(named) == 1 else None
