"""A language in a folder of its own, for tests: a few German sentences and words over the English ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.conversations.preferences import language
from bot.i18n.catalogue import Words, words_in
from bot.i18n.po_files import english_files, messages_of, po_files

GERMAN_SAID = {"walk.paused_offer": "Pause. Sag „weiter“, wenn du so weit bist."}
GERMAN_HEARD = {
    "hear.next": "weiter | nächster",
    "hear.yes": "ja | gern",
    "hear.no": "nein",
    "hear.wish.progress": "mein fortschritt | wie weit bin ich",
    "hear.places_in_a_list": "erste | zweite | dritte | vierte | fünfte | letzte",
    "hear.numbers": "null | ein | zwei | drei",
}


def write_language(
    folder: Path, language: str, said: Mapping[str, str], heard: Mapping[str, str] | None = None, *, whole: bool = True
) -> None:
    """Write the catalogues of a language into a folder. What is not given in `said` is English where it is `whole`,
    else missing."""
    sentences, hearing = Catalog(locale=language), Catalog(locale=language)
    for key, message in messages_of(english_files()[0]).items():
        if whole or key in said:
            text = said.get(key) or _last_form(message)
            is_plural = isinstance(message.id, tuple)
            forms = (text,) * sentences.num_plurals if is_plural else text
            sentences[message.id] = Message(message.id, forms)
    for key, text in (heard or {}).items():
        hearing[key] = Message(key, text)
    for path, catalogue in zip(po_files(language, folder), (sentences, hearing), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=0)


def _last_form(message: Message) -> str:
    return str(message.string[-1] if isinstance(message.string, tuple | list) else message.string)


# German sentences in which a test can see that the language changed.
GERMAN_WHOLE = {
    "language.ask": "In welcher Sprache soll ich schreiben?",
    "language.set": "Ab jetzt schreibe ich auf Deutsch.",
    "settings.title": "Deine Einstellungen",
    "settings.language": "Sprache: {language}",
    "hello.what": "Ich erinnere dich an ein paar Minuten Bewegung.",
    "button.not_today": "Heute nicht",
    "setup.position": "Wo bewegst du dich am liebsten?",
    "command.language": "Die Sprache, in der ich schreibe",
    "command.today": "Die Bewegung von heute",
    "description": "Ein paar Minuten Bewegung für die Hüfte.",
    "description.short": "Bewegung für die Hüfte.",
}
GERMAN_ASKED = {"hear.language_beside": "auf | in | bitte | sprich | schreib | mit | mir", "hear.next": "weiter"}


def offer_languages(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[[str | None], Words]:
    """Offer German and Brazilian Portuguese besides English, from a folder; what gives the words of a code then."""
    write_language(folder, "de", GERMAN_WHOLE, GERMAN_ASKED)
    write_language(folder, "pt_BR", {"language.ask": "Em que idioma devo escrever?"})
    for name in ("offered", "language_for", "words_of", "words_in"):
        monkeypatch.setattr(language, name, partial(getattr(language, name), folder=folder))
    for made in (language._names, language._beside):
        made.cache_clear()
    return partial(words_in, folder=folder)
