"""Every route and every service of one browser, tried with the ids of another: nothing but "not found"."""

import pytest
from flask import session
from flask.testing import FlaskClient

from app import services
from tests.hazards.asking import asks, every_question, nothing_of, try_every_route
from tests.hazards.conftest import Site, until

CONTENT = b"id,spending,visits,income\n" + b"".join(
    b"%d,%d,%d,%d\n" % (i, i * 37 % 901, i * 7 % 13, i * 91 % 777) for i in range(80)
)


@pytest.fixture(scope="module")
def anna(site: Site) -> tuple[FlaskClient, str, str]:
    """A browser with an analysed table."""
    client = site.visit()
    dataset, run = site.upload(client, CONTENT)
    runs = site.context.workspace.runs
    until(lambda: not site.run(run).active and not runs.with_status("queued", "running"))
    assert client.get(f"/download/{dataset}/customers.csv").status_code == 200
    return client, dataset, run


def test_every_route_with_an_id(site: Site, anna: tuple[FlaskClient, str, str]) -> None:
    client, dataset, _ = anna
    upload = client.post("/upload", json={"name": "under way.csv", "size": 9}).json["id"]
    assert try_every_route(site.server, (site.visit(), site.server.test_client()), (dataset, upload)) > 20
    assert client.get(f"/upload/{upload}").status_code == 200  # nothing happened to it
    assert client.get(f"/download/{dataset}/customers.csv").status_code == 200


def test_every_service(site: Site, anna: tuple[FlaskClient, str, str]) -> None:
    client, dataset, run = anna
    with site.server.test_request_context("/"):
        session["owner"] = site.owner(client)
        questions = every_question(client, dataset, run)
    assert set(questions) == {name for name in services.__all__ if asks(name)}, "try the new service here too"
    for owner in (site.owner(site.visit()), None):
        for name, question in questions.items():
            with site.server.test_request_context("/"):
                if owner is not None:
                    session["owner"] = owner
                assert nothing_of(question), name
