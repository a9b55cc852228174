"""Merging of translations: the entries of the English source, with what a language already has of them.

Each entry of another language tells the English that it was made from, in comments above it:

    #. Shown: inside a sentence, after "in".
    #. English: {count} day
    #. English: {count} days
    msgid "span.days"

An entry whose English has changed since is marked fuzzy, with the former English beside it, and is not used until a
translator takes the mark away. An entry that moved is found again by its English.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, read_po, write_po

from bot.i18n.direction import arrows_of, turned
from bot.i18n.plural_forms import plural_forms, shown_forms

WIDTH = 117  # columns of a file, not counting the marks before a comment
_ENGLISH, _BEFORE, _FORMS = "English: ", "English before: ", "Forms: "
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TAG = re.compile(r"</?([a-z-]+)(?: [^<>]*)?>")
Key = tuple[str | None, str]  # context and id


@dataclass(frozen=True)
class Source:
    """An entry of the English source."""

    id: str
    english: tuple[str, ...]  # one text, or one for each plural form
    plural_id: str | None = None
    context: str | None = None
    notes: tuple[str, ...] = ()  # what a translator has to know of it

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.context, self.id

    @property
    def shown(self) -> tuple[str, ...]:
        """The English as it stands in comments, once where several plural forms say the same."""
        return tuple(dict.fromkeys(map(_shown, self.english)))


def sources_of(english: Catalog) -> Iterator[Source]:
    """The entries of an English catalogue."""
    for message in english:
        if message.id:
            yield Source(
                id=_id(message),
                plural_id=message.id[1] if isinstance(message.id, (list, tuple)) else None,
                english=texts_of(message),
                context=message.context,
                notes=tuple(message.auto_comments),
            )


def texts_of(message: Message) -> tuple[str, ...]:
    """What an entry says: one text, or one for each plural form; empty ones where nothing is said yet."""
    said = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return tuple(text or "" for text in said)


def merged(sources: Iterable[Source], old: Catalog, language: str) -> Catalog:
    """The entries of the source in its order, with what the old catalogue says of them; what is gone is left out."""
    sources = tuple(sources)
    had: dict[Key, Message] = {(message.context, _id(message)): message for message in old if message.id}
    taken: dict[Key, Message] = {}
    for source in sources:
        found = had.get(source.key)
        if found is not None and _english(found, _ENGLISH) in ((), source.shown):
            taken[source.key] = had.pop(source.key)
    # What moved, such as a cue before which another was put.
    moved = {
        (key[0], _side(key[1]), _english(message, _ENGLISH)): key for key, message in had.items() if _said(message)
    }
    for source in sources:
        key = moved.pop((source.context, _side(source.id), source.shown), None)
        if source.key not in taken and key is not None:
            taken[source.key] = had.pop(key)
    catalog = Catalog(locale=Locale.parse(language), fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", plural_forms(language))]
    for source in sources:
        now = taken.get(source.key)
        changed = had.get(source.key) if now is None else None
        _add(catalog, source, now or changed, is_changed=changed is not None)
    return catalog


def _add(catalog: Catalog, source: Source, old: Message | None, *, is_changed: bool) -> None:
    count = catalog.num_plurals if source.plural_id else 1
    said = (*(texts_of(old) if old else ()), *[""] * count)[:count]
    is_fuzzy = any(said) and (is_changed or (old is not None and old.fuzzy))
    before = _english(old, _ENGLISH if is_changed else _BEFORE) if old and is_fuzzy else ()
    forms = (f"{_FORMS}{shown_forms(str(catalog.locale))}",) if source.plural_id else ()
    catalog.add(
        id=(source.id, source.plural_id) if source.plural_id else source.id,
        string=said if source.plural_id else said[0],
        context=source.context,
        flags=("fuzzy",) if is_fuzzy else (),
        auto_comments=(
            *source.notes,
            *forms,
            *(f"{_BEFORE}{text}" for text in before),
            *(f"{_ENGLISH}{text}" for text in source.shown),
        ),
        user_comments=old.user_comments if old else (),
    )


def _id(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (list, tuple)) else message.id)


def _said(message: Message) -> bool:
    return any(texts_of(message))


def _side(path: str) -> str:
    return path.rpartition(".")[2] if path.endswith((".left", ".right")) else ""


def _shown(text: str) -> str:
    """A text in one line of a comment, in quotes where blanks at its ends count."""
    written = f'"{text}"' if text != text.strip() else text
    return " ".join(written.replace("\n", " \\n ").split())


def _english(message: Message, prefix: str) -> tuple[str, ...]:
    """The English in an entry's comments, which may take several lines; none where a translator wrote it alone."""
    found: list[str] = []
    inside = False
    for line in message.auto_comments:
        if line.startswith((_ENGLISH, _BEFORE, _FORMS)):
            inside = line.startswith(prefix)
            if inside:
                found.append(line.removeprefix(prefix))
        elif inside:
            found[-1] += f" {line}"
    return tuple(found)


# What is wrong in a translation.


def faults(
    source: Source, message: Message, singles: frozenset[int] = frozenset(), *, right_to_left: bool = False
) -> Iterator[str]:
    """What a translation has otherwise than its English: placeholders, HTML tags and arrows. None for a missing one.

    `singles`: the plural forms that stand for one number alone, which need no more placeholders than the English for 1.
    `right_to_left`: the language is read so, and its arrows point to the other side.
    """
    said = texts_of(message)
    if not all(said):
        return
    named = [set(_PLACEHOLDER.findall(text)) for text in source.english]
    known = set().union(*named)
    tags = [Counter(_TAG.findall(text)) for text in source.english]
    for form, text in enumerate(said):
        has = set(_PLACEHOLDER.findall(text))
        needed = named[0 if form in singles else -1]
        if source.plural_id:  # which may say its number in words
            needed = needed - {"count"}
        if strange := has - known:
            yield f"has a placeholder that the English has not: {_braced(strange)}"
        if lacking := needed - has:
            yield f"lacks a placeholder of the English: {_braced(lacking)}"
        if _PLACEHOLDER.sub("", text).count("{") or _PLACEHOLDER.sub("", text).count("}"):
            yield "has a brace that is no placeholder"
        if Counter(_TAG.findall(text)) not in tags:
            yield "has other HTML tags than the English"
        pointing = [arrows_of(turned(text) if right_to_left else text) for text in source.english]
        if arrows_of(text) not in pointing:
            yield f"has other arrows than {pointing[-1] or 'none'}"


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


# Files.


def read_catalogue(text: str, language: str) -> Catalog:
    """The entries of a file's text; none for an empty one."""
    catalog = read_po(io.BytesIO(text.encode()), locale=Locale.parse(language))
    comments = _comments(text)
    for message in catalog:
        if message.id:
            message.auto_comments = comments.get((message.context, _id(message)), message.auto_comments)
    return catalog


def _comments(text: str) -> dict[Key, list[str]]:
    """The comments of each entry, line by line. Babel leaves out a line that is like one above it: two plural forms
    that end alike would lose the end of the second."""
    found: dict[Key, list[str]] = {}
    lines: list[str] = []
    context = None
    for line in text.splitlines():
        if line.startswith("#."):
            lines.append(line[2:].strip())
        elif line.startswith("msgctxt "):
            context = denormalize(line.removeprefix("msgctxt "))
        elif line.startswith("msgid "):
            found[context, denormalize(line.removeprefix("msgid "))] = lines
            lines, context = [], None
    return found


def file_text(catalog: Catalog, title: str, former: str = "") -> str:
    """The text of a language's file. The head of the former text stays, unless its plural forms are others."""
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, no_location=True, omit_header=True, ignore_obsolete=True)
    plural = f'"Plural-Forms: {plural_forms(str(catalog.locale))}\\n"'
    head = former.split("\n\n", 1)[0].strip()
    if plural not in head:
        lines = (
            f"# {title}",
            "# How to translate: docs/translating.md. `make translations` writes the comments that begin with #.",
            'msgid ""',
            'msgstr ""',
            f'"Language: {catalog.locale}\\n"',
            '"MIME-Version: 1.0\\n"',
            '"Content-Type: text/plain; charset=utf-8\\n"',
            '"Content-Transfer-Encoding: 8bit\\n"',
            plural,
        )
        head = "\n".join(lines)
    return f"{head}\n\n{body.getvalue().decode().strip()}\n"
