"""Typed labels: the button, of those shown in the last day, whose words a text is.

Case, accents, arrows and emoji make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.i18n.catalogue import Words
from bot.understanding.answers.intents import Intent, matches, normalize, recognize
from bot.understanding.text.own_clauses import phrases_of
from bot.understanding.wishes.sentence import is_denied_before, lexicon_of, says_nothing
from storage.records.shown import ShownButtons

# What cannot be undone is never done by a label: the questions that ask for it hear their own words alone.
IRREVOCABLE = ("delete:yes", "stop:yes", "broadcast")
# No label is longer, in characters.
LONGEST = 100
# A button that was taken away counts when its label has so many words: "Yes" and "08:00" answered a question that is
# closed, "Tie it to my day" says by itself what is wanted.
FEWEST_WORDS = 2
# Buttons that make a list, by the first word of their data, and so many of them as can be counted.
COUNTED = ("movement", "go", "remind", "report", "zone")
FEWEST_COUNTED = 2
# Buttons that are named by a part of their label where nothing else was understood, likewise.
BY_PART = ("doubt", "stop", "movement", "offer", "pause", "report", "prompt")
# Data of the buttons under a text that was not understood, which are so many.
_WAYS = ("todays", "settings", "remind:list", "movements")
FEWEST_WAYS = 3
# The most words of a sentence that says a button's words among others.
LONGEST_SENTENCE = 14
_CLAUSES = re.compile(r"[.,;:!?\u2026\u2013\u2014]+|\s-+\s")


@dataclass(frozen=True, slots=True)
class TypedLabel:
    """The data of the button that is meant, and the message under which it stood. `is_newest`: it stands there still,
    and no other buttons were shown since."""

    data: str
    shown: ShownButtons
    is_newest: bool


def named(turn: Turn, said: str) -> TypedLabel | None:
    """The newest button whose label a text is, of those that may be pressed by it; None when there is none. Raises
    ShownNotRead."""
    wanted = normalize(said) if len(said) <= LONGEST else ""
    if not wanted:
        return None
    for shown in turn.shown:
        data = _data_under(shown.buttons, said, wanted)
        if data is None or data.startswith(IRREVOCABLE):
            continue
        if shown.is_live or _says_what_it_does(turn, said, wanted):
            # What one turn says counts as shown at once.
            return TypedLabel(data, shown, is_newest=shown.is_live and shown.since == turn.shown[0].since)
    return None


def part_of(turn: Turn, said: str, prefix: str) -> TypedLabel | None:
    """The one button of the newest message, of those whose data begin with `prefix`, that has all telling words of a
    text in its label: "the UK one" of a list of places. None when there is none, or several. Raises ShownNotRead."""
    shown = newest(turn)
    if shown is None:
        return None
    wanted = told_words(said, turn.words)
    found = [
        data for label, data in shown.buttons if data.startswith(prefix) and wanted.issubset(_normalized(label).split())
    ]
    if not wanted or len(set(found)) != 1 or found[0].startswith(IRREVOCABLE):
        return None
    return TypedLabel(found[0], shown, is_newest=True)


def by_part(turn: Turn, said: str) -> TypedLabel | None:
    """The button that a text names by a part of its label, of those kinds for which that is enough; None without one.
    Raises ShownNotRead."""
    return next((found for prefix in BY_PART if (found := part_of(turn, said, prefix)) is not None), None)


def within(turn: Turn, said: str) -> TypedLabel | None:
    """The one button of the newest message whose words stand in a sentence, with others around them: "no, send it to
    me first". Of a label with a single telling word, that word has to be a clause of its own: "Good. The voice is
    nice." None when there is none, several, or where the words are denied or asked about. Raises ShownNotRead."""
    shown = newest(turn)
    if shown is None or len(said.split()) > LONGEST_SENTENCE or said.strip()[-1:] == "?":
        return None
    clauses = [_telling(clause, turn) for clause in _CLAUSES.split(said)]
    found: dict[tuple[str, ...], str] = {}
    for label, data in shown.buttons:
        wanted = _telling(label, turn)
        is_of_step = data.startswith(f"{session.STEP}:") and not session.at_offer(turn)
        if not wanted or is_of_step or data.startswith(IRREVOCABLE):
            continue
        stands = wanted in clauses if len(wanted) < FEWEST_WORDS else any(_has(clause, wanted) for clause in clauses)
        if stands and not is_denied_before(said, wanted[0], turn.words) and not _is_denied(said, wanted, turn):
            found[wanted] = data
    # "Keep it gentle" says more than "gentle".
    longest = [one for one in found if not any(one != other and _has(other, one) for other in found)]
    return TypedLabel(found[longest[0]], shown, is_newest=True) if len(longest) == 1 else None


def _is_denied(said: str, wanted: tuple[str, ...], turn: Turn) -> bool:
    """Whether the clauses in which a button's words stand deny them in the person's own language."""
    if not turn.words.is_translated:
        return False
    denials = phrases_of(turn.words, "hear.denial")
    around = [
        set(normalize(clause).split()) - set(wanted) for clause in _CLAUSES.split(said) if _stands(clause, wanted, turn)
    ]
    return bool(around) and all(not each.isdisjoint(denials) for each in around)


def _stands(clause: str, wanted: tuple[str, ...], turn: Turn) -> bool:
    return _has(_telling(clause, turn), wanted)


def counted(turn: Turn, said: str) -> TypedLabel | None:
    """The button of the newest message that is named by its place among others of its kind: "the second one". None for
    any other text, and where there is only one. Raises ShownNotRead."""
    shown = newest(turn)
    if shown is None:
        return None
    place = place_in(said, turn.words)
    kind = shown.buttons[0][1].partition(":")[0]
    of_a_kind = [data for _, data in shown.buttons if data.partition(":")[0] == kind]
    if place is None or kind not in COUNTED or len(of_a_kind) < FEWEST_COUNTED or place >= len(of_a_kind):
        return None
    data = of_a_kind[place]
    return None if data.startswith(IRREVOCABLE) else TypedLabel(data, shown, is_newest=True)


def place_in(said: str, words: Words) -> int | None:
    """The place, from 0 on, that a text names in a list, -1 for the last; None when it says more or anything else."""
    counted = words.counted("hear.places_in_a_list")
    last = max(number for number, _ in counted)
    places = {normalize(word): number for number, word in counted}
    told = [word for word in normalize(said).split() if word not in _beside(words) and word not in ("number", "button")]
    if len(told) != 1 or told[0] not in places or said.strip()[-1:] == "?":
        return None
    return -1 if places[told[0]] == last else places[told[0]]


def newest(turn: Turn) -> ShownButtons | None:
    """The newest message whose buttons stand there still, those aside that only say what there is; None without one.
    Raises ShownNotRead."""
    live = takewhile(lambda each: each.is_live, turn.shown)
    return next((each for each in live if not is_of_lost(each)), None)


def is_of_lost(shown: ShownButtons) -> bool:
    """Whether a message's buttons only say what there is, under a text that was not understood; in a step, beside the
    button that leads on."""
    offered = [data for _, data in shown.buttons if not data.startswith(f"{session.STEP}:")]
    ways = sum(data.startswith("meant:") or data in _WAYS for data in offered)
    return ways == len(offered) and ways >= FEWEST_WAYS


def undo(turn: Turn) -> TypedLabel | None:
    """The button of the newest message that takes back what was done; None without one. Raises ShownNotRead."""
    return _called(turn, "button.undo")


def undo_shown(turn: Turn, said: str) -> TypedLabel | None:
    """The newest button that takes back what was done, where a text asks for that: "undo". Other messages may stand
    below it. None for any other text. Raises ShownNotRead."""
    if not matches(said, turn.words, "hear.undo"):
        return None
    wanted = turn.words.label("button.undo")
    found = [(data, one) for one in turn.shown if one.is_live for label, data in one.buttons if label == wanted]
    return TypedLabel(*found[0], is_newest=True) if found else None


def just_once(turn: Turn) -> TypedLabel | None:
    """The button of the newest message that lets a weekly reminder come once, likewise."""
    return _called(turn, "button.just_once")


def _called(turn: Turn, key: str) -> TypedLabel | None:
    shown = newest(turn)
    if shown is None:
        return None
    wanted = turn.words.label(key)
    found = [data for label, data in shown.buttons if label == wanted]
    return TypedLabel(found[0], shown, is_newest=True) if len(found) == 1 else None


def told_words(said: str, words: Words) -> frozenset[str]:
    """The words of a text that tell a button of a list from others; countries by their full names."""
    named = dict(each.split(" = ") for each in reversed(words.options("hear.country_names")))
    plain = [word for word in normalize(said).split() if not says_nothing(word, words)]
    numbers = lexicon_of(words.catalogue).numbers
    return frozenset(str(numbers.get(part, part)) for word in plain for part in named.get(word, word).split())


def _telling(text: str, turn: Turn) -> tuple[str, ...]:
    """The words of a text that say something, normalized."""
    beside = _beside(turn.words)
    numbers = lexicon_of(turn.words.catalogue).numbers
    spoken = [word for word in normalize(text).split() if word.isalnum() and word not in beside]
    return tuple(str(numbers.get(word, word)) for word in spoken)


@lru_cache(maxsize=8)
def _beside(words: Words) -> frozenset[str]:
    return frozenset(normalize(word) for word in words.options("hear.label_fillers"))


def _has(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))


def _data_under(buttons: Sequence[tuple[str, str]], said: str, wanted: str) -> str | None:
    """The data of the button of that name; None when there is none, or several and none that is just so."""
    found = {label: data for label, data in buttons if _normalized(label) == wanted}
    if len(set(found.values())) > 1:
        return found.get(said.strip())
    return next(iter(found.values()), None)


def _says_what_it_does(turn: Turn, said: str, wanted: str) -> bool:
    words = [word for word in wanted.split() if word.isalpha()]
    return len(words) >= FEWEST_WORDS and recognize(said, turn.words, (Intent.YES, Intent.NO)) is None


@lru_cache(maxsize=2048)
def _normalized(label: str) -> str:
    return normalize(label)
