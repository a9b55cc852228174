"""A release in a temporary clone, what it is refused for, and the recipe of its image."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import hcl2
import pytest

from tests.harness.program import PROJECT
from tests.release.__main__ import Refused, cut, main, release
from tests.release.sbom import version_of

TODAY = date(2026, 11, 29)
CHANGELOG = "# Changelog\n\nWords.\n\n## Unreleased\n\nFor people\n\n- New.\n\n## 0.1.0 – 2026-01-01\n\n- Old.\n"


def run(folder: Path, *command: str) -> str:
    """What a command says. Raises CalledProcessError."""
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the files of this one that a release needs, all of them committed."""
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "somebody@example.org")
    origin = tmp_path / "origin"
    for name in ("CHANGELOG.md", "README.md", "LICENSE", "pyproject.toml", "requirements.lock", ".gitignore"):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes((PROJECT / name).read_bytes())
    (origin / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    (origin / "bot").mkdir()
    (origin / "bot" / "__init__.py").write_bytes((PROJECT / "bot" / "__init__.py").read_bytes())
    run(origin, "git", "init", "--quiet", "--initial-branch=main")
    run(origin, "git", "add", "--all")
    run(origin, "git", "commit", "--quiet", "--message", "Begin")
    run(tmp_path, "git", "clone", "--quiet", "origin", "clone")
    return tmp_path / "clone"


@pytest.mark.system
def test_a_release_is_a_commit_a_tag_and_a_list_of_what_it_is_made_of(clone: Path) -> None:
    """The version in its one place, the news under it with the date, and nothing else changed or pushed."""
    said = run(PROJECT, sys.executable, "-m", "tests.release", "7.8.9", str(clone))
    assert "v7.8.9 is committed and tagged here" in said
    assert run(clone, "git", "log", "-1", "--format=%s") == "Release 7.8.9"
    assert run(clone, "git", "diff", "--name-only", "HEAD~1").split() == ["CHANGELOG.md", "bot/__init__.py"]
    assert run(clone, "git", "status", "--porcelain") == ""
    assert run(clone, "git", "cat-file", "-t", "v7.8.9") == "tag"
    assert run(clone, "git", "rev-parse", "v7.8.9^{commit}") == run(clone, "git", "rev-parse", "HEAD")
    assert run(clone, "git", "ls-remote", "--tags", "origin") == ""
    assert version_of(clone) == "7.8.9"
    assert run(clone, sys.executable, "-c", "import bot; print(bot.VERSION)") == "7.8.9"
    heading = r"## Unreleased\n\n## 7\.8\.9 – \d{4}-\d\d-\d\d\n\nFor people\n\n- New\.\n\n## 0\.1\.0 – 2026-01-01\n"
    assert re.search(heading, (clone / "CHANGELOG.md").read_text(encoding="utf-8"))
    made_of = json.loads((clone / "dist" / "limber-7.8.9.cdx.json").read_text(encoding="utf-8"))
    assert (made_of["metadata"]["component"]["name"], made_of["metadata"]["component"]["version"]) == (
        "limber",
        "7.8.9",
    )
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (PROJECT / "requirements.lock").read_text(), re.MULTILINE))
    assert {component["name"] for component in made_of["components"]} == locked


def written(project: Path, target: Path) -> None:
    """In place of the SBOM, which takes a second."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("{}")


def test_an_unclean_tree_is_refused(clone: Path) -> None:
    """A file that was changed, and one that git does not know."""
    for name in ("README.md", "new.txt"):
        before = (clone / name).read_text() if (clone / name).exists() else None
        (clone / name).write_text("changed")
        with pytest.raises(Refused, match=f"the tree is not clean; commit or stash first:\n.*{name}"):
            release(clone, "7.8.9", TODAY, written)
        if before is None:
            (clone / name).unlink()
        else:
            (clone / name).write_text(before)
    assert release(clone, "7.8.9", TODAY, written) == "v7.8.9"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("1.2.3", "the tag v1.2.3 exists"),
        ("1.2.2", "1.2.2 is not newer than v1.2.3"),
        ("1.2", "a version is three numbers"),
        ("v1.3.0", "a version is three numbers"),
        ("1.3.0-rc1", "a version is three numbers"),
        ("1.03.0", "a version is three numbers"),
    ],
)
def test_a_version_that_is_not_the_next_is_refused(clone: Path, version: str, reason: str) -> None:
    """With nothing changed, committed or tagged."""
    run(clone, "git", "tag", "v1.2.3")
    before = run(clone, "git", "rev-parse", "HEAD")
    with pytest.raises(Refused, match=re.escape(reason)):
        release(clone, version, TODAY, written)
    assert run(clone, "git", "status", "--porcelain") == ""
    assert (run(clone, "git", "rev-parse", "HEAD"), run(clone, "git", "tag")) == (before, "v1.2.3")


def test_a_release_without_news_or_on_no_branch_is_refused(clone: Path) -> None:
    """The first release takes the news away; a second one has none."""
    release(clone, "1.10.0", TODAY, written)
    with pytest.raises(Refused, match="no line under"):
        release(clone, "1.11.0", TODAY, written)
    assert run(clone, "git", "status", "--porcelain") == ""
    run(clone, "git", "checkout", "--quiet", "--detach")
    with pytest.raises(Refused, match="on no branch"):
        release(clone, "1.11.0", TODAY, written)


def test_a_release_that_breaks_off_leaves_all_as_it_was(clone: Path) -> None:
    """The SBOM is made before anything is committed."""

    def fails(project: Path, target: Path) -> None:
        raise subprocess.CalledProcessError(1, ["cyclonedx-py"])

    with pytest.raises(subprocess.CalledProcessError):
        release(clone, "7.8.9", TODAY, fails)
    assert run(clone, "git", "status", "--porcelain") == run(clone, "git", "tag") == ""


def test_the_command_line_says_why(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a line, with a status that make stops at."""
    assert main([""]) == main([]) == 2
    assert "which version? make release VERSION=1.2.3" in capsys.readouterr().err
    assert main(["one", str(clone)]) == 2
    assert capsys.readouterr().err == "not released: a version is three numbers, such as 1.2.3, and not 'one'\n"


def test_our_changelog_can_be_cut() -> None:
    """Its first heading is what is not released yet, or a release that was just made."""
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[0] == "Unreleased"
    if "- " in text.partition("## Unreleased\n")[2].partition("\n## ")[0]:
        assert f"## Unreleased\n\n## 7.8.9 – {TODAY}\n\n" in cut(text, "7.8.9", TODAY)


def test_make_hands_the_version_on() -> None:
    """After all checks."""
    said = run(PROJECT, "make", "--no-print-directory", "--dry-run", "release", "VERSION=7.8.9")
    assert said.splitlines()[-1].endswith('-m tests.release "7.8.9"')
    assert "check-types" in said


def test_the_image_is_made_for_both_kinds_of_machine() -> None:
    """With the names that `make image` gives; its arguments are those of the Dockerfile."""
    with (PROJECT / "docker-bake.hcl").open(encoding="utf-8") as file:
        recipe = hcl2.load(file)
    variables = {name.strip('"') for block in recipe["variable"] for name in block}
    (target,) = recipe["target"]
    image = target['"limber"']
    assert image["platforms"] == ['"linux/amd64"', '"linux/arm64"']
    assert image["tags"] == ['"${IMAGE}:${VERSION}"', '"${IMAGE}:latest"']
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert set(image["args"]) == set(re.findall(r"^ARG (\w+)", dockerfile, re.MULTILINE))
    assert set(image["args"].values()) <= variables
    assert recipe["group"] == [{'"default"': {"targets": ['"limber"'], "__is_block__": True}}]
    said = run(PROJECT, "make", "--no-print-directory", "--dry-run", "image", f"IMAGE={os.devnull}")
    made = re.search(r"(\w+)=\$\(.*bot\.VERSION.*\) (\w+)=\S+ docker buildx bake --push$", said, re.MULTILINE)
    assert made is not None
    assert {made[1], made[2]} <= variables
