"""Known weaknesses of the locked packages: `make vulnerabilities`.

    python -m tests.release.vulnerabilities [ARGUMENT ...]      arguments are pip-audit's

pip-audit says "No known vulnerabilities found" also when it could look nothing up. Here each package that could not be
looked up is named, with the reason. Ends with 1 when there are any, or any weakness, or no answer at all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[2] / "requirements.lock"


def audit(arguments: Sequence[str]) -> tuple[Mapping[str, Any] | None, str]:
    """pip-audit's answer on the lock file, and what it said besides; None when it gave up."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", LOCK, "--require-hashes", "--disable-pip"),
            *("--progress-spinner", "off", "--format", "json", "--desc", "off", *arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return None, done.stderr
    return answer, done.stderr


def report(answer: Mapping[str, Any]) -> tuple[list[str], bool]:
    """A line for each weakness, for the packages that could not be looked up, and for the rest; whether all is well."""
    known = [package for package in answer["dependencies"] if "skip_reason" not in package]
    skipped = [package for package in answer["dependencies"] if "skip_reason" in package]
    weak = list(_weaknesses(known))
    lines = [*weak]
    if skipped:
        lines.append(f"could not be looked up: {len(skipped)} of {len(answer['dependencies'])}")
        lines += [f"  {package['name']}: {package['skip_reason']}" for package in skipped]
    packages, weaknesses = "s" * (len(known) != 1), "es" * (len(weak) > 1)
    lines.append(f"looked up: {len(known)} package{packages}, {len(weak) or 'no'} known weakness{weaknesses}")
    return lines, not weak and not skipped and bool(known)


def _weaknesses(packages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for package in packages:
        for found in package["vulns"]:
            names = ", ".join((found["id"], *found["aliases"]))
            cure = f"fixed in {', '.join(found['fix_versions'])}" if found["fix_versions"] else "no version fixes it"
            yield f"{package['name']} {package['version']}: {names}; {cure}"


def main(arguments: Sequence[str]) -> int:
    """Print the report; gives back the exit status."""
    answer, said = audit(arguments)
    if answer is None:
        last = said.strip().splitlines()[-1:] or ["no reason was given"]
        print(f"could not be looked up: all packages; {last[0]}", file=sys.stderr)
        return 1
    lines, well = report(answer)
    print(*lines, sep="\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
