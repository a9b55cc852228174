"""The Dockerfile as it is read to be done in a folder: nothing of the machine itself is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.image.steps import Step, moved, only_moved, read

DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"


def test_our_dockerfile_is_understood() -> None:
    """Two stages, the last with all that a container is started by."""
    packages, image = read(DOCKERFILE)
    assert [packages.name, image.name] == ["packages", ""]
    assert Step("COPY", "bot /srv/limber/bot") in image.steps
    assert (image.user, image.workdir, image.volumes) == ((10001, 10001), "/srv/limber", ["/srv/limber/data"])
    assert image.command == ["python", "-m", "bot", "run"]
    assert image.environment["LISTEN_PORT"] == "8080"
    assert image.health[:2] == ["python", "-c"]
    for step in packages.steps + image.steps:
        only_moved(step.text)


def test_paths_of_the_image_lie_in_the_folder() -> None:
    """All of them, and only they."""
    text = "python -m venv /opt/limber && cp -r ./opt/x a/srv/y /srv/limber"
    assert moved(text, Path("/tmp/x")) == "python -m venv /tmp/x/opt/limber && cp -r ./opt/x a/srv/y /tmp/x/srv/limber"  # noqa: S108


@pytest.mark.parametrize("text", ["rm -rf /etc/passwd", "echo x > /usr/bin/python", "cp a /root", "ls;rm -r /var"])
def test_a_step_on_the_machine_itself_is_refused(text: str) -> None:
    """It would be done as root."""
    with pytest.raises(ValueError, match="outside of the image"):
        only_moved(text)


def test_what_is_not_understood_is_no_step_that_is_passed_over(tmp_path: Path) -> None:
    """But an error."""
    file = tmp_path / "Dockerfile"
    file.write_text("FROM x\nONBUILD RUN true\n")
    with pytest.raises(ValueError, match="not understood: ONBUILD"):
        read(file)
