"""How many threads a fit may use, and what a web process must set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from engine import EngineError
from engine.threads import available_threads, cgroup_quota, single_threaded_libraries, web_environment


def test_the_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_THREADS", " 3 ")
    assert available_threads() == 3


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "²"])
def test_a_variable_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TESSERA_THREADS", text)
    with pytest.raises(EngineError, match="TESSERA_THREADS"):
        available_threads()


def test_never_more_than_the_processors_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESSERA_THREADS", raising=False)
    assert 1 <= available_threads() <= (os.cpu_count() or 1)


def test_quota_of_a_container(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/\n")
    assert cgroup_quota(tmp_path, own) is None
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert cgroup_quota(tmp_path, own) is None
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert cgroup_quota(tmp_path, own) == 1.5


def test_the_smallest_quota_above_a_process_binds(tmp_path: Path) -> None:
    nested = tmp_path / "a" / "b"
    nested.mkdir(parents=True)
    (tmp_path / "a" / "cpu.max").write_text("50000 100000")
    (nested / "cpu.max").write_text("400000 100000")
    own = tmp_path / "own"
    own.write_text("0::/a/b\n")
    assert cgroup_quota(tmp_path, own) == 0.5


def test_quota_of_the_older_hierarchy(tmp_path: Path) -> None:
    group = tmp_path / "cpu"
    group.mkdir()
    (group / "cpu.cfs_quota_us").write_text("300000")
    (group / "cpu.cfs_period_us").write_text("100000")
    assert cgroup_quota(tmp_path, tmp_path / "absent") == 3.0
    (group / "cpu.cfs_quota_us").write_text("-1")
    assert cgroup_quota(tmp_path, tmp_path / "absent") is None


def test_libraries_use_one_thread_within() -> None:
    with single_threaded_libraries():
        assert all(pool["num_threads"] == 1 for pool in threadpool_info())


def test_a_forked_child_of_a_process_that_fitted_can_fit() -> None:
    program = """
import os
import numpy as np
from engine import fit_segments
x = np.random.default_rng(0).normal(size=(3000, 4))
fit_segments(x, 3)
child = os.fork()
if child == 0:
    fit_segments(x, 3)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    environment = {**os.environ, **web_environment()}
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120, env=environment)
