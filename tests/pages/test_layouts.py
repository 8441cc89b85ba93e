"""Every page has a layout that stands by itself, and every id that a callback names exists in one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dash.development.base_component import Component

from app import shell
from pages import choose_k, customer, data, library, map, profiles, score

PAGES = (data, choose_k, map, customer, profiles, score, library)


def parts(component: Any) -> Iterator[Component]:
    if isinstance(component, (list, tuple)):
        for each in component:
            yield from parts(each)
    elif isinstance(component, Component):
        yield component
        yield from parts(getattr(component, "children", None))


def ids(component: Any) -> list[str]:
    return [str(each.id) for each in parts(component) if isinstance(getattr(each, "id", None), str)]


@pytest.mark.parametrize("page", PAGES)
def test_every_id_of_a_page_is_in_its_layout_once(page: Any) -> None:
    found = ids(page.layout())
    assert sorted(found) == sorted(set(found))
    assert set(page.Ids) <= set(found)


@pytest.mark.parametrize("page", PAGES)
def test_a_layout_takes_whatever_stands_in_the_address(page: Any) -> None:
    assert ids(page.layout(dataset="x", k="5", nonsense="<b>")) == ids(page.layout())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_says_how_to_read_it(page: Any) -> None:
    kinds = [type(each).__name__ for each in parts(page.layout())]
    assert kinds.count("H1") == 1
    summaries = [each.children for each in parts(page.layout()) if type(each).__name__ == "Summary"]
    assert "How to read this" in summaries


def test_every_id_of_the_shell_is_in_its_layout() -> None:
    found = set(ids(shell.layout()))
    assert set(shell.Ids) <= found


def test_no_two_pages_share_an_id() -> None:
    everything = [*ids(shell.layout()), *(each for page in PAGES for each in ids(page.layout()))]
    assert sorted(everything) == sorted(set(everything))


@pytest.mark.parametrize("page", PAGES)
def test_layouts_travel_as_json(page: Any) -> None:
    from plotly.utils import PlotlyJSONEncoder

    assert json.dumps(page.layout(), cls=PlotlyJSONEncoder)
