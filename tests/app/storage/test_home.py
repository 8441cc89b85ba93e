"""A database belongs to one data folder; who comes with another one is refused with a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import SettingError, Settings
from app.storage.workspace import Workspace


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    return str(request.getfixturevalue("empty_postgres"))


def test_web_and_worker_without_a_common_folder(url: str, tmp_path: Path) -> None:
    web = Settings.from_environment({"DATA_DIR": str(tmp_path / "web"), "DATABASE_URL": url})
    Workspace(web).close()
    Workspace(web).close()  # the same folder once more
    worker = replace(web, data_dir=tmp_path / "worker")
    with pytest.raises(SettingError, match="not the folder that this database was begun with") as caught:
        Workspace(worker)
    assert "FORGET_DATA_DIR" in caught.value.remedy
    Workspace(replace(worker, forget_data_dir=True)).close()
    Workspace(worker).close()
    with pytest.raises(SettingError):
        Workspace(web)
