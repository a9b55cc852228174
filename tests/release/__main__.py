"""A release: `make release VERSION=1.2.3`.

    python -m tests.release 1.2.3 [FOLDER]

What stands under "Unreleased" in the CHANGELOG becomes the version, with today's date in UTC; bot/__init__.py gets the
version; dist/ gets the SBOM; both files are committed, and the commit gets an annotated tag. Nothing is pushed.

Refused, with nothing changed: an unclean tree, a commit without a branch, a tag that exists, a version that is not
newer than every tag, and a CHANGELOG without news. Ends with 2 then.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.release.sbom import version_of, write_sbom

PROJECT = Path(__file__).parents[2]
CHANGED = ("CHANGELOG.md", "bot/__init__.py")
UNRELEASED = "## Unreleased\n"
NEXT = """{tag} is committed and tagged here; dist/limber-{version}.cdx.json says what it is made of. Next:
  git push --follow-tags
  make image IMAGE=registry.example/limber"""


class Refused(Exception):
    """There is a reason not to release; its text says which."""


def git(project: Path, *arguments: str) -> str:
    """What git says. Raises CalledProcessError."""
    done = subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def numbers(version: str) -> tuple[int, ...]:
    """1.2.3 as numbers. Raises Refused for anything else."""
    if not re.fullmatch(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}", version):
        raise Refused(f"a version is three numbers, such as 1.2.3, and not {version!r}")
    return tuple(map(int, version.split(".")))


def check(project: Path, version: str) -> None:
    """Raises Refused when there is a reason not to release this version of a checkout."""
    wanted = numbers(version)
    if changed := git(project, "status", "--porcelain"):
        raise Refused(f"the tree is not clean; commit or stash first:\n{changed}")
    if not git(project, "branch", "--show-current"):
        raise Refused("this commit is on no branch; check one out first")
    tags = [tag.removeprefix("v") for tag in git(project, "tag", "--list", "v*").split()]
    if version in tags:
        raise Refused(f"the tag v{version} exists")
    newest = max((numbers(tag) for tag in tags if re.fullmatch(r"\d+\.\d+\.\d+", tag)), default=(0, 0, 0))
    if wanted <= newest:
        raise Refused(f"{version} is not newer than v{'.'.join(map(str, newest))}")


def cut(changelog: str, version: str, today: date) -> str:
    """The CHANGELOG with what is unreleased under the version. Raises Refused when nothing is."""
    before, heading, rest = changelog.partition(UNRELEASED)
    news = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    if not heading or not re.search(r"^- ", news, re.MULTILINE):
        raise Refused('the CHANGELOG has no line under "## Unreleased"')
    return f"{before}{UNRELEASED}\n## {version} – {today.isoformat()}\n{rest}"


def release(project: Path, version: str, today: date, write: Callable[[Path, Path], None] = write_sbom) -> str:
    """Make the release; its tag. Raises Refused, or CalledProcessError, with both files as they were."""
    check(project, version)
    changelog, package = (project / name for name in CHANGED)
    text = cut(changelog.read_text(encoding="utf-8"), version, today)
    tag, code = f"v{version}", package.read_text(encoding="utf-8")
    try:
        changelog.write_text(text, encoding="utf-8")
        package.write_text(code.replace(f'VERSION = "{version_of(project)}"', f'VERSION = "{version}"'), "utf-8")
        write(project, project / "dist" / f"limber-{version}.cdx.json")
        git(project, "commit", "--quiet", "--message", f"Release {version}", "--", *CHANGED)
    except BaseException:
        git(project, "checkout", "--quiet", "HEAD", "--", *CHANGED)
        raise
    git(project, "tag", "--annotate", "--message", f"Limber {version}", tag)
    return tag


def main(arguments: Sequence[str]) -> int:
    """Release; gives back the exit status."""
    if len(arguments) not in (1, 2) or not arguments[0]:
        print("which version? make release VERSION=1.2.3", file=sys.stderr)
        return 2
    version, project = arguments[0], Path(arguments[1]) if arguments[1:] else PROJECT
    try:
        tag = release(project, version, datetime.now(UTC).date())
    except Refused as reason:
        print(f"not released: {reason}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        said = f": {error.stderr.strip()}" if error.stderr else ""
        print(f"not released: {Path(str(error.cmd[0])).name} failed{said}", file=sys.stderr)
        return 1
    print(NEXT.format(tag=tag, version=version))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
