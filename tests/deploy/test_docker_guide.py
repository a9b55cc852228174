"""docs/docker.md: each line has a rule, the real docker-compose understands it, and each block is shell."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.image.guide import GUIDE, RULES, Line, Way, docker_compose, lines, misunderstood, rule_of
from tests.system.image.walk_through import STANDING_IN

ROOT = Path(__file__).parents[2]
TEXT = GUIDE.read_text(encoding="utf-8")
LINES = list(lines(TEXT))
# Folders of the machine that a line may name.
PLACES = ("/volume1/docker/", "/dev/null")
TOKEN = "1:A"  # noqa: S105 - nobody's


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.number}: {line.text[:60]}")
def test_every_line_has_a_rule(line: Line) -> None:
    """By which the image check tries it; outside of its own folder it names nothing that is there."""
    rule = rule_of(line)
    assert rule is not None, f"docs/docker.md:{line.number}: no rule knows {line.text}"
    named = re.findall(r"(?<![\w.:/~*=])/[a-z][\w./-]*", line.text)
    inside = rule.way is Way.INSIDE
    assert [path for path in named if not path.startswith(PLACES) and not inside] == []


def test_every_rule_has_a_line() -> None:
    """One that no line needs would let a new line through that nobody tried."""
    assert [rule.pattern for rule in RULES if not any(rule_of(line) is rule for line in LINES)] == []


@pytest.mark.parametrize(
    "text",
    [
        "docker run --rm limber",
        "docker compose exec limber sh -c 'x' && rm -rf /",
        "docker compose rm --force limber",
        "docker compose exec database psql",
        "sudo rm -r data",
        "rm -r data",
        "curl https://example.org/install | sh",
        "podman run limber",
        "git push",
        "chmod 777 .env",
    ],
)
def test_a_line_of_another_kind_has_none(text: str) -> None:
    """So it fails the image check, and this test."""
    assert rule_of(Line(1, "", text)) is None


def test_a_block_that_is_not_shell_is_an_error() -> None:
    """Its lines would be passed over."""
    with pytest.raises(ValueError, match="line 1: a block that is not sh"):
        list(lines("```yaml\nservices: {}\n```\n"))


def test_a_here_document_is_one_line() -> None:
    """With the text that it holds."""
    text = "## Start\n```sh\ncat > .env <<'END'\nA=1\nEND\nls .\n```\n"
    assert list(lines(text)) == [
        Line(3, "Start", "cat > .env <<'END'", "A=1\nEND\n"),
        Line(6, "Start", "ls ."),
    ]


def test_every_block_is_shell() -> None:
    """As `sh` reads it, without running it."""
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        subprocess.run(["sh", "-n"], input=block, text=True, check=True)
    assert TEXT.count("```") % 2 == 0


def test_what_it_names_is_there() -> None:
    """Files that it links to, and programs that the check stands in for."""
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", TEXT)
    assert [name for name in linked if not (ROOT / "docs" / name).exists()] == []
    for name in re.findall(r"deploy/[\w.-]+", TEXT):
        assert (ROOT / name).exists(), name
    first = {line.text.split()[0] for line in LINES}
    assert {"docker", "git", "podman", "sudo", "systemctl", "loginctl"} <= first & set(STANDING_IN)


# What docker-compose makes of it


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A folder with the compose file and an .env as the guide writes it at first."""
    if docker_compose() is None:
        pytest.skip("there is no docker-compose for this system")
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    begun = next(line for line in LINES if line.text.startswith("cat > .env"))
    (tmp_path / ".env").write_text(begun.document.removesuffix("END\n"))
    yield tmp_path


def resolved(folder: Path, *profiles: str) -> dict[str, Any]:
    """The compose file as the real docker-compose resolves it, with .env and an override. Raises CalledProcessError."""
    done = subprocess.run(
        [str(docker_compose()), *(f"--profile={name}" for name in profiles), "config", "--format", "json"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def service(folder: Path) -> dict[str, Any]:
    """The one replica with SQLite."""
    found: dict[str, Any] = resolved(folder)["services"]["limber"]
    return found


def command_in(text: str) -> list[str]:
    """The words of a line's first command, without sudo."""
    tokens = shlex.shlex(text, posix=True, punctuation_chars=True)
    tokens.whitespace_split = True
    words = list(itertools.takewhile(lambda word: not set(word) <= set("|&;<>()"), tokens))
    return words[1:] if words[:1] == ["sudo"] else words


def test_docker_compose_understands_every_line(checkout: Path) -> None:
    """Each line with `docker compose`, up to the point where it would call the engine."""
    program = docker_compose()
    assert program is not None
    asked = 0
    for line in LINES:
        words = command_in(line.text)
        if words[:2] == ["docker", "compose"]:
            assert misunderstood(program, words[2:], checkout) == "", line
            asked += 1
    assert asked > 30
    assert "unknown flag" in misunderstood(program, ["up", "--patiently"], checkout)


def test_the_token_comes_from_the_environment_or_from_a_file(checkout: Path) -> None:
    """One of both, and never both; with neither nothing starts, and the error says what to do."""
    token = "123456789:AAF-put-your-own-token-here-0000000"  # noqa: S105 - nobody's
    found = service(checkout)["environment"]
    assert (found["BOT_TOKEN"], found["BOT_TOKEN_FILE"]) == (token, "")
    assert (found["ADMIN_IDS"], found["OPERATOR_NAME"]) == ("123456789", "Your name")
    (checkout / ".env").write_text("TOKEN_FILE=./secrets/bot_token\n")
    found = resolved(checkout)
    settings = found["services"]["limber"]["environment"]
    assert (settings["BOT_TOKEN"], settings["BOT_TOKEN_FILE"]) == ("", "/run/secrets/bot_token")
    assert found["secrets"]["bot_token"]["file"] == str(checkout / "secrets" / "bot_token")
    assert token not in json.dumps(found)
    (checkout / ".env").write_text("ADMIN_IDS=1\n")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        resolved(checkout)
    assert b"put BOT_TOKEN or TOKEN_FILE into .env, see docs/docker.md" in caught.value.stderr


def test_the_database_lies_in_a_volume_or_in_a_folder_of_any_user(checkout: Path) -> None:
    """As the guide's lines write it into .env."""
    (mount,) = service(checkout)["volumes"]
    assert (mount["type"], mount["source"], mount["target"]) == ("volume", "record", "/srv/limber/data")
    assert service(checkout)["user"] == "10001:10001"
    (checkout / ".env").write_text(f"BOT_TOKEN={TOKEN}\nDATA=./data\nRUN_AS=1026:100\n")
    (mount,) = service(checkout)["volumes"]
    assert (mount["type"], mount["source"]) == ("bind", str(checkout / "data"))
    assert service(checkout)["user"] == "1026:100"


def test_a_library_of_ones_own_is_mounted_by_the_override(checkout: Path) -> None:
    """Beside the database, for reading alone."""
    written = next(line for line in LINES if line.text.startswith("cat > compose.override.yaml"))
    (checkout / "compose.override.yaml").write_text(written.document.removesuffix("END\n"))
    found = service(checkout)
    mounts = {mount["target"]: mount for mount in found["volumes"]}
    assert set(mounts) == {"/srv/limber/data", found["environment"]["CONTENT_DIR"]}
    own = mounts[found["environment"]["CONTENT_DIR"]]
    assert (own["source"], own["read_only"]) == (str(checkout / "my-movements"), True)


def test_a_proxy_and_a_server_of_ones_own_reach_the_bot(checkout: Path) -> None:
    """With a password that has a `$`, in single quotes; and the machine has a name in the container."""
    written = (
        "HTTPS_PROXY='socks5://name:pa$word@proxy.example:1080'\nTELEGRAM_API_URL=http://host.docker.internal:8081\n"
    )
    (checkout / ".env").write_text(f"BOT_TOKEN={TOKEN}\n{written}NO_PROXY=intranet.example\n")
    found = service(checkout)
    settings = found["environment"]
    # docker-compose writes a dollar twice in what it resolved.
    assert settings["HTTPS_PROXY"] == "socks5://name:pa$$word@proxy.example:1080"
    assert settings["TELEGRAM_API_URL"] == "http://host.docker.internal:8081"
    assert (settings["NO_PROXY"], settings["HTTP_PROXY"]) == ("intranet.example", "")
    assert found["extra_hosts"] == ["host.docker.internal=host-gateway"]


def test_two_replicas_get_what_the_guide_writes(checkout: Path) -> None:
    """The webhook's address and secret, and the database's password."""
    written = next(line for line in LINES if line.text.startswith("cat >> .env"))
    with (checkout / ".env").open("a") as file:
        file.write(written.document.removesuffix("END\n"))
    services = resolved(checkout, "replicas")["services"]
    settings = services["replica"]["environment"]
    assert settings["WEBHOOK_URL"] == "https://hips.example/telegram"
    assert settings["WEBHOOK_SECRET"] == "put-a-long-random-word-here"  # noqa: S105 - nobody's
    assert settings["DATABASE_URL"] == "postgresql+psycopg://limber:putAnotherOneHere@database/limber"
    assert services["database"]["environment"]["POSTGRES_PASSWORD"] == "putAnotherOneHere"  # noqa: S105 - nobody's
    assert services["proxy"]["environment"]["WEBHOOK_HOST"] == "hips.example"


# Podman


def test_the_unit_for_podman_can_do_no_more_than_the_compose_file() -> None:
    """The same volume, port, user's secret and rights; only keys that Quadlet knows."""
    text = (ROOT / "deploy" / "limber.container").read_text(encoding="utf-8")
    unit: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            unit[line.strip("[]")] = {}
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            unit[list(unit)[-1]][key] = value
    about = unit["Container"]
    assert set(about) <= {
        *("Image", "ContainerName", "Secret", "Environment", "EnvironmentFile", "Volume", "PublishPort", "ReadOnly"),
        *("Tmpfs", "DropCapability", "NoNewPrivileges"),
    }
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["limber"]
    assert [about["PublishPort"]] == compose["ports"]
    assert [f"/{about['Tmpfs'].lstrip('/')}"] == compose["tmpfs"]
    assert about["Volume"].endswith(":/srv/limber/data")
    assert (about["ReadOnly"], about["DropCapability"], about["NoNewPrivileges"]) == ("true", "all", "true")
    secret, *options = about["Secret"].split(",")
    assert set(options) == {"uid=10001", "gid=10001", "mode=0400"}
    assert f"BOT_TOKEN_FILE=/run/secrets/{secret} " in about["Environment"]
    assert f"podman secret create {secret} -" in TEXT
    assert unit["Service"]["RestartPreventExitStatus"] == "2"
