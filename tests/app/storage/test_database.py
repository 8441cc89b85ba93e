import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.settings import Settings
from app.storage import database as module
from app.storage.database import HEAD, Database
from app.storage.models import Base

ROOT = Path(__file__).resolve().parents[3]


def test_the_migrations_make_the_tables_of_the_models(settings: Settings) -> None:
    database = Database(settings)
    database.migrate()
    with database._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_the_newest_migration_is_the_one_a_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_processes_that_start_together_migrate_once(settings: Settings) -> None:
    code = (
        "from app.settings import Settings\n"
        "from app.storage.workspace import Workspace\n"
        "Workspace(Settings.from_environment()).close()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    environment = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url, "PATH": ""}
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in started:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    database = Database(settings)
    assert database.answers()
    database.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_only_a_migration_changes_the_journal(settings: Settings) -> None:
    """Two processes that change it at once would find the database locked; a migration holds a lock of its own."""
    database = Database(settings)
    assert _journal(database) == "delete"
    database.migrate()
    assert _journal(database) == "wal"
    database.close()


def _journal(database: Database) -> str:
    with database.connection() as connection:
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def test_a_start_with_an_up_to_date_database_changes_nothing(settings: Settings) -> None:
    first = Database(settings)
    first.migrate()
    first.close()
    second = Database(settings)
    second.migrate()
    assert second.answers()
    second.close()
