"""How hard to read is what the bot says? The Flesch-Kincaid grade of every message, in the catalogue and the movements.

    python -m tests.bot.i18n.readability    names file, line, key and grade of what is above; 1 if there is any

At most grade 6; 8 for warning signs, cautions and privacy. A message is what stands behind a key of the catalogue, or a
step's text with the cues, breath and other ways that stand under it. Each line of it counts as a sentence of its own.

What does not count as it is written: a placeholder, a command such as /remind, and each name of `names.txt` (movements,
conditions, places) is one word of one syllable. Below SHORTEST words no grade is counted: the formula is made for whole
texts, and in two or three words one longer one ("Add a reminder") says nothing of how hard they are to read. The grade
of four to nine words is coarse too, one long word moves it by more than two, but it is counted: such a sentence can
always be said more plainly.

Flesch-Kincaid: Kincaid et al. 1975; counted with textstat, its syllables from the CMU Pronouncing Dictionary.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import textstat
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "bot" / "i18n" / "locale" / "en" / "LC_MESSAGES" / "limber.po"
MOVEMENTS = ROOT / "content" / "movements"
NAMES = tuple(
    sorted(
        (
            line.strip()
            for line in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
            if line.strip() and not line.startswith("#")
        ),
        key=len,
        reverse=True,
    )
)
# A message of fewer words has no grade.
SHORTEST = 4
MOST, MOST_OF_WARNINGS = 6.0, 8.0
# Keys of warning signs, cautions and privacy, in the catalogue and under `about`.
WARNINGS = ("care.", "safety.", "privacy.", "about.care", "about.signs")
# Keys whose texts are words to listen for.
NOT_READ = ("hear.",)
# What stands with a step's text, and with that of the second side; and what else is said to a person.
STEP = (("text", "cues", "breath", "also"), ("second", "second_cues"))
ALONE = ("name", "offer", "take", "summary", "alone", "works", "why", "answer")
# What is drawn, not said.
NOT_SAID = ("figure",)

_NAME = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, NAMES))})(?!\w)", re.IGNORECASE)


class Message(NamedTuple):
    """What is read at once: where it stands, and its lines."""

    file: Path
    line: int
    key: str
    text: str

    @property
    def most(self) -> float:
        """The grade that it may have."""
        return MOST_OF_WARNINGS if self.key.startswith(WARNINGS) else MOST

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} {self.key}"


def words_of(text: str) -> str:
    """A text as it is counted: no markup, names and what is put in as one short word, a full stop behind each line."""
    bare = unescape(re.sub(r"<[^>]+>", "", text))
    bare = re.sub(r"\{\w+\}", "name", bare)
    bare = re.sub(r"(?<![\w/])/[a-z]+", "name", bare)
    bare = _NAME.sub("name", bare)
    lines = [line.strip(" ·–") for line in bare.splitlines()]
    return " ".join(line if line[-1] in ".!?" else f"{line}." for line in lines if re.search(r"\w", line))


def grade(text: str) -> float | None:
    """The grade of a text; None when it has too few words for one."""
    counted = words_of(text)
    if textstat.lexicon_count(counted) < SHORTEST:
        return None
    return round(float(textstat.flesch_kincaid_grade(counted)), 1)


def catalogue_messages(path: Path = CATALOGUE) -> Iterator[Message]:
    """Every sentence of a catalogue that is read."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    for entry in catalogue:
        key = entry.id[0] if isinstance(entry.id, tuple) else str(entry.id)
        if key and not key.startswith(NOT_READ):
            for text in entry.string if isinstance(entry.string, tuple) else (entry.string,):
                yield Message(path, entry.lineno or 0, key, str(text))


def movement_messages(folder: Path = MOVEMENTS) -> Iterator[Message]:
    """Every text of the movements, with what stands under it; and what the library says about them."""
    for path in sorted(folder.glob("*.yaml")):
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        assert isinstance(root, yaml.MappingNode)
        yield from _said(root, path, "")


def _said(node: yaml.Node, path: Path, key: str) -> Iterator[Message]:
    if isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value):
            own = _fields(each).get("id")
            yield from _said(each, path, f"{key}.{number if own is None else own.value}".lstrip("."))
    if not isinstance(node, yaml.MappingNode):
        return
    fields = _fields(node)
    if "text" in fields:
        for names in STEP:
            found = [fields[name] for name in names if name in fields]
            if found:
                yield _message(found, path, f"{key}.{names[0]}".lstrip("."))
    for name, value in fields.items():
        here = f"{key}.{name}".lstrip(".")
        if name in NOT_SAID:
            continue
        if name in ALONE:
            yield _message([value], path, here)
        elif here.startswith("about.") and name != "asked":
            yield from _about(value, path, here)
        else:
            yield from _said(value, path, here)


def _about(node: yaml.Node, path: Path, key: str) -> Iterator[Message]:
    """A list is read with its beginning, at once; anything else piece by piece."""
    fields = _fields(node)
    if not fields or "intro" in fields:
        yield _message([node], path, key)
    else:
        for name, value in fields.items():
            yield from _about(value, path, f"{key}.{name}")


def _fields(node: yaml.Node) -> dict[str, yaml.Node]:
    return {name.value: value for name, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _message(nodes: list[yaml.Node], path: Path, key: str) -> Message:
    texts = [text for node in nodes for text in _texts(node)]
    return Message(path, nodes[0].start_mark.line + 1, key, "\n".join(texts))


def _texts(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value)
    else:
        for each in node.value:
            yield from _texts(each[1] if isinstance(node, yaml.MappingNode) else each)


def hard_ones() -> list[tuple[Message, float]]:
    """The messages above their grade, in the order in which they stand."""
    graded = ((message, grade(message.text)) for message in (*catalogue_messages(), *movement_messages()))
    return [(message, found) for message, found in graded if found is not None and found > message.most]


def main() -> int:
    """Name what is above; 1 if there is any."""
    found = hard_ones()
    for message, its_grade in found:
        sys.stdout.write(f"{message}: grade {its_grade}, at most {message.most:g}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
