"""The report of a long run: what it counted, by name, and what of that breaks a promise."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sized
from dataclasses import dataclass, field

# Lines that say what is wrong which are printed in full.
MOST_SHOWN = 40


@dataclass
class Report:
    """What became of everything. `peaks`: the most of something at one time; `wrongs`: a line for each promise that is
    broken. `seconds` is how long it took; `fingerprint` tells two runs apart in which not the same was said."""

    seed: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    peaks: dict[str, float] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    fingerprint: str = ""

    def breaks(self, name: str, found: int | Sized) -> None:
        """Count what must not be; anything but zero or nothing breaks a promise."""
        self.counts[name] += found if isinstance(found, int) else len(found)
        if found:
            self.wrongs.append(f"{name}: {found}")

    def at_most(self, name: str, number: float) -> None:
        """Note a number, if it is the highest so far."""
        self.peaks[name] = max(number, self.peaks.get(name, 0))

    def table(self) -> str:
        """Two columns: every name, in the order in which it was first counted, and its number."""
        rows = [(name, f"{count:,}") for name, count in self.counts.items()]
        rows += [(name, f"{peak:,.2f}".removesuffix(".00")) for name, peak in self.peaks.items()]
        rows += [("seconds", f"{self.seconds:,.0f}"), ("seed", str(self.seed)), ("fingerprint", self.fingerprint)]
        rows = [(name, value) for name, value in rows if value]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"| {name:<{width}} | {value:>16} |" for name, value in rows)

    def shown(self) -> int:
        """Print the table and what is wrong; the exit status of the run."""
        lines = [self.table(), *(f"WRONG: {wrong}" for wrong in self.wrongs[:MOST_SHOWN])]
        lines += [f"and {len(self.wrongs) - MOST_SHOWN} more"] if len(self.wrongs) > MOST_SHOWN else []
        sys.stdout.write("\n".join(lines) + "\n")
        return 1 if self.wrongs else 0


def together(reports: Iterable[Report]) -> Report:
    """What several runs at the same time came to."""
    reports = tuple(reports)
    whole = Report(reports[0].seed, max(report.seconds for report in reports))
    for report in reports:
        whole.counts.update(report.counts)
        for name, peak in report.peaks.items():
            whole.at_most(name, peak)
        whole.wrongs += [f"seed {report.seed}: {wrong}" for wrong in report.wrongs]
    return whole
