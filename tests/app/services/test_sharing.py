"""What a stranger sees behind a share link: segments and nobody in them, until the link is revoked."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient

from app import services
from app.limits import MAX_SHARES, MIN_SHARED
from app.services import Ready
from engine.errors import EngineError
from tests.app.services.conftest import Place

PAGE = {"Accept": "text/html"}
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}"


def customers(sizes: tuple[int, ...]) -> pd.DataFrame:
    """Groups far apart, of these sizes; every value belongs to one customer alone."""
    random = np.random.default_rng(3)
    group = np.repeat(np.arange(len(sizes)), sizes)
    n = len(group)
    centre = 20_000 + 17_000 * group
    return pd.DataFrame(
        {
            "customer_id": [f"QX{7919 * i % 999983:06d}" for i in range(n)],
            "email": [f"person{i}@shop.example" for i in range(n)],
            "income": np.round(centre + random.normal(0, 900, n), 2),
            "spending": np.round(1_000 + 900 * group + random.normal(0, 60, n), 2),
            HOSTILE: np.round(37.0 * group + random.normal(0, 2, n), 4),
            "city": np.where(np.arange(n) == 5, "Hamlet of one", np.where(group > 0, "Leeds", "York")),
        }
    )


def ready(place: Place, table: pd.DataFrame, k: int) -> Ready:
    choices = place.upload(table.to_csv(index=False).encode()).with_k(k)
    place.work()
    found = place.asking(lambda: services.resolve(choices))
    assert isinstance(found, Ready)
    return found


def stranger(place: Place) -> FlaskClient:
    return place.server.test_client()


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return customers((60, 50, 40))


@pytest.fixture(scope="module")
def shown(place: Place, table: pd.DataFrame) -> Ready:
    return ready(place, table, 3)


def test_segments_are_shown_and_nobody_in_them(place: Place, table: pd.DataFrame, shown: Ready) -> None:
    path = place.asking(lambda: services.share(shown, customers=False))
    answer = stranger(place).get(path, headers=PAGE)
    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"
    text = re.sub(r"<style.*?</style>|\s+", " ", answer.text)
    for name, profile in zip(shown.names, shown.profiles, strict=True):
        assert name in text
        assert f"{profile.size} customers" in text
    for column in ("customer_id", "email", "income", "spending", HOSTILE):
        held = [cell for cell in table[column].astype(str) if cell in text]
        assert held == [], column
    assert "Hamlet" not in text
    assert shown.view.id not in text
    assert "<img" not in text
    assert "{{7*7}}" in text  # a name, and no template
    assert "<script" not in text.replace('<script src="/assets/head/theme.js', "")


def test_who_opens_a_link_can_do_nothing_else(place: Place, shown: Ready) -> None:
    path = place.asking(lambda: services.share(shown, customers=False))
    client = stranger(place)
    assert client.get(path, headers=PAGE).status_code == 200
    dataset = shown.view.id
    for rule in place.server.url_map.iter_rules():
        if not rule.arguments or rule.rule == "/shared/<token>":
            continue
        url = rule.rule.replace("<dataset>", dataset).replace("<upload>", dataset).replace("<kind>", "sql")
        url = url.replace("<k>", "auto").replace("<token>", path.rsplit("/", 1)[1])
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.open(url, method=method, data=b"{}", content_type="application/json")
            assert answer.status_code == 404, (method, url)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.open(path, method=method, json={}).status_code == 405


def test_after_a_link_is_revoked_there_is_nothing(place: Place, shown: Ready) -> None:
    path = place.asking(lambda: services.share(shown, customers=True))
    client = stranger(place)
    assert client.get(path, headers=PAGE).status_code == 200
    made = place.asking(services.share_links)
    share = next(view.id for address, view in made if address == path)
    assert place.asking(lambda: services.revoke(share))
    for url in (path, f"{path}/customers.csv"):
        answer = client.get(url, headers=PAGE)
        assert answer.status_code == 404
        assert "This link was not found." in answer.text


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t[:32], lambda t: t[:-1] + "é", lambda t: t + "0",
                                    lambda t: ("1" if t[0] == "0" else "0") + t[1:]])  # fmt: skip
def test_a_forged_address_opens_nothing(place: Place, shown: Ready, change) -> None:  # type: ignore[no-untyped-def]
    token = place.asking(lambda: services.share(shown, customers=True)).rsplit("/", 1)[1]
    assert stranger(place).get(f"/shared/{change(token)}", headers=PAGE).status_code == 404


def test_customers_are_included_when_the_owner_says_so(place: Place, table: pd.DataFrame, shown: Ready) -> None:
    chosen = {"filters": [{"column": "income", "low": "0"}]}
    place.asking(lambda: services.keep_selection(shown, chosen, "Never call these"))
    path = place.asking(lambda: services.share(shown, customers=True))
    client = stranger(place)
    page = client.get(path, headers=PAGE).text
    typical = table["customer_id"].iloc[shown.profiles[0].typical_rows[0]]
    assert typical in page
    assert "person0@shop.example" not in page  # personal columns stay hidden
    listed = client.get(f"{path}/customers.csv")
    assert listed.status_code == 200
    assert len(listed.text.strip().splitlines()) == len(table) + 1
    assert "Never call these" not in stranger(place).get(f"{path}/customers.csv").text


def test_small_segments_are_not_told_nor_found_by_subtraction(place: Place) -> None:
    sizes = (83, 64, 4)
    found = ready(place, customers(sizes), 3)
    assert found.profiles[2].size == 4
    text = stranger(place).get(place.asking(lambda: services.share(found, customers=False)), headers=PAGE).text
    assert f"fewer than {MIN_SHARED} customers" in text
    assert "A small segment" in text
    assert found.names[2] not in text
    assert "80 customers" in text
    assert "60 customers" in text
    for exact in ("151", "83 customers", "64 customers", "4 customers "):
        assert exact not in text
    assert "Counts are rounded" in text


def test_there_are_only_so_many_links(place: Place, shown: Ready) -> None:
    for _, view in place.asking(services.share_links):
        place.asking(lambda view=view: services.revoke(view.id))
    for _ in range(MAX_SHARES):
        place.asking(lambda: services.share(shown, customers=False))
    with pytest.raises(EngineError, match="live links"):
        place.asking(lambda: services.share(shown, customers=False))
    assert len(place.asking(services.share_links)) == MAX_SHARES
