"""Slight complaints: what tells of the body, and needs a short answer instead of the page for pain or an alarm.

Each kind has its phrases. A text is of a kind when it says them, none of the words that speak for more, and nothing of
the body besides: what is left without those phrases is read once more, as any text is. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.text.phrase_patterns import STOP, PhraseGroup, patterns, plain


class Slight(StrEnum):
    """What a slight complaint is about; the first that fits."""

    WORD = "word"  # how pain is told to the bot
    NOTE = "note"  # whether pain can be noted down, as in a diary
    SOMEBODY = "somebody"  # somebody else
    BLIND = "blind"  # "I am blind, I can't see"
    UNSEEN = "unseen"  # "I can't see" alone: new, or a fact of life
    SIDE = "side"  # rolling over, which is to be left out
    COLD = "cold"  # a cold, or the flu
    BREATH = "breath"  # a little out of breath after an effort
    PRAISED = "praised"  # muscles that are felt "in a good way"
    SORE = "sore"  # a session that is done, and a little sore or stiff after it
    PASSED = "passed"  # something small that has passed
    PILLOW = "pillow"  # a neck that lies badly, and a question for a pillow
    BRUISE = "bruise"  # a bruise, also after a slip that did no harm
    CLICK = "click"  # a joint that clicks
    PULL = "pull"  # a mild pull
    FEET = "feet"  # feet after a day's work
    TIRED = "tired"  # legs after a long day
    DEAD = "dead"  # "my leg is dead": tired, or weak
    MUSCLE = "muscle"  # muscles that are sore from work


@dataclass(frozen=True, slots=True)
class Told:
    """A slight complaint, and the plain text without the phrases that tell of it."""

    kind: Slight
    rest: str


# For each kind: the groups that all have to be said, under `hear.slight.<name>`; the first one is taken out.
_NEEDED = {
    Slight.WORD: ("word",),
    Slight.NOTE: ("note",),
    Slight.SOMEBODY: ("somebody",),
    Slight.BLIND: ("unseen", "blind"),
    Slight.UNSEEN: ("unseen",),
    Slight.SIDE: ("side",),
    Slight.COLD: ("cold", "cold_sure"),
    Slight.BREATH: ("breath", "effort"),
    Slight.PRAISED: ("praised",),
    Slight.SORE: ("sore", "sore_mild", "sore_done"),
    Slight.PASSED: ("passing", "passed"),
    Slight.PILLOW: ("strain", "pillow"),
    Slight.BRUISE: ("bruise", "bruise_sure", "bruise_told"),
    Slight.CLICK: ("click", "click_sure"),
    Slight.PULL: ("pull",),
    Slight.FEET: ("feet", "weary"),
    Slight.TIRED: ("tired", "limb", "long_day"),
    Slight.DEAD: ("dead", "at_rest"),
    Slight.MUSCLE: ("muscle",),
}
# Words that speak for more; those of `_MORE` for every kind.
_MORE = "more"
_MORE_OF = {Slight.BLIND: "more_unseen", Slight.UNSEEN: "more_unseen", Slight.SOMEBODY: "more_somebody"}
_MORE_OF |= {Slight.NOTE: "more_note", Slight.SORE: "more_sore"}
_MORE_OF |= {Slight.COLD: "more_cold", Slight.FEET: "more_tired"}
_MORE_OF |= {Slight.BRUISE: "more_bruise", Slight.TIRED: "more_tired", Slight.DEAD: "more_dead"}
_MORE_OF |= {Slight.CLICK: "more_click", Slight.MUSCLE: "more_muscle", Slight.PULL: "more_pull"}
_MORE_OF |= {Slight.PRAISED: "more_praised", Slight.PASSED: "more_passed", Slight.PILLOW: "more_pillow"}
_ASIDE = (
    *("only_tired", "hurting", "kept", "painless", "about_them", "for_them", "suits_them", "aged", "sharing"),
    "beside_muscle",
)
# What the rest may tell of all the same.
_HARMLESS = (None, Symptom.RELIEF)
_ALLOWED = {Slight.PULL: (*_HARMLESS, Symptom.DOUBT), Slight.CLICK: (*_HARMLESS, Symptom.DOUBT)}
_ALLOWED[Slight.PRAISED] = (*_HARMLESS, Symptom.DOUBT)
# Kinds whose whole text is about somebody or something else, or is praise, so that the rest tells nothing of this body.
_WHOLE = frozenset({Slight.WORD, Slight.SOMEBODY, Slight.PRAISED})


def read(text: str, words: Words) -> Told | None:
    """The slight complaint that a text tells of; None for anything else, and for what may be more."""
    told = symptoms.read(text, words)
    said, groups = plain(text[: symptoms.LONGEST]), _groups(words.catalogue)
    for kind, needed in _NEEDED.items():
        if not all(groups[name].search(said) for name in needed) or not _may_be(kind, told, said, groups):
            continue
        rest = groups[needed[0]].sub(STOP, said)
        rest = groups["beside_muscle"].sub(STOP, rest) if kind is Slight.MUSCLE else rest
        left = symptoms.read(rest, words)
        if kind in _WHOLE or (None if left is None else left.symptom) in _ALLOWED.get(kind, _HARMLESS):
            return Told(kind, rest)
    return None


def speaks_of_pain(text: str, words: Words) -> bool:
    """Whether a text about somebody else speaks of pain."""
    return _groups(words.catalogue)["hurting"].search(plain(text)) is not None


def names_them(text: str, words: Words) -> bool:
    """Whether a text names, in the words of a question, what somebody else may do."""
    return _groups(words.catalogue)["for_them"].search(plain(text)) is not None


def suits_them(text: str, words: Words) -> bool:
    """Whether a text asks if something suits somebody else."""
    return _groups(words.catalogue)["suits_them"].search(plain(text)) is not None


def is_to_be_sent(text: str, words: Words) -> bool:
    """Whether a text asks to send something to somebody."""
    return _groups(words.catalogue)["sharing"].search(plain(text)) is not None


def is_of_age(text: str, words: Words) -> bool:
    """Whether a text names who is young or old."""
    return _groups(words.catalogue)["aged"].search(plain(text)) is not None


def asks_what_is_kept(text: str, words: Words) -> bool:
    """Whether a text about somebody else asks what is stored of it."""
    return _groups(words.catalogue)["kept"].search(plain(text)) is not None


def says_done(text: str, words: Words) -> bool:
    """Whether a text begins with words that a session is done."""
    return _groups(words.catalogue)["sore_done"].search(plain(text)) is not None


def says_tired(text: str, words: Words) -> bool:
    """Whether a text says that a leg is tired, and nothing of weakness or numbness."""
    said, groups = plain(text), _groups(words.catalogue)
    is_told = groups["only_tired"].search(said) is not None
    return is_told and not any(groups[name].search(said) for name in ("more_tired", _MORE))


def _may_be(kind: Slight, told: Reading | None, said: str, groups: dict[str, PhraseGroup]) -> bool:
    """Whether nothing speaks for more than a kind."""
    symptom = None if told is None else told.symptom
    if kind is Slight.SOMEBODY and symptom not in (None, Symptom.PAIN, Symptom.CONDITION, Symptom.RELIEF):
        return False
    if kind in (Slight.WORD, Slight.NOTE) and symptom in (Symptom.ALARM, Symptom.TODAY, Symptom.DIZZY):
        return False
    if kind in (Slight.PASSED, Slight.PILLOW) and symptom not in (Symptom.PAIN, Symptom.DOUBT):
        return False
    if kind is Slight.PRAISED and symptom not in _ALLOWED[kind]:
        return False
    if kind is Slight.WORD:
        return True
    if kind in (Slight.SIDE, Slight.BLIND, Slight.UNSEEN, Slight.BREATH, Slight.DEAD) and symptom is not Symptom.ALARM:
        # They are heard as usual.
        return False
    more = [_MORE_OF[kind]] if kind in _MORE_OF else []
    more += [] if kind in (Slight.SOMEBODY, Slight.BLIND, Slight.UNSEEN) else [_MORE]
    said = groups["painless"].sub(STOP, said) if kind is Slight.CLICK else said
    if kind is Slight.SOMEBODY:
        # "I have a client with a new hip" tells of no hip of one's own.
        said = groups["about_them"].sub(STOP, groups["reporting"].sub(STOP, said))
    said = groups["pillow"].sub(STOP, said) if kind is Slight.PILLOW else said
    # "My legs hurt from yesterday, sore muscles" tells of no more than the muscles.
    said = groups["beside_muscle"].sub(STOP, said) if kind is Slight.MUSCLE else said
    return not any(groups[name].search(said) for name in more)


@lru_cache(maxsize=8)
def _groups(catalogue: NullTranslations) -> dict[str, PhraseGroup]:
    words = Words(Locale("en"), catalogue, Locale("en"))
    names = {name for needed in _NEEDED.values() for name in needed} | {_MORE, *_MORE_OF.values(), *_ASIDE}
    parts = ("minor", "relative", "work", "leave_out", "noting", "ache", "joint", "giving", "cond", "folk")
    phrases = {name: words.options(f"hear.slight.{name}") for name in (*names, *parts)}
    of_others = ("reporting", "who", "whose", "person")
    phrases |= {name: words.options(f"hear.others.{name}") for name in of_others}
    phrases["relative"] = (*phrases["relative"], *phrases["who"])
    phrases |= {name: words.options(f"hear.sign.{name}") for name in ("cant", "body")}
    phrases["done"] = words.options("hear.film_done")
    return patterns(sorted({*names, "reporting"}), phrases)
