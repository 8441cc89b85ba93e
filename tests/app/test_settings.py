import dataclasses
from pathlib import Path

import pytest

from app.settings import SETTINGS, SettingError, Settings


def test_every_field_has_a_described_setting() -> None:
    assert {setting.field for setting in SETTINGS} == {field.name for field in dataclasses.fields(Settings)}
    assert all(setting.sentence.endswith(".") for setting in SETTINGS)


def test_defaults_are_valid() -> None:
    settings = Settings.from_environment({})
    assert settings.port == 8050
    assert settings.data_dir.is_absolute()
    assert settings.database_url == f"sqlite:///{settings.data_dir / 'tessera.db'}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "٨٠"),
        ("WEB_CONCURRENCY", "0"),
        ("MAX_UPLOAD_MB", "1.5"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "k" * 40),
        ("SECRET_KEY", "change-me-before-going-to-production"),
        ("API_TOKEN", "please replace this by a token of yours"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("LOG_LEVEL", "loud"),
        ("STORE_URL", "/a/folder"),
        ("STORE_URL", "https://somewhere/read/only"),
        ("STORE_URL", "s4://bucket"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        Settings.from_environment({name: text})
    assert caught.value.remedy


def test_a_secret_never_stands_in_a_message() -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({"SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_the_short_form_of_a_postgres_address_is_understood() -> None:
    settings = Settings.from_environment({"DATABASE_URL": "postgres://me@host/db"})
    assert settings.database_url == "postgresql+psycopg://me@host/db"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="DATA_DIR"):
        Settings.from_environment({"DATA_DIR": str(tmp_path / "file")})


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path / "file" / "below")})
    with pytest.raises(SettingError, match="DATA_DIR"):
        settings.prepare_folder()


def test_the_folder_is_private(tmp_path: Path) -> None:
    folder = Settings.from_environment({"DATA_DIR": str(tmp_path / "data")}).prepare_folder()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_store_needs_a_common_database_and_a_common_key(tmp_path: Path) -> None:
    store = {"STORE_URL": f"file://{tmp_path}"}
    with pytest.raises(SettingError, match="DATABASE_URL and SECRET_KEY"):
        Settings.from_environment(store)
    common = {"DATABASE_URL": "postgresql://db/tessera", "SECRET_KEY": "f3b1" * 4 + "902cdea7" * 4}
    assert Settings.from_environment({**store, **common}).store_url == store["STORE_URL"]
