"""Campaign files go out, results come back, and what cannot be is a sentence."""

import csv
import io

import pytest

from app import services
from app.campaigns import campaign_url, results_url
from app.services import Ready
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place, place

__all__ = ["place"]


def found(place: Place) -> Ready:
    ready = place.asking(lambda: services.resolve(place.choices))
    assert isinstance(ready, Ready)
    return ready


def campaign_file(place: Place, who: str, hold_out: float = 0.1) -> list[dict[str, str]]:
    answer = place.client.get(campaign_url(place.choices, who, hold_out))
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def post(place: Place, content: bytes, hold_out: float = 0.1):  # type: ignore[no-untyped-def]
    url = results_url(place.choices, hold_out)
    return place.client.post(url, data=content, content_type="application/octet-stream")


def test_a_segments_file_holds_its_customers_and_the_hold_out(place: Place) -> None:
    ready = found(place)
    rows = campaign_file(place, "segment:1", 0.2)
    assert len(rows) == ready.segmentation.sizes[0]
    assert {row["campaign_group"] for row in rows} == {"contact", "hold-out"}
    assert rows == campaign_file(place, "segment:1", 0.2)
    original = {row["ID"] for row in csv.DictReader(io.StringIO(sample_csv(ROWS).decode()))}
    assert {row["ID"] for row in rows} <= original


def test_an_audiences_file_crosses_segments(place: Place) -> None:
    audience = next(each for each in found(place).audiences if each.available)
    assert len(campaign_file(place, f"audience:{audience.key}")) == len(audience.rows)


@pytest.mark.parametrize("who", ["segment:0", "segment:99", "segment:x", "audience:nobody", "", "²"])
def test_a_group_that_is_not_there(place: Place, who: str) -> None:
    answer = place.client.get(campaign_url(place.choices, who, 0.1))
    assert answer.status_code == 422
    assert answer.json["message"].startswith("There is no such")


@pytest.mark.parametrize("share", ["2", "-1", "much", "nan"])
def test_a_hold_out_that_cannot_be(place: Place, share: str) -> None:
    url = campaign_url(place.choices, "segment:1", 0.1).replace("hold_out=0.1", f"hold_out={share}")
    answer = place.client.get(url)
    assert answer.status_code == 422
    assert "hold-out" in answer.json["message"]


def test_results_come_back_as_uplift_per_segment(place: Place) -> None:
    rows = [row for number in range(found(place).k) for row in campaign_file(place, f"segment:{number + 1}")]
    lines = [f"{row['ID']},{row['campaign_group']},{i % 3 == 0:d}" for i, row in enumerate(rows)]
    answer = post(place, "\n".join(["ID,campaign_group,bought", *lines]).encode())
    assert answer.status_code == 200, answer.text
    together, *segments = answer.json["lines"]
    assert together["contacted"] + together["held"] == len(rows)
    assert [line["number"] for line in segments] == [number + 1 for number in range(found(place).k)]
    assert all(line["interval"][0] <= line["uplift"] <= line["interval"][1] for line in segments)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n3,4\n", "naïve".encode("utf-16")])
def test_a_file_that_is_no_result_is_a_sentence(place: Place, content: bytes) -> None:
    answer = post(place, content)
    assert answer.status_code == 422
    assert answer.json["message"]
    assert answer.json["remedy"]


def test_nobody_elses_campaign_is_there(place: Place) -> None:
    stranger = place.server.test_client()
    stranger.get("/health", headers={"Accept": "text/html"})
    assert stranger.get(campaign_url(place.choices, "segment:1", 0.1)).status_code == 404


@pytest.mark.parametrize("digits", [None, 2])
def test_the_rules_can_be_taken_along(place: Place, digits: int | None) -> None:
    from app.downloads import rules_url

    sql = place.client.get(rules_url(place.choices, "sql", digits))
    assert sql.text.startswith("CASE")
    tree = place.client.get(rules_url(place.choices, "json", digits)).json
    assert tree["names"] == list(found(place).names)
    assert 0 < tree["kept"] <= 1


@pytest.mark.parametrize("path", ["rules.sql?digits=77", "rules.exe"])
def test_rules_that_are_not_there(place: Place, path: str) -> None:
    assert place.client.get(f"/download/{place.choices.dataset}/{path}").status_code == 404
