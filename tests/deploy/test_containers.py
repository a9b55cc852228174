"""The container files: what a linter, the compose specification and the bot's own settings say about them."""

from __future__ import annotations

import asyncio
import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp import web

from bot.settings import OTHER_PAGES, VARIABLES, WEBHOOK_PATH
from bot.understanding.text.by_ear import SOUNDS
from tests.bot.conftest import eventually
from tests.harness.program import free_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "limber"]
UNIT = (ROOT / "deploy" / "limber.service").read_text(encoding="utf-8")


def tool(name: str) -> str:
    """A program that comes with the packages for the tests; skips where its makers have none for this system."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.skip(f"there is no {name} for this system")
    return str(path)


# The image


def test_the_dockerfile_pleases_its_linter() -> None:
    """hadolint, with the shell lines."""
    found = subprocess.run(
        [tool("hadolint"), "--failure-threshold", "style", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_runs_as_a_number_that_is_not_root_and_holds_no_secret() -> None:
    """Pinned by an argument, in two stages, with a health check that asks for liveness."""
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.13-alpine${DIGEST}"] * 2
    assert re.search(r"^USER [1-9][0-9]+:[1-9][0-9]+$", DOCKERFILE, re.MULTILINE)
    assert "/livez" in DOCKERFILE.partition("HEALTHCHECK")[2]
    assert set(re.findall(r"^ARG (\w+)", DOCKERFILE, re.MULTILINE)) == {"DIGEST"}
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert not re.search(r"\bapk\b|\bpip install\b|binutils", last)
    assert not re.search(r"TOKEN|SECRET|PASSWORD", DOCKERFILE)


def test_what_is_copied_into_the_image_is_dockerignore() -> None:
    """And nothing else of this folder: no record, no settings, no repository."""
    lines = _dockerignore()
    let = {line.removeprefix("!") for line in lines if line.startswith("!") and "/examples" not in line}
    copied = set(re.findall(r"^COPY (?!--)(\S+) ", DOCKERFILE, re.MULTILINE))
    assert lines[0] == "*"
    assert let == {name for name in copied if not any(name.startswith(f"{folder}/") for folder in let)}
    assert all((ROOT / name).exists() for name in copied)


def test_the_examples_are_let_through_of_languages_that_are_read_by_ear_alone() -> None:
    """Their words are read at run time; of the others the learned weights are enough. The last line counts."""
    of_examples = [line for line in _dockerignore() if line.endswith("/examples")]
    assert of_examples == [
        "bot/i18n/locale/*/examples",
        *(f"!bot/i18n/locale/{language}/examples" for language in SOUNDS),
    ]


def _dockerignore() -> list[str]:
    """The lines of .dockerignore, without its remarks."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# Compose


def told(text: str, *words: str) -> tuple[int, str]:
    """What the real docker-compose, without an engine, says about a compose file: its status, and errors."""
    done = subprocess.run(
        [tool("docker-compose"), "--file", "-", *words, "config", "--quiet"],
        env={"PATH": os.environ["PATH"], "BOT_TOKEN": "1:A"},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_docker_compose_reads_it() -> None:
    """By its own rules: an unknown key or a wrong type is an error."""
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert told(text, "--profile", "replicas") == (0, "")
    status, said = told(text.replace("read_only:", "read_onli:", 1))
    assert status != 0
    assert "read_onli" in said


def test_compose_sets_only_what_there_is() -> None:
    """Every variable of the bot is one of its settings, or names a proxy."""
    assert OURS == ["limber", "replica"]
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert set(environment) <= {*VARIABLES, "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}
    assert SERVICES["replica"]["environment"]["WEBHOOK_URL"].endswith(WEBHOOK_PATH)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    """No way to write but volumes and memory, no rights, none to be had; alone, one copy with SQLite starts."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])  # noqa: S108 - of the container
    assert service.get("profiles", []) == ([] if name == "limber" else ["replicas"])
    if name in OURS:
        assert service["stop_grace_period"] == "15s"
        assert not set(service) & {"cap_add", "privileged"}
        assert service["user"] == "${RUN_AS:-10001:10001}"
    # Reached from outside: the proxy by everybody, figures by this machine alone.
    for port in service.get("ports", []):
        assert name == "proxy" or port.startswith("127.0.0.1:")


def test_there_are_two_copies_behind_one_proxy_and_one_database() -> None:
    """Of which the database reaches nobody."""
    assert SERVICES["replica"]["deploy"]["replicas"] == 2
    assert SERVICES["replica"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["database"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert "back" not in SERVICES["proxy"]["networks"]


# The reverse proxy


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Caddy with our Caddyfile before something that answers everything: (address, the paths that came through)."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(f"{request.method} {request.path} {request.headers.get('X-Telegram-Bot-Api-Secret-Token')}")
        return web.Response(text="ours")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{free_port()}"
    caddy = await asyncio.create_subprocess_exec(
        *(tool("caddy"), "run", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "WEBHOOK_HOST": url,
            "UPSTREAM": "127.0.0.1",
            "UPSTREAM_PORT": str(runner.addresses[0][1]),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def listens() -> bool:
        try:
            async with aiohttp.ClientSession() as client, client.get(url):
                return True
        except aiohttp.ClientError:
            return False

    await eventually(listens, "Caddy", 15)
    yield url, seen
    caddy.terminate()
    await caddy.wait()
    await runner.cleanup()


async def test_the_proxy_lets_the_webhook_through_and_nothing_else(proxied: tuple[str, list[str]]) -> None:
    """Neither health nor metrics, nor the webhook by another method."""
    url, seen = proxied
    async with aiohttp.ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": "s"}) as client:
        async with client.post(f"{url}{WEBHOOK_PATH}", json={"update_id": 1}) as response:
            assert (response.status, await response.text()) == (200, "ours")
        for path in (*OTHER_PAGES, "/", f"{WEBHOOK_PATH}/x", f"{WEBHOOK_PATH}/../metrics", "//metrics"):
            for method in ("GET", "POST"):
                async with client.request(method, f"{url}{path}") as response:
                    assert response.status == 404, path
        async with client.get(f"{url}{WEBHOOK_PATH}") as response:
            assert response.status == 404
    assert seen == [f"POST {WEBHOOK_PATH} s"]


# The service


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """With the paths of a server in place of what is not here."""
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd here; its lines are looked at below")
    unit = tmp_path / "limber.service"
    unit.write_text(UNIT.replace("/srv/limber/.venv/bin/python", "/bin/true"))
    done = subprocess.run([verify, "verify", unit], capture_output=True, text=True, check=False)
    assert "limber.service" not in done.stderr, done.stderr


def test_the_unit_keeps_the_service_in() -> None:
    """It writes its own folder and nothing else, and is not started again and again with settings that are wrong."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT)
    service = dict(parser["Service"])
    wanted = {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "StateDirectory": "limber",
        "UMask": "0077",
        "EnvironmentFile": "/etc/limber/limber.env",
        "RestartPreventExitStatus": "2",
        "TimeoutStopSec": "15",
    }
    assert {key: service[key] for key in wanted} == wanted
    assert set(re.findall(r"^Environment=(\w+)=", UNIT, re.MULTILINE)) <= {*VARIABLES, "PYTHONDONTWRITEBYTECODE"}
