"""A card that somebody else sent is opened, or refused with a sentence: whatever stands in it, nothing else happens."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import SegmentModel, read_table
from engine.errors import EngineError
from engine.model_card import _digest
from engine.sample import sample_csv

HOSTILE: tuple[Any, ...] = (None, "x", -7, 1e300, 10**30, [], {}, [[[]]], "9**9**9", True, "nan", ["\x00"])


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("model") / "model.joblib"
    SegmentModel(k=3).fit(read_table(sample_csv(300))).save(path)
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def signed(document: dict[str, Any]) -> bytes:
    """With the digest that a forger would give it."""
    document.pop("card_sha256", None)
    return json.dumps({**document, "card_sha256": _digest(document)}).encode()


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """To every value, but of a list of like things only to the first and the last."""
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for place in sorted({0, len(value) - 1} if value else set()):
            yield from paths(value[place], (*path, place))


def changed(card: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    found = copy.deepcopy(card)
    place: Any = found
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return found


def test_the_card_is_what_the_model_is(card: dict[str, Any]) -> None:
    assert SegmentModel.from_bytes(signed(dict(card))).names == tuple(card["names"])


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_a_forged_value_is_refused_or_harmless(card: dict[str, Any], value: Any) -> None:
    refusals = []
    # Every fourth place: columns and features are many and alike, and all places have their turn over the values.
    for path in list(paths(card))[1 + HOSTILE.index(value) % 4 :: 4]:
        try:
            SegmentModel.from_bytes(signed(changed(card, path, value)))
        except EngineError as error:
            refusals.append(error)
    assert refusals
    assert all(error.message and error.remedy for error in refusals)


@pytest.mark.parametrize("path", [("preparation",), ("schema",), ("centers",), ("names",), ("parity",), ("sizes",)])
def test_a_part_that_is_missing(card: dict[str, Any], path: tuple[str, ...]) -> None:
    without = {name: value for name, value in card.items() if name not in path}
    with pytest.raises(EngineError, match="incomplete"):
        SegmentModel.from_bytes(signed(without))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b'{"format": ' * 50_000, "cannot be read as JSON"),
        (b"9" * 100_000, "cannot be read as JSON"),
        (b"[1, 2]", "is not the card"),
        (b'{"format": "other"}', "is not the card"),
        (b'{"format": "tessera-model", "format_version": 99}', "has format 99"),
        (b'{"format": "tessera-model", "seed": 1e999}', "cannot be read as JSON"),
        (b'{"format": "tessera-model", "seed": NaN}', "cannot be read as JSON"),
        (b'{"format": "tessera-model", "names": ["\\ud800"]}', "cannot be read as JSON"),
        (b"\x80\x04\x95", "cannot be read as JSON"),
        (b"\xff\xfe{}", "cannot be read as JSON"),
    ],
)
def test_what_is_no_card(content: bytes, said: str) -> None:
    with pytest.raises(EngineError, match=said):
        SegmentModel.from_bytes(content)


def test_a_card_that_was_edited(card: dict[str, Any]) -> None:
    edited = {**card, "names": ["Best", *card["names"][1:]]}
    with pytest.raises(EngineError, match="was changed after it was saved"):
        SegmentModel.from_bytes(json.dumps(edited).encode())


@pytest.mark.parametrize("dtype", ["S999999999", "U999999999", "V999999999", "(99999,99999)f8", "timedelta64[ns]"])
def test_types_that_no_table_has(card: dict[str, Any], dtype: str) -> None:
    with pytest.raises(EngineError, match="type that no table has"):
        SegmentModel.from_bytes(signed(changed(card, ("schema", 0, "dtype"), dtype)))


def test_a_long_row_of_numbers_is_no_sequence_of_centres(card: dict[str, Any], tmp_path: Path) -> None:
    bomb = changed(card, ("centers",), [[0.0] * 10_000] * 50)
    with pytest.raises(EngineError, match="do not fit the features"):
        SegmentModel.from_bytes(signed(bomb))
