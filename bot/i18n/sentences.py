"""Sentences: what a catalogue's file says, and the same as gettext gives it.

A start reads a dozen files of thousands of sentences each. One that is written as `make translations` writes it is read
by one expression, any other one by Babel, which takes three times as long and says what is wrong with it.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, unescape

_QUOTED = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_LINES = rf"{_QUOTED}(?:\n{_QUOTED})*"
_ENTRY = re.compile(
    rf"((?:(?:#(?!~)[^\n]*)?\n)*)msgid ({_LINES})\n"
    rf"(?:msgid_plural {_LINES}\n((?:msgstr\[\d\] {_LINES}(?:\n|\Z))+)|msgstr ({_LINES})(?:\n|\Z))\n*"
)
_FORM = re.compile(rf"msgstr\[(\d)\] ({_LINES})")
_BREAK = '"\n"'
_LANGUAGE = re.compile(r"^Language: *(\S+)$", re.MULTILINE)
_PLURALS = re.compile(r"^Plural-Forms: *nplurals=(\d); *plural=(.+?);?$", re.MULTILINE)


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
    content = path.read_bytes()
    return _read(content.decode()) or by_babel(content)


def _read(text: str) -> Sentences | None:
    """The sentences of a file that is written as usual; None for any other one."""
    texts: dict[str, str | tuple[str, ...]] = {}
    header = _ENTRY.match(text)
    if header is None or header[2] != '""' or header[4] is None:
        return None
    told = _unquoted(header[4])
    language, plurals = _LANGUAGE.search(told), _PLURALS.search(told)
    locale = _locale(language[1]) if language is not None else None
    if locale is None:
        return None
    count, rule = (int(plurals[1]), plurals[2]) if plurals is not None else _usual_plurals(locale)
    place = header.end()
    while place < len(text):
        found = _ENTRY.match(text, place)
        if found is None:
            return None
        comments, written, plural, single = found.groups()
        key = _unquoted(written)
        if not key:
            return None
        if plural is None:
            texts[key] = "" if _is_fuzzy(comments) else _unquoted(single)
        else:
            forms = {int(number): _unquoted(form) for number, form in _FORM.findall(plural)}
            if max(forms) >= count:
                return None
            texts[key] = tuple("" if _is_fuzzy(comments) else forms.get(number, "") for number in range(count))
        place = found.end()
    return Sentences(locale, rule, texts)


def by_babel(content: bytes) -> Sentences:
    """The same of any file, as Babel reads it. Raises PoFileError for one that is no catalogue."""
    catalogue = read_po(io.BytesIO(content), abort_invalid=True)
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


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


def _usual_plurals(locale: Locale) -> tuple[int, str]:
    usual = get_plural(locale)
    return usual.num_plurals, usual.plural_expr


def _is_fuzzy(comments: str) -> bool:
    flags = (line.split(",") for line in comments.splitlines() if line.startswith("#,"))
    return "#," in comments and any(flag.strip() == "fuzzy" for each in flags for flag in each)


def _unquoted(written: str) -> str:
    """The text of a string in quotes, over as many lines as it takes."""
    if "\\" in written:
        return "".join(map(unescape, written.split("\n")))
    return written[1:-1].replace(_BREAK, "")
