"""What a text says is worked out once for its answer, whatever of the record turns out to be needed for it."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Reading
from tests.harness.in_memory_stage import InMemoryStage


@pytest.mark.parametrize("said", ["which days did I do last week", "my knee has been creaky since this morning"])
async def test_a_text_is_read_once_for_the_conversation(
    in_memory: InMemoryStage, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Once for the alarm, before the record is read that says where the person is, and once for the conversation, which
    is decided again when the diary or the newest buttons are needed. And as often when it is written again."""
    found: list[str] = []

    def counted(text: str, words: Words) -> Reading | None:
        found.append(text)
        return english(text, words)

    eva = in_memory.player("Eva")
    await eva.sets_up()
    english = symptoms.read_english
    monkeypatch.setattr(symptoms, "read_english", counted)
    for times in (1, 2):
        await eva.says(said)
        assert found.count(said) == 2 * times
