"""The map's answers for one browser's table: windows, the nearest, ids, cards, regions and their lists."""

import io

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from app import services
from app.downloads import selection_url
from app.services import map as map_service
from engine.errors import EngineError
from engine.map.axes import Axis
from engine.map.index import Window

AXES = (Axis(component=0), Axis(component=1))
COLUMNS = (Axis(column="Income"), Axis(column="MntWines"))


def ready_of(place) -> services.Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, services.Ready)
    return found


def test_few_customers_are_all_points(place) -> None:
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, AXES))
    assert (view.crowd, view.levels, view.n_inside) == (False, None, len(ready.matrix.values))
    assert sorted(view.rows.tolist()) == sorted(ready.matrix.row_index.tolist())
    np.testing.assert_array_equal(view.labels, ready.segmentation.labels[view.points.positions])
    np.testing.assert_allclose(view.centers, ready.projection.centers[:, :2])


def test_a_crowd_is_a_density_until_each_customer_is_a_point(place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_service, "MAP_POINTS", 50)
    monkeypatch.setattr(map_service, "MAP_SAMPLE", 20)
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, AXES))
    assert view.crowd
    assert view.levels is not None
    assert view.levels.dtype == np.uint8
    assert len(view.rows) < len(ready.matrix.values)
    x, y = ready.projection.coordinates[7, :2]
    close = place.asking(lambda: services.map_view(ready, AXES, Window.of(x - 0.1, x + 0.1, y - 0.1, y + 0.1)))
    assert close.levels is None
    assert int(ready.matrix.row_index[7]) in close.rows.tolist()


def test_a_customer_without_a_value_has_no_place(place) -> None:
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, COLUMNS))
    unknown = ready.dataset.frame[["Income", "MntWines"]].iloc[ready.matrix.row_index].isna().any(axis=1).sum()
    assert view.n_unplaced == unknown
    assert view.n_placed + view.n_unplaced == len(ready.matrix.values)


def test_the_nearest_is_the_one_under_the_pointer(place) -> None:
    ready = ready_of(place)
    x, y = map(float, ready.projection.coordinates[11, :2])
    ask = lambda reach, hidden=frozenset(): place.asking(  # noqa: E731
        lambda: services.nearest_row(ready, AXES, x, y, (reach, reach), hidden)
    )
    assert ask(0.1) == int(ready.matrix.row_index[11])
    assert ask(0.1, frozenset(range(1, ready.k + 1))) is None


def test_ids_are_found_as_they_stand_in_the_table(place) -> None:
    ready = ready_of(place)
    identity = ready.dataset.frame["ID"]
    find = lambda text: place.asking(lambda: services.find_customer(ready, text))  # noqa: E731
    assert find(str(identity.iloc[42])) == 42
    assert find(f"  {identity.iloc[42]} ") == 42
    for nobody in ("", "-1", "no such id", "<b>1</b>", "1e400", "٣"):
        assert find(nobody) is None


def test_every_row_has_a_card_also_those_set_aside(place) -> None:
    ready = ready_of(place)
    standings, why = place.asking(lambda: services.explain(ready, int(ready.matrix.row_index[3])))
    assert why is not None
    assert why.standings == standings
    for aside in ready.matrix.set_aside:
        standings, why = place.asking(lambda row=aside.row: services.explain(ready, row))
        assert why is None
        assert standings


def test_the_list_of_a_region_holds_whom_the_engine_finds(place) -> None:
    ready = ready_of(place)
    client: FlaskClient = place.client
    corners = [(-1.0, -3.0), (9.0, -3.0), (9.0, 3.0), (-1.0, 3.0)]
    rows = place.asking(lambda: services.rows_within(ready, AXES, corners))
    x, y = ready.projection.coordinates[:, 0], ready.projection.coordinates[:, 1]
    inside = (x > -1) & (x < 9) & (y > -3) & (y < 3)
    assert rows.tolist() == sorted(ready.matrix.row_index[inside].tolist())
    answer = client.get(selection_url(place.choices, "c0", "c1", corners))
    assert answer.status_code == 200
    table = pd.read_csv(io.BytesIO(answer.data))
    assert table["ID"].tolist() == ready.dataset.frame["ID"].iloc[rows].tolist()
    found = place.asking(lambda: services.describe_rows(ready, rows))
    assert found.size == len(rows) == int(found.segments.sum())


@pytest.mark.parametrize("region", ["", "1 2;3 4", "a b;c d;e f", "1 2;3 4;nan 5", "1;2;3"])
def test_what_is_no_region_is_refused_with_a_sentence(place, region: str) -> None:
    answer = place.client.get(f"/download/{place.choices.dataset}/selection.csv", query_string={"region": region})
    assert answer.status_code == 400
    with pytest.raises(EngineError):
        place.asking(
            lambda: services.rows_within(ready_of(place), AXES, [each.split(" ") for each in region.split(";")])
        )
