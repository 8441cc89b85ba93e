"""A dropped file is scored by a job, shown to its browser, and comes back with every cell."""

import csv
import io
from collections.abc import Iterator

import pytest

from app import services
from app.scoring_uploads import scored_upload_url
from app.services import Failed, Missing, Ready, ScoredUpload, Working
from engine.sample import sample_csv
from tests.app.services.conftest import Place

NEW = sample_csv(120, seed=7)


@pytest.fixture
def ready(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices.with_k(4)))
    assert isinstance(found, Ready)
    return found


@pytest.fixture
def dropped(place: Place, ready: Ready) -> Iterator[str]:
    upload = drop(place, NEW)
    answer = place.client.post(f"/upload/{upload}/score", json={"search": ready.choices.to_search()})
    assert answer.status_code == 200, answer.text
    yield upload
    place.context.workspace.delete(place.owner, upload)


def drop(place: Place, content: bytes) -> str:
    upload = place.client.post("/upload", json={"name": "new <b>.csv", "size": len(content)}).json["id"]
    place.client.put(f"/upload/{upload}?offset=0", data=content, content_type="application/octet-stream")
    return str(upload)


def test_a_file_is_placed_and_comes_back(place: Place, ready: Ready, dropped: str) -> None:
    assert isinstance(place.asking(lambda: services.scored_upload(dropped)), Working)
    assert place.client.get(scored_upload_url(dropped)).status_code == 404
    assert place.work() == ["score"]
    found = place.asking(lambda: services.scored_upload(dropped))
    assert isinstance(found, ScoredUpload)
    assert found.names == ready.names
    assert sum(found.summary.sizes) == 120
    assert sum(found.summary.shares_before) == pytest.approx(1)
    assert found.summary.drift
    with place.client.get(scored_upload_url(dropped)) as answer:
        header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    original_header, *original = csv.reader(io.StringIO(NEW.decode("utf-8-sig")))
    at, was = header.index("Income"), original_header.index("Income")
    assert [row[at] for row in rows] == [row[was] for row in original]
    assert header[:2] == ["ID", "segment"]


def test_it_is_no_table_and_the_next_one_takes_its_place(place: Place, ready: Ready, dropped: str) -> None:
    place.work()
    assert dropped not in {view.id for view in place.asking(services.datasets)}
    second = drop(place, NEW)
    place.client.post(f"/upload/{second}/score", json={"search": ready.choices.to_search()})
    assert isinstance(place.asking(lambda: services.scored_upload(dropped)), Missing)
    place.work()
    place.context.workspace.delete(place.owner, second)


def test_what_is_missing_is_named(place: Place, ready: Ready) -> None:
    upload = drop(place, NEW.replace(b"Income", b"Revenue", 1))
    place.client.post(f"/upload/{upload}/score", json={"search": ready.choices.to_search()})
    place.work()
    found = place.asking(lambda: services.scored_upload(upload))
    assert isinstance(found, Failed)
    assert "lacks the column 'Income'" in found.message
    place.context.workspace.delete(place.owner, upload)


def test_a_cancelled_one_leaves_nothing(place: Place, dropped: str) -> None:
    working = place.asking(lambda: services.scored_upload(dropped))
    assert isinstance(working, Working)
    assert place.asking(lambda: services.cancel(working.run))
    place.work()
    assert isinstance(place.asking(lambda: services.scored_upload(dropped)), Failed)
    assert place.client.get(scored_upload_url(dropped)).status_code == 404


def test_half_a_file_and_no_segments_are_refused(place: Place, ready: Ready) -> None:
    upload = place.client.post("/upload", json={"name": "new.csv", "size": 10}).json["id"]
    assert place.client.post(f"/upload/{upload}/score", json={}).json["offset"] == 0
    whole = drop(place, NEW)
    for body in ({}, {"search": 3}, {"search": "?d=nowhere"}):
        answer = place.client.post(f"/upload/{whole}/score", json=body)
        assert answer.status_code == 409
        assert "segments are not there" in answer.json["message"]
    for each in (upload, whole):
        place.client.delete(f"/upload/{each}")
