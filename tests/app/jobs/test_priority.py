"""Jobs are nice to the pages, also where Linux shares the processors between sessions."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TELL = """
import os
from pathlib import Path
from app.jobs.priority import LARGE, SMALL, give_way
group = Path("/proc/self/autogroup")
for by in (0, SMALL, LARGE - SMALL):
    give_way(by)
    told = group.read_text().split() if group.exists() else []  # empty where such groups are switched off
    print(os.nice(0), os.getsid(0) == os.getpid(), told[-1] if told else os.nice(0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes have other priorities elsewhere")
def test_a_job_is_nicer_than_the_pages_and_a_large_one_more_so() -> None:
    command = [sys.executable, "-c", _TELL]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    here = os.nice(0)
    niceness = [min(here + by, 19) for by in (0, 10, 19)]
    assert [line.split() for line in done.stdout.splitlines()] == [[str(n), "True", str(n)] for n in niceness]
