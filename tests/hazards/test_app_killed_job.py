"""A job that the system kills is tried once more, and then its owner is told; the queue lives on."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.hazards.conftest import Site, until

pytestmark = pytest.mark.faults

CONTENT = b"id,spending,visits\n" + b"".join(b"%d,%d,%d\n" % (i, i * 7 % 90, i % 11) for i in range(60))


def kill_the_job(site: Site) -> None:
    until(lambda: len(site.job_processes()) == 1)  # an earlier test's last job may just be ending
    (pid,) = site.job_processes()
    os.kill(pid, signal.SIGKILL)
    until(lambda: pid not in site.job_processes())


def test_killed_once_it_is_done_all_the_same(site: Site) -> None:
    client = site.visit()
    dataset, run, source = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    source.rename(source.with_name("pipe"))
    source.write_bytes(CONTENT)
    kill_the_job(site)
    until(lambda: not site.run(run).active)
    assert (site.run(run).status, site.run(run).attempt) == ("done", 2)
    assert site.dataset(client, dataset).status == "ready"


def test_killed_twice_its_owner_is_told_and_others_go_on(site: Site) -> None:
    client = site.visit()
    _, run, _ = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running")
    kill_the_job(site)
    until(lambda: site.run(run).attempt == 2 and site.run(run).status == "running")
    kill_the_job(site)
    until(lambda: not site.run(run).active)
    lost = site.run(run)
    assert lost.status == "lost"
    assert "ended by the system" in lost.message
    assert lost.remedy
    _, other = site.upload(client, CONTENT)
    until(lambda: not site.run(other).active)
    assert site.run(other).status == "done"


def test_a_running_job_is_cancelled(site: Site) -> None:
    client = site.visit()
    _, run, _ = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    assert site.context.workspace.runs.cancel(site.owner(client), run)
    until(lambda: not site.run(run).active)
    assert site.run(run).status == "cancelled"
    until(lambda: not site.job_processes())


def test_deleting_a_table_ends_its_job(site: Site) -> None:
    client = site.visit()
    dataset, run, _ = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    assert site.context.workspace.delete(site.owner(client), dataset)
    until(lambda: not site.job_processes())
    assert site.context.workspace.runs.find(run) is None


def test_a_stopped_worker_hands_its_job_to_the_next(site: Site) -> None:
    client = site.visit()
    dataset, run, source = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    site.stop_worker()
    assert (site.run(run).status, site.run(run).attempt) == ("queued", 1)
    source.unlink()
    source.write_bytes(CONTENT)
    site.start_worker()
    until(lambda: not site.run(run).active)
    assert site.run(run).status == "done"
    assert site.dataset(client, dataset).status == "ready"


def test_a_killed_worker_takes_its_job_along_and_the_next_one_does_it(site: Site) -> None:
    client = site.visit()
    _, run, source = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    orphans: list[Any] = site.job_processes()
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    until(lambda: not [pid for pid in orphans if os.path.exists(f"/proc/{pid}")])
    source.unlink()
    source.write_bytes(CONTENT)
    site.start_worker()
    until(lambda: not site.run(run).active)
    assert (site.run(run).status, site.run(run).attempt) == ("done", 2)


def test_a_killed_process_that_waits_for_work_is_not_missed(site: Site) -> None:
    client = site.visit()
    until(site.waiting_processes)
    for pid in site.waiting_processes():
        os.kill(pid, signal.SIGKILL)
    dataset, run = site.upload(client, CONTENT)
    until(lambda: not site.run(run).active)
    assert (site.run(run).status, site.run(run).attempt) == ("done", 1)
    assert site.dataset(client, dataset).status == "ready"
    until(site.waiting_processes)


def test_a_clock_that_jumps_loses_no_job(site: Site, tmp_path: Path) -> None:
    """libfaketime moves the clock of the worker and its jobs a year ahead, and back."""
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    clock = tmp_path / "clock"
    clock.write_text("+0")
    site.stop_worker()
    site.start_worker(
        LD_PRELOAD=str(library),
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    client = site.visit()
    _, run, _ = site.blocked_upload(client)
    until(lambda: site.run(run).status == "running" and site.job_processes())
    for jump in ("+1y", "-1y", "+1y"):
        clock.write_text(jump)
        beats = site.run(run).beats
        until(lambda beats=beats: site.run(run).beats > beats + 2)  # type: ignore[misc]
    assert (site.run(run).status, site.run(run).attempt) == ("running", 1)
    dataset, other = site.upload(client, CONTENT)
    until(lambda: not site.run(other).active)
    assert site.run(other).status == "done"
    assert site.dataset(client, dataset).status == "ready"
    assert site.context.workspace.runs.cancel(site.owner(client), run)
    until(lambda: not site.run(run).active)
    site.stop_worker()
    site.start_worker()
