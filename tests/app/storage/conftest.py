"""Every test of the storage runs on SQLite and on a real PostgreSQL."""

from pathlib import Path

import pytest

from app.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    environment = {"DATA_DIR": str(tmp_path / "data")}
    if request.param == "postgresql":
        environment["DATABASE_URL"] = request.getfixturevalue("empty_postgres")
    return Settings.from_environment(environment)
