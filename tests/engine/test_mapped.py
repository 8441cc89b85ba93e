"""A mapped value is the value; damage anywhere in its file is seen, and its file may go at any moment."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.mapped import Checked, Damaged, dump, is_mapped, let_go, load

ROWS = 20_000


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "whole": np.arange(ROWS),
            "fraction": np.where(np.arange(ROWS) % 7, np.arange(ROWS) / 3, np.nan),
            "text": pd.Series([None if row % 5 == 0 else f"Kunde ü {row}" for row in range(ROWS)], dtype="str"),
            "date": pd.date_range("2001-01-01", periods=ROWS, freq="h"),
            "truth": np.arange(ROWS) % 2 == 0,
        }
    )


def kept(tmp_path: Path, value: Any) -> Path:
    path = tmp_path / "value"
    dump(value, path)
    return path


def test_a_frame_comes_back_with_every_column_mapped(tmp_path: Path) -> None:
    path = kept(tmp_path, frame())
    found = load(path)
    pd.testing.assert_frame_equal(found, frame())
    assert all(is_mapped(found[name].to_numpy()) for name in ("whole", "fraction", "truth"))
    assert is_mapped(found["date"].to_numpy().view(np.int64))
    # The texts are in the file too, not in the outline: what is read at once is small.
    assert int.from_bytes(path.read_bytes()[8:16], "little") < 10_000


@pytest.mark.parametrize(
    "array",
    [
        np.arange(30_000, dtype=np.float32).reshape(-1, 3),
        np.asfortranarray(np.arange(30_000.0).reshape(-1, 3)),
        np.arange(60_000)[::2],
        np.arange(30_000).astype("datetime64[s]"),
        np.zeros((0, 4)),
        np.array(["a", None, 3.5], dtype=object),
        np.array(5),
    ],
    ids=["rows", "columns", "strided", "dates", "empty", "objects", "scalar"],
)
def test_arrays_come_back(tmp_path: Path, array: np.ndarray[Any, Any]) -> None:
    found = load(kept(tmp_path, {"array": array}))["array"]
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(found, array)


def test_what_is_mapped_can_be_kept_again(tmp_path: Path) -> None:
    values = np.lib.format.open_memmap(tmp_path / "matrix.npy", mode="w+", dtype=np.float32, shape=(5000, 8))
    values[:] = np.arange(40_000).reshape(5000, 8)
    once = load(kept(tmp_path, values))
    assert is_mapped(once)
    other = tmp_path / "other"
    dump(once, other)
    np.testing.assert_array_equal(load(other), values)


def test_a_mapped_array_cannot_be_written_to(tmp_path: Path) -> None:
    found = load(kept(tmp_path, np.arange(ROWS)))
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1


def test_its_file_may_go_while_it_is_in_use(tmp_path: Path) -> None:
    path = kept(tmp_path, np.arange(ROWS))
    found = load(path)
    path.unlink()
    assert found.sum() == np.arange(ROWS).sum()


def test_any_changed_byte_is_seen(tmp_path: Path) -> None:
    path = kept(tmp_path, {"a": np.arange(ROWS), "b": np.ones(ROWS)})
    whole = path.read_bytes()
    for place in range(0, len(whole), 997):
        changed = bytearray(whole)
        changed[place] ^= 0x40
        path.write_bytes(changed)
        with pytest.raises(Damaged):
            load(path)


@pytest.mark.parametrize("left", [0, 1, 79, 80, 500, -1])
def test_a_file_cut_short_is_seen(tmp_path: Path, left: int) -> None:
    path = kept(tmp_path, np.arange(ROWS))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(Damaged):
        load(path, Checked())


def test_a_file_is_read_through_once_and_again_when_it_was_replaced(tmp_path: Path) -> None:
    path, checked = kept(tmp_path, np.arange(ROWS)), Checked()
    load(path, checked)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    other = tmp_path / "other"
    other.write_bytes(damaged)
    other.replace(path)
    with pytest.raises(Damaged):
        load(path, checked)


def test_only_arrays_of_a_file_count_as_mapped() -> None:
    assert not is_mapped(np.arange(3))
    assert not is_mapped(np.frombuffer(b"abcd", dtype=np.uint8))


def test_only_so_many_files_are_remembered_as_whole() -> None:
    checked = Checked(most=3)
    for number in range(7):
        checked.add((0, number, 0, 0))
        assert (0, number, 0, 0) in checked
    assert sum((0, number, 0, 0) in checked for number in range(7)) <= 3


def resident(path: Path) -> int:
    """Bytes of a mapped file that are counted as this process' memory."""
    parts = Path("/proc/self/smaps").read_text().split(f" {path}\n")[1:]
    return sum(int(part.split("Rss:")[1].split()[0]) for part in parts) * 1024


def test_a_large_column_that_was_read_is_let_go_and_can_be_read_again(tmp_path: Path) -> None:
    values = pd.DataFrame({"kept": np.arange(5_000_000.0), "read": np.arange(5_000_000.0)[::-1]})
    path = kept(tmp_path, values)
    found = load(path, checked := Checked())
    found = load(path, checked)  # read through once already
    total = found["read"].sum() + found["kept"].sum()
    before = resident(path)
    let_go(found["read"].to_numpy())
    assert before - resident(path) > 0.9 * 40e6
    assert found["read"].sum() + found["kept"].sum() == total
    let_go(np.arange(5_000_000.0))  # not of a file
    let_go(found["read"].to_numpy()[::2])  # not one piece
    pd.testing.assert_frame_equal(found, values)
