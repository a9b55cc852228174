"""Is the grade of a message counted as its description says, and is nothing that is said above it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.i18n.readability import (
    CATALOGUE,
    Message,
    catalogue_messages,
    grade,
    hard_ones,
    movement_messages,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("<b>In all</b>: {sums}", "In all: name."),
        ("One line\n· another. And one", "One line. another. And one."),
        ("Say /resume, or /pause 5.", "Say name, or name 5."),
        ("Hip flexion and extension: take care with sciatica", "name: take care with name."),
        ("– \n\n", ""),
    ],
)
def test_names_and_what_is_put_in_count_as_one_short_word(text: str, counted: str) -> None:
    """Without markup, and with a full stop behind each line."""
    assert words_of(text) == counted


def test_a_plain_sentence_has_a_low_grade_and_a_stiff_one_a_high_grade() -> None:
    """By the formula: 0.39 words a sentence, 11.8 syllables a word, less 15.59."""
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59, abs=0.05)
    stiff = grade("Additional notifications are temporarily unavailable.")
    assert stiff is not None
    assert stiff > 12


def test_a_label_of_a_few_words_has_no_grade() -> None:
    """The formula says nothing of it."""
    assert grade("Notification preferences unavailable") is None
    assert grade("") is None


def test_warnings_and_privacy_may_be_a_little_harder() -> None:
    """By their keys."""
    most = {key: Message(CATALOGUE, 1, key, "").most for key in ("about.signs.today", "privacy.text", "end.done")}
    assert most == {"about.signs.today": 8, "privacy.text": 8, "end.done": 6}


def test_a_step_is_one_message_with_what_stands_under_it(tmp_path: Path) -> None:
    """As it is, on the second side, and in its other wordings; what is said alone is a message of its own."""
    (tmp_path / "one.yaml").write_text(
        """
id: one
summary: A movement.
variations:
  - id: seated-one
    levels:
      - id: first
        offer: A little more?
        steps:
          - id: open
            text: Open it.
            cues: [Slowly., Both ways.]
            breath: Breathe in.
            also: [Or not.]
            second: Open the other.
            second_cues: [Slowly again.]
            without: [{flags: [wide], text: Just open., cues: [A bit.]}]
            alone: Open and close.
            figure: {text: not read}
about:
  why: Because.
  signs: {intro: Stop at, items: [pain, more pain]}
""",
        encoding="utf-8",
    )
    found = {message.key: (message.line, message.text) for message in movement_messages(tmp_path)}
    step = "variations.seated-one.levels.first.steps.open"
    assert found == {
        "summary": (3, "A movement."),
        "variations.seated-one.levels.first.offer": (8, "A little more?"),
        f"{step}.text": (11, "Open it.\nSlowly.\nBoth ways.\nBreathe in.\nOr not."),
        f"{step}.second": (15, "Open the other.\nSlowly again."),
        f"{step}.without.0.text": (17, "Just open.\nA bit."),
        f"{step}.alone": (18, "Open and close."),
        "about.why": (21, "Because."),
        "about.signs": (22, "Stop at\npain\nmore pain"),
    }


def test_every_sentence_of_the_catalogue_is_read_with_ease() -> None:
    """What is above its grade, with where it stands."""
    assert len(list(catalogue_messages())) > 900
    assert [f"{message}: {found}" for message, found in hard_ones() if message.file == CATALOGUE] == []
