"""Library loading: the movement library from the cache of `python -m bot check`, else checked now."""

from dataclasses import replace
from pathlib import Path

from content.about import About, BackTroubles, Care, Credit, Hurt, Listing, WarningSigns
from content.library_cache import read_cache
from content.movement import (
    POSITIONS,
    Flag,
    Kind,
    Level,
    Library,
    Movement,
    Position,
    Rewording,
    Side,
    Step,
    Variation,
    VariationChoice,
)
from content.pieces import read_pieces
from content.schema.faults import ContentError, ContentFault
from content.translations import LOCALE

__all__ = [
    "POSITIONS",
    "SHIPPED",
    "About",
    "BackTroubles",
    "Care",
    "ContentError",
    "ContentFault",
    "Credit",
    "Flag",
    "Hurt",
    "Kind",
    "Level",
    "Library",
    "Listing",
    "Movement",
    "Position",
    "Rewording",
    "Side",
    "Step",
    "Variation",
    "VariationChoice",
    "WarningSigns",
    "load_library",
    "summary",
]

SHIPPED = Path(__file__).parent / "movements"


def load_library(folder: Path | None = None) -> Library:
    """The library in a folder, with its pictures and what its films are joined from; the shipped one by default.
    ContentError when its texts are wrong. `content.translations` gives it in other languages.

    A valid cache spares the check: that takes a twentieth of the time, and YAML and pydantic stay out of memory.
    """
    folder = SHIPPED if folder is None else folder
    library = read_cache(folder)
    if library is None:
        from content.parsing import load_in_full

        library = load_in_full(folder)
    return replace(library, pieces=read_pieces(folder), home=str(folder) if (folder / LOCALE).is_dir() else None)


def summary(library: Library) -> str:
    """The size of a library in a line: "3 movements, 8 variations, 70 steps"."""
    variations = library.variations
    steps = sum(len(each.setup) + sum(len(level.steps) for level in each.levels) for each in variations)
    counts = ((len(library.movements), "movement"), (len(variations), "variation"), (steps, "step"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
