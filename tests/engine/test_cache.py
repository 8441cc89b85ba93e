"""A cache may lose any file at any moment and never serves a damaged one."""

from pathlib import Path

import numpy as np
import pytest

from engine.cache import Cache, content_key


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("ab12", {"x": np.arange(3)})
    found = cache.get("ab12")
    assert found is not None
    assert found["x"].tolist() == [0, 1, 2]
    assert cache.has(["ab12"])
    assert not cache.has(["ab12", "cd34"])


def test_the_folder_is_private(tmp_path: Path) -> None:
    assert Cache(tmp_path / "cache").directory.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x04\x95"])
def test_a_damaged_file_is_not_there(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("ab12", list(range(100)))
    path = next(tmp_path.rglob("*.mapped"))
    path.write_bytes(damage)
    assert cache.get("ab12") is None
    assert not path.exists()


def test_a_truncated_file_is_not_there(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("ab12", np.arange(1000))
    path = next(tmp_path.rglob("*.mapped"))
    path.write_bytes(path.read_bytes()[:500])
    assert cache.get("ab12") is None


def test_keys_differ_where_any_part_differs() -> None:
    keys = {content_key("a", "b"), content_key("ab", ""), content_key("a", "c"), content_key("a", "b", 1)}
    assert len(keys) == 4
