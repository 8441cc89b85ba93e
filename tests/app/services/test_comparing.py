"""Comparisons through services and download: counts agree with the labels themselves."""

import io

import pandas as pd
import pytest

from app import services
from app.exports import movers_url
from app.services import Ready
from engine.errors import EngineError
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place


def found(place: Place, choices) -> Ready:
    ready = place.asking(lambda: services.resolve(choices))
    assert isinstance(ready, Ready)
    return ready


def test_another_number_of_segments_of_the_same_table(place: Place) -> None:
    three, four = found(place, place.choices.with_k(3)), found(place, place.choices.with_k(4))
    result = services.compare(four, three)
    expected = pd.crosstab(three.segmentation.labels, four.segmentation.labels).to_numpy()
    assert (result.flows == expected).all()
    assert result.n_only_before == result.n_only_after == 0
    answer = place.client.get(movers_url(place.choices.with_k(4), str(place.choices.dataset), "3"))
    table = pd.read_csv(io.BytesIO(answer.data))
    assert len(table) == len(result.movers)
    assert list(table.columns) == ["id", "before", "after", "before_name", "after_name"]
    assert set(table["id"]) <= set(four.dataset.frame["ID"])


def test_a_table_with_itself_has_no_movers(place: Place) -> None:
    ready = found(place, place.choices)
    assert services.compare(ready, ready).stayed_share == 1


def test_another_table_is_matched_by_ids(place: Place) -> None:
    ready = found(place, place.choices.with_k(3))
    later = place.upload(sample_csv(ROWS + 40), "later.csv")
    place.work()
    other = found(place, later.with_k(3))
    result = services.compare(other, ready)
    before = set(ready.dataset.frame["ID"].iloc[ready.matrix.row_index])
    after = set(other.dataset.frame["ID"].iloc[other.matrix.row_index])
    assert result.n_common == len(before & after)
    assert result.n_only_after == len(after - before)


def test_tables_without_ids_are_refused_with_a_sentence(place: Place) -> None:
    nameless = sample_csv(120).decode("utf-8-sig").split("\n")
    content = "\n".join(line.split(",", 1)[1] if "," in line else line for line in nameless).encode()
    choices = place.upload(content, "nameless.csv")
    place.work()
    with pytest.raises(EngineError, match="no column of ids"):
        services.compare(found(place, place.choices), found(place, choices))
