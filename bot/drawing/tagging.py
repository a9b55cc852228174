"""Tags of a PDF page: headings, lists, tables and figures as a structure tree that a screen reader follows.

fpdf2 writes a tree of one level. This one nests: `Tags` takes the place of its builder, and `Element` of its elements.
ISO 32000-1, 14.7 (structure) and 14.8 (tagged PDF); ISO 14289-1 (PDF/UA-1), which `describe` claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

from fpdf import FPDF
from fpdf.encryption import StandardSecurityHandler
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject, Raw

POINTS = 72 / 25.4
_PAGE = 1
_METADATA = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""


class Element(StructElem):
    """An element of the tree: a kind such as "H1" or "TD", and either elements or pieces of content below it."""

    # Attributes of the element, as PDF source: the scope of a header cell, the box of a figure.
    a: Raw | None = None

    def __init__(self, kind: str, parent: PDFObject, *, alt: str | None = None, attributes: str | None = None) -> None:
        super().__init__(struct_type=f"/{kind}", parent=parent, kids=[], page_number=_PAGE, alt=alt)
        if attributes is not None:
            self.a = Raw(attributes)

    def serialize(
        self, obj_dict: dict[str, object] | None = None, _security_handler: StandardSecurityHandler | None = None
    ) -> str:
        """The element as PDF source. It names its page: fpdf2 gives that to the first level of the tree alone."""
        if self.pg is None and isinstance(self.p, Element):
            self.pg = self.p.pg
        return super().serialize(obj_dict, _security_handler)

    def all(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.k:
            if isinstance(kid, Element):
                yield from kid.all()


class Tags(StructureTreeBuilder):
    """The structure tree of a one-page document, built while the page is drawn, in reading order."""

    def __init__(self, pdf: FPDF) -> None:
        super().__init__()
        self._pdf = pdf
        self._open: list[StructElem] = [self.doc_struct_elem]
        pdf.struct_builder = self
        pdf.pages[_PAGE].struct_parents = 0
        self._is_marking = False

    @contextmanager
    def element(self, kind: str, *, alt: str | None = None, attributes: str | None = None) -> Iterator[None]:
        """What is drawn within belongs to a new element of this kind, below the one that is open."""
        made = Element(kind, self._open[-1], alt=alt, attributes=attributes)
        self._open[-1].k.append(made)
        self._open.append(made)
        yield
        self._open.pop()

    @contextmanager
    def figure(self, alt: str, box: tuple[float, float, float, float]) -> Iterator[None]:
        """All that is drawn within is one figure. `box`: left, top, right, bottom in millimetres from the top left."""
        left, top, right, bottom = (round(side * POINTS, 2) for side in box)
        high = round(self._pdf.h * POINTS, 2)
        attributes = f"<< /O /Layout /Placement /Block /BBox [{left} {high - bottom:.2f} {right} {high - top:.2f}] >>"
        with self.element("Figure", alt=alt, attributes=attributes), self.content():
            yield

    @contextmanager
    def content(self) -> Iterator[None]:
        """What is drawn within is content of the element that is open; within a figure nothing more is marked."""
        if self._is_marking:
            yield
            return
        owners = self.struct_tree_root.parent_tree.nums[0]
        owner = self._open[-1]
        owner.k.append(len(owners))
        with self._marked(f"{owner.s} <</MCID {len(owners)}>> BDC"):
            owners.append(owner)
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn within is decoration: lines and stripes that a reader passes over."""
        if self._is_marking:
            yield
            return
        with self._marked("/Artifact BMC"):
            yield

    @contextmanager
    def _marked(self, opening: str) -> Iterator[None]:
        # fpdf2 has no public way to write an operator for marked content.
        self._pdf._out(opening)
        self._is_marking = True
        yield
        self._is_marking = False
        self._pdf._out("EMC")

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self.struct_tree_root.parent_tree
        # Parents before kids, so that a parent knows its page first.
        for kid in self.doc_struct_elem.k:
            yield from kid.all()


def describe(pdf: FPDF, title: str, lang: str) -> None:
    """Say what the document is, in which language, and that it follows PDF/UA-1."""
    pdf.set_lang(lang)
    pdf.set_title(title)
    pdf.set_xmp_metadata(_METADATA.format(title=escape(title), lang=escape(lang)))
