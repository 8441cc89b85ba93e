"""Dockerfile and compose file name what exists; they cannot be built where images cannot be pulled."""

import re
from pathlib import Path
from typing import Any

import yaml

from app.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
KNOWN = {setting.name for setting in SETTINGS} | {"PYTHONUNBUFFERED"}


def copied() -> list[str]:
    return [
        source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, flags=re.MULTILINE) for source in line.split()[:-1]
    ]


def test_all_that_is_copied_exists_and_is_let_through() -> None:
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for source in copied():
        assert (ROOT / source).exists(), source
        assert f"!{source}" in allowed


def test_what_the_server_imports_is_copied() -> None:
    assert {"app", "engine", "pages", "assets", "gunicorn.conf.py"} <= set(copied())


def test_only_settings_that_exist_are_set() -> None:
    names = re.findall(r"(\w+)=", re.findall(r"^ENV (.+)$", DOCKERFILE, flags=re.MULTILINE)[0])
    assert set(names) <= KNOWN
    for service in ("web", "worker"):
        assert set(COMPOSE["services"][service]["environment"]) <= KNOWN


def test_web_and_worker_share_what_they_must() -> None:
    web, worker = (COMPOSE["services"][name] for name in ("web", "worker"))
    assert web["volumes"] == worker["volumes"] == ["data:/data"]
    for name in ("DATABASE_URL", "REDIS_URL"):
        assert web["environment"][name] == worker["environment"][name]
    assert web["environment"]["WORKER_BESIDE"] == "no"


def test_no_password_stands_in_it() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("PASSWORD", "SECRET", "DATABASE_URL")):
                assert "${" in str(value), name
