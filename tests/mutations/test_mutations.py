"""The list of mutations fits the source: nothing is broken here, and no test is run."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from tests.mutations.listed import MUTATIONS

PROJECT = Path(__file__).parents[2]


@cache
def source(file: str) -> str:
    """The text of a file; empty when there is none."""
    path = PROJECT / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@cache
def functions_of(file: str) -> frozenset[str]:
    """The names of all functions of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(ast.parse(source(file))) if isinstance(node, kinds))


def is_there(named: str) -> bool:
    """Whether an argument for pytest is an option, a file of tests, or a test in one."""
    file, _, test = named.partition("::")
    return named.startswith("-") or (bool(source(file)) and (not test or test.partition("[")[0] in functions_of(file)))


def test_each_quoted_text_stands_exactly_once_in_its_file() -> None:
    """Else the mutation cannot be made, or is made somewhere else."""
    edits = [(mutation.name, edit) for mutation in MUTATIONS for edit in mutation.edits]
    counts = {(name, edit.file, edit.old): source(edit.file).count(edit.old) for name, edit in edits}
    assert {quote: count for quote, count in counts.items() if count != 1} == {}


def test_each_named_test_exists() -> None:
    """Else pytest finds nothing to run, and the mutation counts as survived."""
    assert [named for mutation in MUTATIONS for named in mutation.tests if not is_there(named)] == []


def test_the_table_of_the_docs_names_the_tests_that_notice() -> None:
    """docs/reliability.md shows some of the mutations, each with its files of tests: as `tests/mutations` has them."""
    files = {
        mutation.name: {part.partition("::")[0] for part in mutation.tests if not part.startswith("-")}
        for mutation in MUTATIONS
    }
    table = source("docs/reliability.md").partition("### Mutations")[2].partition("\n### ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")][2:]
    shown = {name: {f"tests/{file}.py" for file in named.split(", ")} for name, named, _ in rows}
    assert shown and shown == {name: files.get(name) for name in shown}


def test_no_two_mutations_have_one_name() -> None:
    """The command chooses by words of it."""
    names = Counter(mutation.name for mutation in MUTATIONS)
    assert [name for name, count in names.items() if count > 1] == []
