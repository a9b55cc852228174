"""Library cache: a checked library in `checked.json`, beside its sources. `python -m bot check` writes it.

    {"sha256": "...",
    "own_clips": {file: SHA-256}, "library": {...}}

The cache is valid while nothing changed. Its digest covers its own text, the texts of the library, the index of its
pictures, and the code that checks them; clips that steps name themselves are compared one by one. Any mismatch makes
the bot check the library in full. Fields that equal their default are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_origin, get_type_hints

from content.movement import Library, Step

NAME = "checked.json"

# Sources of a library, apart from the clips that its steps name: its texts, the index of its pictures,
_TEXTS = ("*.yaml", "*.yml")
_INDEX = "clips/index.json"
# and the code that makes the library from them.
_PROGRAM = (
    *(
        "library_cache.py",
        "movement.py",
        "about.py",
        "announcements.py",
        "pieces.py",
        "questions.py",
        "sides.py",
        "parsing.py",
    ),
    *("media/index.py", "media/motion.py", "media/plan.py"),
    *(f"schema/{name}.py" for name in ("faults", "figure", "movement", "rules", "validation", "yaml_document")),
)
_HERE = Path(__file__).parent


def read_cache(folder: Path) -> Library | None:
    """The cached library of a folder; None when there is none, or when anything changed since."""
    try:
        first, body = (folder / NAME).read_bytes().split(b"\n", 1)
        if first != _first_line(digest_sources(folder), body):
            return None
        content = json.loads(b"{" + body)
        if any(_digest(folder / clip) != digest for clip, digest in content["own_clips"].items()):
            return None
    except (OSError, ValueError):
        return None
    library: Library = _reader(Library)(content["library"])
    return library


def write_cache(folder: Path, library: Library, made_from: bytes) -> None:
    """Write the cache of a sound library. Raises OSError where the folder cannot be written.

    `made_from` is the result of `digest_sources` from before the check: a change during it invalidates the cache.
    """
    own = sorted({step.clip for step in _steps(library) if step.clip is not None})
    content = {"own_clips": {clip: _digest(folder / clip) for clip in own}, "library": _plain(library)}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()[1:] + b"\n"
    whole = _first_line(made_from, body) + b"\n" + body
    path = folder / NAME
    if path.is_file() and path.read_bytes() == whole:
        return
    fresh = path.with_suffix(".new")
    fresh.write_bytes(whole)
    fresh.replace(path)


def digest_sources(folder: Path) -> bytes:
    """SHA-256 over all sources of a folder's library, except the clips that its steps name. Raises OSError."""
    digest = hashlib.sha256()
    index = folder / _INDEX
    texts = sorted(path for pattern in _TEXTS for path in folder.glob(pattern))
    for path in [*(_HERE / name for name in _PROGRAM), *texts, *([index] if index.is_file() else [])]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.digest()


def _first_line(made_from: bytes, body: bytes) -> bytes:
    return b'{"sha256": "%s",' % hashlib.sha256(made_from + body).hexdigest().encode()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _steps(library: Library) -> Iterator[Step]:
    for variation in library.variations:
        yield from variation.setup
        for level in variation.levels:
            yield from level.steps


# Frozen dataclasses to JSON values, and back by the types of the fields.


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        given = {each.name: getattr(value, each.name) for each in fields(value)}
        return {each.name: _plain(given[each.name]) for each in fields(value) if given[each.name] != _default(each)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(_plain, value))
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return value


def _default(each: Field[Any]) -> Any:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that makes a value of this type from its JSON value."""
    if is_dataclass(kind):
        readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
        return partial(_read_fields, kind, readers)
    if isinstance(kind, type) and get_origin(kind) is None:
        return _same
    arguments = get_args(kind)
    origin = get_origin(kind)
    if NoneType in arguments:
        return partial(_read_optional, _reader(next(each for each in arguments if each is not NoneType)))
    if origin in (tuple, frozenset):
        return partial(_read_items, origin, _reader(arguments[0]))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return partial(_read_mapping, _reader(arguments[1]))
    return _same


def _same(value: Any) -> Any:
    return value


def _read_fields(kind: Any, readers: Mapping[str, Callable[[Any], Any]], value: Mapping[str, Any]) -> Any:
    return kind(**{name: readers[name](each) for name, each in value.items()})


def _read_optional(reader: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else reader(value)


def _read_items(kind: Any, reader: Callable[[Any], Any], value: list[Any]) -> Any:
    return kind(map(reader, value))


def _read_mapping(reader: Callable[[Any], Any], value: Mapping[str, Any]) -> Any:
    return MappingProxyType({key: reader(each) for key, each in value.items()})
