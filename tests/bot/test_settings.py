"""What the operator set: every variable, what it may be, and what is said when it cannot be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import DEFAULT_DATABASE, TELEGRAM, VARIABLES, Settings, SettingsError, read_settings
from tests.harness.tabled import tabled

TOKEN = "123456789:AAFexample_token-of-thirty-five-char"  # noqa: S105 - nobody's

# Variable, what it is set to, and what the setting is then.
TAKEN = [
    ("BOT_TOKEN", TOKEN, {"token": TOKEN}),
    ("BOT_TOKEN", f"  {TOKEN}\n", {"token": TOKEN}),
    ("BOT_TOKEN", "", {"token": None}),
    (
        "DATABASE_URL",
        "postgresql+psycopg://limber@db/limber",
        {"database_url": "postgresql+psycopg://limber@db/limber"},
    ),
    ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", {"telegram_api_url": "http://127.0.0.1:8081"}),
    ("TELEGRAM_API_URL", "https://bots.example.org/api", {"telegram_api_url": "https://bots.example.org/api"}),
    ("TELEGRAM_API_URL", "http://[::1]:8081", {"telegram_api_url": "http://[::1]:8081"}),
    ("WEBHOOK_SECRET", "a-b_C9" * 40, {"webhook_secret": "a-b_C9" * 40}),
    ("LISTEN_HOST", "0.0.0.0", {"listen_host": "0.0.0.0"}),  # noqa: S104
    ("LISTEN_HOST", "localhost", {"listen_host": "localhost"}),
    ("LISTEN_HOST", "::1", {"listen_host": "::1"}),
    ("LISTEN_HOST", "limber.internal", {"listen_host": "limber.internal"}),
    ("LISTEN_PORT", "65535", {"listen_port": 65535}),
    ("LISTEN_PORT", "0", {"listen_port": 0}),
    ("CHAT_PORT", "8411", {"chat_port": 8411}),
    ("CHAT_PORT", "0", {"chat_port": 0}),
    ("ADMIN_IDS", "41, 5100000001,,", {"admin_ids": frozenset({41, 5_100_000_001})}),
    ("ADMIN_IDS", " ", {"admin_ids": frozenset()}),
    ("MESSAGES_PER_SECOND", "1", {"messages_per_second": 1}),
    ("MESSAGES_PER_SECOND", "1000", {"messages_per_second": 1000}),
    ("LOG_LEVEL", "debug", {"log_level": "DEBUG"}),
    ("LOG_LEVEL", "warn", {"log_level": "WARNING"}),
    ("LOG_LEVEL", "Warning", {"log_level": "WARNING"}),
    ("LOG_FORMAT", "JSON", {"log_format": "json"}),
]

# Variable, what it is set to, and what is said. Every line names the variable and the mend.
REFUSED = [
    ("BOT_TOKEN", "hello", "BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent"),
    ("BOT_TOKEN", "123456789:", "BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent"),
    ("BOT_TOKEN", TOKEN + " x", "BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent"),
    ("BOT_TOKEN_FILE", "/no/such/file", "BOT_TOKEN_FILE cannot be read: /no/such/file (No such file or directory)"),
    ("BOT_TOKEN_FILE", "/", "BOT_TOKEN_FILE cannot be read: / (Is a directory)"),
    ("TELEGRAM_API_URL", "api.telegram.org", "TELEGRAM_API_URL is no http or https address: api.telegram.org"),
    ("TELEGRAM_API_URL", "ftp://x", "TELEGRAM_API_URL is no http or https address: ftp://x"),
    ("TELEGRAM_API_URL", "http://", "TELEGRAM_API_URL is no http or https address: http://"),
    ("TELEGRAM_API_URL", "http://x:0", "TELEGRAM_API_URL is no http or https address: http://x:0"),
    ("TELEGRAM_API_URL", "http://x:99999", "TELEGRAM_API_URL is no http or https address: http://x:99999"),
    ("TELEGRAM_API_URL", "http://[::1", "TELEGRAM_API_URL is no http or https address: http://[::1"),
    ("WEBHOOK_URL", "example.org/hook", "WEBHOOK_URL is no http or https address: example.org/hook"),
    (
        "WEBHOOK_URL",
        "https://example.org/hook",
        "WEBHOOK_URL needs WEBHOOK_SECRET too: any long random word of letters and digits",
    ),
    (
        "WEBHOOK_URL",
        "https://example.org/healthz/",
        "WEBHOOK_URL ends in /healthz, which is another page; take for example /telegram",
    ),
    (
        "WEBHOOK_URL",
        "https://example.org/metrics",
        "WEBHOOK_URL ends in /metrics, which is another page; take for example /telegram",
    ),
    (
        "WEBHOOK_URL",
        "https://example.org/{any}",
        "WEBHOOK_URL's path may hold letters, digits and / . _ ~ - only, not /{any}",
    ),
    ("WEBHOOK_SECRET", "ö", "WEBHOOK_SECRET may hold letters, digits, _ and - only, at most 256"),
    ("WEBHOOK_SECRET", "a" * 257, "WEBHOOK_SECRET may hold letters, digits, _ and - only, at most 256"),
    ("LISTEN_HOST", "here:80", "LISTEN_HOST is no address: here:80; write for example 0.0.0.0"),
    ("LISTEN_HOST", "http://x", "LISTEN_HOST is no address: http://x; write for example 0.0.0.0"),
    ("LISTEN_PORT", "-1", "LISTEN_PORT must be a whole number from 0 to 65535, not -1"),
    ("LISTEN_PORT", "65536", "LISTEN_PORT must be a whole number from 0 to 65535, not 65536"),
    ("LISTEN_PORT", "http", "LISTEN_PORT must be a whole number from 0 to 65535, not http"),
    ("LISTEN_PORT", "²", "LISTEN_PORT must be a whole number from 0 to 65535, not ²"),
    ("CHAT_PORT", "65536", "CHAT_PORT must be a whole number from 0 to 65535, not 65536"),
    ("ADMIN_IDS", "41;42", "ADMIN_IDS must be numbers with commas between, not 41;42; @userinfobot tells yours"),
    ("ADMIN_IDS", "@ana", "ADMIN_IDS must be numbers with commas between, not @ana; @userinfobot tells yours"),
    ("ADMIN_IDS", "-41", "ADMIN_IDS must be numbers with commas between, not -41; @userinfobot tells yours"),
    ("CONTENT_DIR", "/no/dir", "CONTENT_DIR is no folder: /no/dir; unset it for the library that is shipped"),
    ("MESSAGES_PER_SECOND", "0", "MESSAGES_PER_SECOND must be a whole number from 1 to 1000, not 0"),
    ("MESSAGES_PER_SECOND", "1001", "MESSAGES_PER_SECOND must be a whole number from 1 to 1000, not 1001"),
    ("MESSAGES_PER_SECOND", "2.5", "MESSAGES_PER_SECOND must be a whole number from 1 to 1000, not 2.5"),
    ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not LOUD"),
    ("LOG_FORMAT", "xml", "LOG_FORMAT must be one of text, json, not xml"),
    ("LOG_LEVEL", '"INFO', "LOG_LEVEL has a quotation mark at one end; take it off"),
    ("BOT_TOKEN", f"{TOKEN}'", "BOT_TOKEN has a quotation mark at one end; take it off"),
    ("CONTENT_DIR", "~nobody-of-that-name/x", "CONTENT_DIR: the home folder in ~nobody-of-that-name/x is not known"),
    (
        "DATABASE_URL",
        "sqlite:///~nobody-of-that-name/x.db",
        "DATABASE_URL: the home folder in ~nobody-of-that-name/x.db is not known",
    ),
    *(
        ("DATABASE_URL", url, f"DATABASE_URL begins with {begins}, which is not used here; write {instead}…")
        for url, begins, instead in (
            ("postgresql+asyncpg://u:secret@h/d", "postgresql+asyncpg://", "postgresql+psycopg://"),
            ("postgres+asyncpg://u:secret@h/d", "postgres+asyncpg://", "postgresql+psycopg://"),
            ("postgresql+psycopg_async://h/d", "postgresql+psycopg_async://", "postgresql+psycopg://"),
            ("postgresql+psycopg2://h/d", "postgresql+psycopg2://", "postgresql+psycopg://"),
            ("postgresql+pg8000://h/d", "postgresql+pg8000://", "postgresql+psycopg://"),
            ("psql://u:secret@h/d", "psql://", "postgresql+psycopg://"),
            ("sqlite+aiosqlite:///data/x.db", "sqlite+aiosqlite://", "sqlite://"),
            ("sqlite3:///data/x.db", "sqlite3://", "sqlite://"),
        )
    ),
    (
        "DATABASE_URL",
        "mysql+aiomysql://u:secret@h/d",
        "DATABASE_URL begins with mysql+aiomysql://, which is not used here; "
        "write sqlite:///data/limber.db or postgresql+psycopg://…",
    ),
    (
        "DATABASE_URL",
        "sqlite://~/x.db",
        "DATABASE_URL has two slashes before its file; write three: sqlite:///~/x.db",
    ),
]

# What a host hands out, and the address that is used.
DATABASES = [
    ("sqlite:///data/x.db", "sqlite:///data/x.db"),
    ("SQLite:///data/x.db", "sqlite:///data/x.db"),
    ("sqlite+pysqlite:///data/x.db", "sqlite+pysqlite:///data/x.db"),
    ("sqlite:////srv/~x/y.db", "sqlite:////srv/~x/y.db"),
    ("sqlite:///~/x.db", "sqlite:////home/ana/x.db"),
    ("sqlite:///~/a folder/x.db?timeout=5", "sqlite:////home/ana/a folder/x.db?timeout=5"),
    ("postgres://u:p%40ss@h:5432/d?sslmode=require", "postgresql+psycopg://u:p%40ss@h:5432/d?sslmode=require"),
    ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
    ("POSTGRES://u@h/d", "postgresql+psycopg://u@h/d"),
    ("postgres+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
]
QUOTES = ('"{}"', "'{}'", "“{}”", "‘{}’", ' "{}" ', '" {} "')


@tabled(("name", "value", "fields"), TAKEN)
def test_what_a_variable_sets(name: str, value: str, fields: dict[str, object]) -> None:
    """That field, and no other."""
    assert read_settings({name: value}) == Settings(**fields)  # type: ignore[arg-type]


@tabled(("name", "value", "said"), REFUSED)
def test_what_cannot_be_used_is_named_in_one_line(name: str, value: str, said: str) -> None:
    """With the variable first, and how to mend it."""
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert str(caught.value) == said
    assert said.startswith(name)


@pytest.mark.parametrize(("given", "used"), DATABASES)
def test_a_database_address_is_taken_as_hosts_write_it(given: str, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the driver that is installed, and with the home folder in place of ~."""
    monkeypatch.setenv("HOME", "/home/ana")
    assert read_settings({"DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize("quotes", QUOTES)
def test_one_pair_of_quotation_marks_around_a_value_means_nothing(quotes: str) -> None:
    """An `--env-file` keeps them, a shell does not."""
    given = {name: quotes.format(value) for name, value, _ in TAKEN if "\n" not in value}
    for name, value, fields in TAKEN:
        if name in given and value.strip():
            assert read_settings({name: quotes.format(value.strip())}) == Settings(**fields), name  # type: ignore[arg-type]
    assert read_settings({"LOG_LEVEL": quotes.format("")}) == Settings()


@pytest.mark.parametrize("name", ['Ana "the coach"', "Ana's", '"Ana" and "Ben"', '"'])
def test_a_name_keeps_its_own_quotation_marks(name: str) -> None:
    """One around the whole is a pair; any other belongs to it."""
    assert read_settings({"OPERATOR_NAME": name}).operator_name == name


def test_a_home_folder_may_be_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder and in a file, as in a database's address."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text(f'"{TOKEN}"\n')
    assert read_settings({"CONTENT_DIR": "~"}).content_dir == tmp_path
    assert read_settings({"BOT_TOKEN_FILE": "~/token"}).token == TOKEN


def test_nothing_set_is_a_bot_on_this_machine() -> None:
    """No token: the chat in the browser; a SQLite file; nothing listens."""
    assert read_settings({}) == Settings()
    assert Settings().database_url == DEFAULT_DATABASE == "sqlite:///data/limber.db"
    assert (Settings().token, Settings().listen_port, Settings().telegram_api_url) == (None, None, TELEGRAM)


def test_empty_variables_count_as_unset() -> None:
    """As an empty line in a compose file means."""
    assert read_settings(dict.fromkeys(VARIABLES, " ")) == Settings()


def test_a_webhook_listens_on_8080_unless_said_otherwise() -> None:
    """Secret and address belong together; a slash at the end is nothing."""
    given = {"WEBHOOK_URL": "https://example.org/hook/", "WEBHOOK_SECRET": "secret"}
    settings = read_settings(given)
    assert (settings.webhook_url, settings.listen_port) == ("https://example.org/hook", 8080)
    assert read_settings({**given, "LISTEN_PORT": "9000"}).listen_port == 9000


@pytest.mark.parametrize("end", ["", "/", "/telegram", "/telegram/"])
def test_a_webhook_has_a_path_of_its_own(end: str) -> None:
    """Given or not: what else is served stands beside."""
    given = {"WEBHOOK_URL": f"https://example.org{end}", "WEBHOOK_SECRET": "secret"}
    assert read_settings(given).webhook_url == "https://example.org/telegram"


def test_a_token_may_stand_in_a_file(tmp_path: Path) -> None:
    """As secrets are mounted into containers, with or without a line's end."""
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    assert read_settings({"BOT_TOKEN_FILE": str(file)}).token == TOKEN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n", "BOT_TOKEN_FILE is empty: {}; put the token from @BotFather into it"),
        (b"\xff\xfe", "BOT_TOKEN_FILE cannot be read: {} (not a text)"),
        (b"secret", "BOT_TOKEN does not look like a token; copy the whole line that @BotFather sent"),
    ],
)
def test_a_file_without_a_token_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """And what stands in it is not repeated."""
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_settings({"BOT_TOKEN_FILE": str(file)})
    assert str(caught.value) == said.format(file)
    assert "secret" not in str(caught.value)


def test_two_places_for_the_token_are_one_too_many(tmp_path: Path) -> None:
    """Which one would count is anybody's guess."""
    with pytest.raises(SettingsError, match="BOT_TOKEN and BOT_TOKEN_FILE are both set; unset one of them"):
        read_settings({"BOT_TOKEN": TOKEN, "BOT_TOKEN_FILE": str(tmp_path)})


def test_a_folder_of_movements_is_a_path(tmp_path: Path) -> None:
    """It has to be there; what is in it is for the content check."""
    assert read_settings({"CONTENT_DIR": str(tmp_path)}).content_dir == tmp_path
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="CONTENT_DIR is no folder"):
        read_settings({"CONTENT_DIR": str(tmp_path / "file")})


def test_a_refused_token_is_not_repeated() -> None:
    """A token with a slip in it is a token all the same."""
    with pytest.raises(SettingsError) as caught:
        read_settings({"BOT_TOKEN": TOKEN + "!"})
    assert TOKEN not in str(caught.value)


def test_settings_show_no_secret() -> None:
    """Whatever prints them: the token, the secret and the database's password stay out."""
    database = "postgresql+psycopg://limber:database-password@db/limber"
    settings = Settings(token=TOKEN, webhook_secret="webhook-secret", database_url=database)  # noqa: S106
    for shown in (repr(settings), str(settings), f"{settings}", f"{[settings]}"):
        assert not re.search(r"AAF|webhook-secret|database-password", shown)
        assert shown.strip("[]") == "Settings(https://api.telegram.org, messages_per_second=25)"


def test_other_variables_are_nobodys_business() -> None:
    """The environment is full of them."""
    assert read_settings({"PATH": "/bin", "BOT_TOKENS": "x"}) == Settings()


def test_secrets_are_known_for_the_logs() -> None:
    """The token, the secret of the webhook, the password of the database as it is written and as it is meant, and the
    address of the ping."""
    environment = {
        "BOT_TOKEN": "10:" + "A" * 35,
        "WEBHOOK_URL": "https://bot.example/telegram",
        "WEBHOOK_SECRET": "s3cret",
        "DATABASE_URL": "postgresql+psycopg://limber:p%40ss@db.example/limber",
        "PING_URL": "https://ping.example/4f1c",
    }
    secrets = read_settings(environment).secrets
    assert secrets == ("10:" + "A" * 35, "s3cret", "p%40ss", "p@ss", "https://ping.example/4f1c")
    assert read_settings({}).secrets == ()
