"""Can the page be heard: is all of it in a tree of headings, lists, tables and pictures in words?

Read with a parser of its own. The rules are those of PDF/UA-1 (ISO 14289-1) that a program can check, named by the
checkpoints of the Matterhorn Protocol.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, IndirectObject

from bot.drawing.report import draw_report
from bot.drawing.sheet import ReportSheet
from tests.bot.drawing.sheets import REPORTS, report
from tests.bot.drawing.test_report import page_of

# Operators that put something on the page.
PAINTING = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}
HEADINGS = ("H1", "H2", "H3")


@dataclass(frozen=True)
class Node:
    """An element of the tree: its kind, what it is in words, the numbers of its content, what is below it."""

    kind: str
    alt: str | None
    scope: str | None
    box: tuple[float, ...] | None
    content: tuple[int, ...]
    kids: tuple[Node, ...]

    def all(self) -> Iterator[Node]:
        """This one and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.all()


def reader_of(sheet: ReportSheet) -> PdfReader:
    """A page, parsed."""
    return PdfReader(io.BytesIO(page_of(sheet)))


def root_of(reader: PdfReader) -> Any:
    """The document's root. What is below has no types that say more."""
    return reader.root_object


def tree(reader: PdfReader) -> Node:
    """The document's element; every element names its parent and, with content, its page."""
    root = root_of(reader)["/StructTreeRoot"]
    [document] = root["/K"]
    return node(document.get_object(), reader)


def node(element: Any, reader: PdfReader) -> Node:
    """An element and all below it."""
    content, kids = [], []
    below = element.get("/K", ArrayObject())
    for kid in below if isinstance(below, ArrayObject) else [below]:
        found: Any = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(found, int):
            content.append(int(found))
            assert element.raw_get("/Pg") == reader.pages[0].indirect_reference
        else:
            assert found.raw_get("/P") == element.indirect_reference
            kids.append(node(found, reader))
    attributes = element.get("/A", {})
    return Node(
        element["/S"][1:],
        element.get("/Alt"),
        attributes.get("/Scope", "/")[1:] or None,
        tuple(map(float, attributes["/BBox"])) if "/BBox" in attributes else None,
        tuple(content),
        tuple(kids),
    )


def marked(reader: PdfReader) -> tuple[dict[int, str], list[str]]:
    """What each piece of content shows, by its number, and what is painted outside of any piece and of decoration."""
    page: Any = reader.pages[0]
    fonts = {name: reader_font.get_object() for name, reader_font in page["/Resources"]["/Font"].items()}
    spellings = {name: spelling(font["/ToUnicode"].get_data()) for name, font in fonts.items()}
    pieces: dict[int, str] = {}
    outside: list[str] = []
    here: list[int | None] = []
    font = ""
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            here.append(int(operands[1]["/MCID"]) if operator == b"BDC" else None)
            assert len(here) == 1, "marks are not nested"
            if here[-1] is not None:
                assert here[-1] not in pieces
                pieces[here[-1]] = ""
        elif operator == b"EMC":
            here.pop()
        elif operator == b"Tf":
            font = operands[0]
        elif operator in PAINTING and not here:
            outside.append(operator.decode())
        if operator in (b"Tj", b"TJ") and here and here[-1] is not None:
            codes = operands[0] if operator == b"TJ" else [operands[0]]
            raw = b"".join(each.original_bytes for each in codes if hasattr(each, "original_bytes"))
            text = "".join(spellings[font].get(raw[at : at + 2], "?") for at in range(0, len(raw), 2))
            pieces[here[-1]] += text
    assert here == []
    return pieces, outside


def spelling(to_unicode: bytes) -> dict[bytes, str]:
    """The letter behind each code of a font."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", to_unicode)
    return {bytes.fromhex(code.decode()): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs}


def said(found: Node, pieces: dict[int, str]) -> str:
    """What a reader says of an element: what it is in words, or its texts."""
    if found.alt is not None:
        return found.alt
    return " ".join([*(pieces[number] for number in found.content), *(said(kid, pieces) for kid in found.kids)])


@pytest.mark.parametrize("name", REPORTS)
def test_everything_on_the_page_is_in_the_tree_or_decoration(name: str) -> None:
    """Checkpoint 01: each piece of content has one owner, which the page's own list (the parent tree) names, too."""
    reader = reader_of(REPORTS[name]())
    pieces, outside = marked(reader)
    assert outside == []
    owned = [number for each in tree(reader).all() for number in each.content]
    assert sorted(owned) == sorted(pieces) == list(range(len(pieces)))
    assert owned == sorted(owned), "the order of the tree is the order of the page"
    page: Any = reader.pages[0]
    [key, owners] = root_of(reader)["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert key == page["/StructParents"]
    for number, owner in enumerate(owners):
        assert number in owner["/K"]


@pytest.mark.parametrize("name", REPORTS)
def test_the_document_says_that_it_is_tagged_and_what_it_is(name: str) -> None:
    """Checkpoints 06, 07 and 11: title shown in the window, language, and the claim in the metadata."""
    sheet = REPORTS[name]()
    reader = reader_of(sheet)
    root = root_of(reader)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == sheet.lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    metadata = ElementTree.fromstring(root["/Metadata"].get_data())  # noqa: S314 - our own
    names = {"dc": "http://purl.org/dc/elements/1.1/", "ua": "http://www.aiim.org/pdfua/ns/id/"}
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    [title] = metadata.findall(f".//dc:title/{rdf}Alt/{rdf}li", names)
    assert reader.metadata is not None
    assert title.text == reader.metadata.title
    assert [part.text for part in metadata.findall(".//ua:part", names)] == ["1"]


def test_the_title_is_put_into_the_metadata_whatever_its_letters() -> None:
    """Signs that XML keeps for itself, too."""
    root = root_of(reader_of(replace(report(), title='Hips & <backs> "é"')))
    metadata = ElementTree.fromstring(root["/Metadata"].get_data())  # noqa: S314 - our own
    title = metadata.find(".//{*}title")
    assert title is not None
    assert "".join(title.itertext()) == 'Hips & <backs> "é"'


@pytest.mark.parametrize("name", REPORTS)
def test_headings_go_down_by_one_level(name: str) -> None:
    """Checkpoint 14: one title, and the parts below it."""
    kinds = [each.kind for each in tree(reader_of(REPORTS[name]())).all() if each.kind in HEADINGS]
    assert kinds[0] == "H1"
    assert set(kinds[1:]) <= {"H2"}


def test_every_part_has_its_heading() -> None:
    """In the order in which they are read."""
    reader = reader_of(report())
    pieces, _ = marked(reader)
    assert [(each.kind, said(each, pieces)) for each in tree(reader).all() if each.kind in HEADINGS] == [
        ("H1", "Hip mobility, three months"),
        ("H2", "What was done"),
        ("H2", "Stiffness, 0 to 10"),
        ("H2", "Week by week"),
        ("H2", "When it hurt"),
        ("H2", "Left out"),
    ]


def test_tables_are_rows_of_cells_under_and_beside_their_heads() -> None:
    """Checkpoint 15: cells at the head name their column, those at the left their row; every row is as long."""
    reader, sheet = reader_of(report()), report()
    pieces, _ = marked(reader)
    found = [each for each in tree(reader).all() if each.kind == "Table"]
    tables = [sheet.dose, sheet.table, sheet.pain]
    assert len(found) == len(tables)
    for element, table in zip(found, tables, strict=True):
        assert table is not None
        rows = [[said(cell, pieces) for cell in row.kids] for row in element.kids]
        assert rows == [list(table.head), *map(list, table.rows)]
        assert {row.kind for row in element.kids} == {"TR"}
        head, *body = [[(cell.kind, cell.scope) for cell in row.kids] for row in element.kids]
        assert head == [("TH", "Column")] * len(table.head)
        assert body == [[("TH", "Row"), *[("TD", None)] * (len(table.head) - 1)]] * len(table.rows)


@pytest.mark.parametrize("name", REPORTS)
def test_every_picture_is_there_in_words_and_says_where_it_is(name: str) -> None:
    """Checkpoint 13: the movements and the chart; their boxes lie on the page."""
    sheet = REPORTS[name]()
    reader = reader_of(sheet)
    found = [each for each in tree(reader).all() if each.kind == "Figure"]
    words = [still.alt for still in sheet.stills] + ([sheet.stiffness.alt or ""] if sheet.stiffness else [])
    assert len(found) == len(words)
    for each, alt in zip(found, words, strict=True):
        assert each.alt == (alt or (sheet.stiffness.title if sheet.stiffness else ""))
        assert len(each.content) == 1
        assert each.box is not None
        left, bottom, right, top = each.box
        _, _, width, high = map(float, reader.pages[0].mediabox)
        assert 0 < left < right < width
        assert 0 < bottom < top < high


def test_lists_hold_items() -> None:
    """Checkpoint 16: what each number is comes before it."""
    reader, sheet = reader_of(report()), report()
    pieces, _ = marked(reader)
    facts, skipped = [each for each in tree(reader).all() if each.kind == "L"]
    assert [[(part.kind, said(part, pieces)) for part in item.kids] for item in facts.kids] == [
        [("Lbl", label), ("LBody", value)] for label, value in sheet.facts
    ]
    assert {item.kind for item in (*facts.kids, *skipped.kids)} == {"LI"}
    assert sheet.skipped is not None
    assert [said(item, pieces) for item in skipped.kids] == list(sheet.skipped.lines)


def test_a_page_without_its_pictures_has_no_empty_elements() -> None:
    """Nothing that is announced and then not there."""
    reader = PdfReader(io.BytesIO(draw_report(report().to_data(), {})))
    assert [each.kind for each in tree(reader).all() if not each.kids and not each.content] == []
