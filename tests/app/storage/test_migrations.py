"""Every earlier version of the database, filled, becomes today's with nothing lost, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from app.settings import Settings
from app.storage import database as module
from app.storage.database import HEAD, Database
from app.storage.models import Base
from app.storage.saved import KeptSegment, Saved

SCRIPTS = Path(module.__file__).parent / "migrations"


def versions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tessera.db'}"
    return str(request.getfixturevalue("empty_postgres"))


@pytest.mark.parametrize("version", versions())
def test_from_every_version(url: str, version: str, tmp_path: Path) -> None:
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.execute(
            text(
                "INSERT INTO datasets (id, owner, name, status, size, synthetic, created, expires, message, remedy)"
                " VALUES ('d1', 'anna', 'customers.csv', 'ready', 10, :no, '2026-01-01', '2030-01-01', '', '')"
            ),
            {"no": False},
        )
        connection.execute(
            text("INSERT INTO segment_names (dataset, spec_key, k, segment, name) VALUES ('d1', 's', 3, 1, 'Gold')")
        )
        if version >= "0003":
            connection.execute(
                text(
                    "INSERT INTO saved_segmentations (id, owner, dataset, title, note, choices, segments, verdict,"
                    " inertia, approved, created) VALUES ('s1', 'anna', 'd1', 'Spring', '', '{}',"
                    """ '[["Gold", 10], ["Silver", 5]]', 'Clear groups', 1.5, :no, '2026-01-01')"""
                ),
                {"no": False},
            )
            connection.execute(  # two of one title, as two saves in one instant once left them
                text(
                    "INSERT INTO saved_segmentations (id, owner, dataset, title, note, choices, segments, verdict,"
                    " inertia, approved, created) SELECT 's2', owner, dataset, title, note, choices, segments,"
                    " verdict, inertia, approved, '2026-01-02' FROM saved_segmentations WHERE :early"
                ),
                {"early": version < "0009"},
            )
    engine.dispose()

    database = Database(Settings.from_environment({"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url}))
    database.migrate()
    assert database.answers()
    with database._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert connection.execute(text("SELECT name FROM segment_names")).scalars().all() == ["Gold"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    if version >= "0003":  # what was kept before colours and notes were
        *again, kept = Saved(database).of("anna")
        assert [view.title for view in (kept, *again)] == ["Spring", "Spring (2)"][: 1 + (version < "0009")]
        assert kept.segments == (KeptSegment("Gold", 10), KeptSegment("Silver", 5))
        assert kept.look == {}
    database.close()
