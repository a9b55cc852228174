"""Questions about a movement in typed text: how long, how many, which muscles, is it normal that it clicks. Pure.

A clause is a question where it is one from its first word to its last: "how long is this" is, "I know how long this is"
and "how long is this bot free" are not. Either the catalogue writes it so under `hear.ask.<kind>`. In a phrase `[name]`
stands for any phrase of `hear.ask.<name>`, `*` for any ending of a word, `..` for up to four words; words may stand
before (`lead`) and after it (`tail`). Or it begins as a question, has the signs of one of `RULES`, and has no word that
is foreign to a movement (`about`). A word may have a typo, as long as it is no other word of the catalogue.

"Is it normal" may stand before or behind what is asked about. Then what is said must be one of the few harmless things
that are known, in a place that it is known of, and nothing else may be told of the body: doubt is never reassured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Symptom
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, literal, pattern, patterns, plain
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import SHORTEST_CORRECTED, corrected


class StepQuestion(StrEnum):
    """What is asked about a movement. Those that the library answers bear its names for them."""

    STEP_TIME = "step_time"  # how long this step takes
    WHOLE_TIME = "whole_time"  # how long the whole takes
    HOW_MANY = "how_many"
    HOLD = "hold"
    WORKS = "works"
    WHY = "why"
    BOTH_SIDES = "both_sides"
    SKIP_SIDE = "skip_side"
    BREATHE = "breathe"
    HOW_FAR = "how_far"
    HOW_FAST = "how_fast"
    WHERE = "where"
    LOST = "lost"  # what happens to somebody who loses their place
    PILLOW = "pillow"
    CHAIR = "chair"
    WALL = "wall"
    WHEELS = "wheels"
    BED = "bed"
    WIDTH = "width"  # how far apart
    PLACE = "place"  # how to get into place: on which side to lie, where to sit
    STEP_TEXT = "step_text"  # what a step says, by its number
    LONGER = "longer"
    PART = "part"  # where a part of the body goes
    PART_MOVES = "part_moves"  # one that moves along
    WHICH_SIDE = "which_side"
    AFTER = "after"  # which step comes after this one
    PICTURE = "picture"
    BUTTONS = "buttons"
    CORRECT = "correct"  # whether somebody does it as it should be
    WORD = "word"  # what a word of the steps means
    CLICK = "normal.click"
    PULL = "normal.pull"
    SHAKE = "normal.shake"
    UNEVEN = "normal.uneven"
    WARM = "normal.warm"


# Rules: signs that together mean a question, in a clause that begins with one of these openings. The first that fits
# decides. The phrases of a sign are in the catalogue, under `hear.ask.sign.<name>`.
RULES: tuple[tuple[StepQuestion, tuple[str, ...]], ...] = (
    (StepQuestion.LOST, ("what_if", "lose")),
    (StepQuestion.BREATHE, ("breath",)),
    (StepQuestion.WALL, ("yes_no", "hold_on", "support")),
    (StepQuestion.PILLOW, ("yes_no", "pillow")),
    (StepQuestion.CHAIR, ("yes_no", "chair")),
    (StepQuestion.SKIP_SIDE, ("yes_no", "skip", "one_side")),
    (StepQuestion.BOTH_SIDES, ("yes_no", "both")),
    (StepQuestion.WHERE, ("where", "feel")),
    (StepQuestion.HOLD, ("how_long", "hold")),
    (StepQuestion.WHOLE_TIME, ("how_long", "whole")),
    (StepQuestion.HOW_MANY, ("count",)),
    (StepQuestion.STEP_TIME, ("how_long",)),
    (StepQuestion.HOW_FAST, ("fast",)),
    (StepQuestion.HOW_FAR, ("far",)),
    (StepQuestion.HOW_FAR, ("yes_no", "reach", "floor")),
    (StepQuestion.HOLD, ("yes_no", "hold")),
    (StepQuestion.WORKS, ("muscle",)),
    (StepQuestion.WORKS, ("what", "working")),
    (StepQuestion.WHY, ("help", "movement")),
    (StepQuestion.WHY, ("reason", "movement")),
)

_NORMAL = tuple(kind for kind in StepQuestion if kind.startswith("normal."))
_TOLD = (StepQuestion.PART, StepQuestion.WORD, StepQuestion.HOW_MANY)
# The most words of "it only clicks, no pain", with what is asked behind it.
LONGEST_CLICK = 22
_PLAIN = tuple(kind for kind in StepQuestion if kind not in _NORMAL)
# Groups of phrases that say what a movement's words are, and parts of other phrases.
_ABOUT = ("about", "lead", "tail", "this", "do", "may", "side", "fine", "opening")
_OTHERS = ("clicks", "normal", "normal_at_end", "not_normal", "painless", "way_back", "elsewhere")
_NAMED = ("both_feet", "nth", "limb", "whose", "placed", "lifts", "button", "a_word", "how_know", "well")
_ONCE = ("up_down", "once_only")

# Of these symptoms a sentence is answered for itself, whatever else it asks.
_FIRST = (Symptom.ALARM, Symptom.DIZZY, Symptom.TODAY, Symptom.PAIN, Symptom.CONDITION)
# Longer texts are a story, not a question.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Lexicon:
    groups: dict[str, PhraseGroup]  # by name in the catalogue, behind `hear.ask.`
    about: frozenset[str]  # words that are said of a movement
    normal_sign: PhraseGroup  # "is it normal", as it is heard among symptoms
    known: frozenset[str]  # words that are no slip of another
    correctable: tuple[str, ...]


def prepare(words: Words) -> None:
    """Sort the phrases of a language before the first person needs them."""
    _lexicon_of(words.catalogue)


def read(said: str, words: Words) -> StepQuestion | None:
    """The question about a movement in a text; None when there is none, or when the text tells of pain."""
    return _read(said, words)[0]


def is_by_signs(said: str, words: Words) -> bool:
    """Whether the question in a text is only read by its signs, and no phrase is it from its first word to its last."""
    return _read(said, words)[1]


@remembered
def _read(said: str, words: Words) -> tuple[StepQuestion | None, bool]:
    """The question, and whether it is read by its signs alone."""
    lexicon = _lexicon_of(words.catalogue)
    if len(said) > LONGEST or _tells_of_pain(said, words, lexicon):
        return None, False
    text = " ".join(corrected(word, lexicon.known, lexicon.correctable) for word in plain(said).split())
    clauses = [clause.strip() for clause in f" {text} ".split(f" {STOP} ") if clause.strip()]
    if any(_asks_if_normal(clause, lexicon) for clause in clauses) and (felt := _feeling(text, lexicon)):
        return felt, False
    if _tells_of_click(text, lexicon):
        return StepQuestion.CLICK, False
    # "My arms, where?" is one question, and what is told of a thing comes before what is asked of all.
    joined = " ".join(clauses)
    if len(clauses) == 2 and (kind := next((kind for kind in _TOLD if lexicon.groups[kind].fullmatch(joined)), None)):
        return kind, False
    for clause in clauses:
        kinds = (kind for part in _parts(clause, lexicon) for kind in _PLAIN if lexicon.groups[kind].fullmatch(part))
        if (kind := next(kinds, None)) is not None:
            return kind, False
    return next((kind for clause in clauses if (kind := _by_signs(clause, lexicon)) is not None), None), True


def family(text: str, words: Words, name: str) -> frozenset[str] | None:
    """The words of the first family of `hear.ask.<name>` that a text names one of; None when it names none."""
    said = set(plain(text).split())
    families = (frozenset(plain(each).split()) for each in words.options(f"hear.ask.{name}"))
    return next((each for each in families if not said.isdisjoint(each)), None)


def _parts(clause: str, lexicon: _Lexicon) -> Iterator[str]:
    """The clause, and what remains of it without words that may stand before and after a question."""
    lead, tail = lexicon.groups["lead"], lexicon.groups["tail"]
    begun = clause
    while begun:
        ended = begun
        while ended:
            yield ended
            after = next((found for found in tail.finditer(ended) if found.end() == len(ended)), None)
            ended = ended[: after.start()].rstrip() if after is not None else ""
        before = lead.match(begun)
        begun = begun[before.end() :].lstrip() if before is not None else ""


def _asks_if_normal(clause: str, lexicon: _Lexicon) -> bool:
    """Whether a clause asks, at its beginning or its end, whether something is normal."""
    begun = any(lexicon.groups["normal"].match(part) for part in _parts(clause, lexicon))
    ends = lexicon.groups["normal_at_end"]
    return begun or any(found.end() == len(part) for part in _parts(clause, lexicon) for found in ends.finditer(part))


def _by_signs(clause: str, lexicon: _Lexicon) -> StepQuestion | None:
    """The question in a clause that begins or ends as one, and speaks of nothing but the movement."""
    groups = lexicon.groups
    is_question = any(groups["opening"].match(part) for part in _parts(clause, lexicon))
    if not (is_question or _asks_if_normal(clause, lexicon)) or groups["elsewhere"].search(clause):
        return None
    if any(word not in lexicon.about and not word.isdecimal() for word in clause.split()):
        return None
    for kind, signs in RULES:
        if all(groups[f"sign.{sign}"].search(clause) for sign in signs):
            return kind
    return None


def _tells_of_pain(said: str, words: Words, lexicon: _Lexicon) -> bool:
    """Whether a text is a complaint, or would be one if it did not ask whether that is normal."""
    bare = lexicon.normal_sign.sub(" ", plain(said))
    told = (symptoms.read(said, words), symptoms.read(bare, words))
    return any(each is not None and each.symptom in _FIRST for each in told)


def _tells_of_click(text: str, lexicon: _Lexicon) -> bool:
    """Whether a text tells of a click, and that it does not hurt."""
    told = all(lexicon.groups[sign].search(text) for sign in ("clicks", "painless"))
    return told and len(text.split()) <= LONGEST_CLICK and _feeling(text, lexicon) is StepQuestion.CLICK


def _feeling(text: str, lexicon: _Lexicon) -> StepQuestion | None:
    """The feeling that a text asks about as normal; None when it is another one, or more than one."""
    felt = [kind for kind in _NORMAL if lexicon.groups[kind].search(text)]
    if len(felt) != 1:
        return None
    rest = lexicon.groups["way_back"].sub(" ", lexicon.groups["painless"].sub(" ", text))
    doubts = (lexicon.groups["not_normal"], lexicon.groups[f"not_{felt[0]}"])
    return None if any(doubt.search(rest) for doubt in doubts) else felt[0]


@lru_cache(maxsize=32)
def _lexicon_of(catalogue: NullTranslations) -> _Lexicon:
    words = Words(Locale("en"), catalogue, Locale("en"))
    signs = [f"sign.{sign}" for sign in dict.fromkeys(sign for _, rule in RULES for sign in rule)]
    doubts = ["not_normal", *(f"not_{kind}" for kind in _NORMAL)]
    asked = [*_ABOUT, *_OTHERS, *_NAMED, *_ONCE, *signs, *StepQuestion]
    phrases = {name: words.options(f"hear.ask.{name}") for name in dict.fromkeys([*asked, *doubts])}
    own = literal(asked, phrases)
    real = {word for phrase in words.options("hear.real") for word in plain(phrase).split()}
    return _Lexicon(
        groups=patterns(phrases, phrases),
        about=frozenset(literal([*_ABOUT, *signs], phrases)),
        normal_sign=pattern("is_it_normal", {"is_it_normal": words.options("hear.sign.is_it_normal")}),
        known=frozenset(own | real | literal(doubts, phrases)),
        correctable=tuple(sorted(word for word in own if len(word) >= SHORTEST_CORRECTED)),
    )
