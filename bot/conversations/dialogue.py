"""Dialogue: the commands, questions and buttons that one file of conversations declares.

`dispatch` holds one tuple of them. The handlers, the command menu, "where you are" and the diagram read that tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from bot.conversations.turn import Turn
from bot.markup import Html
from bot.understanding.answers.intents import matches

# What a button does, by its data; False when it is an old one, and the person is shown where they are.
Tap = Callable[[Turn, str], bool]
Predicate = Callable[[Turn], bool]
Conversation = Callable[[Turn, str], None]


def always(turn: Turn) -> bool:
    """True on every turn."""
    return True


def never(turn: Turn) -> bool:
    """False on every turn."""
    return False


def not_called_off(turn: Turn, said: str) -> bool:
    """False for every text: the question reads a no, a stop and a skip itself."""
    return False


def leaves_as_it_is(turn: Turn, said: str) -> bool:
    """Whether a text is a plain no, stop or skip. "off" is not: it turns off what is asked about."""
    if matches(said, turn.words, "hear.off"):
        return False
    return any(matches(said, turn.words, key) for key in ("hear.no", "hear.stop", "hear.skip"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that can be open: `account.asking` is its `prefix`, or begins with it and a colon.

    `answer` reads a typed text; False when the text says something else. `ask_again` repeats the question after a line;
    False when there is nothing left to ask. `yields_to_walk`: the words of a walk are read first, and close the
    question. `is_called_off` tells whether a text leaves everything as it is. `waits` is False for a question that only
    reads what its buttons say: a walk and setting up are answered before it. `outlasts_commands`: a command does not
    close it. `hears_pain`: "it hurts" is an answer to it. `is_slow`: reading an answer takes more than some
    milliseconds.
    """

    prefix: str
    answer: Callable[[Turn, str], bool]
    ask_again: Callable[[Turn, Html], bool]
    yields_to_walk: bool
    is_called_off: Callable[[Turn, str], bool]
    waits: bool
    outlasts_commands: Predicate
    hears_pain: Predicate
    is_slow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, with its line in the catalogues under `command.<name>`.

    `run` gets what is typed after it; None where the handlers first read something for it from the database.
    `begins_walk`: after an emergency the person is first asked whether they are well. `needs_slash`: without its slash
    the name means something else. `for_admins`: only in their menu.
    """

    name: str
    run: Conversation | None
    is_slow: bool = False
    begins_walk: bool = False
    needs_slash: bool = False
    for_admins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What one file answers. `module` is its module's name, `taps` its buttons by the first word of their data."""

    module: str
    commands: Sequence[Command] = ()
    questions: Sequence[Question] = ()
    taps: Mapping[str, Tap] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.module.rpartition(".")[2]

    @property
    def room(self) -> str:
        """The name of its folder."""
        return self.module.split(".")[-2]


_T = TypeVar("_T")


class Dialogues:
    """All dialogues: commands in the order of the menu, questions and taps by what they begin with.

    Raises ValueError when two dialogues own the same command, question or button.
    """

    def __init__(self, dialogues: Sequence[Dialogue]) -> None:
        self.all = tuple(dialogues)
        self.commands = _owned("command", [(each.name, each) for one in self.all for each in one.commands])
        self.questions = _owned("question", [(each.prefix, each) for one in self.all for each in one.questions])
        self.taps = _owned("button", [pair for one in self.all for pair in one.taps.items()])

    def question_of(self, asking: str | None) -> Question | None:
        """The question that is open, by `account.asking`; None when there is none."""
        return self.questions.get((asking or "").partition(":")[0])


def _owned(kind: str, pairs: Sequence[tuple[str, _T]]) -> Mapping[str, _T]:
    found: dict[str, _T] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"two dialogues own the {kind} {name!r}")
        found[name] = value
    return MappingProxyType(found)
