"""Symptoms abroad: alarm and pain in the languages of `symptom_words`, whatever the person's own is.

All languages are looked for in one pass. Where several find something, the one that knows most words of the text
decides; an alarm that another one finds is asked about rather than lost. Pure, once the words are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from bot.i18n.po_files import FALLBACK
from bot.i18n.symptom_words import languages, symptom_words
from bot.understanding.symptoms.own_slips import is_own as is_own_slip
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
from bot.understanding.text.letters import BARE, STOP, bare_words, is_unspaced, tokens
from bot.understanding.text.phrase_index import PhraseIndex
from bot.understanding.text.written_forms import is_question

# Signs beside those of the rules: cries that are a whole text; what is harmless or over, words that deny (before or
# after), undo a denial, ask about something in general, begin a question, stand between a denial and its sign, or begin
# another clause; who sees nothing, what is looked at, and what is sudden; other words of the language; a birth of years
# ago; a wheelchair, and what is so for good in it; short answers to the question what to leave out.
SIGNS_BESIDE = (
    *("alarm_whole", "pain_whole", "harmless", "relief", "deny", "deny_after", "over", "undo", "general", "question"),
    *("between", "breaks", "sight", "to_read", "sudden", "common", "birth_before", "wheelchair", "lasting"),
    *(f"asked_{name}" for name in ASKED),
)
# Signs that are no relief where they are denied: "not so heavy", "the wheels do not give".
VAGUE = ("pressure", "weak", "give", "harm", "odd", "pull", "feeling")
# Signs whose words count with one slip.
CORRECTED = ("pain", "chest", "breathless", "faint", "numb", "emergency", "leg", "legs", "stroke", "weak")
# From this length on a word may have a slip, in letters; alone in a text, or in a language that knows no other of it.
SHORTEST_SLIP, SHORTEST_SLIP_ALONE = 6, 9
# The tokens that hold all signs of a rule; those between a symptom and the words that say it is over; those between a
# symptom and words that ask about it in general: in words, and in characters of a script without blanks.
WINDOW = (14, 30)
FURTHEST_OVER = (6, 12)
FURTHEST_GENERAL = (8, 16)
# Longer texts are cut: nobody who is in trouble types more.
LONGEST = 600
# The own language counts for so many words more.
OWN = 1
# A text is of another language that knows so many times as many of its words.
MUCH_MORE = 2
# Of a text in a language with tones that is typed without any, so many words and such a share are known.
LEAST_TONELESS, NEARLY_WHOLE = 2, 0.65

_NO_PLACE = {"give", "gone", "cannot", "unaware", "fall", "relief", "is_it_normal"}
_ABOUT_BODY = frozenset({sign for _, signs in RULES for sign in signs} - _NO_PLACE)

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    index: PhraseIndex
    known: frozenset[str]  # words that are no slip of another one
    slips: dict[str, tuple[tuple[str, str], ...]]  # a word without one letter: (language, the word)
    with_tones: frozenset[str]


def prepare() -> None:
    """Read the words of all languages, which takes a moment, before the first person needs them."""
    _lexicon()


def read(
    text: str, own: str | None, own_words: frozenset[str] = frozenset(), *, lead: int = 0, calls: bool = False
) -> Reading | None:
    """What a text says of the body in any of the languages; None when none of them finds anything.

    `own` is the code of the person's language; `own_words` are the words of English, which is read before: of a text
    that it knows more of nothing is told, or asked; a text whose every word is of the person's language is of no other.
    `lead` is by how many words another language must know more. What may be a slip of the person's own language, or of
    English, is of no other one, unless the text `calls` for help.
    """
    said = tokens(text[:LONGEST])
    own = _code_of(own)
    found = _found(said, own)
    known = {language: _places_of(spans) for language, spans in found.items()}
    english = {place for place, forms in enumerate(said) if forms[0] != STOP and not own_words.isdisjoint(forms)}
    is_asked = is_question(text)
    is_own = own in known and len(known[own]) == sum(forms[0] != STOP for forms in said)
    readings = []
    for language, spans in found.items():
        if (is_own and language != own) or not _may_be_toneless(language, known[language], said, len(english)):
            continue
        told = _Text(said, spans)
        reading = told.read(is_question=is_asked)
        weight = len(known[language]) + (OWN if language == own else 0)
        others = [english, *(places for other, places in known.items() if other != language)]
        is_of_another = any(_is_of_another(told.decisive, weight, places) for places in others)
        if reading is None or is_of_another:
            continue
        if language == own or calls or not is_own_slip(text, said, known[language], {own or FALLBACK, FALLBACK}):
            readings.append((weight, -URGENCY[reading.symptom], language, reading))
    if not readings:
        return None
    weight, _, language, told_best = max(readings, key=lambda one: one[:3])
    elsewhere = max(len(english), len(known[own]) + OWN if own in found and own != language else 0)
    if elsewhere + lead > weight:
        if all(one.symptom is not Symptom.ALARM for *_, one in readings):
            return None
        told_best = replace(told_best, symptom=Symptom.ALARM, is_asked=True)
    elif told_best.symptom not in (Symptom.ALARM, Symptom.RELIEF):
        alarms = [(weight, code) for weight, _, code, one in readings if one.symptom is Symptom.ALARM]
        if alarms:
            told_best, language = Reading(Symptom.ALARM, is_asked=True), max(alarms)[1]
    return replace(told_best, language=None if language == own else language)


def conditions_in(text: str, own: str | None, *, is_answer: bool) -> frozenset[str]:
    """Which of the conditions that are asked about (`ASKED`) a text names in the person's language, and does not deny.

    In an answer to that question, "Hüfte" is enough.
    """
    found = _in_own(text, own)
    return found.conditions(is_answer=is_answer) if found is not None else frozenset()


def conditions_named_in(text: str, own: str | None) -> frozenset[str]:
    """Which of these conditions a text names in the person's language, denied or not."""
    found = _in_own(text, own)
    return found.named() if found is not None else frozenset()


def _in_own(text: str, own: str | None) -> _Text | None:
    said, code = tokens(text[:LONGEST]), _code_of(own)
    spans = _found(said, code).get(code) if code is not None else None
    return _Text(said, spans) if spans is not None else None


def _code_of(language: str | None) -> str | None:
    """The code of the file that has the words of a language."""
    return next((code for code in languages() if code.split("_")[0] == language), language)


def is_foreign(text: str, own: str | None, own_words: frozenset[str]) -> bool:
    """Whether another language knows much more of a text than these words of English, or the person's own, whose code
    is `own`, knows each of these words, too."""
    said = tokens(text[:LONGEST])
    english = {place for place, forms in enumerate(said) if forms[0] != STOP and not own_words.isdisjoint(forms)}
    known = {language: _places_of(spans) for language, spans in _spans(said).items()}
    if any(language.split("_")[0] == own and english <= places for language, places in known.items()):
        return True
    return max(map(len, known.values()), default=0) >= MUCH_MORE * len(english) + 1


def _is_of_another(decisive: Collection[int], weight: int, places: Collection[int]) -> bool:
    """Whether a text is rather of another language, which knows these of its words, than of one that knows so many:
    "I stroke the cat" is no stroke. What only this one knows ("call ambulanza quickly please") still counts."""
    return len(places) >= MUCH_MORE * weight + 1 and set(decisive) <= set(places)


def _may_be_toneless(language: str, known: Collection[int], said: Sequence[tuple[str, ...]], english: int) -> bool:
    """Whether a text may be of a language with tones: it has a word of it with its marks, or is of it nearly whole, and
    of more words than are English. Typed without marks, its short words are those of any other language."""
    if language not in _lexicon().with_tones or any(not said[place][-1].startswith(BARE) for place in known):
        return True
    words = sum(forms[0] != STOP for forms in said)
    return len(known) > english and len(known) >= LEAST_TONELESS and len(known) >= NEARLY_WHOLE * words


@cache
def _lexicon() -> _Lexicon:
    index, known, slips = PhraseIndex(), set[str](), defaultdict[str, set[tuple[str, str]]](set)
    with_tones = set[str]()
    for language in languages():
        words = symptom_words(language)
        index.add(language, words.signs, has_tones=words.has_tones)
        if words.has_tones:
            with_tones.add(language)
        known |= _exact(phrase for phrases in words.signs.values() for phrase in phrases)
        corrected = () if words.has_tones else CORRECTED
        for word in _exact(phrase for sign in corrected for phrase in words.signs.get(sign, ())):
            for shorter in _shorter(word):
                slips[shorter].add((language, word))
    near = {shorter: tuple(meant) for shorter, meant in slips.items()}
    return _Lexicon(index, frozenset(known), near, frozenset(with_tones))


def _exact(phrases: Iterable[str]) -> set[str]:
    """The words of phrases that are written out, without short ones, which are no slips in any case."""
    parts = {part for phrase in phrases for part in phrase.split() if part[0] not in "[!."}
    written = {word for part in parts for word in part.removesuffix("?").split("/") if "*" not in word}
    return {word for word in bare_words(" ".join(written)) if len(word) >= SHORTEST_SLIP}


def _shorter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _found(said: list[tuple[str, ...]], own: str | None) -> dict[str, dict[str, list[_Span]]]:
    """The places of signs, by language and sign; with slips corrected in languages that the text may be of."""
    found = _spans(said)
    lexicon = _lexicon()
    is_alone = len(said) <= 2
    for place, forms in enumerate(said):
        word = forms[0]
        if len(word) < SHORTEST_SLIP or word in lexicon.known or not word.isalpha() or lexicon.index.knows(forms):
            continue
        near = {pair for shorter in _shorter(word) for pair in lexicon.slips.get(shorter, ())}
        meant = {
            other
            for language, other in near
            if other[0] == word[0] and OSA.distance(word, other, score_cutoff=1) <= 1
            if language == own or language in found or (is_alone and len(word) >= SHORTEST_SLIP_ALONE)
        }
        if meant:
            said[place] = (*forms, *sorted(meant))
            found = _spans(said)
    return found


def _spans(said: Sequence[tuple[str, ...]]) -> dict[str, dict[str, list[_Span]]]:
    found: dict[str, dict[str, list[_Span]]] = {}
    phrases = list(_lexicon().index.find(said))
    denials = {
        (one.language, place)
        for one in phrases
        if one.group in ("deny", "deny_after")
        for place in range(one.first, one.last)
    }
    for one in phrases:
        spans = found.setdefault(one.language, {}).setdefault(one.group, [])
        # A sign with a denial in its midst is none.
        is_denied = any((one.language, place) in denials for place in one.skipped)
        if (one.first, one.last) not in spans and not is_denied:
            spans.append((one.first, one.last))
    return found


def _places_of(spans: dict[str, list[_Span]]) -> frozenset[int]:
    """The places of all words that a language knows in a text."""
    return frozenset(place for each in spans.values() for first, last in each for place in range(first, last))


class _Text:
    """A text as one language finds signs in it."""

    def __init__(self, said: Sequence[tuple[str, ...]], spans: dict[str, list[_Span]]) -> None:
        self._said, self._undone_by = said, spans.get("undo", ())
        spans = _without_ordinary(spans)
        relief = [one for one in spans.get("relief", ()) if not self._is_undone(*one)]
        # Who sits in a wheelchair and cannot walk tells of no emergency, unless it is sudden.
        lasting = spans.get("lasting", ()) if "wheelchair" in spans and "sudden" not in spans else ()
        covered = [*spans.get("harmless", ()), *relief, *lasting]
        self._spans = {
            sign: [one for one in each if sign in SIGNS_BESIDE or not _is_within(one, covered)]
            for sign, each in {**spans, "relief": relief}.items()
        }
        self._signs = [one for sign, each in self._spans.items() if sign in _ABOUT_BODY for one in each]
        self._fillers = {
            place
            for sign, each in self._spans.items()
            if sign in _ABOUT_BODY or sign == "between"
            for first, last in each
            for place in range(first, last)
        }
        # "No puedo respirar": what is a part of a sign denies nothing.
        parts = [*self._signs, *spans.get("harmless", ()), *lasting]
        self._denials = [one for one in self._spans.get("deny", ()) if not _is_within(one, parts)]
        self._denials_after = [one for one in self._spans.get("deny_after", ()) if not _is_within(one, parts)]
        self._is_denied_any = False
        # The words that the rule that fits is about.
        self.decisive: frozenset[int] = frozenset()

    def read(self, *, is_question: bool) -> Reading | None:
        """What the whole text cries out, or the first rule that fits."""
        words = {place for place, forms in enumerate(self._said) if forms[0] != STOP}
        for sign, symptom in (("alarm_whole", Symptom.ALARM), ("pain_whole", Symptom.PAIN)):
            if any(words <= set(range(*span)) for span in self._spans.get(sign, ())):
                self.decisive = frozenset(words)
                return Reading(symptom, is_asked=symptom is Symptom.ALARM)
        is_question = is_question or any(first == 0 for first, _ in self._spans.get("question", ()))
        for symptom, signs in RULES:
            if signs == ("condition",):
                met = frozenset(name for name in CONDITIONS if self._live(f"condition_{name}"))
                if met:
                    return Reading(Symptom.CONDITION, met)
                continue
            if symptom is Symptom.RELIEF and is_question:
                continue
            places = self._together(signs)
            if places is None:
                continue
            self.decisive = _places_of({"": places})
            if self._is_general(places):
                if symptom is Symptom.ALARM:
                    return Reading(symptom, is_asked=True)
                return None
            return None if is_question and symptom is Symptom.RELIEF else Reading(symptom)
        return Reading(Symptom.RELIEF) if self._is_denied_any and not is_question else None

    def conditions(self, *, is_answer: bool) -> frozenset[str]:
        """Which of `ASKED` are named, in an answer by a short word, too."""
        signs = ("condition", "asked") if is_answer else ("condition",)
        return frozenset(name for name in ASKED if any(self._live(f"{sign}_{name}") for sign in signs))

    def named(self) -> frozenset[str]:
        """Which of `ASKED` are named, denied or not."""
        signs = ("condition", "asked")
        return frozenset(name for name in ASKED if any(self._spans.get(f"{sign}_{name}") for sign in signs))

    def _live(self, sign: str) -> list[_Span]:
        spans = self._spans.get(sign, [])
        if sign in PREGNANT:
            spans = [one for one in spans if not _is_within(one, self._spans.get("birth_before", ()))]
        if sign not in DENIABLE:
            return spans
        kept = [one for one in spans if not self._is_denied(one)]
        if len(kept) < len(spans) and sign not in VAGUE:
            self._is_denied_any = True
        return kept

    def _is_denied(self, span: _Span) -> bool:
        first, last = span
        before = [one for one in self._denials if one[1] <= first and self._is_filled(one[1], first)]
        if any(not self._is_undone(*one) for one in before):
            return True
        # "Nicht weg" denies that it is over.
        overs = {start for start, _ in self._spans.get("over", ())}
        behind = [one for one in self._denials_after if one[1] not in overs]
        if any(last <= start and self._is_filled(last, start) for start, _ in behind):
            return True
        return any(
            last <= start <= last + self._far(FURTHEST_OVER, first)
            and not self._is_broken(last, start)
            and not any(end <= start and self._is_filled(end, start) for _, end in self._undone_by)
            for start, _ in self._spans.get("over", ())
        )

    def _is_undone(self, start: int, end: int) -> bool:
        """Whether a denial stands behind another one: "not without pain", "not better"."""
        return any(last == start for _, last in self._undone_by)

    def _is_filled(self, start: int, end: int) -> bool:
        return all(place in self._fillers for place in range(start, end))

    def _is_broken(self, start: int, end: int) -> bool:
        breaks = {first for first, _ in self._spans.get("breaks", ())}
        return any(self._said[place][0] == STOP or place in breaks for place in range(start, end))

    def _is_general(self, places: Sequence[_Span]) -> bool:
        """Whether something is asked about these signs in general: "does this help against chest pain?"."""
        for first, last in self._spans.get("general", ()):
            for start, end in places:
                before, after = min(last, end), max(first, start)
                if after - before <= self._far(FURTHEST_GENERAL, start) and not self._is_broken(before, after):
                    return True
        return False

    def _far(self, limits: tuple[int, int], place: int) -> int:
        return limits[1] if is_unspaced(self._said[place][0]) else limits[0]

    def _together(self, signs: Sequence[str]) -> list[_Span] | None:
        """The places of signs that stand together; None when not all do."""
        places = [self._live(sign) for sign in signs]
        if not all(places):
            return None
        for one in places[0]:
            window = self._far(WINDOW, one[0])
            near = [[other for other in each if abs(other[0] - one[0]) <= window] for each in places[1:]]
            if all(near):
                return [one, *(each[0] for each in near)]
        return None


def _without_ordinary(spans: dict[str, list[_Span]]) -> dict[str, list[_Span]]:
    """The signs without those that what stands beside them makes ordinary: who sees no picture on the screen has no
    stroke, unless it is sudden; and "is it bad if my heel comes up?" says of nothing that it is bad."""
    sight = [] if "to_read" in spans and "sudden" not in spans else spans.get("sight", [])
    asked = spans.get("is_it_normal", [])
    harm = [one for one in spans.get("harm", ()) if not _is_within(one, asked)]
    return {**spans, "stroke": [*spans.get("stroke", ()), *sight], "harm": harm}


def _is_within(span: _Span, others: Sequence[_Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)
