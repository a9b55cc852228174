"""Settings from the environment; an error names the variable and how to fix it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEFAULT_DATABASE = "sqlite:///data/limber.db"
TELEGRAM = "https://api.telegram.org"
# Telegram allows about 30 messages a second to everybody together, 1,000 where broadcasts are paid for:
# https://core.telegram.org/bots/faq#broadcasting-to-users
DEFAULT_MESSAGES_PER_SECOND = 25
MOST_MESSAGES_PER_SECOND = 1000
LONGEST_LINE = 200
# Where updates are taken when WEBHOOK_URL does not say, and the pages that stand beside.
WEBHOOK_PATH = "/telegram"
OTHER_PAGES = ("/healthz", "/livez", "/readyz", "/metrics")
# The chat page's port where CHAT_PORT does not say.
DEFAULT_CHAT_PORT = 8080
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Other names of a level, as other programs have them.
LEVEL_NAMES = {"WARN": "WARNING"}
LOG_FORMATS = ("text", "json")
# The drivers of each database, the one to be written first. An address without one gets it.
POSTGRESQL, SQLITE = ("postgresql+psycopg", "postgres+psycopg", "postgresql", "postgres"), ("sqlite", "sqlite+pysqlite")
QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))
# What may begin or end with a quotation mark of its own.
FREE_TEXT = ("OPERATOR_NAME", "OPERATOR_CONTACT")


class SettingsError(Exception):
    """A setting cannot be used; the text names the variable and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this replica runs. `token` None means: no Telegram, the chat in the browser."""

    token: str | None = None
    database_url: str = DEFAULT_DATABASE
    erasures_file: Path | None = None
    telegram_api_url: str = TELEGRAM
    webhook_url: str | None = None
    webhook_secret: str | None = None
    listen_host: str = "127.0.0.1"
    listen_port: int | None = None
    chat_port: int | None = None
    admin_ids: frozenset[int] = frozenset()
    content_dir: Path | None = None
    messages_per_second: int = DEFAULT_MESSAGES_PER_SECOND
    log_level: str = "INFO"
    log_format: str = "text"
    operator_name: str | None = None
    operator_contact: str | None = None
    ping_url: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Words that may stand in no log: tokens, passwords, and an address whose knowledge is the right to call it."""
        words = (self.token, self.webhook_secret, *password_in(self.database_url), self.ping_url)
        return tuple(word for word in words if word)

    def __repr__(self) -> str:
        """Without the token and the secrets, which must not reach a log."""
        return f"Settings({self.telegram_api_url}, messages_per_second={self.messages_per_second})"


# Each variable with a line for the README and for `python -m bot --help`.
VARIABLES: Mapping[str, str] = {
    "BOT_TOKEN": "the token from @BotFather; with none, `make run` opens the chat in the browser",
    "BOT_TOKEN_FILE": "a file that holds the token, instead of BOT_TOKEN",
    "DATABASE_URL": f"an SQLAlchemy address; default `{DEFAULT_DATABASE}`",
    "ERASURES_FILE": "the record of erasures, by which a restored backup brings nobody back; default: erasures.db "
    "beside the SQLite file, or `data/erasures.db`",
    "TELEGRAM_API_URL": f"base address of the Bot API server; default `{TELEGRAM}`",
    "WEBHOOK_URL": f"public https address for updates, with or without {WEBHOOK_PATH} behind; unset: long polling",
    "WEBHOOK_SECRET": "Telegram repeats it with every update; needed with WEBHOOK_URL",
    "LISTEN_HOST": "where to listen for the webhook, /livez, /readyz, /healthz and /metrics; default `127.0.0.1`",
    "LISTEN_PORT": "and on which port, 0 for a free one; default 8080 with WEBHOOK_URL, else nothing listens",
    "CHAT_PORT": f"port of the chat in the browser, 0 for a free one; default {DEFAULT_CHAT_PORT}, or a free one",
    "ADMIN_IDS": "Telegram user ids of the people who may use /stats, /broadcast and /version, separated by commas",
    "CONTENT_DIR": "a folder with another movement library; default: the shipped one",
    "MESSAGES_PER_SECOND": f"Telegram's allowance, 1 to {MOST_MESSAGES_PER_SECOND}; "
    f"default {DEFAULT_MESSAGES_PER_SECOND}",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR; default INFO",
    "LOG_FORMAT": "text or json; default text",
    "OPERATOR_NAME": "who runs this bot: /privacy says so",
    "OPERATOR_CONTACT": "how to reach them, such as a mail address or @name: /privacy says so",
    "PING_URL": "an address that is called once a day, when all of the day's prompts are accounted for",
}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings out of environment variables; empty ones count as unset. Raises SettingsError."""
    given = {name: _unquoted(name, environment.get(name, "")) for name in VARIABLES}
    webhook_url = _webhook_url(given["WEBHOOK_URL"])
    secret = given["WEBHOOK_SECRET"] or None
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise SettingsError("WEBHOOK_SECRET may hold letters, digits, _ and - only, at most 256")
    if webhook_url is not None and secret is None:
        raise SettingsError("WEBHOOK_URL needs WEBHOOK_SECRET too: any long random word of letters and digits")
    port = _whole_number("LISTEN_PORT", given["LISTEN_PORT"], 0, 65535)
    rate = _whole_number("MESSAGES_PER_SECOND", given["MESSAGES_PER_SECOND"], 1, MOST_MESSAGES_PER_SECOND)
    folder = Path(_at_home("CONTENT_DIR", given["CONTENT_DIR"])) if given["CONTENT_DIR"] else None
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"CONTENT_DIR is no folder: {folder}; unset it for the library that is shipped")
    return Settings(
        token=_token(given["BOT_TOKEN"], given["BOT_TOKEN_FILE"]),
        database_url=read_database_url("DATABASE_URL", given["DATABASE_URL"] or DEFAULT_DATABASE),
        erasures_file=Path(_at_home("ERASURES_FILE", given["ERASURES_FILE"])) if given["ERASURES_FILE"] else None,
        telegram_api_url=_http_url("TELEGRAM_API_URL", given["TELEGRAM_API_URL"] or TELEGRAM),
        webhook_url=webhook_url,
        webhook_secret=secret,
        listen_host=_host(given["LISTEN_HOST"] or "127.0.0.1"),
        listen_port=port if port is not None else (8080 if webhook_url else None),
        chat_port=_whole_number("CHAT_PORT", given["CHAT_PORT"], 0, 65535),
        admin_ids=_ids(given["ADMIN_IDS"]),
        content_dir=folder,
        messages_per_second=rate if rate is not None else DEFAULT_MESSAGES_PER_SECOND,
        log_level=_choice("LOG_LEVEL", _level(given["LOG_LEVEL"]), LOG_LEVELS),
        log_format=_choice("LOG_FORMAT", given["LOG_FORMAT"].lower() or "text", LOG_FORMATS),
        operator_name=_line("OPERATOR_NAME", given["OPERATOR_NAME"]),
        operator_contact=_line("OPERATOR_CONTACT", given["OPERATOR_CONTACT"]),
        ping_url=_http_url("PING_URL", given["PING_URL"]) if given["PING_URL"] else None,
    )


def _unquoted(name: str, text: str) -> str:
    """A value without one pair of quotation marks around it: an `--env-file` keeps what a shell takes off."""
    text = text.strip()
    for begins, ends in QUOTES:
        inner = text[1:-1]
        if len(text) > 1 and text[0] == begins and text[-1] == ends and begins not in inner and ends not in inner:
            return inner.strip()
    marks = "".join(mark for pair in QUOTES for mark in pair)
    if name not in FREE_TEXT and text and (text[0] in marks or text[-1] in marks):
        raise SettingsError(f"{name} has a quotation mark at one end; take it off")
    return text


def _at_home(name: str, path: str) -> str:
    """A path whose ~ is the home folder, as in a shell."""
    try:
        return str(Path(path).expanduser()) if path.startswith("~") else path
    except RuntimeError as error:
        raise SettingsError(f"{name}: the home folder in {path} is not known") from error


def read_database_url(name: str, text: str) -> str:
    """An address with the driver that is installed; what is no address is left to the database. A password is never
    repeated. Raises SettingsError, which names the variable."""
    begins, slashes, rest = text.partition("://")
    scheme = begins.lower()
    if not slashes:
        return text
    if scheme in POSTGRESQL:
        return f"{POSTGRESQL[0]}://{rest}"
    if scheme in SQLITE:
        if rest.startswith("~"):
            raise SettingsError(f"{name} has two slashes before its file; write three: {scheme}:///{rest}")
        return f"{scheme}:///{_at_home(name, rest[1:])}" if rest.startswith("/~") else f"{scheme}://{rest}"
    instead = f"{DEFAULT_DATABASE} or {POSTGRESQL[0]}://"
    if scheme.startswith(("postgres", "pgsql", "psql")):
        instead = f"{POSTGRESQL[0]}://"
    elif scheme.startswith("sqlite"):
        instead = f"{SQLITE[0]}://"
    raise SettingsError(f"{name} begins with {begins}://, which is not used here; write {instead}…")


def password_in(url: str) -> tuple[str, ...]:
    """The password in an address, as it is written and as it is meant; empty without one."""
    try:
        password = urlsplit(url).password or ""
    except ValueError:
        return ()
    return (password, unquote(password)) if password else ()


def _level(text: str) -> str:
    level = text.upper() or "INFO"
    return LEVEL_NAMES.get(level, level)


def _token(token: str, file: str) -> str | None:
    if token and file:
        raise SettingsError("BOT_TOKEN and BOT_TOKEN_FILE are both set; unset one of them")
    if file:
        file = _at_home("BOT_TOKEN_FILE", file)
        try:
            token = _unquoted("BOT_TOKEN", Path(file).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a text"
            raise SettingsError(f"BOT_TOKEN_FILE cannot be read: {file} ({reason})") from error
        if not token:
            raise SettingsError(f"BOT_TOKEN_FILE is empty: {file}; put the token from @BotFather into it")
    if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        raise SettingsError("BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent")
    return token or None


def _http_url(name: str, text: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name} is no {' or '.join(schemes)} address: {text}")
    return text.rstrip("/")


def _webhook_url(text: str) -> str | None:
    if not text:
        return None
    # A Bot API server of one's own takes http too; Telegram itself says no to it with a clear error.
    parts = urlsplit(_http_url("WEBHOOK_URL", text))
    path = parts.path.rstrip("/") or WEBHOOK_PATH
    if path in OTHER_PAGES:
        raise SettingsError(f"WEBHOOK_URL ends in {path}, which is another page; take for example {WEBHOOK_PATH}")
    if not re.fullmatch(r"[A-Za-z0-9/._~-]+", path):
        raise SettingsError(f"WEBHOOK_URL's path may hold letters, digits and / . _ ~ - only, not {path}")
    return parts._replace(path=path).geturl()


def _host(text: str) -> str:
    if text != "localhost" and not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise SettingsError(f"LISTEN_HOST is no address: {text}; write for example 0.0.0.0") from None
    return text


def _whole_number(name: str, text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text}")
    return int(text)


def _ids(text: str) -> frozenset[int]:
    ids = [part.strip() for part in text.split(",") if part.strip()]
    for item in ids:
        if not re.fullmatch(r"[0-9]{1,18}", item):
            raise SettingsError(f"ADMIN_IDS must be numbers with commas between, not {item}; @userinfobot tells yours")
    return frozenset(int(item) for item in ids)


def _line(name: str, text: str) -> str | None:
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise SettingsError(f"{name} must be one line of at most {LONGEST_LINE} characters")
    return text or None


def _choice(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {text}")
    return text
