"""How many threads a fit may use: the one place that decides, in the web process and in a job.

Two traps stand behind this module. A child forked from a process that ever ran multi-threaded OpenMP hangs at
its first parallel region, and OpenMP threads that spin while they wait turn a fit of milliseconds into seconds
on a busy machine. So fits parallelise with Python threads over blocks of rows, every block is computed by
single-threaded BLAS (which also makes results bit-identical for any number of threads), and the environment of
the web process is set before numpy is imported.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

# Set by an operator who wants fits to use fewer (or more) threads than the container's share.
THREADS_VARIABLE = "TESSERA_THREADS"

_CGROUP_ROOT = Path("/sys/fs/cgroup")
_OWN_CGROUPS = Path("/proc/self/cgroup")


def available_threads() -> int:
    """The number of threads a fit may use.

    The variable ``TESSERA_THREADS`` when it is set; else the processors this process may run on, bounded by the
    container's quota (a container with half a processor on a 64-core host gets 1, not 64).

    Raises
    ------
    EngineError
        If the variable is not an integer of at least 1.
    """
    if text := os.environ.get(THREADS_VARIABLE, "").strip():
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise EngineError(
                f"{THREADS_VARIABLE} is {text!r}.", "Set it to a whole number of at least 1, or unset it."
            )
        return int(text)
    quota = cgroup_quota()
    processors = _processors()
    return processors if quota is None else max(1, min(processors, math.ceil(quota)))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cgroup_quota(root: Path = _CGROUP_ROOT, own_cgroups: Path = _OWN_CGROUPS) -> float | None:
    """Processors granted by the container (cgroup v2 or v1), as a fraction; None without a quota.

    A quota binds at every level of the hierarchy, so the smallest one above this process counts.
    """
    quotas = [quota for folder in _cgroup_folders(root, own_cgroups) if (quota := _quota_in(folder)) is not None]
    return min(quotas, default=None)


def _cgroup_folders(root: Path, own_cgroups: Path) -> Iterator[Path]:
    """Every folder from this process's own groups up to the mount points (inside a container, the mount point)."""
    yield root
    yield root / "cpu"
    try:
        lines = own_cgroups.read_text().splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        mount = root if not controllers else root / "cpu"
        if controllers and "cpu" not in controllers.split(","):
            continue
        parts = [part for part in path.split("/") if part not in {"", ".."}]
        for depth in range(1, len(parts) + 1):
            yield mount.joinpath(*parts[:depth])


def _quota_in(folder: Path) -> float | None:
    try:
        if (v2 := folder / "cpu.max").is_file():
            quota, period = v2.read_text().split()[:2]
            return None if quota == "max" else int(quota) / int(period)
        if (v1 := folder / "cpu.cfs_quota_us").is_file():
            allowed = int(v1.read_text())
            return None if allowed <= 0 else allowed / int((folder / "cpu.cfs_period_us").read_text())
    except (OSError, ValueError, ZeroDivisionError):  # an exotic or unreadable file grants nothing and takes nothing
        return None
    return None


@contextmanager
def single_threaded_libraries() -> Iterator[None]:
    """Within it, BLAS and OpenMP use one thread each, whatever they used before."""
    with _libraries(len(sys.modules)).limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _libraries(n_modules: int) -> ThreadpoolController:
    """The libraries with threads of their own: looked up anew (2 ms) only after an import, which may load another."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def web_environment() -> dict[str, str]:
    """What must stand in the environment before numpy is imported in a process that answers requests.

    ``os.environ.update(web_environment())`` as the first statement of the server's configuration. Jobs started from
    such a process inherit it and lose nothing: fits bring their own threads.
    """
    return {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        # Arrow keeps pools of its own, as large as the host; reading a table needs no more than the share.
        "ARROW_NUM_THREADS": str(available_threads()),
    }
