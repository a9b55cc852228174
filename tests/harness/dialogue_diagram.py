"""The diagram of dialogues, drawn from what they declare: `python -m tests.harness.dialogue_diagram` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot.conversations.dialogue import Dialogue, Question
from bot.conversations.dispatch import DIALOGUES

HEAD = """# Dialogues

Drawn by `make diagrams` from `DIALOGUES` in `bot/conversations/dispatch.py`; a test says when it is stale. Left what a
person does, in the middle the file that answers it, right the question that it may leave open in `account.asking`.
A dashed line is a question that only listens for what its buttons say.
"""


def page() -> str:
    """The whole document, with a Mermaid diagram a room."""
    rooms: dict[str, list[Dialogue]] = {}
    for dialogue in DIALOGUES.all:
        rooms.setdefault(dialogue.room, []).append(dialogue)
    return HEAD + "".join(f"\n## {room}\n\n```mermaid\n{_room(rooms[room])}```\n" for room in sorted(rooms))


def _room(dialogues: list[Dialogue]) -> str:
    return "".join(
        f"{line}\n" for line in ("flowchart LR", *(f"  {line}" for one in dialogues for line in _lines(one)))
    )


def _lines(dialogue: Dialogue) -> Iterator[str]:
    name = dialogue.name
    yield f"{name}[{name}]"
    typed = " ".join(f"/{command.name}" for command in dialogue.commands)
    if typed:
        yield f'{name}_typed(["{typed}"]) --> {name}'
    pressed = " ".join(f"{prefix}:" for prefix in dialogue.taps)
    if pressed:
        yield f'{name}_pressed(["button {pressed}"]) --> {name}'
    for question in dialogue.questions:
        arrow = "-->" if question.waits else "-.->"
        yield f'{name} {arrow} {name}_{question.prefix}{{{{"{_said(question)}"}}}}'


def _said(question: Question) -> str:
    return f"{question.prefix}, until a walk goes on" if question.yields_to_walk else question.prefix


if __name__ == "__main__":
    sys.stdout.write(page())
