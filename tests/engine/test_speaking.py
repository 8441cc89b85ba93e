"""Silent work is spoken for, in the caller's thread, and ends when nobody wants it any more."""

import threading

import pytest

from engine.errors import Cancelled
from engine.speaking import Progress, speaking


def test_it_speaks_while_the_work_is_silent() -> None:
    heard, enough = [], threading.Event()

    def progress(fraction: float, message: str) -> None:
        heard.append((fraction, message, threading.current_thread()))
        if heard.count((0.25, "Counting", threading.current_thread())) == 3:
            enough.set()

    def work(report: Progress) -> str:
        report(0.25, "Counting")
        enough.wait()
        return "counted"

    assert speaking(work, progress) == "counted"
    assert {thread for _, _, thread in heard} == {threading.main_thread()}


def test_nobody_listens() -> None:
    thread = speaking(lambda report: (report(0.5, "half"), threading.current_thread())[1], None)
    assert thread is threading.current_thread()


def test_a_cancelled_one_ends_at_its_next_step() -> None:
    steps, asked = [], threading.Event()

    def progress(fraction: float, message: str) -> None:
        asked.set()
        raise Cancelled

    def work(report: Progress) -> None:
        asked.wait()
        for step in range(1_000_000):
            report(step / 1_000_000, "Working")
            steps.append(step)

    with pytest.raises(Cancelled):
        speaking(work, progress)
    assert len(steps) < 1_000_000


@pytest.mark.parametrize("error", [ValueError("no"), TimeoutError("its own")])
def test_what_the_work_raises_comes_out(error: Exception) -> None:
    def work(report: Progress) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        speaking(work, lambda fraction, message: None)
