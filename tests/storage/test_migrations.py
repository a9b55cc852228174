"""The schema: made from nothing, found as it is, shared by processes that start at once, and never a guess."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import models
from storage.database import MIGRATIONS, DatabaseUnusable
from storage.store import Store

from .cast import ANA, BEN, DAILY, NOW, WALK, changed, known, of, table, tables, update, words

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database will be; its folder is not there yet."""
    return tmp_path / "data" / "limber.db"


@pytest.fixture
def empty(path: Path) -> Iterator[Store]:
    """A store whose file has no tables yet."""
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic, pointed at the migrations."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["connection"] = connection
    return found


def in_raw(path: Path, *statements: str) -> None:
    """Run statements on a file without the store."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def names(path: Path) -> set[str]:
    """The tables of a file."""
    connection = sqlite3.connect(path)
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found - {"sqlite_sequence"}


def schema(path: Path) -> dict[str, set[str]]:
    """What a file is made of, by name: the parts of each statement, without order, blanks and quotes."""
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    made = {}
    for name, sql in found:
        head, _, parts = re.sub(r"\s+", " ", sql.replace('"', "")).partition("(")
        made[name] = {head.strip(), *(part.strip(" ()") for part in re.split(r", (?![^(]*\))", parts))}
    return made


# From nothing


def test_a_fresh_file_gets_every_table(empty: Store, path: Path) -> None:
    """Folder, file and tables are made, and the revision is noted."""
    assert empty.migrate()
    assert names(path) == {*models.metadata.tables, "alembic_version"}
    with empty.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == models.HEAD_REVISION


def test_the_second_time_there_is_nothing_to_do(empty: Store) -> None:
    """False tells so."""
    assert [empty.migrate(), empty.migrate()] == [True, False]


def test_the_quick_check_does_not_even_import_alembic(database: Path) -> None:
    """A start on a database that is up to date is fast."""
    code = (
        "import sys; from storage.store import Store; "
        f"assert not Store('sqlite:///{database}').migrate(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_processes_that_start_at_once_migrate_once(path: Path) -> None:
    """The first does it, the others wait and find it done; none fails."""
    code = (
        "import sys, alembic.command, alembic.config; from storage.store import Store; "
        f"store = Store('sqlite:///{path}'); print('ready', flush=True); sys.stdin.readline(); store.migrate()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=30)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert names(path) == {*models.metadata.tables, "alembic_version"}


# The models and the migrations say the same


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    """Alembic finds no difference: no table, column, type, index or key."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


def test_the_migrations_make_what_the_models_say_to_the_letter(tmp_path: Path, database: Path) -> None:
    """What Alembic does not compare, too: checks, cascades, and the conditions of partial indexes."""
    declared = tmp_path / "declared.db"
    engine = sa.create_engine(f"sqlite:///{declared}")
    models.metadata.create_all(engine)
    engine.dispose()
    migrated = schema(database)
    del migrated["alembic_version"]
    assert migrated == schema(declared)


def test_the_newest_migration_is_the_head_that_the_models_name() -> None:
    """The quick check at start compares with this."""
    assert ScriptDirectory.from_config(config()).get_current_head() == models.HEAD_REVISION


# Back and forth


def test_down_and_up_again_with_people_on_record(store: Store, database: Path) -> None:
    """A downgrade takes all tables away, an upgrade brings them back empty and usable."""
    ana = known(store, ANA)
    changed(store, ana, replace(ana, reminders=(DAILY,), walk=WALK, walks_begun=1))
    known(store, BEN)
    store.take_in([update(1)], NOW)
    store.put([words("Hello")], NOW)
    with store.engine.begin() as connection:
        command.downgrade(config(connection), "base")
    assert names(database) == {"alembic_version"}
    assert store.migrate()
    assert list(tables(store)) == []
    assert known(store, BEN).first_name == "Ben"


NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade():
    with op.batch_alter_table("person", recreate="always") as batch:
        batch.add_column(sa.Column("shoe_size", sa.Integer()))
"""


def test_a_migration_that_rebuilds_a_table_deletes_nobodys_reminders(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With foreign keys on, dropping the old `person` table would take reminders and walks along, without an error."""
    ana = known(store, ANA)
    ana = changed(store, ana, replace(ana, reminders=(DAILY,), walk=WALK, walks_begun=1))
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_shoes.py").write_text(NEXT_MIGRATION)
    monkeypatch.setattr("storage.database.MIGRATIONS", folder)
    monkeypatch.setattr("storage.models.HEAD_REVISION", "0002")
    assert store.migrate()
    assert table(store, "person")[0]["first_name"] == "Ana"
    assert of(store, ANA) == ana
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"), store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE reminder SET person_id = 404")


# What is refused


def test_a_newer_schema_is_refused_in_one_line(store: Store) -> None:
    """The line names both versions and says what to do; nothing is touched."""
    known(store, ANA)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable) as caught:
        store.migrate()
    assert str(caught.value) == (
        "the database was written by a newer Limber (its schema is 9999, this program knows "
        f"{models.HEAD_REVISION}); install that version, or take another database"
    )
    assert len(table(store, "person")) == 1


def test_a_file_that_is_no_database_is_refused(empty: Store, path: Path) -> None:
    """In one line, and the file stays as it is."""
    path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == "the database cannot be read: file is not a database"
    assert path.read_bytes() == b"Dear diary, " * 400


def test_a_folder_in_the_place_of_the_file_is_refused(empty: Store, path: Path) -> None:
    """In one line."""
    path.mkdir()
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == "the database cannot be read: unable to open database file"


def test_somebody_elses_database_is_refused(empty: Store, path: Path) -> None:
    """A table of ours that is there already without our revision is another program's; it keeps what it has."""
    in_raw(path, "CREATE TABLE person (name TEXT)", "INSERT INTO person VALUES ('Zoe')")
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert "\n" not in str(caught.value)
    assert "table person already exists" in str(caught.value)
    assert names(path) == {"person"}


def test_a_migration_that_would_leave_orphans_is_undone(empty: Store, path: Path) -> None:
    """Foreign keys are checked before the commit."""
    in_raw(
        path,
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id))",
        "INSERT INTO child VALUES (1)",
    )
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == "the migration would leave 1 rows without their owner"
    assert names(path) == {"parent", "child"}
