"""Intents: the words of a walk in any case, with or without punctuation, and near misses of them.

The words themselves stand in the catalogues, under `hear.<word>`, so each language listens in its own way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from functools import cache

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import names
from bot.understanding.text.written_forms import ARABIC_LETTERS, is_question


class Intent(StrEnum):
    """A word with a meaning inside a walk, whether typed or pressed."""

    NEXT = "next"
    BACK = "back"
    REPEAT = "repeat"
    MORE = "more"
    ENOUGH = "enough"
    OTHER_SIDE = "other_side"
    OTHER_POSITION = "other_position"
    PAUSE = "pause"
    STOP = "stop"
    SKIP = "skip"
    HURTS = "hurts"
    EASIER = "easier"
    HELP = "help"
    START_OVER = "start_over"
    LATER = "later"
    NOT_TODAY = "not_today"
    UNWELL = "unwell"
    SHORT = "short"
    YES = "yes"
    NO = "no"
    GOOD = "good"
    HARD = "hard"


# Words that are understood anywhere; the others only where they answer a question.
EVERYWHERE = (
    Intent.NEXT,
    Intent.BACK,
    Intent.REPEAT,
    Intent.MORE,
    Intent.ENOUGH,
    Intent.OTHER_SIDE,
    Intent.OTHER_POSITION,
    Intent.PAUSE,
    Intent.STOP,
    Intent.SKIP,
    Intent.HURTS,
    Intent.EASIER,
    Intent.HELP,
    Intent.START_OVER,
)

# Words that answer a prompt, whether it is there or not.
PUT_OFF = (Intent.NOT_TODAY, Intent.LATER, Intent.UNWELL, Intent.SHORT)

# Words that hold a walk up. They count even inside a sentence; words that would go on never do.
BRAKES = (Intent.STOP, Intent.PAUSE, Intent.ENOUGH)

# Longer texts are no word of a walk.
LONGEST_WORD = 40
# The most words that tell something behind a yes at the beginning of an answer.
MOST_AFTER_YES = 2
# Words that are meant where a text is nothing else, although it tells of the body, too.
_INSTEAD_OF = {Symptom.RELIEF: (Intent.EASIER,), Symptom.PAIN: (Intent.UNWELL,), Symptom.TODAY: (Intent.UNWELL,)}
# Symptoms that are a complaint.
COMPLAINTS = (Symptom.PAIN, Symptom.TODAY, Symptom.DIZZY)


@remembered
def normalize(text: str) -> str:
    """The text normalized for comparison: lower case, no accents, marks or skin tones, single spaces.

    Emoji and arrows count only without words: beside words, as in "Next ▶", they are decoration.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    kept = (
        character
        for character in decomposed
        if (not unicodedata.combining(character) or _is_vowel_sign(character))
        and character not in "\ufe0e\ufe0f\u200c\u200d"
        and not _skin_tone(character)
    )
    shown = "".join(kept).translate(_ARABIC)
    words = _NO_LETTERS.sub(" ", shown).strip()
    # An emoji said twice is still that emoji; a text of nothing but marks, such as "?", is its first mark.
    return words or re.sub(r"[^\u2190-\U0010ffff]|(.)(?=\1)", "", shown) or text.strip()[:1]


# Vowel signs and other marks of Indic scripts and of Thai: parts of a word, though no letters.
_VOWEL_SIGNS = (
    "\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0dff\u0e31\u0e34-\u0e4e"
)
_ARABIC = str.maketrans(dict(ARABIC_LETTERS))
_NO_LETTERS = re.compile(rf"(?:(?![{_VOWEL_SIGNS}])[\W_])+")


def _is_vowel_sign(character: str) -> bool:
    return re.match(f"[{_VOWEL_SIGNS}]", character) is not None


def _skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


@cache
def _options(words: Words, key: str) -> tuple[str, ...]:
    """The words of a key: those of the language that is read, then those of the other one that mean nothing else in
    it: "n" is no "next" where it is short for no."""
    own = dict.fromkeys(map(normalize, words.own_options(key)))
    taken = _own_words(words)
    others = (normalize(option) for option in words.options(key))
    return (*own, *(option for option in dict.fromkeys(others) if option not in own and option not in taken))


@cache
def _own_words(words: Words) -> frozenset[str]:
    """The words of all intents in a person's own language; none of English."""
    if not words.is_translated:
        return frozenset()
    return frozenset().union(*(_own_words_of(words, word) for word in Intent))


@cache
def _own_words_of(words: Words, word: Intent) -> frozenset[str]:
    return frozenset(map(normalize, words.own_options(f"hear.{word.value}")))


def is_own_word(text: str, words: Words, among: Collection[Intent] = tuple(Intent)) -> bool:
    """Whether a text is a word of the person's own language, letter by letter, and that not English: nothing that it
    says in English is meant."""
    said = normalize(text)
    return words.is_translated and any(said in _own_words_of(words, word) for word in among)


def told_of_body(text: str, words: Words) -> Reading | None:
    """What a text says of the body. A word of one's own, such as "sair" (leave), says nothing in English; the word for
    help alone asks for the help page, as in English."""
    if len(text.split()) == 1 and is_own_word(text, words, (Intent.HELP,)):
        return None
    told = symptoms.read(text, words, in_english=not is_own_word(text, words))
    if told is None or told.symptom is Symptom.ALARM:
        return told
    # "Легче" is easier, and better; who "feels bad" may be ill. What is one word of a session alone is meant so.
    is_wish = is_own_word(text, words, _INSTEAD_OF.get(told.symptom, ()))
    return None if is_wish else told


def _vocabulary(words: Words, word: Intent) -> tuple[str, ...]:
    return _options(words, f"hear.{word.value}")


@cache
def _candidates(words: Words, among: tuple[Intent, ...]) -> tuple[tuple[Intent, str], ...]:
    return tuple((word, option) for word in among for option in _vocabulary(words, word))


@cache
def _correctable(words: Words, among: tuple[Intent, ...]) -> tuple[tuple[Intent, str], ...]:
    """The words that slips are corrected to: those of the language that is read alone. What looks like a slip of an
    English word is a word of another language more often."""
    own = {word: map(normalize, words.own_options(f"hear.{word.value}")) for word in among}
    return tuple((word, option) for word in among for option in dict.fromkeys(own[word]))


def recognize(text: str, words: Words, among: Collection[Intent] = EVERYWHERE) -> Intent | None:
    """The intent that a text names, exactly or nearly, among those that count here; None when it names none."""
    found = recognize_exactly(text, words, among)
    if found is not None or means_something_else(text, words):
        return found
    told = told_of_body(text, words)
    if told is not None:
        # "hurts less" is no slip of "hurts".
        return Intent.HURTS if told.symptom in COMPLAINTS and Intent.HURTS in among else None
    return recognize_nearly(text, words, among)


def yes_or_no(text: str, words: Words) -> Intent | None:
    """Yes or no, as the whole text or as the first word of one that says little else: "yes this is"."""
    if (found := recognize(text, words, (Intent.YES, Intent.NO))) is not None:
        return found
    return first_answer(text, words)


def first_answer(text: str, words: Words) -> Intent | None:
    """The yes or no that a text begins with: "yes, Izmir", "no, always three minutes". None where what follows a yes
    says more than it, or where a no is part of something else: "no idea"."""
    marks = re.split(r"[.,;:!?\n]+", text, maxsplit=1)
    spoken = normalize(text).split()
    leading = _options(words, "hear.before_answer")
    while len(spoken) > 1 and spoken[0] in leading:
        spoken = spoken[1:]
    if not spoken or is_question(text):
        return None
    if len(spoken) == 1:
        # "Oh sorry, yes."
        return recognize_whole(spoken[0], words, (Intent.YES, Intent.NO)) if len(normalize(text).split()) > 1 else None
    first, rest = recognize_whole(spoken[0], words, (Intent.YES, Intent.NO)), spoken[1:]
    if first is Intent.NO:
        is_apart = len(marks) > 1 and normalize(marks[0]).split()[-1:] == spoken[:1]
        return (
            first
            if spoken[0] in _options(words, "hear.plain_no")
            and (is_apart or rest[0] in _options(words, "hear.behind_no"))
            else None
        )
    if first is None or any(word[0].isdecimal() or word in _options(words, "hear.but") for word in rest):
        return None
    told = [word for word in rest if word not in _options(words, "hear.label_fillers")]
    return first if len(told) <= MOST_AFTER_YES else None


def recognize_whole(text: str, words: Words, among: Collection[Intent] = EVERYWHERE) -> Intent | None:
    """The intent that a text is, word for word."""
    said = normalize(text)
    return next((word for word, option in _candidates(words, tuple(among)) if said == option), None)


def recognize_exactly(text: str, words: Words, among: Collection[Intent] = EVERYWHERE) -> Intent | None:
    """The intent that a text names word for word, but for words that say nothing beside it."""
    said = normalize(text)
    candidates = _candidates(words, tuple(among))
    if (whole := recognize_whole(text, words, among)) is not None:
        return whole
    if means_something_else(text, words) or not said or len(said) > LONGEST_WORD:
        return None
    if said.split()[0] in _options(words, "hear.asks"):
        # "Is it finished" asks, and "can you go back" does not.
        return None
    meat = _without_fillers(said, words)
    told = dict.fromkeys(word for word, option in candidates if option in (meat, *meat.split()))
    for word, option in candidates:
        if meat and meat == option:
            return word
    # "Next next" and "ok next" say one thing twice.
    spoken = [next((word for word, option in candidates if option == part), None) for part in meat.split()]
    return spoken[0] if spoken and len(set(spoken)) == 1 and len(told) >= 1 else None


def means_something_else(text: str, words: Words) -> bool:
    """Whether a text is a word of its own that looks like a slip of another: "sure" is no slip of "sore"."""
    said = normalize(text)
    return matches(text, words, "hear.other") or any(said in _vocabulary(words, word) for word in Intent)


def recognize_nearly(
    text: str, words: Words, among: Collection[Intent] = EVERYWHERE, *, brakes: bool = True
) -> Intent | None:
    """The intent that a text names with slips of single words; with `brakes`, also the one that a sentence begins
    with."""
    said = normalize(text)
    if not said or len(said) > LONGEST_WORD:
        return None
    for word in BRAKES:
        # "oh stop it there" is no slip of "skip it".
        if brakes and word in among and _brakes(said, words, word):
            return word
    known = _vocabulary_words(words)
    return next((word for word, option in _correctable(words, tuple(among)) if names(said, option, known)), None)


def _without_fillers(said: str, words: Words) -> str:
    fillers = _options(words, "hear.fillers")
    return " ".join(token for token in said.split() if token not in fillers)


@cache
def _vocabulary_words(words: Words) -> frozenset[str]:
    """The words that are listened for, and those that only look like them: none is a slip of another."""
    listed = [_vocabulary(words, word) for word in Intent]
    listed += [_options(words, key) for key in ("hear.other", "hear.fillers", "hear.between")]
    return frozenset(token for options in listed for option in options for token in option.split())


def _brakes(said: str, words: Words, word: Intent) -> bool:
    """Whether a sentence begins or ends with a brake, and asks nothing: "stop please, I have to go", but neither "don't
    stop" nor "at the bus stop" nor "how do I stop the reminders"."""
    fillers = (*_options(words, "hear.fillers"), *_options(words, "hear.brake_fillers"))
    spoken = [token for token in said.split() if token not in fillers]
    vocabulary = _vocabulary(words, word)
    if not spoken or said.split()[0] in _options(words, "hear.sign.question"):
        return False
    leads = _options(words, "hear.place.into") if words.has("hear.place.into") else ()
    if len(spoken) > 1 and spoken[0] in leads:
        # "Aus" is off, and from: "aus Wien".
        return False
    if spoken[0] in vocabulary:
        objects, endings = _options(words, "hear.brake_objects"), _options(words, "hear.brake_endings")
        # "Stop calling me mate" is about something else; "stop, the phone is ringing" is not.
        following = spoken[1] if len(spoken) > 1 else ""
        return not following.endswith(endings) and not any(token in objects for token in spoken[1:])
    return spoken[-1] in vocabulary and len(spoken) == 1


def matches(text: str, words: Words, key: str) -> bool:
    """Whether a text is exactly one of the words of a key, typos excluded: for what cannot be undone."""
    return normalize(text) in _options(words, key)


def choose(text: str, words: Words, options: dict[str, str]) -> str | None:
    """The answer that a text names, exactly or nearly. `options` maps answers to catalogue keys of their words."""
    said = normalize(text)
    if not said or len(said) > 60:
        return None
    known = [(answer, option) for answer, key in options.items() for option in _options(words, key)]
    for answer, option in known:
        if said == option:
            return answer
    whole = f" {said} "
    named = {answer for answer, option in known if len(option) >= 3 and f" {option} " in whole}
    if len(named) == 1:
        return named.pop()
    own = {option for key in options.values() for option in map(normalize, words.own_options(key))}
    near = {answer for answer, option in known if option in own and names(said, option, ())}
    return near.pop() if len(near) == 1 else None
