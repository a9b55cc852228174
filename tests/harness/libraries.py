"""Libraries of movements, each read once for all tests: two that are equal, but not the same, are compared whole."""

from functools import cache
from pathlib import Path

from content.library import Library, load_library

OTHER_FOLDER = Path(__file__).parents[1] / "content" / "other_library"


@cache
def shipped_library() -> Library:
    """The library that ships."""
    return load_library()


@cache
def other_library() -> Library:
    """The library of the tests, which differs in all that may differ."""
    return load_library(OTHER_FOLDER)
