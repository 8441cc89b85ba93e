"""A file appears whole or not at all."""

from pathlib import Path

import pytest

from engine.files import write_atomically


def test_the_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    with write_atomically(target) as temporary:
        Path(temporary).write_text("new")
        assert not target.exists()
    assert target.read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    target.write_text("old")

    def fail() -> None:
        with write_atomically(target) as temporary:
            Path(temporary).write_text("half")
            raise RuntimeError("stopped in the middle")

    with pytest.raises(RuntimeError, match="middle"):
        fail()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
