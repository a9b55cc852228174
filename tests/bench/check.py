"""Did a path get slower? Compares its CPU a unit, in pieces of calibration, with the ratios that are committed.

    make bench ARGS=--check                 fails when a path got slower by a third
    make bench ARGS="--check --write"       measures more often, and writes expected.json

A ratio is the CPU of a unit, such as an update, over the CPU of a piece of `tests.bench.calibration` meanwhile. It
depends little on the machine, some on the version of Python: expected.json says which it was measured with.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.bulk import LATER, NO_ALLOWANCE, Task, limber_sends
from tests.bench.calibration import Calibration
from tests.bench.load import LoadMeter
from tests.bench.people import populate
from tests.bench.programs import Limber, Telegram
from tests.bench.updates import begin_walks, flooded

EXPECTED = Path(__file__).with_name("expected.json")
COMMAND = 'make bench ARGS="--check --write"'
# Slower than this, as a multiple of what is expected, fails.
SLOWEST = 4 / 3
# One round decides, but for a path that seems slower: the median of so many does. And rounds when ratios are written.
MOST_ROUNDS, ROUNDS_TO_WRITE = 3, 5
WALKERS, FLOOD, PROMPTS, PEOPLE = 200, 1000, 2000, 20_000
# Seconds at rest that are measured.
AT_REST = 8.0


START, REST, UPDATE, PROMPT = "a start", "a second at rest", "an update in a flood", "a prompt without allowance"


class CheckFailed(Exception):
    """The text says what got slower, a line for each path."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of CPU of a unit, and of a piece of calibration meanwhile."""

    unit: float
    piece: float

    @property
    def ratio(self) -> float:
        """Pieces of calibration that a unit costs."""
        return self.unit / self.piece


class Round:
    """Each path once: what a unit cost."""

    def __init__(self, telegram: Telegram, folder: Path, calibration: Calibration) -> None:
        self._telegram, self._folder, self._calibration = telegram, folder, calibration

    def _sample(self, unit: float, began: float) -> Sample:
        return Sample(unit, self._calibration.between(began, time.monotonic()))

    def all(self) -> dict[str, Sample]:
        """Every path."""
        return self.start() | self.flood() | self.prompts()

    def again(self, paths: Collection[str]) -> dict[str, Sample]:
        """Only these, and what cannot be measured without them."""
        found: dict[str, Sample] = {}
        for measured, names in ((self.start, (START, REST)), (self.flood, (UPDATE,)), (self.prompts, (PROMPT,))):
            if not set(paths).isdisjoint(names):
                found |= measured()
        return {path: sample for path, sample in found.items() if path in paths}

    def start(self) -> dict[str, Sample]:
        """A start until it does nothing more, and then a second of that with people who are not due."""
        database = self._folder / "rest.db"
        populate(database, PEOPLE, datetime.now(UTC) + LATER)
        began = time.monotonic()
        with Limber(self._telegram, database, 25, watch=False) as bot:
            bot.until_ready()
            bot.until_at_rest()
            start = self._sample(bot.cpu_seconds(), began)
            began, cpu = time.monotonic(), bot.cpu_seconds()
            time.sleep(AT_REST)
            cpu = (bot.cpu_seconds() - cpu) / (time.monotonic() - began)
            return {START: start, REST: self._sample(cpu, began)}

    def flood(self) -> dict[str, Sample]:
        """Updates that all wait at once."""
        database = self._folder / "flood.db"
        populate(database, WALKERS, datetime.now(UTC) + LATER)
        with Limber(self._telegram, database, NO_ALLOWANCE, watch=False) as bot:
            bot.until_ready()
            bot.until_at_rest()
            begin_walks(self._telegram, WALKERS)
            began = time.monotonic()
            _, milliseconds = flooded(self._telegram, bot, FLOOD, 60, walkers=WALKERS)
            return {UPDATE: self._sample(milliseconds / 1000, began)}

    def prompts(self) -> dict[str, Sample]:
        """Prompts that are due at once, without an allowance."""
        bulk = limber_sends(self._telegram, self._folder, NO_ALLOWANCE, Task(PROMPTS))
        assert bulk.seconds is not None
        piece = self._calibration.between(bulk.due, bulk.due + bulk.seconds)
        return {PROMPT: Sample(bulk.cpu / len(bulk.prompts), piece)}


def ratios(samples: Mapping[str, Sequence[Sample]]) -> dict[str, float]:
    """The median ratio of each path."""
    return {path: median(sample.ratio for sample in found) for path, found in samples.items()}


def slower(expected: Mapping[str, float], found: Mapping[str, float]) -> dict[str, str]:
    """Those paths that cost more than a third more than expected, and those that have no expected ratio yet, each
    with a line that says so."""
    lines = {}
    for path, ratio in found.items():
        if path not in expected:
            lines[path] = f"{path}: nothing is expected of it yet: {COMMAND}"
        elif ratio > expected[path] * SLOWEST:
            times = ratio / expected[path]
            lines[path] = f"{path} got slower: {ratio:.3g} pieces, expected {expected[path]:.3g}: {times:.2f} times"
    return lines


def measured(
    first: Callable[[], Mapping[str, Sample]],
    again: Callable[[Collection[str]], Mapping[str, Sample]],
    expected: Mapping[str, float],
) -> dict[str, list[Sample]]:
    """A round of all paths, and more of those that seem slower, as long as they do."""
    samples = {path: [sample] for path, sample in first().items()}
    for _ in range(MOST_ROUNDS - 1):
        seem = [path for path in slower(expected, ratios(samples)) if path in expected]
        if not seem:
            break
        for path, sample in again(seem).items():
            samples[path].append(sample)
    return samples


def check() -> None:
    """Print what each path costs beside what is expected. Raises CheckFailed when one got slower, TookTooLong when one
    cannot be measured."""
    committed = json.loads(EXPECTED.read_text(encoding="utf-8"))
    expected: dict[str, float] = committed["ratios"]
    meter = LoadMeter()
    with TemporaryDirectory() as folder, Telegram() as telegram, Calibration() as calibration:
        measure = Round(telegram, Path(folder), calibration)
        samples = measured(measure.all, measure.again, expected)
    _show(samples, expected, meter)
    if committed["python"] != _python():
        print(f"Expected is what Python {committed['python']} takes; this is {_python()}.")
    if failed := slower(expected, ratios(samples)):
        raise CheckFailed("\n".join(failed.values()))


def write() -> None:
    """Measure several rounds, and write down what to expect from now on."""
    samples: dict[str, list[Sample]] = {}
    meter = LoadMeter()
    with TemporaryDirectory() as folder, Telegram() as telegram, Calibration() as calibration:
        measure = Round(telegram, Path(folder), calibration)
        for number in range(1, ROUNDS_TO_WRITE + 1):
            for path, sample in measure.all().items():
                samples.setdefault(path, []).append(sample)
            shown = ", ".join(f"{path} {found[-1].ratio:.3g}" for path, found in samples.items())
            sys.stderr.write(f"round {number} of {ROUNDS_TO_WRITE}: {shown}\n")
    found = {path: round(ratio, 4) for path, ratio in ratios(samples).items()}
    content = {
        "what": "CPU of a unit over CPU of a piece of tests/bench/calibration.py meanwhile, the median of the rounds",
        "command": COMMAND,
        "python": _python(),
        "rounds": ROUNDS_TO_WRITE,
        "ratios": found,
        "least and most": {path: [round(edge, 4) for edge in _edges(samples[path])] for path in found},
    }
    EXPECTED.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    _show(samples, found, meter)


def _show(samples: Mapping[str, Sequence[Sample]], expected: Mapping[str, float], meter: LoadMeter) -> None:
    print("| path | CPU | a piece | pieces | expected | least, most | rounds |")
    print("|---|---|---|---|---|---|---|")
    for path, found in samples.items():
        unit, piece = (
            median(values) * 1000 for values in zip(*((each.unit, each.piece) for each in found), strict=True)
        )
        least, most = _edges(found)
        cells = f"{unit:,.3g} ms", f"{piece:.3g} ms", f"{ratios(samples)[path]:.3g}", f"{expected.get(path, 0):.3g}"
        print(f"| {path} | {' | '.join(cells)} | {least:.3g}, {most:.3g} | {len(found)} |")
    print(f"Other work took {meter.share() * 100:.0f} % of the machine.")


def _edges(samples: Sequence[Sample]) -> tuple[float, float]:
    found = [sample.ratio for sample in samples]
    return min(found), max(found)


def _python() -> str:
    return ".".join(platform.python_version_tuple()[:2])
