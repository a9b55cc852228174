"""Sentences: what a catalogue's file says, as Babel reads it, and the same as gettext gives it."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a file by their keys: each a text, or one for each plural form. Empty where one is missing, or
    marked as one to look at again. The locale is None where the file names none that CLDR knows; `plural_rule` gives
    the form of a number n."""

    locale: Locale | None = None
    plural_rule: str = "(n != 1)"
    texts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


class Translations(gettext.NullTranslations):
    """Sentences as gettext gives them."""

    def __init__(self, texts: Mapping[str, str | tuple[str, ...]], plural_rule: str) -> None:
        """Take those that are there."""
        super().__init__()
        self._form_of: Callable[[int], int] = gettext.c2py(plural_rule)
        one = self._form_of(1)
        self._plurals = {key: forms for key, forms in texts.items() if not isinstance(forms, str) and all(forms)}
        self._singles = {key: text for key, text in texts.items() if text and isinstance(text, str)}
        self._singles |= {key: forms[one] for key, forms in self._plurals.items()}

    def gettext(self, message: str) -> str:
        """The sentence behind a key, the one for 1 where it has plural forms; the key where there is none."""
        found = self._singles.get(message)
        return super().gettext(message) if found is None else found

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form that n asks for; one of both keys where there is none."""
        forms = self._plurals.get(msgid1)
        return super().ngettext(msgid1, msgid2, n) if forms is None else forms[self._form_of(n)]


def read_sentences(path: Path) -> Sentences:
    """The sentences of a file; none where it is not there. Raises PoFileError for one that is no catalogue."""
    if not path.is_file():
        return Sentences()
    catalogue = read_po(io.BytesIO(path.read_bytes()), abort_invalid=True)
    texts = {_key_of(message): _said(message, catalogue) for message in catalogue if message.id}
    return Sentences(catalogue.locale, catalogue.plural_expr, texts)


def _key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _said(message: Message, catalogue: Catalog) -> str | tuple[str, ...]:
    forms = message.string
    if not isinstance(forms, tuple | list):
        return "" if message.fuzzy else str(forms or "")
    is_whole = len(forms) == catalogue.num_plurals and not message.fuzzy
    return tuple(str(form) if is_whole else "" for form in forms)
