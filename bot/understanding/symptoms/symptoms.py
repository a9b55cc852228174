"""Symptoms in a sentence, and their urgency.

A sentence is read as signs: groups of phrases that mean the same, such as "chest" or "numb". The phrases are in the
catalogue under `hear.sign.<name>`, so each language has its own; which signs together mean what is said once, in
`RULES`, for all of them. `phrase_patterns` says how a phrase is written.

What is harmless ("a pain in the neck") is taken out first. A sign that is denied ("no pain", "the pain is gone") does
not count, and what is left of it is relief. Pure: no clock, no I/O.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import calls_by_name, symptoms_abroad
from bot.understanding.symptoms.symptom_rules import (
    ASKED,
    CONDITIONS,
    DENIABLE,
    PREGNANT,
    RULES,
    URGENCY,
    Reading,
    Symptom,
)
from bot.understanding.text.phrase_patterns import (
    STOP,
    PhraseGroup,
    literal,
    matches_any,
    pattern,
    patterns,
    plain,
    stem,
)
from bot.understanding.text.remembered import remembered
from bot.understanding.text.spelling import SHORTEST_CORRECTED, corrected, is_slip_of
from bot.understanding.text.written_forms import is_question

# Every sign that the catalogue has phrases for.
SIGNS = tuple(
    dict.fromkeys(
        [sign for _, signs in RULES for sign in signs if sign != "condition"]
        + [f"condition_{name}" for name in CONDITIONS]
        + [f"asked_{name}" for name in ASKED]
        + ["harmless", "question", "deny", "over", "onward", "undo", "body"]
        + ["unread", "sight_lost", "to_read", "glasses", "far_off", "lifelong"]  # who cannot see a text from afar
        + ["not_strong", "tug", "effort"]  # a pull that is not strong; how muscles feel, "in a good way"
        + ["height", "height_lost"]  # who cannot lift a leg as high as that
        + ["stumbling"]  # who trips again and again, over nothing
        + ["past_event", "long_past"]  # a stroke, or the like, of years ago
        + ["leg_asleep", "falls_asleep"]  # a leg that does, which is numb
        + ["unloaded", "loaded_in_pain"]  # who cannot put weight on a leg; who can, and it hurts
        + ["compared"]  # which of two sides comes first
        + ["answer_no", "statement"]  # a "no" that denies nothing
        + ["asks_bad"]  # whether something is bad, which says of nothing that it is
        + ["vague"]  # denied, they are no relief
        + ["alarm_whole", "doubt_whole"]  # said by a whole text alone
        + ["birth", "birth_before"]  # a birth, and one of years ago, which is no pregnancy
        + ["cant", "no_feeling", "they", "joint", "joint_like", "thing", "belonging"]  # parts of the phrases of others
    )
)

# A phrase of the sign `give`.
_GIVES_WAY = "gives way"
_LEG_GIVES_WAY = f"my leg {_GIVES_WAY}"
# Signs of an alarm that mean none by themselves.
_BESIDE_OTHERS = frozenset({"pain", "pressure", "leg", "legs", "cannot", "weak", "give", "gone", "both", "unaware"})
# The window of words that must hold all signs of a rule; and the words allowed between a denial and what it denies.
WINDOW = 14
# The most words between a symptom and the words that say that it is over.
FURTHEST_OVER = 8
# Signs whose words count with a typo, too.
CORRECTED = (
    *("pain", "numb", "chest", "breath", "breathless", "faint", "dizzy", "weak", "fever", "leg", "legs", "toilet"),
    *("body", "emergency", *(f"condition_{name}" for name in CONDITIONS)),
)
# Longer texts are cut: nobody who is in trouble types more.
LONGEST = 600

_JOINED = re.compile(r"(\w+)['’]s\b")
_NOT_STRONG = re.compile(r"\bnot (?:so |a )?strong\b")
CANNOT = "\N{NOT SIGN}"
FIRST_PICTURE = "\N{LEFTWARDS ARROW}"  # arrows and emoji begin here


@dataclass(frozen=True, slots=True)
class _Lexicon:
    signs: dict[str, PhraseGroup]
    telling: re.Pattern[str]  # any word that a sign begins with: without one, nothing is told
    known: frozenset[str]  # words that are no slip of another one
    correctable: tuple[str, ...]  # words whose typos are corrected
    ordinary: frozenset[str]  # words whose typos are none of those
    joined: frozenset[str]  # words that "'s" belongs to
    between: frozenset[str]
    breaks: frozenset[str]
    all_words: frozenset[str]


def prepare(words: Words) -> None:
    """Sort the phrases of a language and of all others, which takes a moment, before the first person needs them."""
    _lexicon(words)
    symptoms_abroad.prepare()
    calls_by_name.prepare()


def _lexicon(words: Words) -> _Lexicon:
    # The same for all places, and for every language: the others are read by `symptoms_abroad`.
    return _lexicon_of(words.hearing_english.catalogue)


@lru_cache(maxsize=32)
def _lexicon_of(catalogue: NullTranslations) -> _Lexicon:
    words = Words(Locale("en"), catalogue, Locale("en"))
    written = {name: words.options(f"hear.sign.{name}") for name in SIGNS}
    cannot = pattern("cant", written)
    # "Cannot" is said in many ways, and is part of many phrases: one mark stands for all of them.
    said = re.compile(cannot.pattern)
    phrases = {
        name: tuple(said.sub(CANNOT, f"{phrase} ".replace("[cant]", CANNOT)).strip() for phrase in written[name])
        for name in SIGNS
        if name != "cant"
    }
    real = {word for phrase in words.options("hear.real") for word in plain(phrase).split()}
    known = literal(phrases, written) | literal(("cant",), written) | real
    ordinary = {word for phrase in words.options("hear.ordinary") for word in plain(phrase).split()}
    between = {word for phrase in words.options("hear.between") for word in plain(phrase).split()}
    return _Lexicon(
        signs={"cant": cannot, **patterns(phrases, phrases)},
        telling=_telling(phrases),
        known=frozenset(known),
        correctable=tuple(sorted(literal(CORRECTED, written, SHORTEST_CORRECTED))),
        ordinary=frozenset(ordinary),
        joined=frozenset(words.options("hear.joined")),
        between=frozenset(between),
        breaks=frozenset({STOP, *(word for phrase in words.options("hear.breaks") for word in plain(phrase).split())}),
        all_words=frozenset(known | ordinary | between),
    )


def _telling(phrases: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """A pattern that any symptom's text matches: the words in the signs of the rules."""
    rules = {sign for _, signs in RULES for sign in signs if sign not in ("condition", "is_it_normal")}
    named = rules.union(("alarm_whole", "doubt_whole", "stumbling"), (f"condition_{name}" for name in CONDITIONS))
    written = literal(named, phrases)
    parts = {part for name in named for phrase in phrases[name] for part in phrase.split()}
    stems = sorted(stem(part) for part in parts if "*" in part)
    telling = "|".join([*map(re.escape, sorted(written)), *stems])
    return re.compile(rf"(?<!\S)(?:{telling})(?!\S)|{CANNOT}")


def words_of_alarms(words: Words) -> frozenset[str]:
    """The English words of the signs of alarms, without those that mean one only beside others."""
    signs = {sign for symptom, signs in RULES if symptom is Symptom.ALARM for sign in signs} - _BESIDE_OTHERS
    return frozenset(literal(signs, {sign: words.options(f"hear.sign.{sign}") for sign in signs}))


def read(text: str, words: Words, *, in_english: bool = True) -> Reading | None:
    """What a sentence says of the body, in any language; None when it says nothing that matters here. `in_english`:
    whether it may be English."""
    return _read(text, words, in_english)


@remembered
def _read(text: str, words: Words, in_english: bool) -> Reading | None:
    told = read_english(text, words) if in_english else None
    own, english = words.own_locale.language, _lexicon(words).all_words
    if told is not None and told.symptom is Symptom.ALARM:
        # "No es ninguna emergencia" is no English.
        elsewhere = symptoms_abroad.read(text, own, english, lead=1)
        return elsewhere if elsewhere is not None and elsewhere.symptom is Symptom.RELIEF else told
    name = calls_by_name.called(text, words)
    if name is not None and (call := symptoms_abroad.read(name, own)) is not None:
        return call
    calls = any(matches_any(text, one, "hear.calls_for_help") for one in {words, words.hearing_english})
    elsewhere = symptoms_abroad.read(text, own, english, calls=calls)
    if elsewhere is None or told is None:
        # "Achei" is no slip of "ache".
        return elsewhere or (None if told is not None and symptoms_abroad.is_foreign(text, own, english) else told)
    # Good news in the language that knows most of the text is none of what another one makes of it.
    is_better = elsewhere.symptom is Symptom.RELIEF or URGENCY[elsewhere.symptom] < URGENCY[told.symptom]
    return elsewhere if is_better else told


def read_english(text: str, words: Words) -> Reading | None:
    """What a sentence says of the body in English."""
    lexicon = _lexicon(words)
    said = _said(text, lexicon, corrects=_may_correct(text, words, lexicon))
    if lexicon.telling.search(said) is None:
        return None
    whole = " ".join(word for word in said.split() if word != STOP and word[0] < FIRST_PICTURE)
    for sign, symptom in (("alarm_whole", Symptom.ALARM), ("doubt_whole", Symptom.DOUBT)):
        if lexicon.signs[sign].fullmatch(whole):
            return Reading(symptom)
    if lexicon.signs["sight_lost"].search(said) is None:
        said = lexicon.signs["unread"].sub(STOP, said)
    said = lexicon.signs["not_strong"].sub(lambda found: _NOT_STRONG.sub("mild", found[0]), said)
    if lexicon.signs["height_lost"].search(said) is None:
        said = lexicon.signs["height"].sub(STOP, said)
    if lexicon.signs["loaded_in_pain"].search(said) is None:
        # A leg that carries no weight counts as one that gives way.
        said = lexicon.signs["unloaded"].sub(_GIVES_WAY, said)
    rest = lexicon.signs["compared"].sub(STOP, said)
    if lexicon.signs["height_lost"].search(rest) is None:
        said = rest
    said = lexicon.signs["leg_asleep"].sub(lambda found: lexicon.signs["falls_asleep"].sub("numb", found[0]), said)
    had_event = (
        lexicon.signs["past_event"].search(said) is not None and lexicon.signs["long_past"].search(said) is not None
    )
    if had_event and not matches_any(text, words, "hear.of_now"):
        # What was years ago is no emergency, and what is lasting of it is asked about.
        said = lexicon.signs["past_event"].sub(STOP, said)
    said = lexicon.signs["stumbling"].sub(_LEG_GIVES_WAY, lexicon.signs["harmless"].sub(STOP, said))
    found = _Found(said, lexicon)
    for symptom, signs in RULES:
        if signs == ("condition",):
            met = frozenset(name for name in CONDITIONS if found.live(f"condition_{name}"))
            if met:
                return Reading(Symptom.CONDITION, met)
        elif found.together(signs):
            return Reading(symptom)
    if had_event:
        return Reading(Symptom.CONDITION, frozenset({"other"}))
    is_asked = is_question(text) or any(first == 0 for first, _ in found.spans("question"))
    return Reading(Symptom.RELIEF) if found.denied_any and not is_asked else None


def conditions_in(text: str, words: Words, *, is_answer: bool) -> frozenset[str]:
    """Which of the conditions that are asked about (`ASKED`) a text names and does not deny, in the person's
    language or in English.

    In an answer to that question, "hip" is enough.
    """
    lexicon = _lexicon(words)
    found = _Found(_said(text, lexicon, corrects=_may_correct(text, words, lexicon)), lexicon)
    signs = ("condition", "asked") if is_answer else ("condition",)
    in_english = frozenset(name for name in ASKED if any(found.live(f"{sign}_{name}") for sign in signs))
    own = words.own_locale.language
    return in_english | symptoms_abroad.conditions_in(text, own, is_answer=is_answer)


def conditions_denied_in(text: str, words: Words) -> frozenset[str]:
    """Which of the conditions that are asked about (`ASKED`) a text names and plainly denies: "I'm not pregnant"."""
    lexicon = _lexicon(words)
    found = _Found(_said(text, lexicon), lexicon)
    named = {name for name in ASKED if any(found.spans(f"{sign}_{name}") for sign in ("condition", "asked"))}
    own = words.own_locale.language
    abroad = symptoms_abroad.conditions_named_in(text, own)
    return (abroad | named) - conditions_in(text, words, is_answer=True)


def _may_correct(text: str, words: Words, lexicon: _Lexicon) -> bool:
    """Whether words of a text that look like slips of English ones are such: in another language only beside more
    English words than others. "País" is no slip of "pain"."""
    if words.in_english is None:
        return True
    said = [word for word in plain(text[:LONGEST]).split() if word != STOP]
    english = sum(word in lexicon.all_words for word in said)
    return english > len(said) - english - 1 and english > 0


def _said(text: str, lexicon: _Lexicon, *, corrects: bool = True) -> str:
    """The plain text, with typos corrected, and one mark for all ways of saying "cannot"."""
    said = plain(_unjoined(text[:LONGEST], lexicon))
    said = _corrected(said, lexicon) if corrects else said
    return lexicon.signs["cant"].sub(CANNOT, said)


def _unjoined(text: str, lexicon: _Lexicon) -> str:
    """The text with "my leg's" as "my leg", so that it is not many legs; "it's" stays one word."""
    return _JOINED.sub(lambda found: found[0] if f"{found[1]}s".casefold() in lexicon.joined else found[1], text)


def _corrected(said: str, lexicon: _Lexicon) -> str:
    """The text with single typos corrected; neither a real word nor a slip of an ordinary one is taken for a typo."""
    return " ".join(
        word if is_slip_of(word, lexicon.ordinary) else corrected(word, lexicon.known, lexicon.correctable)
        for word in said.split()
    )


class _Found:
    """The signs of a text, by place."""

    def __init__(self, said: str, lexicon: _Lexicon) -> None:
        self._said, self._lexicon = said, lexicon
        self._tokens = said.split()
        starts, place = [], 0
        for token in self._tokens:
            starts.append(place)
            place += len(token) + 1
        self._starts = starts
        self._cache: dict[str, list[tuple[int, int]]] = {}
        self.denied_any = False

    def spans(self, sign: str) -> list[tuple[int, int]]:
        """(first token, token after the last) of each phrase of a sign."""
        if (known := self._cache.get(sign)) is not None:
            return known
        spans = [
            (bisect_right(self._starts, match.start()) - 1, bisect_right(self._starts, match.end() - 1))
            for match in self._lexicon.signs[sign].finditer(self._said)
        ]
        self._cache[sign] = spans
        return spans

    def live(self, sign: str) -> list[tuple[int, int]]:
        """The places of a sign that are not denied."""
        spans = self.spans(sign)
        if sign == "harm":
            # "Is it bad if my heel comes up?"
            asked = self.spans("asks_bad")
            spans = [one for one in spans if not any(first <= one[0] < last for first, last in asked)]
        if sign in PREGNANT:
            before = self.spans("birth_before")
            spans = [one for one in spans if not any(first <= one[0] and one[1] <= last for first, last in before)]
        if sign not in DENIABLE:
            return spans
        if sign.startswith(("condition_", "asked_")):
            # A condition of the past still counts.
            return [span for span in spans if not self._unsaid(span[0])]
        kept = [span for span in spans if not self._is_denied(span)]
        if any(span not in kept and span not in self.spans("vague") for span in spans):
            self.denied_any = True
        return kept

    def _is_denied(self, span: tuple[int, int]) -> bool:
        first, last = span
        for start, end in self.spans("deny"):
            is_denial = end <= first and self._is_filler(end, first) and not self._denied_itself(start)
            if is_denial and not self._answers((start, end), last):
                return True
        for start, end in self.spans("over"):
            near = last <= start <= last + FURTHEST_OVER and not self._lexicon.breaks.intersection(
                self._tokens[last:start]
            )
            if near and not self._unsaid(start) and not self._goes_on(start, end):
                return True
        return False

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a symptom or another place follows: what has "gone numb" or "gone into the leg" has not gone."""
        if any(first <= start < last for first, last in self.spans("onward")):
            return True
        return any(first == end for sign in ("numb", "weak", "pain") for first, _ in self.spans(sign))

    def _is_filler(self, start: int, end: int) -> bool:
        body = {place for first, last in self.spans("body") for place in range(first, last)}
        return all(self._tokens[place] in self._lexicon.between or place in body for place in range(start, end))

    def _answers(self, denial: tuple[int, int], last: int) -> bool:
        """Whether a "no" is an answer, behind which something is told: "no my hip hurts"."""
        said = (first for first, _ in self.spans("statement"))
        return denial in self.spans("answer_no") and any(denial[1] <= first < last for first in said)

    def _denied_itself(self, start: int) -> bool:
        """Whether a denial stands behind another one: "not without pain"."""
        return any(end == start for _, end in self.spans("undo"))

    def _unsaid(self, start: int) -> bool:
        """Whether what begins there is plainly denied: "not pregnant", and "has not gone away"."""
        return any(end <= start and self._is_filler(end, start) for _, end in self.spans("undo"))

    def together(self, signs: Sequence[str]) -> bool:
        """Whether all of these signs stand within a window of words."""
        places = [self.live(sign) for sign in signs]
        if not all(places):
            return False
        if len(places) == 1:
            return True
        return any(
            all(any(abs(other[0] - first[0]) <= WINDOW for other in each) for each in places[1:]) for first in places[0]
        )
