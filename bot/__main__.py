"""The command line: run, try, check, doctor and more. Exits with 0 good, 1 failed, 2 wrong settings or content."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import VERSION, logs
from bot.operations.reporting import FAILED, GOOD, WRONG
from bot.settings import DEFAULT_CHAT_PORT, VARIABLES, Settings, SettingsError, read_settings
from bot.understanding.text.packed_file import PackedFileUnusable
from content.schema.faults import ContentError
from storage.damage import FIX
from storage.database import DatabaseUnusable

if TYPE_CHECKING:
    from content.library import Library

log = logs.get_logger("limber.main")

# Seconds from the signal to end until the program is gone, whatever hangs.
LAST_MOMENT = 9.5
MAINTENANCE = ("migrate", "audit", "backup", "restore", "trace", "find", "erase", "move")
# Where the local chat is found, if nothing else is there.
LOCAL_PORT = DEFAULT_CHAT_PORT
LOCAL_CHAT = Path("data/local-chat.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives back the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "doctor":
            return _maintain(options, None)
        settings = read_settings(os.environ)
        if options.command == "check":
            return _check(options.folder or settings.content_dir, languages=options.languages)
        logs.conceal(settings.secrets)
        logs.set_up(settings.log_level, settings.log_format)
        if options.command in MAINTENANCE:
            return _maintain(options, settings)
        # It takes a third of a second to be read in, which the commands above have no use for.
        from content.library import load_library

        library = load_library(settings.content_dir)
        if options.command == "try" or settings.token is None:
            return _in_loop(_try(replace(settings, token=None), library))
        return _in_loop(_run(settings, library))
    except SettingsError as error:
        return _say_wrong(str(error))
    except (ContentError, PackedFileUnusable) as error:
        return _say_wrong(str(error))
    except DatabaseUnusable as error:
        return _say_wrong(f"DATABASE_URL: {error}")
    except KeyboardInterrupt:
        # A bot is to be ended so; a command that was broken off has not done what it was asked for.
        return FAILED if options.command in MAINTENANCE else GOOD
    except Exception as error:
        if logs.is_told(error):
            print(f"DATABASE_URL: the file is damaged; {FIX}", file=sys.stderr)
        else:
            # What Python itself would print might name a secret.
            log.critical("crashed", exc_info=True)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, VARIABLES))
    variables = "\n".join(f"  {name:<{width}}  {line.replace('`', '')}" for name, line in VARIABLES.items())
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Limber: a few minutes of hip mobility a day, in a Telegram chat.",
        epilog=f"environment variables:\n{variables}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Limber {VERSION}", help="print the version")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="the bot on Telegram; without a token, the same as try")
    commands.add_parser("try", help="the bot in a chat in the browser, without Telegram")
    checking = commands.add_parser("check", help="check a movement library")
    checking.add_argument("folder", nargs="?", type=Path, help="its folder; default: CONTENT_DIR, else the shipped one")
    checking.add_argument("--languages", action="store_true", help="name each text that a language lacks")
    commands.add_parser("migrate", help="bring the database up to date, and nothing else")
    commands.add_parser("audit", help="count what became of every prompt, and whether anything is unaccounted for")
    commands.add_parser("doctor", help="check everything; a line each, with the fix")
    copying = commands.add_parser("backup", help="copy the database, also while the bot runs (SQLite)")
    copying.add_argument("file", type=Path, help="file name of the copy")
    copying.add_argument("--force", action="store_true", help="overwrite an existing file")
    restoring = commands.add_parser("restore", help="replace the database by a backup (SQLite)")
    restoring.add_argument("file", type=Path, help="the backup")
    restoring.add_argument("--force", action="store_true", help="even when the database is newer than the backup")
    finding = commands.add_parser("find", help="print who has an id or a name, also while the bot runs")
    finding.add_argument("wanted", metavar="NAME-OR-ID", help="an id, or some letters of a name")
    erasing = commands.add_parser("erase", help="erase a person as /delete does, also while the bot runs")
    erasing.add_argument("person", metavar="PERSON", help="their id")
    erasing.add_argument("--yes", action="store_true", help="do not ask for the id again")
    moving = commands.add_parser("move", help="move a stopped bot's database, SQLite to PostgreSQL or back")
    moving.add_argument("source", metavar="FROM", help="its address, as in DATABASE_URL")
    moving.add_argument("target", metavar="TO", help="the address of an empty database")
    tracing = commands.add_parser("trace", help="print what became of one prompt")
    tracing.add_argument("prompt", help="as in the logs: person/reminder/date, such as 41/1/2026-11-22")
    return parser


def _maintain(options: argparse.Namespace, settings: Settings | None) -> int:
    """A command of the operator's about the record; the settings are there for all but the doctor."""
    from bot.clock import utc_now

    if settings is None:
        # It reads a library and calls Telegram, and so imports what the other commands have no use for.
        from bot.operations import doctor

        return doctor.doctor(os.environ, utc_now)
    from bot.operations import maintenance, people

    match options.command:
        case "find":
            return people.find(settings, options.wanted)
        case "move":
            # The bar is of use to nobody else.
            from bot.operations.moving import move_record

            return move_record(options.source, options.target, utc_now(), settings.erasures_file)
        case "erase":
            return people.erase(settings, options.person, utc_now(), is_certain=options.yes)
        case "migrate":
            return maintenance.migrate(settings)
        case "audit":
            return maintenance.audit(settings, utc_now())
        case "backup":
            return maintenance.backup(settings, options.file, force=options.force)
        case "restore":
            return maintenance.bring_back(settings, options.file, utc_now(), force=options.force)
        case _:
            return maintenance.follow(settings, options.prompt)


def _say_wrong(text: str) -> int:
    print(text, file=sys.stderr)
    return WRONG


def _say_deaf(error: OSError) -> int:
    print(f"LISTEN_HOST, LISTEN_PORT: cannot listen there: {error.strerror}", file=sys.stderr)
    return FAILED


def _check(given: Path | None, *, languages: bool) -> int:
    from content.film_pieces import told as told_of_film
    from content.library import SHIPPED, summary
    from content.library_cache import NAME, digest_sources, write_cache
    from content.parsing import check, load_in_full
    from content.sounds import told
    from content.translation_checks import missing_by_language, translation_faults

    folder = given or SHIPPED
    before = digest_sources(folder)
    faults = check(folder)
    try:
        from content.figures.inspection import flag_faults, pose_faults
    except ImportError:
        print("the poses are not checked: that needs the figures extra", file=sys.stderr)
    else:
        faults += [*pose_faults(folder), *flag_faults(folder)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return WRONG
    library = load_in_full(folder)
    for fault in (wrong := translation_faults(library, folder)):
        print(fault, file=sys.stderr)
    if wrong:
        return WRONG
    try:
        write_cache(folder, library, before)
    except OSError as error:
        print(f"{folder / NAME} cannot be written ({error.strerror}): each start will check all again", file=sys.stderr)
    for line in (*told(library, folder), *told_of_film(library, folder)):
        print(line, file=sys.stderr)
    for language, missing in missing_by_language(library, folder).items():
        if missing:
            print(f"{language}: {len(missing)} texts are missing, and said untranslated", file=sys.stderr)
        for key in missing if languages else ():
            print(f"  {key}", file=sys.stderr)
    print(summary(library))
    return GOOD


def _in_loop(program: Coroutine[Any, Any, int]) -> int:
    """Run on uvloop, which takes a fifth less of the processor, where there is one for the system."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.run(program)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(program)


@contextlib.contextmanager
def _kept() -> Iterator[None]:
    """What is made in here stays: looking it through for garbage would take a tenth of a second, again and again."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


async def _run(settings: Settings, library: Library) -> int:
    """The bot against a Bot API server, until a signal or a failure."""
    with _kept():
        from bot.app import Limber
        from bot.client.proxies import proxy_of
        from bot.client.startup import TokenRefused
        from bot.operations.opening import open_store

        # A wrong proxy is said now, not at the first call.
        for url in (settings.telegram_api_url, settings.ping_url):
            if url is not None:
                proxy_of(url)
        limber = Limber(settings, library, open_store(settings))
    with _until_signalled() as ended:
        starting = asyncio.create_task(limber.start())
        try:
            await _either(starting, ended)
            if not starting.done():
                starting.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await starting
                return GOOD
            starting.result()
            print(f"Limber runs as @{limber.bot.username}. Ctrl-C ends it.", file=sys.stderr)
            assert limber.failed is not None  # noqa: S101 - set by start
            await _either(limber.failed, ended)
            if limber.failed.done():
                limber.failed.result()
            return GOOD
        except TokenRefused:
            return _say_wrong("BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather")
        except OSError as error:
            return _say_deaf(error)
        finally:
            await limber.stop()


async def _try(settings: Settings, library: Library) -> int:
    """The same bot on this machine, with a chat page in the browser instead of Telegram."""
    from bot.app import Limber
    from bot.clock import utc_now
    from bot.emulator.server import LocalTelegram
    from bot.operations.opening import open_store

    # It is on this machine, where no proxy leads.
    beside = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    os.environ["no_proxy"] = "127.0.0.1" + (f",{beside}" if beside else "")
    store = open_store(settings)
    telegram = LocalTelegram(state_file=LOCAL_CHAT)
    try:
        await telegram.start(port=LOCAL_PORT if settings.chat_port is None else settings.chat_port)
    except OSError as error:
        if settings.chat_port is not None:
            store.close()
            print(f"CHAT_PORT: the chat cannot be opened on {settings.chat_port}: {error.strerror}", file=sys.stderr)
            return FAILED
        print(f"Port {LOCAL_PORT} is taken, so the chat gets a free one; CHAT_PORT chooses it.", file=sys.stderr)
        await telegram.start()
    limber = Limber(
        replace(settings, token=telegram.token, telegram_api_url=telegram.url, webhook_url=None), library, store
    )

    async def prompt_now(person_id: int) -> str:
        words = limber.parts.words_for(None)
        if not await limber.executor.run(store.pull_forward, person_id, utc_now()):
            return words.label("local.no_prompt")
        await limber.prompts.tick()
        return words.label("local.prompt_sent")

    telegram.on_prompt_now = prompt_now
    with _until_signalled() as ended:
        try:
            await limber.start()
            print(f"Limber is here: open {telegram.url}/ in a browser. Ctrl-C ends it.", file=sys.stderr)
            await ended.wait()
            return GOOD
        except OSError as error:
            return _say_deaf(error)
        finally:
            await limber.stop()
            await telegram.stop()


async def _either(work: asyncio.Future[None], ended: asyncio.Event) -> None:
    """Wait for work to end, or for a signal."""
    signalled = asyncio.ensure_future(ended.wait())
    futures: set[asyncio.Future[Any]] = {work, signalled}
    await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    signalled.cancel()


@contextlib.contextmanager
def _until_signalled() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C or a service manager's stop sets; a second Ctrl-C ends the program at once.

    From then on all has to be finished within LAST_MOMENT seconds, or the program ends where it stands: what was not
    committed is still stored, and what was being sent is known as uncertain.
    """
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    last_moment = threading.Timer(LAST_MOMENT, _end_as_it_stands)
    last_moment.daemon = True

    def end(number: signal.Signals) -> None:
        if ended.is_set():
            loop.remove_signal_handler(number)
            signal.raise_signal(number)
        else:
            last_moment.start()
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, end, number)
    try:
        yield ended
    finally:
        last_moment.cancel()


def _end_as_it_stands() -> None:
    log.error("stopped_by_force", seconds=round(LAST_MOMENT, 1))
    os._exit(FAILED)


if __name__ == "__main__":
    sys.exit(main())
