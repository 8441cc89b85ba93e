"""The map's answers for one browser's table: windows, the nearest, ids, cards, regions and their lists."""

from dataclasses import replace

import numpy as np
import pytest

from app import services
from app.services import MapLook
from app.services import map as map_service
from engine.map.axes import Axis
from engine.map.index import Window

LOOK = MapLook(Axis(component=0), Axis(component=1))
COLUMNS = MapLook(Axis(column="Income"), Axis(column="MntWines"))


def ready_of(place) -> services.Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, services.Ready)
    return found


def test_few_customers_are_all_points(place) -> None:
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, LOOK))
    assert (view.crowd, view.levels, view.n_inside) == (False, None, len(ready.matrix.values))
    assert sorted(view.rows.tolist()) == sorted(ready.matrix.row_index.tolist())
    np.testing.assert_array_equal(view.labels, ready.segmentation.labels[view.points.positions])
    np.testing.assert_allclose(view.centers, ready.projection.centers[:, :2])


def test_a_crowd_is_a_density_until_each_customer_is_a_point(place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_service, "MAP_POINTS", 50)
    monkeypatch.setattr(map_service, "MAP_SAMPLE", 20)
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, LOOK))
    assert view.crowd
    assert view.levels is not None
    assert view.levels.dtype == np.uint8
    assert len(view.rows) < len(ready.matrix.values)
    x, y = ready.projection.coordinates[7, :2]
    close = place.asking(lambda: services.map_view(ready, LOOK, Window.of(x - 0.1, x + 0.1, y - 0.1, y + 0.1)))
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
        lambda: services.nearest_row(ready, replace(LOOK, hidden=hidden), x, y, (reach, reach))
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


def test_a_colour_is_a_scale_or_levels_and_never_an_error(place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_service, "MAP_POINTS", 50)
    monkeypatch.setattr(map_service, "MAP_SAMPLE", 20)
    ready = ready_of(place)
    view = lambda colour, hidden=frozenset(): place.asking(  # noqa: E731
        lambda: services.map_view(ready, replace(LOOK, colour=colour, hidden=hidden))
    )
    income = view("Income")
    assert income.levels is None
    assert income.means.shape == map_service.MAP_CELLS[::-1]
    assert len(income.tints) == len(income.rows)
    status = view("Marital_Status")
    assert len(status.levels) == len(status.colouring.levels)
    everybody = frozenset(range(1, ready.k + 1))
    assert not view("Marital_Status", everybody).levels.any()
    assert np.isnan(view("Income", everybody).means).all()
    for nothing in ("ID", "no such column", "<b>"):
        found = view(nothing)
        assert (found.colouring, found.tints) == (None, None)
        assert "colour by" in found.problem.message
        assert found.levels is not None


def test_in_depth_there_is_a_third_place_for_every_point(place) -> None:
    ready = ready_of(place)
    view = place.asking(lambda: services.map_view(ready, replace(LOOK, depth=Axis(component=2))))
    np.testing.assert_array_equal(view.z, ready.projection.coordinates[view.points.positions, 2])
    assert not view.crowd
