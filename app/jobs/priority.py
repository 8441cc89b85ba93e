"""Jobs give way to the pages: whoever turns a page is served first, whatever else the machine has to do."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

# How much nicer than the pages. A job that somebody waits for gets about a tenth of a processor that the pages want at
# the same time, and all of it otherwise; a large table, which takes minutes in any case, a sixtieth.
SMALL, LARGE = 10, 19

_AUTOGROUP = Path("/proc/self/autogroup")
# Linux takes one change of this kind in a tenth of a second, of all processes together.
_PAUSE, _TRIES = 0.11, 20


def give_way(by: int) -> None:
    """Lower the priority of this process, and of whatever it starts, by so much.

    Linux may share the processors between sessions first and between their processes second ("autogroup"): what is
    nice in a session of its own is then nice to nobody. So this process begins a session, and makes all of it nice.
    """
    niceness = os.nice(by)
    with contextlib.suppress(PermissionError):  # it leads one already
        os.setsid()
    if os.getsid(0) != os.getpid():
        return
    for _ in range(_TRIES):
        try:
            _AUTOGROUP.write_text(str(niceness), encoding="ascii")
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError:  # not on Linux, or without such groups
            return
        else:
            return
