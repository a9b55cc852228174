"""The schema: made from nothing, found as it is, shared by processes that start at once, and never a guess."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.damage import FIX
from storage.database import MIGRATIONS, DatabaseUnusable, writing
from storage.schema import tables as models
from storage.store import Store
from tests.harness.patience import HANGS
from tests.harness.postgres import Postgres
from tests.harness.shortened import shortened
from tests.storage.sample_people import ANA, DAILY, NOW, TODAY
from tests.storage.store_actions import put_person, reading, table, tables

ROOT = Path(__file__).parents[2]


# A value for each type that a column may have; the same in every row, so that rows belong to one another.
VALUES: dict[type, object] = {
    sa.Boolean: True,
    sa.BigInteger: 1,
    sa.Integer: 1,
    sa.SmallInteger: 1,
    sa.LargeBinary: b"OggS",
    sa.String: "x",
    sa.Text: "x",
    sa.JSON: {"text": "hello"},
    sa.Date: TODAY,
    sa.Time: time(7, 30),
    models.UtcDateTime: NOW,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database will be; its folder is not there yet."""
    return tmp_path / "data" / "limber.db"


@pytest.fixture
def nothing(kind: str, path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables, this test's own."""
    if kind == "sqlite":
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def empty(nothing: str) -> Iterator[Store]:
    """A store whose database has no tables yet."""
    store = Store(nothing)
    yield store
    store.close()


@pytest.fixture
def store(empty: Store) -> Store:
    """An empty record on a database of its own: these tests take its tables apart."""
    empty.migrate()
    return empty


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic, pointed at the migrations."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["connection"] = connection
    return found


def revisions() -> list[str]:
    """All revisions, the first one first."""
    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def go_down(store: Store, revision: str) -> None:
    """Bring the schema down to a revision."""
    # SQLite's own engine, without ours: foreign keys are off, as a migration that rebuilds tables needs them.
    engine = sa.create_engine(store.engine.url)
    with engine.begin() as connection:
        command.downgrade(config(connection), revision)
    engine.dispose()


def in_raw(store: Store, *statements: str) -> None:
    """Run statements that no migration makes."""
    with writing(store.engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def names(store: Store) -> set[str]:
    """The tables of a database."""
    with reading(store) as connection:
        return set(sa.inspect(connection).get_table_names())


def populate(store: Store) -> None:
    """A row in every table, with a value in every column, but for the date of a reminder for once: no older version
    keeps such a row."""
    with writing(store.engine) as connection:
        for found in models.metadata.sorted_tables:
            values = {c.name: VALUES[type(c.type)] for c in found.columns if c.name != "once_on"}
            connection.execute(sa.insert(found).values(values))


def contents(store: Store) -> dict[tuple[str, str], object]:
    """What stands in each column of each table, whatever the models say of them; of tables with one row."""
    found: dict[tuple[str, str], object] = {}
    metadata = sa.MetaData()
    with reading(store) as connection:
        metadata.reflect(connection)
        for name, reflected in metadata.tables.items():
            if name != "alembic_version":
                for row in connection.execute(sa.select(reflected)):
                    found |= {(name, column): value for column, value in row._mapping.items()}
    return found


def new_name(column: tuple[str, str]) -> tuple[str, str]:
    """How a column of an older schema is called now."""
    return {("person", "last_movement"): ("person", "recent")}.get(column, column)


def schema(engine: sa.Engine) -> dict[str, set[str]]:
    """What a database is made of, to the letter, by table or index and without order."""
    made: dict[str, set[str]] = {}
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            for name, part in connection.execute(sa.text(POSTGRESQL_SCHEMA)):
                made.setdefault(name, set()).add(part)
        else:
            for name, sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
                # The parts of each statement, without blanks and quotes.
                head, _, parts = re.sub(r"\s+(,?)\s*", r"\1 ", sql.replace('"', "")).partition("(")
                made[name] = {head.strip(), *(part.strip(" ()") for part in re.split(r", (?![^(]*\))", parts))}
    made.pop("alembic_version")
    return made


POSTGRESQL_SCHEMA = """
SELECT relname, concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION SELECT relname, unnest(reloptions)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
UNION SELECT conrelid::regclass::text, concat_ws(' ', conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


# From nothing


def test_a_fresh_database_gets_every_table(empty: Store) -> None:
    """Folder, file and tables are made, and the revision is noted."""
    assert empty.migrate()
    assert names(empty) == {*models.metadata.tables, "alembic_version"}
    with empty.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == models.HEAD_REVISION


def test_the_second_time_there_is_nothing_to_do(empty: Store) -> None:
    """False tells so."""
    assert [empty.migrate(), empty.migrate()] == [True, False]


@pytest.mark.only("sqlite")
def test_the_quick_check_does_not_even_import_alembic(address: str) -> None:
    """A start on a database that is up to date is fast."""
    code = (
        "import sys; from storage.store import Store; "
        f"assert not Store('{address}').migrate(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# Says how many tables it made itself, of which the first migration has some.
STARTING = """
import sys
from alembic import command, op
from storage.store import Store
made, create_table = [], op.create_table
op.create_table = lambda name, *rest, **options: made.append(name) or create_table(name, *rest, **options)
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store.migrate()
assert not store.migrate()
print(len(made), flush=True)
"""


def test_processes_that_start_at_once_migrate_once(nothing: str, empty: Store) -> None:
    """The first does it, the others wait and find it done; none fails."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", STARTING, nothing],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    made = sorted(int(process.communicate(timeout=HANGS)[0]) for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert (made[0], made[1] > 0) == (0, True)
    assert names(empty) == {*models.metadata.tables, "alembic_version"}


# The models and the migrations say the same


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    """Alembic finds no difference: no table, column, type, index or key."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


def test_the_migrations_make_what_the_models_say_to_the_letter(empty: Store) -> None:
    """What Alembic does not compare, too: checks, cascades, and the conditions of partial indexes."""
    empty.migrate()
    migrated = schema(empty.engine)
    with writing(empty.engine) as connection:
        models.metadata.drop_all(connection)
        models.metadata.create_all(connection)
    assert migrated == schema(empty.engine)


def test_the_newest_migration_is_the_head_that_the_models_name() -> None:
    """The quick check at start compares with this."""
    assert ScriptDirectory.from_config(config()).get_current_head() == models.HEAD_REVISION


# Back and forth


def test_down_and_up_again_with_people_on_record(store: Store) -> None:
    """A downgrade takes all tables away, an upgrade brings them back empty and usable."""
    populate(store)
    go_down(store, "base")
    assert names(store) == {"alembic_version"}
    assert store.migrate()
    assert list(tables(store)) == []
    assert put_person(store, ANA).account.first_name == "Ana"


@pytest.mark.parametrize("revision", shortened(revisions(), 4))
def test_what_is_on_record_outlives_a_way_down_and_up(store: Store, revision: str) -> None:
    """Down to any version that people may come from, and up to this one: what both of them know stays as it was."""
    populate(store)
    made, full = schema(store.engine), contents(store)
    go_down(store, revision)
    old = contents(store)
    known = {new_name(key): value for key, value in old.items()}
    assert known.items() <= full.items()
    assert store.migrate() == (revision != models.HEAD_REVISION)
    assert known.items() <= contents(store).items()
    assert ("person", "first_name") in old
    assert schema(store.engine) == made


def test_a_reminder_for_once_is_no_weekly_one_in_an_older_version(store: Store) -> None:
    """It would come every week there; the others stay."""
    once = replace(DAILY, number=2, once_on=TODAY, weekdays=1 << TODAY.weekday())
    put_person(store, replace(ANA, reminders=(DAILY, once)))
    go_down(store, "0007")
    assert store.migrate()
    assert [row["number"] for row in table(store, "reminder")] == [1]


def test_standing_begins_with_the_slow_way_for_those_who_knew_it_the_other_way_round(store: Store) -> None:
    """The levels changed places: a stored number would bring the swing unasked. Other movements keep theirs."""
    populate(store)
    go_down(store, "0005")
    in_raw(
        store,
        """UPDATE person SET levels = '{"standing-hip-flexion":[1,4],"seated-inner-thigh":[1,2]}'""",
        "UPDATE walk SET variation = 'standing-hip-flexion', state = 'open', level = 1, step = 2, usual = 1",
    )
    assert store.migrate()
    found = contents(store)
    assert found["person", "levels"] == '{"standing-hip-flexion":[0,0],"seated-inner-thigh":[1,2]}'
    assert [found["walk", name] for name in ("level", "step", "reached", "usual")] == [0, 0, 0, 0]


NEXT_REVISION = f"{int(models.HEAD_REVISION) + 1:04}"
NEXT_MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{NEXT_REVISION}", "{models.HEAD_REVISION}", None, None


def upgrade():
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("person", recreate=rebuild) as batch:
        batch.add_column(sa.Column("shoe_size", sa.Integer()))
"""


def test_a_migration_that_rebuilds_a_table_deletes_nobodys_reminders(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With foreign keys on, dropping SQLite's old `person` table would take reminders and walks along, in silence."""
    populate(store)
    full = contents(store)
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next_shoes.py").write_text(NEXT_MIGRATION)
    monkeypatch.setattr("storage.database.MIGRATIONS", folder)
    monkeypatch.setattr("storage.schema.tables.HEAD_REVISION", NEXT_REVISION)
    assert store.migrate()
    assert contents(store) == {**full, ("person", "shoe_size"): None}
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        in_raw(store, "UPDATE reminder SET person_id = 404")


# What is refused


def test_a_newer_schema_is_refused_in_one_line(store: Store) -> None:
    """The line names both versions and says what to do; nothing is touched."""
    put_person(store, ANA)
    in_raw(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable) as caught:
        store.migrate()
    assert str(caught.value) == (
        "the database was written by a newer Limber (its schema is 9999, this program knows "
        f"{models.HEAD_REVISION}); install that version, take another database, or "
        "restore a backup from before the update: python -m bot restore --force FILE"
    )
    assert len(table(store, "person")) == 1


@pytest.mark.only("sqlite")
def test_a_file_that_is_no_database_is_refused(empty: Store, path: Path) -> None:
    """In one line, and the file stays as it is."""
    path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == f"the database cannot be read: file is not a database; {FIX}"
    assert path.read_bytes() == b"Dear diary, " * 400


@pytest.mark.only("sqlite")
def test_a_folder_in_the_place_of_the_file_is_refused(empty: Store, path: Path) -> None:
    """In one line."""
    path.mkdir()
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == "the database cannot be read: unable to open database file"


def test_a_server_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """In one line, which says where it was looked for."""
    nowhere = Store(f"postgresql+psycopg://ana@/limber?host={tmp_path}")
    with pytest.raises(DatabaseUnusable) as caught:
        nowhere.migrate()
    assert str(caught.value).startswith("the database cannot be read: ")
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_somebody_elses_database_is_refused(empty: Store) -> None:
    """A table of ours that is there already without our revision is another program's; it keeps what it has."""
    in_raw(empty, "CREATE TABLE person (name TEXT)", "INSERT INTO person VALUES ('Zoe')")
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert "\n" not in str(caught.value)
    assert re.search(r'"?person"? already exists', str(caught.value))
    assert names(empty) == {"person"}


@pytest.mark.only("sqlite")
def test_a_migration_that_would_leave_orphans_is_undone(empty: Store) -> None:
    """Foreign keys are checked before the commit."""
    connection = sqlite3.connect(str(empty.engine.url.database))
    connection.executescript(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id));"
        "INSERT INTO child VALUES (1)"
    )
    connection.close()
    with pytest.raises(DatabaseUnusable) as caught:
        empty.migrate()
    assert str(caught.value) == "the migration would leave 1 rows without their owner"
    assert names(empty) == {"parent", "child"}
