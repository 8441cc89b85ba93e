"""Work spread over threads."""

from threading import Event

from engine.sweep.workers import Workers


def test_results_come_in_the_order_of_the_items() -> None:
    with Workers(threads=3) as workers:
        assert list(workers.map(lambda item: 2 * item, range(20))) == list(range(0, 40, 2))


def test_who_stops_early_leaves_little_begun() -> None:
    begun: list[int] = []
    stopped = Event()

    def look(item: int) -> int:
        begun.append(item)
        if item > 0:
            stopped.wait(timeout=60)
        return item

    with Workers(threads=2) as workers:
        found = workers.map(look, range(50), in_flight=3)
        assert next(found) == 0
        found.close()
        stopped.set()
    assert max(begun) <= 2
