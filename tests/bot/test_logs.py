"""Logs: events with fields, for people or machines, in UTC; never a token, wherever it hides, nor what people write."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date

import pytest
from structlog.typing import Processor

from bot import logs
from tests.harness.logging_kept import logging_as_it_was
from tests.harness.tabled import tabled

TOKEN = "123456789:AAF-canary_canary-canary_canary-ca"  # noqa: S105 - nobody's

log = logs.get_logger("limber.test")


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the logging of the tests as it was; and know no secret of another test's."""
    monkeypatch.setattr(logs, "_secrets", set())
    with logging_as_it_was():
        yield


HIDING_PLACES = [
    TOKEN,
    f"https://api.telegram.org/bot{TOKEN}/sendMessage",
    f"https://api.telegram.org/file/bot{TOKEN}/animations/file_1.mp4",
    f"The token `{TOKEN}` was rejected by the server.",
    f"Bot[token={TOKEN}]",
    f"{TOKEN},{TOKEN}",
    "10:" + "A" * 35,
    "/bot7700000001:local-0123456789abcdef0123456789abcdef/getMe",
    f"%2Fbot{TOKEN}%2FgetMe",
    f"%2Fbot{TOKEN.replace(':', '%3A')}%2FgetMe",
]


@tabled("text", HIDING_PLACES)
def test_a_token_is_blacked_out_wherever_it_stands(text: str) -> None:
    """Above all in an address, right behind the word bot."""
    shown = logs.redact(text)
    assert "[token]" in shown
    assert not re.search(r"canary|A{20}|local-", shown)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T14:35:00Z INFO limber.app started bot=limber_bot restored=0",
        "update=100000001 chat=5100000001 message=17",
        'File "/srv/limber/bot/outbox.py", line 123, in _deliver',
        "http://127.0.0.1:8080/",
        "127.0.0.1:49152:closed",
        "prompt:1:20261122:not_today",
    ],
)
def test_what_is_no_token_stays(text: str) -> None:
    """Times, ids, ports and button data."""
    assert logs.redact(text) == text


def test_a_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Moment in UTC, level, logger, event; on standard error."""
    logs.set_up("INFO", "text")
    log.info("sent", row=7, prompt="41/1/2026-11-22", error="Bad Request: chat = gone", message=None)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO limber\.test (.*)\n", err)
    assert err.endswith(' sent row=7 prompt=41/1/2026-11-22 error="Bad Request: chat = gone" message=None\n')


def test_a_line_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object: a stable event name, and each field with its own type."""
    logs.set_up("INFO", "json")
    log.warning("polling_failed", error="NetworkError 🐸", again_in=0.5, chat=41, message=None, day=date(2026, 11, 22))
    fields = json.loads(capsys.readouterr().err)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", fields.pop("at"))
    assert fields == {
        "level": "WARNING",
        "logger": "limber.test",
        "event": "polling_failed",
        "error": "NetworkError 🐸",
        "again_in": 0.5,
        "chat": 41,
        "message": None,
        "day": "2026-11-22",
    }


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("name", ["telegram.ext.Application", "apscheduler.scheduler", "aiohttp.server"])
def test_lines_of_libraries_take_the_same_way(capsys: pytest.CaptureFixture[str], style: str, name: str) -> None:
    """The same shape, with secrets blacked out and without what an error of ours quotes."""
    logs.set_up("INFO", style)
    try:
        raise KeyError("my hip hurts")
    except KeyError as error:
        logging.getLogger(name).error("POST /bot%s/getMe", TOKEN, exc_info=error)
    err = capsys.readouterr().err
    assert f"{name}" in err
    assert "POST /bot[token]/getMe" in err
    assert "builtins.KeyError" in err
    assert not re.search(r"canary|KeyError: |KeyError\('my", err)
    assert style == "text" or json.loads(err)["event"] == "POST /bot[token]/getMe"


def test_a_plain_record_has_fields_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Given as `extra`: the storage, which knows nothing of the bot, logs so."""
    logs.set_up("INFO", "text")
    logging.getLogger("storage.batcher").warning("batch_failed", extra={"questions": 3, "error": "ValueError"})
    assert capsys.readouterr().err.endswith(" WARNING storage.batcher batch_failed questions=3 error=ValueError\n")


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("field", sorted(logs.PERSONAL))
def test_a_field_for_what_people_write_is_withheld(capsys: pytest.CaptureFixture[str], style: str, field: str) -> None:
    """No event has such a field; one that gets it by mistake shows that it was there, and nothing of it."""
    logs.set_up("INFO", style)
    log.info("update_failed", update=7, **{field: "my hip hurts"})
    err = capsys.readouterr().err
    assert "my hip hurts" not in err
    assert "[withheld]" in err
    assert "7" in err


@pytest.mark.parametrize("value", [TOKEN, {"url": f"/bot{TOKEN}/"}, OSError(f"no {TOKEN}"), [TOKEN]])
@pytest.mark.parametrize("style", ["text", "json"])
def test_a_token_is_blacked_out_in_every_kind_of_field(
    capsys: pytest.CaptureFixture[str], style: str, value: object
) -> None:
    """Whatever is no number becomes text first."""
    logs.set_up("INFO", style)
    log.info("call_failed", what=value, row=7)
    err = capsys.readouterr().err
    assert "canary" not in err
    assert "[token]" in err


@pytest.mark.parametrize(("style", "processor"), [("TEXT", logs.withhold_personal), ("JSON", logs.redact_secrets)])
def test_every_chain_redacts_before_it_renders(style: str, processor: Processor) -> None:
    """First what people write, then secrets, and only then is a line made of it."""
    assert getattr(logs, style)[:-1] == (logs.withhold_personal, logs.redact_secrets)
    assert processor in getattr(logs, style)


# When a line was written, in seconds since 1970, and the moment that people and machines read.
MOMENTS = [
    (1795444500.0, "2026-11-23T14:35:00Z", "2026-11-23T14:35:00.000+00:00"),
    (1795444500.4996, "2026-11-23T14:35:00Z", "2026-11-23T14:35:00.499+00:00"),
    (1795444500.9995, "2026-11-23T14:35:00Z", "2026-11-23T14:35:00.999+00:00"),
    (1795444500.9999999, "2026-11-23T14:35:01Z", "2026-11-23T14:35:01.000+00:00"),
    (1795444501.007, "2026-11-23T14:35:01Z", "2026-11-23T14:35:01.007+00:00"),
    (1795444499.5, "2026-11-23T14:34:59Z", "2026-11-23T14:34:59.500+00:00"),
]


def test_every_line_has_its_own_moment() -> None:
    """Also when others were written in the same second, or a clock was set back."""
    shown = []
    for created, _, _ in MOMENTS:
        record = logging.makeLogRecord({"msg": logs.Event(event="sent"), "created": created})
        line = json.loads(logs.Formatter(logs.JSON).format(record))
        shown.append((created, logs.Formatter(logs.TEXT).format(record).split()[0], line["at"]))
    assert shown == MOMENTS


def test_a_secret_that_json_writes_in_another_way_is_blacked_out_too() -> None:
    """A quote and a backslash get a backslash in front."""
    logs.conceal(['ca"na\\ry'])
    record = logging.makeLogRecord({"msg": logs.Event(event="sent", what='ca"na\\ry')})
    assert json.loads(logs.Formatter(logs.JSON).format(record))["what"] == "[secret]"
    assert logs.Formatter(logs.TEXT).format(record).endswith(" sent what=[secret]")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_traceback_is_shown_without_the_token(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """Also the one that a library put into an exception's text, and into the exception behind it."""
    logs.set_up("DEBUG", style)
    try:
        try:
            raise OSError(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
        except OSError as error:
            raise RuntimeError(f"The token `{TOKEN}` was rejected") from error
    except RuntimeError:
        log.exception("call_failed", token=TOKEN)
    err = capsys.readouterr().err
    assert "canary" not in err
    assert err.count("[token]") == 3
    assert "RuntimeError" in err
    assert len(err.splitlines()) == 1 or style == "text"


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_traceback_quotes_nobody(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """A mistake of ours often says what it stumbled over; what the world says of itself is shown."""
    logs.set_up("DEBUG", style)
    try:
        try:
            int(words := "my hip hurts")
        except ValueError as error:
            raise OSError(28, "No space left") from error
    except OSError:
        log.exception("turn_failed")
    try:
        raise LookupError(words)
    except LookupError:
        log.exception("turn_failed")
    err = capsys.readouterr().err
    assert "my hip" not in err.replace('\\"', '"').replace('int(words := "my hip hurts")', "")
    assert "No space left" in err
    assert "builtins.ValueError" in err
    assert "builtins.LookupError" in err
    assert "which led to" in err


@pytest.mark.parametrize("style", ["text", "json"])
def test_other_secrets_are_blacked_out_too(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """Once the program knows them; a word too short to be one would black out half of the log."""
    logs.conceal(["canary-in-the-webhook", None, "", "row"])
    logs.set_up("INFO", style)
    log.info("sent", row=7, secret="canary-in-the-webhook")  # noqa: S106 - nobody's
    err = capsys.readouterr().err
    assert "[secret]" in err
    assert "canary" not in err


def test_only_what_is_loud_enough_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing twice, however often the logs are set up."""
    logs.set_up("DEBUG", "text")
    logs.set_up("WARNING", "text")
    log.info("quiet")
    log.warning("loud")
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "at_debug", "at_error"),
    [
        ("telegram", "INFO", "ERROR"),
        ("telegram.ext.Application", "INFO", "ERROR"),
        ("httpx", "WARNING", "ERROR"),
        ("httpcore.http11", "WARNING", "ERROR"),
        ("aiohttp.access", "WARNING", "ERROR"),
        ("apscheduler.executors.default", "WARNING", "ERROR"),
        ("limber.outbox", "DEBUG", "ERROR"),
    ],
)
def test_libraries_that_would_print_addresses_and_texts_are_kept_down(name: str, at_debug: str, at_error: str) -> None:
    """At every level of ours."""
    logs.set_up("DEBUG", "text")
    assert logging.getLevelName(logging.getLogger(name).getEffectiveLevel()) == at_debug
    logs.set_up("ERROR", "text")
    assert logging.getLevelName(logging.getLogger(name).getEffectiveLevel()) == at_error
