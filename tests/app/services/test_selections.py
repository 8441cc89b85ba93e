"""Selections of one browser's table: by region, by values, kept under a name, listed, compared and contacted."""

import io

import numpy as np
import pandas as pd
import pytest

from app import services
from app.campaigns import campaign_url
from app.downloads import customers_url, selection_url
from app.limits import LIST_ROWS
from app.services import ListQuery
from engine.errors import EngineError
from engine.selections.selection import Region, Selection

CORNERS = ((-1.0, -3.0), (9.0, -3.0), (9.0, 3.0), (-1.0, 3.0))
REGION = Selection(Region("c0", "c1", CORNERS)).to_json()
RICH = {"filters": [{"column": "Income", "low": "60000"}]}


def ready_of(place) -> services.Ready:
    found = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(found, services.Ready)
    return found


def test_the_list_of_a_region_holds_whom_the_engine_finds(place) -> None:
    ready = ready_of(place)
    rows = place.asking(lambda: services.selected_rows(ready, REGION))
    x, y = ready.projection.coordinates[:, 0], ready.projection.coordinates[:, 1]
    inside = (x > -1) & (x < 9) & (y > -3) & (y < 3)
    assert rows.tolist() == sorted(ready.matrix.row_index[inside].tolist())
    answer = place.client.get(selection_url(place.choices, REGION))
    assert answer.status_code == 200
    table = pd.read_csv(io.BytesIO(answer.data))
    assert table["ID"].tolist() == ready.dataset.frame["ID"].iloc[rows].tolist()
    found = place.asking(lambda: services.describe_rows(ready, rows))
    assert found.size == len(rows) == int(found.segments.sum())


def test_region_and_values_hold_together(place) -> None:
    ready = ready_of(place)
    both = place.asking(lambda: services.selected_rows(ready, {**REGION, **RICH}))
    alone = [set(place.asking(lambda s=s: services.selected_rows(ready, s)).tolist()) for s in (REGION, RICH)]
    assert set(both.tolist()) == alone[0] & alone[1]
    income = ready.dataset.frame["Income"]
    assert alone[1] == set(np.flatnonzero(income >= 60_000).tolist())
    said = place.asking(lambda: services.said_of(ready, {**REGION, **RICH}))
    assert said == ("", ("Income at least 60,000", ""))


@pytest.mark.parametrize("chosen", ["7", "{", '{"region":{}}', '{"region":{"corners":"1 2;3 4"}}', '{"saved":"x"}',
    '{"filters":[{"column":"<b>"}]}', '{"filters":[{"column":"Income","low":"much"}]}', '{"filters":7}',
    '{"region":{"corners":"1 2;3 4;nan 5"}}', '{"region":{"corners":"1;2;3"}}', "null", "{}"])  # fmt: skip
def test_what_is_no_selection_is_refused_with_a_sentence(place, chosen: str) -> None:
    url = f"/download/{place.choices.dataset}/selection.csv"
    answer = place.client.get(url, query_string={"selection": chosen})
    assert answer.status_code == 400
    assert answer.json["message"]


def test_a_kept_selection_is_known_everywhere(place) -> None:
    ready = ready_of(place)
    rows = place.asking(lambda: services.selected_rows(ready, RICH))
    kept = place.asking(lambda: services.keep_selection(ready, RICH, " Rich <b>people</b> "))
    view = place.asking(lambda: services.saved_selections(ready))[-1]
    assert (view.id, view.title, view.size) == (kept, "Rich <b>people</b>", len(rows))
    name, members = place.asking(lambda: services.people(ready, f"selection:{kept}"))
    assert name == view.title
    np.testing.assert_array_equal(members, rows)
    assert place.asking(lambda: services.selected_rows(ready, {services.SAVED: kept})).tolist() == rows.tolist()
    with pytest.raises(EngineError, match="already"):
        place.asking(lambda: services.keep_selection(ready, REGION, "rich <B>people</b>"))
    read = lambda url: pd.read_csv(io.BytesIO(place.client.get(url).data))  # noqa: E731
    assert read(customers_url(place.choices))[f"selection: {view.title}"].eq("yes").sum() == len(rows)
    assert set(read(campaign_url(place.choices, f"selection:{kept}", 0.0))["ID"]) <= set(
        ready.dataset.frame["ID"].iloc[rows]
    )
    assert place.asking(lambda: services.forget_selection(kept))
    assert place.asking(lambda: services.saved_selections(ready)) == ()
    for gone in ("selection:", f"selection:{kept}", "segment:0", "audience:no", "x"):
        with pytest.raises(EngineError, match="no such"):
            place.asking(lambda gone=gone: services.people(ready, gone))


@pytest.mark.parametrize(
    ("chosen", "title"),
    [(RICH, ""), (RICH, "x" * 500), ({}, "x"), ({"filters": [{"column": "Income", "low": "1e9"}]}, "x")],
)
def test_what_cannot_be_kept_gets_a_sentence(place, chosen: dict[str, object], title: str) -> None:
    ready = ready_of(place)
    with pytest.raises(EngineError):
        place.asking(lambda: services.keep_selection(ready, chosen, title))


def test_a_list_is_sorted_searched_and_paged(place) -> None:
    ready = ready_of(place)
    rows = np.arange(ready.dataset.n_rows)
    page = lambda query: place.asking(lambda: services.list_page(ready, rows, query))  # noqa: E731
    income = ready.dataset.frame["Income"]
    first, last = page(ListQuery("Income", descending=True)), page(ListQuery("Income", page=10**6))
    assert income.iloc[first.rows].tolist() == income.nlargest(LIST_ROWS, keep="all")[:LIST_ROWS].tolist()
    assert income.iloc[last.rows].isna().any()
    assert last.page == last.pages == -(-len(rows) // LIST_ROWS)
    some = page(ListQuery(text="  mArried "))
    assert some.total == ready.dataset.frame["Marital_Status"].str.contains("married", case=False).sum()
    assert page(ListQuery(text=str(ready.dataset.frame["ID"].iloc[7]))).rows.tolist()[0] >= 0
    assert page(ListQuery(text="<b>nobody</b>")).total == 0
    with pytest.raises(EngineError, match="no column"):
        page(ListQuery("no such column"))


def test_two_groups_side_by_side(place) -> None:
    ready = ready_of(place)
    rows = place.asking(lambda: services.selected_rows(ready, RICH))
    others = np.setdiff1d(np.arange(ready.dataset.n_rows), rows)
    found = place.asking(lambda: services.compare_rows(ready, rows, others))
    assert found == place.asking(lambda: services.describe_rows(ready, rows)).differences
    back = place.asking(lambda: services.compare_rows(ready, others, rows))
    assert {each.column: each.effect for each in back} == pytest.approx({each.column: -each.effect for each in found})
    assert place.asking(lambda: services.compare_rows(ready, rows, rows[:0])) == ()


def test_what_occurs_in_a_column_is_offered(place) -> None:
    ready = ready_of(place)
    values = lambda name: place.asking(lambda: services.values_of(ready, name))  # noqa: E731
    assert float(values("Income").high) == ready.dataset.frame["Income"].max()
    assert dict(values("Marital_Status").answers) == ready.dataset.frame["Marital_Status"].value_counts().to_dict()
    assert values("ID") is values("no such column") is None
    assert "ID" not in place.asking(lambda: services.value_columns(ready))
