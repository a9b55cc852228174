"""What was read from a text is kept while it is answered, and no longer."""

import asyncio

import pytest

from bot.i18n.catalogue import Words
from bot.understanding.symptoms import symptoms
from bot.understanding.symptoms.symptom_rules import Reading
from bot.understanding.text.remembered import remembered, remembering
from tests.harness.typed import chat_in

read: list[tuple[str, int]] = []


@remembered
def length(text: str, *, above: int = 0) -> int | None:
    """The length of a text; None where it is too short."""
    read.append((text, above))
    return len(text) if len(text) > above else None


def test_a_thing_is_worked_out_once_while_remembering() -> None:
    """Nothing is a value, too."""
    read.clear()
    with remembering():
        assert [length("a"), length("a"), length("bb")] == [1, 1, 2]
        assert [length("a", above=3), length("a", above=3)] == [None, None]
    assert read == [("a", 0), ("bb", 0), ("a", 3)]


def test_it_is_forgotten_afterwards() -> None:
    """Outside, nothing is kept at all; a memory within another one is the same."""
    read.clear()
    with remembering():
        with remembering():
            length("a")
        length("a")
    with remembering():
        length("a")
    length("a")
    length("a")
    assert len(read) == 4


def test_several_dialogues_read_the_body_from_a_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once before anything else, for the alarm, and once for the rest; and nothing is kept behind the answer."""
    said = "my knee has been creaky since the stairs this morning"
    found: list[str] = []

    def counted(text: str, words: Words) -> Reading | None:
        found.append(text)
        return english(text, words)

    english = symptoms.read_english
    monkeypatch.setattr(symptoms, "read_english", counted)
    chat = chat_in("en", "out").fork()
    chat.says(said)
    assert found.count(said) == 2
    chat.says(said)
    assert found.count(said) == 4


async def test_a_task_that_began_within_keeps_nothing() -> None:
    """It may go on for long: what it reads is its own."""
    read.clear()
    over = asyncio.Event()

    async def goes_on() -> None:
        await over.wait()
        for _ in range(2):
            with remembering():
                length("a")

    with remembering():
        length("a")
        task = asyncio.create_task(goes_on())
        await asyncio.sleep(0)
    over.set()
    await task
    assert len(read) == 3
