"""The frame asks less often for those who wait behind others."""

from app.limits import POLL_MS, POLL_SLOWEST_MS
from app.shell import poll_ms


def test_who_waits_behind_others_asks_more_seldom() -> None:
    asked = [poll_ms(ahead) for ahead in range(300)]
    assert asked[0] == POLL_MS
    assert asked == sorted(asked)
    assert asked[-1] == POLL_SLOWEST_MS
