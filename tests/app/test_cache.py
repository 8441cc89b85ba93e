"""References are given back, bounded by bytes and time; keys are explicit."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from flask import Flask
from numpy.typing import NDArray

from app.cache import ReferenceCache, footprint, make_memory
from engine.mapped import dump, load
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.spec import PreparationSpec


def cache(max_bytes: int = 1000) -> tuple[ReferenceCache, list[float]]:
    now = [0.0]
    return ReferenceCache(max_bytes, idle=60, clock=lambda: now[0]), now


def test_the_same_object_comes_back() -> None:
    held, _ = cache()
    value = {"a": 1}
    held.set("key", value)
    assert held.get("key") is value
    assert held.has("key")
    assert held.get("other") is None


def test_the_least_recently_used_go_first() -> None:
    held, _ = cache(2500)
    for key in "ab":
        held.set(key, np.zeros(1000, dtype=np.int8))
    held.get("a")
    held.set("c", np.zeros(1000, dtype=np.int8))
    assert (held.has("a"), held.has("b"), held.has("c")) == (True, False, True)


def test_one_value_beyond_the_bound_is_still_held() -> None:
    held, _ = cache(10)
    held.set("small", 1)
    held.set("large", np.zeros(1000))
    assert held.has("large")
    assert not held.has("small")


def test_what_nobody_asks_for_leaves() -> None:
    held, now = cache()
    held.set("old", 1)
    now[0] = 50.0
    held.set("new", 2)
    now[0] = 90.0
    assert held.get("old") is None
    assert held.get("new") == 2


def test_deleting() -> None:
    held, _ = cache()
    held.set("a", 1)
    assert held.delete("a")
    assert not held.delete("a")
    held.set("b", 1)
    held.clear()
    assert held.get("b") is None


def test_what_is_about_a_table_leaves_with_it() -> None:
    held, now = cache()
    held.set("old", 1)
    now[0] = 50.0
    held.set("a matrix", 2, about="one")
    held.set("a map", 3, about="one")
    held.set("another matrix", 4, about="two")
    assert held.abouts() == {"one", "two"}
    assert held.forget_about({"one", "three"})
    assert not held.forget_about({"one"})
    assert [held.get(key) for key in ("a matrix", "a map", "another matrix")] == [None, None, 4]
    now[0] = 90.0
    assert held.forget_about(set())
    assert not held.has("old")
    assert held.has("another matrix")


def test_sizes_are_those_of_the_arrays() -> None:
    frame = pd.DataFrame({"a": np.zeros(1000)})
    assert footprint(np.zeros(1000)) == 8000
    assert footprint(frame) >= 8000
    assert footprint({"x": (np.zeros(1000), [np.zeros(1000)])}) >= 16000


def test_what_is_mapped_takes_no_memory_of_this_process(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": np.zeros(100_000), "b": ["text"] * 100_000})
    dump({"frame": frame, "matrix": np.zeros((50_000, 4))}, tmp_path / "value")
    found = load(tmp_path / "value")
    assert footprint(found) < 1000
    assert footprint({"matrix": found["matrix"] * 2}) >= 1_600_000


def test_measuring_a_value_builds_nothing_of_it() -> None:
    built: list[str] = []

    def build(name: str) -> NDArray[np.float64]:
        built.append(name)
        return np.zeros(1000)

    matrix = PreparedMatrix(
        values=np.zeros((1000, 2), dtype=np.float32),
        feature_names=("a", "b"),
        features=(),
        row_ids=partial(build, "row_ids"),  # type: ignore[arg-type]
        row_index=np.arange(1000),
        steps=(),
        pipeline=partial(build, "pipeline"),
        spec=PreparationSpec(),
    )
    assert footprint(matrix) >= 16_000
    assert built == []
    assert len(matrix.row_ids) == 1000
    assert footprint(matrix) >= 24_000


def test_flask_caching_holds_it_without_an_end() -> None:
    server = Flask("test")
    memory = make_memory(server, 10)
    with server.app_context():
        value = object()
        memory.set("key", value)
        assert memory.get("key") is value


def test_the_bound_holds_when_values_are_replaced_and_taken_away() -> None:
    held, _ = cache(2500)
    for _ in range(5):
        held.set("a", np.zeros(1000, dtype=np.int8))
    held.delete("a")
    held.set("b", np.zeros(1000, dtype=np.int8))
    held.set("c", np.zeros(1000, dtype=np.int8))
    assert (held.has("a"), held.has("b"), held.has("c")) == (False, True, True)
