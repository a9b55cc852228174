"""/language: which language the bot writes in, chosen by a command, a button or in words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.conversations.preferences import language
from bot.emulator.people import buttons_of
from bot.i18n.catalogue import Words
from storage.records.person import spoken_language
from tests.harness.languages import offer_languages
from tests.harness.stage import Stage, opened
from tests.harness.tabled import tabled


@pytest.fixture(autouse=True)
def names_of_their_own() -> Iterator[None]:
    """The languages that a test offers are known by name in it alone."""
    yield
    language._names.cache_clear()
    language._beside.cache_clear()


@pytest.fixture
def words_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str | None], Words]:
    """The words of a code, where German and Portuguese are offered besides English."""
    return offer_languages(monkeypatch, tmp_path_factory.mktemp("locale"))


@pytest.fixture
async def stage(tmp_path: Path, words_for: Callable[[str | None], Words]) -> AsyncIterator[Stage]:
    """A bot that speaks them."""
    async with opened(Stage(tmp_path, words_for=words_for)) as stage:
        yield stage


async def test_a_chosen_language_is_written_from_the_answer_on(stage: Stage) -> None:
    """By a command, also in prompts that come later, and in spite of what Telegram says."""
    ana = stage.player()
    await ana.sets_up()
    assert await ana.says("/language") == ["Which language do you want?"]
    assert await ana.taps("Deutsch") == ["Ab jetzt schreibe ich auf Deutsch."]
    assert ana.record.settings.chosen_language == "de"
    assert ana.record.settings.language == "en"
    assert (await ana.says("/settings"))[0].startswith("Deine Einstellungen")
    assert "Sprache: Deutsch" in (await ana.says("/settings"))[0]
    await stage.restart()
    assert await ana.says("/language") == ["In welcher Sprache soll ich schreiben?"]
    assert await ana.says("/language English") == ["I write in English from now on."]


async def test_a_prompt_is_in_the_chosen_language(stage: Stage) -> None:
    """It is written by the clock, when Telegram says nothing of the person."""
    ana = stage.player()
    await ana.sets_up()
    await ana.says("auf Deutsch bitte")
    for _ in range(26):
        await stage.tick(hours=1)
    assert "Heute nicht" in [button["text"] for message in ana.person.messages for button in buttons_of(message)]


@tabled(
    ("said", "wanted"),
    [
        ("deutsch", "de"),
        ("Auf Deutsch!", "de"),
        ("speak German", "de"),
        ("can you write in german please", "de"),
        ("German, please.", "de"),
        ("sprich Englisch mit mir", "en"),
        ("english", "en"),
        ("português", "pt_BR"),
        ("Brazilian Portuguese", "pt_BR"),
        ("português (Brasil) please", "pt_BR"),
        ("brazilian please", "pt_BR"),
        ("castilian", None),
        ("speak French", None),
        ("german or english", None),
        ("my German friend moves, too", None),
        ("", None),
    ],
)
def test_a_language_is_wished_for_in_words(
    words_for: Callable[[str | None], Words], said: str, wanted: str | None
) -> None:
    """By its name in any of the languages, with polite words around it and nothing else."""
    assert words_for("de").own_locale.language == "de"
    assert language.language_in(said) == wanted


async def test_somebody_whose_language_is_not_there_is_asked_at_first(stage: Stage) -> None:
    """Once, in all languages; then what the bot is comes in the one that they chose."""
    ana = stage.player("Chiara", "it")
    [asked] = await ana.says("/start")
    assert asked.splitlines() == [
        "Which language do you want?",
        "In welcher Sprache soll ich schreiben?",
        "Em que idioma devo escrever?",
    ]
    [hello] = await ana.taps("Deutsch")
    assert "Ich erinnere dich" in hello
    await ana.taps("Set me up")
    assert ana.record.settings.chosen_language == "de"


async def test_somebody_who_does_not_choose_goes_on_in_english(stage: Stage) -> None:
    """The question is not asked twice."""
    ana = stage.player("Chiara", "it")
    await ana.says("/start")
    [hello] = await ana.says("/start")
    assert "Which language" not in hello


async def test_a_telegram_in_german_is_answered_in_german(stage: Stage) -> None:
    """Nothing is asked; English is understood beside it."""
    ana = stage.player("Berta", "de-AT")
    [hello] = await ana.says("/start")
    assert "Ich erinnere dich" in hello
    await ana.taps("Show me one first")
    assert await ana.says("weiter")
    place = ana.record.walk
    assert place is not None
    assert await ana.says("next")
    assert ana.record.walk is not None
    assert ana.record.walk.step != place.step
    assert ana.record.settings.chosen_language is None


async def test_a_language_that_is_changed_while_setting_up_asks_the_question_again(stage: Stage) -> None:
    """In that language."""
    ana = stage.player()
    await ana.says("/start")
    await ana.taps("Set me up")
    await ana.says("no")
    [again] = await ana.says("Deutsch bitte")
    assert again.splitlines() == ["Ab jetzt schreibe ich auf Deutsch.", "Wo bewegst du dich am liebsten?"]


async def test_a_text_in_another_language_is_answered_with_the_languages(stage: Stage) -> None:
    """With their buttons, in all of them."""
    ana = stage.player()
    await ana.sets_up()
    [asked] = await ana.says("ich möchte das bitte nicht mehr so")
    assert "In welcher Sprache soll ich schreiben?" in asked
    assert await ana.taps("Deutsch") == ["Ab jetzt schreibe ich auf Deutsch."]


async def test_with_english_alone_it_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And there is no button."""
    monkeypatch.setattr(language, "offered", lambda: ("en",))
    async with opened(Stage(tmp_path)) as stage:
        ana = stage.player("Chiara", "it")
        assert "Which language" not in (await ana.says("/start"))[0]
        [said] = await ana.says("/language")
        assert said.startswith("I write in English.")
        assert "Language:" not in (await ana.says("/settings"))[0]


@tabled(
    ("chosen", "telegram", "spoken"),
    [
        (None, "de-AT", "de-AT"),
        ("de", "de-AT", "de-AT"),
        ("de", "en-US", "de"),
        ("pt-BR", "pt", "pt"),
        ("en", None, "en"),
        (None, None, None),
    ],
)
def test_the_chosen_language_keeps_the_territory_of_telegrams(
    chosen: str | None, telegram: str | None, spoken: str | None
) -> None:
    """Where both are the same language: times are written as in Austria."""
    assert spoken_language(chosen, telegram) == spoken
