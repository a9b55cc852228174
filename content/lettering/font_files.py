"""Font files: where they lie. Each family comes in a package of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def path_of(package: str, name: str) -> Path:
    """A file of a package of fonts. Raises ModuleNotFoundError when the package is not installed."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    return Path(spec.submodule_search_locations[0]) / "files" / name
