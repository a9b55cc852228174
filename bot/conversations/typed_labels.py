"""Typed labels: the button, of those shown in the last day, whose words a text is.

Case, accents, arrows and emoji make no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.conversations.turn import Turn
from bot.understanding.intents import Intent, normalize, recognize
from bot.understanding.sentence import says_nothing
from storage.records.shown import ShownButtons

# What cannot be undone is never done by a label: the questions that ask for it hear their own words alone.
IRREVOCABLE = ("delete:yes", "stop:yes", "broadcast")
# No label is longer, in characters.
LONGEST = 100
# A button that was taken away counts when its label has so many words: "Yes" and "08:00" answered a question that is
# closed, "Tie it to my day" says by itself what is wanted.
FEWEST_WORDS = 2


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
    if not turn.shown or not turn.shown[0].is_live:
        return None
    named = dict(each.split(" = ") for each in turn.words.options("hear.country_names"))
    plain = [word for word in normalize(said).split() if not says_nothing(word, turn.words)]
    wanted = {part for word in plain for part in named.get(word, word).split()}
    found = [
        data
        for label, data in turn.shown[0].buttons
        if data.startswith(prefix) and wanted.issubset(_normalized(label).split())
    ]
    if not wanted or len(set(found)) != 1 or found[0].startswith(IRREVOCABLE):
        return None
    return TypedLabel(found[0], turn.shown[0], is_newest=True)


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
