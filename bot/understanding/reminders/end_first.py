"""A pause whose end, or whose length, is told before the day on which it begins: "pause until the 24th from Saturday".
Pure."""

from __future__ import annotations

from bot.i18n.catalogue import Words
from bot.understanding.text.phrase_patterns import plain
from bot.understanding.times.pauses import beginning_alone
from bot.understanding.wishes.sentence import says
from bot.understanding.wishes.wish_details import Known
from bot.understanding.wishes.wish_rules import Wish
from bot.understanding.wishes.wishes import Wished

# What stands before the first day, and before the end.
_BEGINS = frozenset({"from", "starting", "beginning", "since", "as"})
_ENDS = frozenset({"until", "till", "til", "untill", "through", "thru", "to", "for"})
_LENGTHS = frozenset({"a", "an", "one", "two", "three", "four", "five", "six"})
# What may stand behind the first day: "from Saturday on".
_TAILS = frozenset({"on", "onwards", "onward", "please", "pls"})
# The most words of each.
_LONGEST = 5


_NEAR = frozenset(
    {Wish.PAUSE, Wish.PAUSE_SESSION, Wish.DAYS_OFF, Wish.STOP, Wish.QUIET, Wish.RESUME, Wish.TRAVEL, Wish.REMOVE}
)
_ASKED_FOR = ("pause_alone", "absence.off")
_KEYS = (*_ASKED_FOR, "absence.away")
# The most words beside a pause that is not named: "quiet until the 10th from Thursday".
_MOST_BESIDE = 2
# The most words of a text that asks for no more than a pause.
_LONGEST_TEXT = 14


def read(text: str, words: Words, wished: tuple[Wished, ...], known: Known) -> Wished | None:
    """The pause, asked about where it is not asked for in these words; None for any other text."""
    is_named = any(says(text, words, key) for key in _KEYS)
    is_near = all(one.wish in _NEAR or (is_named and one.wish is Wish.REMIND) for one in wished)
    pause = _in_order(text, words, known) if is_near else ""
    if not (wished or is_named) and len(text.split()) - len(pause.split()) > _MOST_BESIDE:
        return None
    is_asked_for = any(says(text, words, key) for key in _ASKED_FOR) and len(text.split()) <= _LONGEST_TEXT
    return Wished(Wish.PAUSE, pause, sure=is_asked_for, plain=True) if pause else None


def _in_order(text: str, words: Words, known: Known) -> str:
    """The pause in the order in which it is read: "from Saturday until the 24th"; empty for any other text."""
    spoken = [word.rstrip(",.!") for word in text.split()]
    told = [plain(word) for word in spoken]
    begins = next((place for place, word in enumerate(told) if place and word in _BEGINS), None)
    if begins is None or text.rstrip().endswith("?"):
        return ""
    first = _first_day(spoken[begins:], words, known)
    for size in range(_LONGEST, 1, -1):
        run = spoken[max(begins - size, 0) : begins]
        if not first or not run or not (plain(run[0]) in _ENDS | _LENGTHS or run[0].isdigit()):
            continue
        length = "" if plain(run[0]) in _ENDS else "for "
        pause = f"{first} {length}{' '.join(run)}"
        others = [*told[: max(begins - size, 0)], *told[begins + len(first.split()) :]]
        if any(mark.isdigit() for word in others for mark in word):
            continue
        if known.can_pause(pause):
            return pause
    return ""


def _first_day(spoken: list[str], words: Words, known: Known) -> str:
    """The longest beginning of a text that is a day on which a pause begins, as "from Saturday"; empty for none."""
    behind = (
        2 if [plain(word) for word in spoken[:2]] in (["as", "of"], ["starting", "from"], ["starting", "on"]) else 1
    )
    days = (" ".join(["from", *spoken[behind : behind + size]]) for size in range(_LONGEST, 0, -1))
    day = next((day for day in days if beginning_alone(day, known.today, words) is not None), "").split()
    while day and plain(day[-1]) in _TAILS:
        day.pop()
    return " ".join(day)
