"""The connection to the workspace's database: SQLite for one machine, PostgreSQL when DATABASE_URL says so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings

# The newest migration. Known here so that a start finds its database up to date without loading Alembic.
HEAD = "0009"

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITES = "tessera_writes"
_ADVISORY_LOCK = 7_305_111  # any number, the same in all processes


class Database:
    """Short transactions: ``with database.read() as session`` and ``with database.write() as session``."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.prepare_folder()
        self._engine = _engine(settings.database_url)
        self._reading = sessionmaker(self._engine, expire_on_commit=False)
        self._writing = sessionmaker(self._engine.execution_options(**{_WRITES: True}), expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._reading() as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """For reading with prepared statements, without the session's bookkeeping of objects."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Committed when the block ends well, rolled back when it raises."""
        with self._writing.begin() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date; of several processes that start together, one does it and the others wait."""
        with (self._folder / "migrate.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._write_ahead()
            if self._version() == HEAD:
                return
            with self._engine.connect() as connection:
                _upgrade(connection)

    def answers(self) -> bool:
        """Whether the database is there and up to date."""
        return self._version() == HEAD

    def close(self) -> None:
        self._engine.dispose()

    def _write_ahead(self) -> None:
        """Readers beside a writer, for SQLite. The file remembers it, so one process says it, under the lock: changing
        the journal turns a read lock into a write lock, and of two that try, SQLite refuses one at once."""
        if self._engine.dialect.name == "sqlite":
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA journal_mode=WAL")

    def _version(self) -> str | None:
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":  # other machines do not see the lock file
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})
    command.upgrade(config, "head")
    connection.commit()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True)  # values stay out of logs
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are opened in _begin_sqlite, not by the driver
    # Deleted rows are overwritten: names and notes that a person deleted must not stay in the file.
    for pragma in (
        "busy_timeout=10000",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that only wants it half-way is refused instead of waiting."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
