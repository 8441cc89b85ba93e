"""A portable model is dropped, checked, kept without its table, and places customers; what is wrong is a sentence."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app import services
from app.choices import Choices
from app.components.models import brought_url
from app.exports import card_url, model_url, scored_url, script_url, sql_url
from app.limits import MAX_MODEL_BYTES, MAX_MODELS
from app.scoring_uploads import scored_upload_url
from app.server import create_server
from app.services import ModelView, Ready, Scorer
from app.settings import Settings
from engine.errors import EngineError
from engine.model_card import _digest
from engine.sample import sample_csv
from tests.app.services.conftest import ROWS, Place
from tests.app.services.test_scoring_files import drop


@pytest.fixture
def ready(place: Place) -> Ready:
    found = place.asking(lambda: services.resolve(place.choices.with_k(4)))
    assert isinstance(found, Ready)
    return found


@pytest.fixture
def file(place: Place, ready: Ready) -> Iterator[bytes]:
    """The portable file, as the Score page gives it; the library is empty again afterwards."""
    yield place.client.get(card_url(ready.choices)).data
    place.context.workspace.models.delete_all(place.owner)


@pytest.fixture
def model(place: Place, file: bytes) -> str:
    return str(bring(place, file).json["model"])


def bring(place: Place, content: bytes, name: str = "model.json", client=None):  # type: ignore[no-untyped-def]
    return (client or place.client).post(
        f"/models?name={name}", data=content, content_type="application/octet-stream"
    )


def views(place: Place) -> list[ModelView]:
    return list(place.asking(services.models))


def test_it_is_in_the_library_and_comes_back_as_it_was(place: Place, ready: Ready, file: bytes, model: str) -> None:
    (view,) = views(place)
    assert (view.id, view.title) == (model, "customers.csv, 4 segments")
    assert view.facts["names"] == list(ready.names)
    assert view.facts["sizes"] == ready.segmentation.sizes.tolist()
    assert place.client.get(brought_url(model)).data == file


def test_the_zip_of_the_score_page_is_taken_and_its_pickle_is_not_opened(
    place: Place, ready: Ready, file: bytes
) -> None:
    archive = place.client.get(model_url(ready.choices)).data
    assert bring(place, archive, "model.zip").status_code == 200
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        pickle = opened.read("model.joblib")
    refused = bring(place, pickle, "model.joblib")
    assert (refused.status_code, "is a pickle" in refused.json["message"]) == (422, True)
    assert len(views(place)) == 1


def test_it_places_customers_without_its_table(place: Place, ready: Ready, model: str) -> None:
    scorer = place.asking(lambda: services.scorer(Choices(model=model)))
    assert isinstance(scorer, Scorer)
    assert {each.name for each in place.asking(lambda: services.telling_columns(scorer))} == {
        each.name for each in scorer.model.card.schema
    }
    row = ready.dataset.frame.iloc[ready.matrix.row_index[3]]
    values = {name: None if pd.isna(cell) else str(cell) for name, cell in row.items()}
    placed = place.asking(lambda: services.place_customer(scorer, values))
    assert placed.number == ready.segmentation.labels[3] + 1
    assert placed.position == ()
    for url in (card_url, model_url, sql_url, script_url):
        assert place.client.get(url(Choices(model=model))).status_code == 200


def test_it_places_tables_and_files(place: Place, ready: Ready, model: str) -> None:
    choices, expected = Choices(model=model), ready.segmentation.labels + 1
    table = pd.read_csv(io.BytesIO(place.client.get(scored_url(choices, str(place.choices.dataset))).data))
    np.testing.assert_array_equal(table["segment"].to_numpy()[ready.matrix.row_index], expected)
    upload = drop(place, sample_csv(ROWS))
    assert place.client.post(f"/upload/{upload}/score", json={"search": choices.to_search()}).status_code == 200
    assert place.work() == ["score"]
    found = place.asking(lambda: services.scored_upload(upload))
    assert isinstance(found, services.ScoredUpload)
    assert (found.names, found.summary.drift) == (ready.names, ())
    with place.client.get(scored_upload_url(upload)) as answer:
        scored = pd.read_csv(io.BytesIO(answer.data))
    np.testing.assert_array_equal(scored["segment"].to_numpy()[ready.matrix.row_index], expected)
    place.context.workspace.delete(place.owner, upload)


def test_another_name_and_deleted_and_back(place: Place, model: str) -> None:
    assert place.asking(lambda: services.retitle_model(model, " Last year’s ", "from Berta"))
    assert [(view.title, view.note) for view in views(place)] == [("Last year’s", "from Berta")]
    assert place.asking(lambda: services.let_go_model(model, True))
    assert views(place)[0].deleted
    assert isinstance(place.asking(lambda: services.scorer(Choices(model=model))), services.Missing)
    assert place.client.get(brought_url(model)).status_code == 404
    assert place.asking(lambda: services.let_go_model(model, False))
    assert isinstance(place.asking(lambda: services.scorer(Choices(model=model))), Scorer)
    with pytest.raises(EngineError, match="needs a name"):
        place.asking(lambda: services.retitle_model(model, " ", None))


def test_nobody_else_has_it(place: Place, model: str) -> None:
    stranger = place.server.test_client()
    stranger.get("/health", headers={"Accept": "text/html"})
    assert stranger.get(brought_url(model)).status_code == 404
    assert stranger.get(sql_url(Choices(model=model))).status_code == 404


def test_the_same_twice_and_one_too_many(place: Place, file: bytes, model: str) -> None:
    again = bring(place, file)
    assert (again.status_code, "already, as “customers.csv, 4 segments”" in again.json["message"]) == (422, True)
    for number in range(1, MAX_MODELS):
        assert bring(place, resigned(file, seed=number)).status_code == 200
    assert f"holds {MAX_MODELS} models" in bring(place, resigned(file, seed=-1)).json["message"]
    titles = [view.title for view in views(place)]
    assert len(set(titles)) == MAX_MODELS


def resigned(file: bytes, **changes: object) -> bytes:
    document = {**json.loads(file), **changes}
    document.pop("card_sha256")
    return json.dumps({**document, "card_sha256": _digest(document)}).encode()


def test_what_is_wrong_is_said_and_nothing_is_kept(place: Place, file: bytes) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.json", b" " * (MAX_MODEL_BYTES + 1))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", b"x")
    document = json.loads(file)
    wide = [{**document["schema"][0], "name": f"c{number}"} for number in range(10_000)]
    cases = {
        "is empty": b"",
        "more than 8 MB": b"[" * (MAX_MODEL_BYTES + 1),
        "The model.json in model.json has more than 8 MB": bomb.getvalue(),
        "holds no model.json": other.getvalue(),
        "cannot be unpacked": b"PK\x03\x04 and no more",
        "cannot be read as JSON": b"[" * 1_000_000,
        "is not the card": b'{"format": "something else"}',
        "was changed after it was saved": file.replace(b'"seed": 0', b'"seed": 1'),
        "has format 2": resigned(file, format_version=2),
        "does not answer as it did": resigned(file, parity={**document["parity"], "values": [9.0] * 99}),
        "the columns do not fit": resigned(file, schema=wide),
        "is a pickle": b"\x80\x04\x95rest",
    }
    for said, content in cases.items():
        answer = bring(place, content)
        assert answer.status_code in {400, 413, 422}, said
        assert said in answer.json["message"]
        assert answer.json["remedy"]
    assert views(place) == []


def test_more_columns_than_the_server_takes(file: bytes, tmp_path: Path) -> None:
    server = create_server(Settings.from_environment({"DATA_DIR": str(tmp_path), "MAX_COLUMNS": "3"}))
    answer = server.test_client().post(
        "/models",
        data=file,
        content_type="application/octet-stream",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 422
    assert "this server takes up to 3" in answer.json["message"]


def test_it_goes_with_everything_of_its_owner(place: Place, file: bytes) -> None:
    other = place.server.test_client()
    other.get("/health", headers={"Accept": "text/html"})
    other.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    model = bring(place, file, client=other).json["model"]
    with other.session_transaction() as session:
        owner = session["owner"]
    place.context.workspace.delete_all(owner)
    assert place.context.workspace.models.card(owner, model) is None
