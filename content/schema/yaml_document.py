"""YAML documents: a content file as plain values, with the line of each value.

The line lets a later check say where a wrong value stands. Faults are worded for people who write movements, not
programs.
"""

import contextlib
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from content.schema.faults import ContentFault

Loc = tuple[str | int, ...]  # path to a value: keys of mappings, indices of lists

# Part of PyYAML's message, what is wrong, how to fix it. The first match counts.
SYNTAX = (
    ("'\\t'", "a tab stands where blanks are needed", "replace each tab by blanks"),
    ("mapping values are not allowed", "a colon stands inside a text without quotes", "put the whole text in quotes"),
    (
        "could not find expected ':'",
        "a key is not followed by a colon",
        "write `key: value`, and indent texts below it",
    ),
    ("alias", "a text begins with *, which has another meaning here", "put the whole text in quotes"),
    ("anchor", "a text begins with &, which has another meaning here", "put the whole text in quotes"),
    (
        "expected ',' or ']'",
        "a list in [ ] lacks a comma or its end",
        "put texts with commas, colons or braces in quotes",
    ),
    ("expected ',' or '}'", "a { is not followed by its }", "put a text that begins with { in quotes"),
    (
        "expected <block end>",
        "this line does not fit the lines above it",
        "indent it like its neighbours, or use quotes",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed", "close it with the same kind of quote"),
    ("another document", "a line `---` begins a second document", "take that line out: one file holds one document"),
    ("cannot start any token", "a text begins with a sign that has another meaning", "put the whole text in quotes"),
    ("special characters", "an invisible control character stands here", "take it out or type the line again"),
)
TAGS = "tag:yaml.org,2002:"


def path_of(loc: Loc) -> str:
    """The path to a value as people write it: `variations[0].setup[1].text`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


@dataclass
class Document:
    """A file's values, the line of each, and the faults found so far."""

    file: str
    data: dict[str, Any] | None = None  # None when the file could not be read at all
    lines: dict[Loc, int] = field(default_factory=dict)
    faults: list[ContentFault] = field(default_factory=list)

    def line(self, loc: Loc) -> int:
        """The line of a value; for a missing one, the line of the mapping it belongs in."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def fault(self, loc: Loc, problem: str, fix: str, *, line: int | None = None) -> None:
        """Add a fault about a value; its own line unless `line` names another."""
        self.faults.append(ContentFault(self.file, line or self.line(loc), path_of(loc), problem, fix))


class _Composer(yaml.composer.Composer):
    """Refuses aliases. A text that begins with * was meant as text, and without aliases no document can expand."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # type: ignore[attr-defined]
            event = self.peek_event()  # type: ignore[attr-defined]
            raise yaml.composer.ComposerError(None, None, "an alias", event.start_mark)
        return super().compose_node(parent, index)


class _Loader(_Composer, yaml.SafeLoader):
    """The pure Python loader: slow, with the clearer error messages."""


_READ_FAST = hasattr(yaml, "CSafeLoader")
if _READ_FAST:

    class _FastLoader(_Composer, yaml.CSafeLoader):
        """The libyaml loader, where PyYAML was built with it: a fifth of the time."""

        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            yaml.composer.Composer.__init__(self)


_CONSTRUCTOR = SafeConstructor()


def read_document(file: str, text: str) -> Document:
    """Parse a file's text. Unreadable YAML becomes a fault in the document, never an exception."""
    document = Document(file)
    if text.startswith("\ufeff"):
        text = text[1:]
        document.fault((), "the file begins with an invisible mark (BOM)", "save it as UTF-8 without BOM", line=1)
    try:
        node = _compose(text)
    except yaml.reader.ReaderError as error:
        _syntax(document, error.reason, text.count("\n", 0, error.position) + 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context == "while scanning a quoted scalar":
            mark = error.context_mark
        _syntax(document, f"{error.problem}, {error.context}", 1 if mark is None else mark.line + 1)
    except RecursionError:
        document.fault((), "lists or keys are nested far too deeply", "take the brackets apart")
    else:
        if node is None:
            document.fault((), "the file is empty", "write its content, or delete the file")
        elif not isinstance(node, yaml.MappingNode):
            document.fault((), "the file does not begin with `key: value` lines", "begin it with its first key", line=1)
        else:
            document.data = _mapping(document, node, ())
    return document


def _compose(text: str) -> yaml.Node | None:
    if _READ_FAST:
        with contextlib.suppress(yaml.YAMLError):
            return _FastLoader(text).get_single_node()
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _syntax(document: Document, problem: str, line: int) -> None:
    for part, said, fix in SYNTAX:
        if part in problem:
            document.fault((), said, fix, line=line)
            return
    document.fault(
        (), f"this cannot be understood ({problem})", "compare it with the lines above, or use quotes", line=line
    )


def _value(document: Document, node: yaml.Node, loc: Loc) -> Any:
    document.lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(document, node, loc)
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, item, (*loc, index)) for index, item in enumerate(node.value)]
    return _scalar(document, node, loc) if isinstance(node, yaml.ScalarNode) else None


def _mapping(document: Document, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.fault(loc, "a key is not a plain word", "put a text with braces or brackets in quotes", line=line)
            continue
        key = key_node.value
        where = (*loc, key)
        if key in found:
            first = document.lines[where]
            document.fault(where, f"`{key}` stands twice, first in line {first}", "keep one of the two", line=line)
            continue
        document.lines[where] = line
        found[key] = _value(document, value_node, where)
    return found


def _scalar(document: Document, node: yaml.ScalarNode, loc: Loc) -> Any:
    """A text, integer, float, bool or None. Dates and other YAML types stay text."""
    kind = node.tag.removeprefix(TAGS)
    try:
        if kind == "int":
            return _CONSTRUCTOR.construct_yaml_int(node)
        if kind == "float":
            return _CONSTRUCTOR.construct_yaml_float(node)
        if kind == "bool":
            return _CONSTRUCTOR.construct_yaml_bool(node)
    except (ValueError, KeyError):
        return node.value
    if kind == "null":
        return None
    if not node.tag.startswith(TAGS):
        document.fault(loc, f"the text begins with {node.tag}, which has another meaning here", "put it in quotes")
    return node.value
