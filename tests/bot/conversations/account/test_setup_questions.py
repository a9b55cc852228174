"""Short questions at the question for the city, in every language: answered, and never looked up on the map."""

from __future__ import annotations

import pytest

from bot.i18n.catalogue import words_in
from bot.i18n.po_files import offered
from tests.harness.in_memory_stage import InMemoryStage
from tests.harness.stage import Player

MINUTES, MONEY, WHY = "setup.minutes", "faq.cost", "zone.why"
ROWS = {
    "en": {"how long?": MINUTES, "is it free?": MONEY, "why?": WHY, "what for?": WHY},
    "de": {"wie lange?": MINUTES, "wie lange dauert es?": MINUTES, "was kostet?": MONEY, "wofür?": WHY},
    "es": {"¿cuánto dura?": MINUTES, "¿cuánto tiempo?": MINUTES, "¿es gratis?": MONEY, "¿por qué?": WHY},
    "pt_BR": {"quanto dura?": MINUTES, "quanto tempo?": MINUTES, "quanto custa?": MONEY, "por quê?": WHY},
    "ru": {"сколько длится?": MINUTES, "как долго?": MINUTES, "сколько стоит?": MONEY, "зачем?": WHY},
    "ar": {"كم المدة؟": MINUTES, "كم تدوم؟": MINUTES, "كم السعر؟": MONEY, "لماذا؟": WHY},
}
PLACES = {"en": "New York?", "de": "Frankfurt am Main?", "es": "¿Buenos Aires?", "pt_BR": "Porto Alegre?"}


async def at_the_city(stage: InMemoryStage, language: str) -> Player:
    """Somebody who is asked for their city in a language."""
    player, words = stage.player("Ana", language.replace("_", "-")), words_in(language)
    await player.says("/start")
    for label in ("button.set_me_up", "button.care_no", "button.position_seated"):
        await player.taps(words.label(label))
    assert player.record.account.setup == "zone"
    return player


def test_every_language_has_its_questions() -> None:
    """Of those that are offered."""
    assert set(ROWS) == set(offered())


@pytest.mark.parametrize("language", ROWS)
async def test_a_short_question_is_answered(in_memory: InMemoryStage, language: str) -> None:
    """And the city is asked for again."""
    player, words = await at_the_city(in_memory, language), words_in(language)
    for question, key in ROWS[language].items():
        answers = "\n".join(await player.says(question))
        assert words.say(key) in answers, question
        assert player.record.account.setup == "zone"


@pytest.mark.parametrize("language", PLACES)
async def test_a_place_with_a_mark_behind_is_a_place(in_memory: InMemoryStage, language: str) -> None:
    """Somebody may not be sure that it is known."""
    player = await at_the_city(in_memory, language)
    await player.says(PLACES[language])
    assert player.record.settings.zone
