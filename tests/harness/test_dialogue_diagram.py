"""The diagram of dialogues shows what is declared."""

from __future__ import annotations

from pathlib import Path

from bot.conversations.dispatch import DIALOGUES
from tests.harness.dialogue_diagram import page

SHOWN = Path(__file__).parents[2] / "docs" / "dialogues.md"


def test_the_diagram_is_not_stale() -> None:
    """`make diagrams` draws it again."""
    assert SHOWN.read_text(encoding="utf-8") == page()


def test_every_command_question_and_button_is_in_it() -> None:
    """Each at its dialogue."""
    shown = page()
    for name in DIALOGUES.commands:
        assert f"/{name}" in shown
    for prefix in (*DIALOGUES.questions, *DIALOGUES.taps):
        assert prefix in shown
