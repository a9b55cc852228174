"""The rules of the house that no linter keeps: the clock, the length of files, what the README says, what is locked.

Who may import what stands in pyproject.toml, as contracts.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot import VERSION
from bot.conversations.dispatch import ADMIN_COMMANDS, COMMANDS
from bot.settings import VARIABLES
from tests.harness.tabled import tabled

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROOMS = ("bot", "content", "storage")
SOURCES = sorted(path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py"))

# The one place that reads the clock, and the local Telegram, which is a world of its own.
CLOCKS = ("bot/clock.py", "bot/logs.py", "bot/emulator/")
LONGEST = 400


@cache
def tree_of(path: Path | str) -> ast.Module:
    """A module's source, read once."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def is_in(path: Path, places: tuple[str, ...]) -> bool:
    """Whether a file is one of these, or lies in one of these folders."""
    return (
        path.as_posix().startswith(tuple(place for place in places if place.endswith("/"))) or path.as_posix() in places
    )


def test_the_clock_is_read_in_one_place() -> None:
    """Everybody else is handed the moment."""
    reading = [
        f"{path.as_posix()}:{node.lineno}"
        for path in SOURCES
        if not is_in(path, CLOCKS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "time")
    ]
    assert reading == []


@tabled("path", [path.as_posix() for path in SOURCES if path.name != "__init__.py"])
def test_a_module_opens_with_what_it_is_for(path: str) -> None:
    """And everything public in it says what it does; the shape of a content file is its fields."""
    tree = tree_of(path)
    if "versions" not in path:
        assert ast.get_docstring(tree), f"{path} has no docstring"
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
        if not node.name.endswith("Schema")
    ]
    assert silent == [] or "versions" in path


@tabled("path", [path.as_posix() for path in SOURCES])
def test_no_file_is_two_ideas(path: str) -> None:
    """A file past 400 lines asks to be two."""
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST


# Log events

# What an operator searches the log for. Each event has one of these words in it.
EVENT_WORDS = frozenset(
    """
    cancelled changed cleared conflict corrected crashed deleted delayed detected failed fenced finished given_up
    missing previewed queued recovered refused released repeated replanned requested resumed retried sent set_aside
    skipped slow started stopped taken_over tested unreachable vacuumed withheld wrong handed_over
    """.split()  # noqa: SIM905
)
LEVELS = ("debug", "info", "warning", "error", "exception", "critical", "log")


def events_in(tree: ast.AST) -> Iterator[tuple[int, ast.expr, list[ast.expr]]]:
    """Each call of a module's `log`: its line, its event, and whatever else is not given by keyword."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr in LEVELS) == ("log", True)
        ):
            event, *rest = node.args[1:] if node.func.attr == "log" else node.args
            yield node.lineno, event, rest


@cache
def logged_events() -> list[tuple[str, int, ast.expr, list[ast.expr]]]:
    """All of them, with the path of their file first."""
    return [(path.as_posix(), *event) for path in SOURCES for event in events_in(tree_of(path))]


def test_a_log_event_is_a_name_that_an_operator_would_search_for() -> None:
    """A constant name with a word of the list; everything else is a field by keyword."""
    assert len(logged_events()) > 50
    wrong = [
        f"{path}:{line}"
        for path, line, event, rest in logged_events()
        if not isinstance(event, ast.Constant)
        or rest
        or not re.fullmatch("[a-z_]+", str(event.value))
        or not any(re.search(rf"(^|_){word}($|_)", str(event.value)) for word in EVENT_WORDS)
    ]
    assert wrong == []


def test_every_event_that_an_operator_is_told_of_is_logged() -> None:
    """In the guide and in the alerts; what is renamed is renamed there, too."""
    told = {
        *re.findall(r"`([a-z]+_(?:failed|skipped|refused|up))`", (ROOT / "docs/operating.md").read_text("utf-8")),
        *re.findall(r"Look for ([a-z_]+)", (ROOT / "deploy/alerts.yml").read_text("utf-8")),
        *re.findall(r"Look for [a-z_]+ and ([a-z_]+)", (ROOT / "deploy/alerts.yml").read_text("utf-8")),
    }
    logged = {str(event.value) for _, _, event, _ in logged_events() if isinstance(event, ast.Constant)}
    assert len(told) >= 8
    assert told - logged == set()


def test_a_module_has_one_way_to_log() -> None:
    """Through `bot.logs`, whose events have fields; so the test above sees all of them."""
    others = [
        f"{path.as_posix()}:{node.lineno}"
        for path in SOURCES
        if path.parts[0] == "bot" and path.as_posix() != "bot/logs.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "getLogger"
    ]
    assert others == []


# Plain English

# Sentences for people are not in here: they stand in the catalogues and in the content's YAML.
PAGES = sorted(path.relative_to(ROOT) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
TWICE_READ = re.compile(
    r"\b(anew|whoever|mend(s|ed|ing)?|on\s+record|in\s+hand|from\s+which\s+on|of\s+which|of\s+whom)\b", re.IGNORECASE
)


def prose_of(path: str) -> str:
    """A page's text; of a module all but its names: comments, docstrings, log events, the help of the command line."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if not path.endswith(".py"):
        return text
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return " ".join(token.string.lstrip(" #") for token in tokens if token.type != tokenize.NAME)


@tabled("path", [path.as_posix() for path in (*SOURCES, *PAGES)])
def test_what_is_written_is_read_once(path: str) -> None:
    """Again, fix, stored, claimed and "from ... on" say the same."""
    assert [found[0] for found in TWICE_READ.finditer(prose_of(path))] == []


# What is told


@tabled("variable", VARIABLES)
def test_the_readme_tells_of_every_variable(variable: str) -> None:
    """In a row of its own, and with the default where the program names one."""
    rows = [line for line in README.splitlines() if line.startswith(f"| `{variable}` |")]
    assert len(rows) == 1
    default = re.search(r"default ([^;,]+)", VARIABLES[variable])
    if default is not None and default[1].strip("`").split()[0] not in ("the", "8080"):
        assert default[1].strip("`").split()[0].strip("`") in rows[0].replace(
            "Telegram's", "`https://api.telegram.org`"
        )


def test_the_readme_tells_of_no_other_variable() -> None:
    """One that was taken away is not promised any more."""
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == set(VARIABLES)


@tabled("command", [*COMMANDS, *ADMIN_COMMANDS])
def test_the_readme_tells_of_every_command(command: str) -> None:
    """In a row of its own."""
    assert len([line for line in README.splitlines() if line.startswith(f"| `/{command}` |")]) == 1


@pytest.mark.parametrize("target", ["make setup", "make run"])
def test_the_readme_says_how_to_begin(target: str) -> None:
    """And the Makefile can do it."""
    assert target in README
    name = target.removeprefix("make ")
    assert re.search(rf"^{name}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_the_readme_shows_is_there() -> None:
    """Pictures and files that it links to."""
    linked = re.findall(r'src="([^"]+)"|\]\((?!https?:|#)([^)]+)\)', README)
    assert [name for pair in linked for name in pair if name and not (ROOT / name).exists()] == []


# What is locked


def test_the_version_stands_in_one_place() -> None:
    """What it is packed under is read from there; /about, the doctor and /metrics tell it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in told["project"]
    assert told["project"]["dynamic"] == ["version"]
    assert told["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "bot.VERSION"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_its_hashes_and_no_host(name: str) -> None:
    """Exact versions, each with hashes; where they are fetched from is for each machine to say."""
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE).strip())
    assert len(entries) > 20
    for entry in entries:
        first, *rest = entry.replace("\\\n", "\n").splitlines()
        assert re.fullmatch(r"[a-z0-9._-]+(\[[a-z,]+\])?==[^ ;]+( ?;.*)?", first.strip()), first
        assert any(line.strip().startswith("--hash=sha256:") for line in rest), first
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_the_tests_need_what_the_program_needs() -> None:
    """Everything that is locked for running is locked for the tests, in the same version."""
    locked = {
        name: set(re.findall(r"^([a-z0-9._-]+==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    }
    assert locked["requirements.lock"] <= locked["requirements-dev.lock"]
