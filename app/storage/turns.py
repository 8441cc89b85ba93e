"""Whose turn it is: runs are taken round robin between people, not first come, first served.

A run's turn is the number of runs of the same owner that are under way or were asked for earlier. The lowest turn is
next: whoever asks for a hundred things waits for the second until everybody has had their first. Among equal turns it is
who has waited longest, since they asked or since their last run was started, less what their work may wait for others: a
second for each megabyte. So a little work does not stand behind much that came just before it, and much is not overtaken
for ever. What nobody asked for (see `Turn.unasked`) comes when nobody waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.limits import LARGE_BYTES, LETS_PASS


class Turn(NamedTuple):
    """What of a run decides when it is its turn."""

    id: str
    owner: str
    created: datetime
    arguments: Mapping[str, Any]
    bytes: int  # of the file that its table came from

    @property
    def large(self) -> bool:
        """Whether it keeps a worker busy for long enough to be a nuisance to those with little."""
        return self.bytes > LARGE_BYTES

    @property
    def unasked(self) -> bool:
        """Whether a page began it by itself: no person waits for it."""
        return bool(self.arguments.get("unasked"))


def in_turn(waiting: Iterable[Turn], running: Iterable[Turn], served: Mapping[str, datetime]) -> list[Turn]:
    """The waiting runs in the order in which they will be taken.

    Parameters
    ----------
    waiting, running : iterable of Turn
    served : mapping of str to datetime
        When the last run of each owner was started; who is missing was never served.
    """
    before = Counter(run.owner for run in running)
    turns: list[tuple[int, Turn]] = []
    for run in sorted(waiting, key=lambda run: (run.unasked, run.created, run.id)):
        turns.append((before[run.owner], run))
        before[run.owner] += 1

    def order(each: tuple[int, Turn]) -> tuple[bool, int, datetime, datetime, str]:
        turn, run = each
        waits_since = max(run.created, served.get(run.owner, run.created))
        lets_pass = timedelta(seconds=run.bytes / 1e6 * LETS_PASS)
        return run.unasked, turn, waits_since + lets_pass, run.created, run.id

    return [run for _, run in sorted(turns, key=order)]


def ready_to_start(
    waiting: Iterable[Turn], running: Iterable[Turn], served: Mapping[str, datetime], *, large: bool = True
) -> list[Turn]:
    """Those in turn that nobody computes already: equal work waits, and then finds its results on the disk.

    Equal is what has the same ``work`` among its arguments, a digest of content. Whose it is does not matter, and
    nobody is told. Without ``large`` there is only room for what is small.
    """
    under_way = list(running)
    computed = {run.arguments.get("work") for run in under_way} - {None}
    return [
        run
        for run in in_turn(waiting, under_way, served)
        if run.arguments.get("work") not in computed and (large or not run.large)
    ]
