"""Doctor: checks everything that the bot needs, and prints a line for each check with the fix in it.

It changes nothing and may run beside the bot. `examine` does the I/O; pure functions turn its results into lines.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import tzdata

from bot import VERSION
from bot.client.proxies import open_session, proxy_of
from bot.client.server_time import date_of
from bot.jobs.clock_check import MOST_OFF
from bot.operations.opening import erasures_file
from bot.operations.reporting import FAILED, GOOD, in_bytes, in_time
from bot.settings import Settings, SettingsError, read_settings
from bot.timing.recurrence import LATE_LIMIT
from content.film_pieces import film_faults, has_film
from content.library import SHIPPED, Library, load_library, summary
from content.schema.faults import ContentError
from content.sounds import read_index, sound_faults, sounds_of
from content.stale_clips import clip_faults
from content.translation_checks import missing_by_language, translation_faults
from storage.diagnosis import Checkup, ErasuresFound, SchemaState, check_up, look_at_erasures
from storage.file_modes import is_open_to_others

Clock = Callable[[], datetime]

# Seconds in which Telegram has to answer.
PATIENCE = 10.0
CLOCK_WARNING, CLOCK_FAILURE = timedelta(seconds=5), timedelta(seconds=60)
ERROR_FORGOTTEN = timedelta(hours=1)
MANY_WAITING = 100
# Unclean ends in a row that are worth a warning.
MANY_ENDS = 3
# Bytes that must be free, and those below which doctor warns: a backup and a migration need the record's size twice.
LEAST_FREE, LITTLE_FREE = 50 * 2**20, 500 * 2**20
# Prompts of one minute that take longer than this are worth a warning.
LONG_MINUTE = timedelta(minutes=15)
# Schema versions that doctor can read due times from.
PLANNED = (SchemaState.CURRENT, SchemaState.OLDER)


class Severity(StrEnum):
    """The level of a finding; only FAIL keeps the bot from its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `text` has the fix in it, unless all is well."""

    level: Severity
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.level:<5}{self.what:<12}{self.text}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Telegram's answer to one call. `status` is None when it could not be reached; `trouble` then says why. `ahead` is
    how far this machine's clock is ahead of the server's; None when the answer had no time."""

    status: int | None
    result: Mapping[str, Any]
    trouble: str = ""
    ahead: timedelta | None = None


def doctor(environment: Mapping[str, str], clock: Callable[[], datetime]) -> int:
    """Print a line for each check. FAILED when one of them keeps the bot from its work."""
    try:
        settings = read_settings(environment)
        token_file = environment.get("BOT_TOKEN_FILE", "").strip() or None
        found = asyncio.run(examine(settings, token_file, clock))
    except SettingsError as error:
        found = [Finding(Severity.FAIL, "settings", f"{error}; the rest is checked once that is fixed")]
    running = f"Limber {VERSION}, Python {platform.python_version()}, {platform.machine()}"
    for finding in (Finding(Severity.OK, "version", running), *found):
        print(finding)
    return FAILED if any(finding.level is Severity.FAIL for finding in found) else GOOD


async def examine(settings: Settings, token_file: str | None, clock: Clock) -> list[Finding]:
    """Run all checks; one finding each, in the order of the operator's guide."""
    now = clock()
    database = check_up(settings.database_url, now)
    erasures = None
    if database.schema is SchemaState.CURRENT:
        erasures = look_at_erasures(settings.database_url, erasures_file(settings))
    me = hook = None
    if settings.token is not None:
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        async with open_session(proxy_of(settings.telegram_api_url), patience) as session:
            me = await _ask(session, settings, "getMe", clock)
            hook = await _ask(session, settings, "getWebhookInfo", clock) if me.status == 200 else None
    return [
        Finding(Severity.OK, "settings", _way(settings)),
        token_found(settings, me),
        *(() if hook is None else (webhook_found(settings, hook, now, running=database.running > 0),)),
        *database_found(database),
        *((ends_found(database),) if database.schema is SchemaState.CURRENT else ()),
        *(() if erasures is None else (erasures_found(erasures),)),
        *_content_found(settings.content_dir or SHIPPED),
        *(() if me is None or me.status is None else (clock_found(me.ahead),)),
        zone_data_found(tzdata.IANA_VERSION, now.date()),
        *(() if database.problem else (disk_found(database),)),
        *((rate_found(database, settings.messages_per_second),) if database.schema in PLANNED else ()),
        permissions_found([*database.exposed, *(erasures.exposed if erasures else ()), *_exposed(token_file)]),
        *operator_found(settings),
    ]


def _way(settings: Settings) -> str:
    way = "polling" if settings.webhook_url is None else f"webhook at {urlsplit(settings.webhook_url).hostname}"
    heard = "nothing listens" if settings.listen_port is None else f"listens on {settings.listen_host}"
    port = "" if settings.listen_port is None else f":{settings.listen_port}"
    return f"{way}, {heard}{port}, {settings.messages_per_second} messages a second"


async def _ask(session: aiohttp.ClientSession, settings: Settings, method: str, clock: Clock) -> Answer:
    """Make one call. The address contains the token, so only the kind of an error is told."""
    began = clock()
    try:
        async with session.get(f"{settings.telegram_api_url}/bot{settings.token}/{method}") as response:
            middle = began + (clock() - began) / 2
            try:
                body = await response.json(content_type=None)
            except ValueError:
                body = None
            result = body.get("result") if isinstance(body, dict) else None
            ahead = _ahead(response.headers.get("Date"), middle)
            return Answer(response.status, result if isinstance(result, dict) else {}, ahead=ahead)
    except (aiohttp.ClientError, TimeoutError) as error:
        return Answer(None, {}, "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)


def _ahead(told: str | None, ours: datetime) -> timedelta | None:
    """How far this machine's clock is ahead. The server's has whole seconds, so half a second is added to it."""
    theirs = date_of(told)
    return None if theirs is None else ours - (theirs + timedelta(seconds=0.5))


def token_found(settings: Settings, me: Answer | None) -> Finding:
    """Whether Telegram knows the token, and the bot's name."""
    host = urlsplit(settings.telegram_api_url).hostname
    if me is None:
        return Finding(Severity.WARN, "token", "none is set, so `run` opens the chat in the browser; set BOT_TOKEN")
    if me.status is None:
        fix = "check the network, the proxy (HTTPS_PROXY) and TELEGRAM_API_URL"
        return Finding(Severity.FAIL, "token", f"{host} cannot be reached ({me.trouble}); {fix}")
    if me.status in (401, 403, 404):
        return Finding(Severity.FAIL, "token", "Telegram does not know it; copy it again from @BotFather")
    if me.status != 200 or "username" not in me.result:
        fix = "try again in a minute, and check TELEGRAM_API_URL"
        return Finding(Severity.FAIL, "token", f"{host} answers {me.status}, which is unexpected; {fix}")
    return Finding(Severity.OK, "token", f"Telegram knows it as @{me.result['username']}")


def webhook_found(settings: Settings, hook: Answer, now: datetime, *, running: bool) -> Finding:
    """Whether updates come in the way that is configured. What a start would fix fails only while a bot runs."""
    if hook.status != 200:
        return Finding(Severity.WARN, "webhook", "Telegram did not say; try again in a minute")
    is_set, waiting = str(hook.result.get("url") or ""), int(hook.result.get("pending_update_count") or 0)
    wished = settings.webhook_url or ""
    wait = f"{waiting:,} updates wait"
    wrong = Severity.FAIL if running else Severity.WARN
    if is_set != wished:
        if not wished:
            text = f"one is set, to {urlsplit(is_set).hostname}, although WEBHOOK_URL is not"
        elif not is_set:
            text = "none is set yet"
        else:
            text = f"it leads to another address, at {urlsplit(is_set).hostname}"
        fix = "restart the bot, which fixes it, and let no other program use the token"
        return Finding(wrong, "webhook", f"{text}; {fix}")
    failed_at = hook.result.get("last_error_date")
    if isinstance(failed_at, int) and now - datetime.fromtimestamp(failed_at, UTC) < ERROR_FORGOTTEN:
        said = hook.result.get("last_error_message") or "an error"
        fix = "check the proxy in front, its certificate, and WEBHOOK_SECRET"
        return Finding(Severity.WARN, "webhook", f"Telegram says: {said}; {fix}")
    if waiting > MANY_WAITING:
        fix = "check that the bot runs, and read its log" if running else "start the bot"
        return Finding(Severity.WARN, "webhook", f"{wait}; {fix}")
    return Finding(Severity.OK, "webhook", f"{'set as configured' if wished else 'none, since it polls'}; {wait}")


def database_found(found: Checkup) -> Iterator[Finding]:
    """Whether the database opens, is sound and can be written, and what its schema is."""
    if found.problem is not None:
        fix = "check DATABASE_URL; restore a backup with: python -m bot restore FILE"
        yield Finding(Severity.FAIL, "database", f"{found.problem}; {fix}")
        return
    if not found.exists:
        fix = "run this in the bot's folder with its settings, or start the bot, which makes it"
        yield Finding(Severity.WARN, "database", f"there is none at {found.file}; {fix}")
        return
    running = {0: "no bot runs on it", 1: "a bot runs on it"}.get(found.running, f"{found.running} bots run on it")
    if found.read_only is not None:
        fix = "run this as the bot's user, end what locks it, or give it the file: chown, chmod u+w"
        yield Finding(Severity.FAIL, "database", f"it cannot be written: {found.read_only}; {fix}")
    else:
        yield Finding(Severity.OK, "database", f"{found.kind}, sound, can be written; {running}")
    match found.schema:
        case SchemaState.CURRENT:
            yield Finding(Severity.OK, "migrations", f"up to date ({found.revision})")
        case SchemaState.OLDER:
            fix = "the next start brings it up to date; take a backup first"
            yield Finding(Severity.WARN, "migrations", f"the schema is an older one ({found.revision}); {fix}")
        case SchemaState.NEWER:
            fix = "install the program that wrote it: git pull, make setup"
            yield Finding(Severity.FAIL, "migrations", f"the schema is a newer one ({found.revision}); {fix}")
        case SchemaState.NONE if found.read_only is None:
            yield Finding(
                Severity.WARN, "migrations", "the database is empty; start the bot, or: python -m bot migrate"
            )


def ends_found(found: Checkup) -> Finding:
    """Whether the bot's last ends were clean."""
    if found.unclean_ends < MANY_ENDS:
        return Finding(Severity.OK, "ends", "it is not killed again and again")
    text = f"{found.unclean_ends} times in a row it was killed or crashed soon after its start"
    return Finding(Severity.WARN, "ends", f"{text}; look at its log, and whether memory ran out (dmesg, OOM)")


def erasures_found(found: ErasuresFound) -> Finding:
    """Whether erasures are noted, and nobody who was erased is back."""
    if found.problem is not None:
        return Finding(Severity.FAIL, "erasures", f"{found.problem}; the bot does not start until that is fixed")
    if found.noted is None:
        return Finding(Severity.OK, "erasures", f"none are noted yet; the next start makes {found.file}")
    if found.returned:
        who = "1 person who was erased is" if found.returned == 1 else f"{found.returned:,} people who were erased are"
        text = f"{who} back, from a restored copy; start the bot again, which erases them again"
        return Finding(Severity.FAIL, "erasures", text)
    return Finding(Severity.OK, "erasures", f"{found.noted:,} noted in {found.file}, and nobody of them is back")


def _content_found(folder: Path) -> Iterator[Finding]:
    try:
        library = load_library(folder)
    except ContentError as error:
        first = str(error).splitlines()[0]
        yield Finding(Severity.FAIL, "content", f"{first}; see all with: python -m bot check {folder}")
        return
    yield Finding(Severity.OK, "content", summary(library))
    count, wrong = clip_faults(folder)
    if wrong:
        text = f"{wrong[0]}{f', and {len(wrong) - 1} more' if len(wrong) > 1 else ''}"
        fix = "the text goes out without a picture, or with an old one; draw them: python -m content.figures"
        yield Finding(Severity.WARN, "clips", f"{text}; {fix} {folder}")
    else:
        yield Finding(Severity.OK, "clips", f"{count} clips, all up to date")
    count, wrong = film_faults(library, folder)
    if wrong:
        fix = f"sessions go out as sound alone, or step by step; make it: python -m content.figures --film {folder}"
        yield Finding(Severity.WARN, "film", f"{wrong[0]} ({len(wrong)} in all); {fix}")
    elif has_film(folder):
        yield Finding(Severity.OK, "film", f"{count} pieces, all up to date")
    else:
        yield Finding(Severity.OK, "film", "none: sessions that are followed along have no picture")
    yield voice_found(library, folder)
    yield languages_found(library, folder)


def voice_found(library: Library, folder: Path) -> Finding:
    """Whether sessions that are followed along say what is written. A library may have no voice."""
    wrong = sound_faults(library, folder)
    if wrong and read_index(folder):
        fix = f"it is shown without being said; make it: python -m content.voice {folder}"
        return Finding(Severity.WARN, "voice", f"{wrong[0]} ({len(wrong)} in all); {fix}")
    if wrong:
        return Finding(Severity.OK, "voice", "no sounds: sessions that are followed along are silent")
    return Finding(Severity.OK, "voice", f"{len(sounds_of(library))} sounds, all up to date")


def languages_found(library: Library, folder: Path) -> Finding:
    """Whether what the library is translated to is sound. What is missing is said as its files say it."""
    if wrong := translation_faults(library, folder):
        more = f" ({len(wrong)} in all)" if len(wrong) > 1 else ""
        return Finding(Severity.FAIL, "languages", f"{wrong[0]}{more}")
    by_language = missing_by_language(library, folder)
    lacking = [f"{language} lacks {len(missing)} texts" for language, missing in by_language.items() if missing]
    whole = [language for language, missing in by_language.items() if not missing]
    told = [f"complete: {', '.join(whole)}"] if whole else []
    told += [f"{', '.join(lacking)}; see them: python -m bot check --languages {folder}"] if lacking else []
    return Finding(Severity.OK, "languages", "; ".join(told) or "none but that of its files")


def clock_found(ahead: timedelta | None) -> Finding:
    """Whether this machine's clock agrees with Telegram's."""
    fix = "let the system set it: timedatectl set-ntp true"
    if ahead is None:
        return Finding(Severity.WARN, "clock", f"the server's answers have no time; {fix}")
    seconds, way = abs(ahead.total_seconds()), "fast" if ahead > timedelta(0) else "slow"
    if abs(ahead) > CLOCK_WARNING:
        level = Severity.FAIL if abs(ahead) >= CLOCK_FAILURE else Severity.WARN
        if abs(ahead) > MOST_OFF:
            text = f"{in_time(abs(ahead))} {way}, so no prompt is sent until it is right"
            return Finding(level, "clock", f"{text}; {fix}")
        return Finding(level, "clock", f"{seconds:,.0f} s {way}, so prompts come at the wrong time; {fix}")
    return Finding(Severity.OK, "clock", f"within {max(1.0, seconds):.0f} s of Telegram's")


def zone_data_found(version: str, today: date) -> Finding:
    """Whether the zone data is still current. A version names only its year, so it is dated 1 July."""
    year = int(version[:4])
    if today >= date(year + 1, 7, 1):
        return Finding(Severity.WARN, "zone data", f"{version} is over a year old; update: git pull, make setup")
    return Finding(Severity.OK, "zone data", version)


def disk_found(found: Checkup) -> Finding:
    """Whether there is room for the record to grow, and for a backup."""
    size = f"the database takes {in_bytes(found.size)}"
    if found.free is None:
        return Finding(Severity.OK, "disk", f"{size}; the free space on its server is not visible from here")
    text = f"{in_bytes(found.free)} free, {size}"
    fix = "make room: delete old backups, and what restores kept beside the database"
    if found.free < LEAST_FREE:
        return Finding(Severity.FAIL, "disk", f"{text}; {fix}")
    if found.free < max(LITTLE_FREE, 3 * found.size):
        return Finding(Severity.WARN, "disk", f"{text}; {fix}")
    return Finding(Severity.OK, "disk", text)


def rate_found(found: Checkup, messages_per_second: int) -> Finding:
    """How long the prompts of the busiest minute take, at Telegram's allowance."""
    if found.busiest is None:
        return Finding(Severity.OK, "rate", "no prompts are due in the next 24 hours")
    minute, count = found.busiest
    takes = timedelta(seconds=-(-count // messages_per_second))
    many = f"{count:,} prompts are due" if count > 1 else "1 prompt is due"
    text = f"at {minute:%H:%M} UTC {many}: {in_time(takes)}"
    fix = "pay for more and raise MESSAGES_PER_SECOND"
    if takes > LATE_LIMIT:
        return Finding(Severity.FAIL, "rate", f"{text}, so some would be too late and are skipped; {fix}")
    if takes > LONG_MINUTE:
        return Finding(Severity.WARN, "rate", f"{text}; {fix}")
    return Finding(Severity.OK, "rate", text)


def permissions_found(exposed: list[Path]) -> Finding:
    """Whether only their owner can read the record and the token."""
    if not exposed:
        return Finding(Severity.OK, "permissions", "nobody else on this machine can read the database or the token")
    files = " ".join(map(str, exposed))
    return Finding(Severity.WARN, "permissions", f"anybody on this machine can read {files}; chmod 600 {files}")


def operator_found(settings: Settings) -> Iterator[Finding]:
    """Whether people are told who runs the bot, and whether anybody may use the admin commands."""
    unset = [
        name
        for name, value in (
            ("OPERATOR_NAME", settings.operator_name),
            ("OPERATOR_CONTACT", settings.operator_contact),
        )
        if value is None
    ]
    if unset:
        yield Finding(Severity.WARN, "operator", f"/privacy does not say who runs this bot; set {' and '.join(unset)}")
    else:
        yield Finding(Severity.OK, "operator", f"{settings.operator_name}, {settings.operator_contact}")
    if settings.admin_ids:
        yield Finding(Severity.OK, "admins", f"{len(settings.admin_ids)} may use /stats and /broadcast")
    else:
        yield Finding(Severity.WARN, "admins", "nobody may use /stats and /broadcast; set ADMIN_IDS")


def _exposed(token_file: str | None) -> list[Path]:
    return [Path(token_file)] if token_file and is_open_to_others(Path(token_file)) else []
