"""A table shared with a team: what members see and cannot change, and that nobody else, nor who left, finds anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import services
from app.choices import Choices
from app.people.passwords import make_line
from app.server import create_server
from app.services import Ready
from app.settings import Settings
from engine.errors import EngineError
from tests.hazards.asking import CONTENT, every_question, nothing_of, scored_file, try_every_route
from tests.hazards.conftest import Site, until

PASSWORD = "correct horse battery"
TEAMS = {"anna": ["Marketing"], "ben": ["Marketing"], "dora": ["Marketing"], "carl": ["Sales"], "eve": []}


@pytest.fixture(scope="module")
def lines() -> dict[str, str]:
    return {name: make_line(name, PASSWORD, teams) for name, teams in TEAMS.items()}


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory, lines: dict[str, str]) -> Path:
    path = tmp_path_factory.mktemp("people") / "users"
    path.write_text("\n".join(lines.values()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, users: Path) -> Iterator[Site]:
    """A server that only people enter, and a worker."""
    folder = tmp_path_factory.mktemp("site") / "data"
    settings = Settings.from_environment({"DATA_DIR": str(folder), "USERS_FILE": str(users)})
    site = Site(settings, create_server(settings))
    site.start_worker()
    yield site
    site.stop_worker()
    site.context.queue.close()
    site.context.workspace.close()


def enter(site: Site, name: str) -> FlaskClient:
    client = site.server.test_client()
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost", "Accept": "text/html"}
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}, headers=headers).status_code == 303
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@contextmanager
def acting(site: Site, client: FlaskClient) -> Iterator[None]:
    """Within a request of this person."""
    cookie = client.get_cookie("tessera")
    assert cookie is not None
    with site.server.test_request_context("/", headers={"Cookie": f"tessera={cookie.value}"}):
        assert site.server.preprocess_request() is None
        yield


@pytest.fixture(scope="module")
def anna(site: Site) -> tuple[FlaskClient, str, str]:
    client = enter(site, "anna")
    dataset, run = site.upload(client, CONTENT)
    runs = site.context.workspace.runs
    until(lambda: not site.run(run).active and not runs.with_status("queued", "running"))
    return client, dataset, run


@pytest.fixture
def shared(site: Site, anna: tuple[FlaskClient, str, str]) -> Iterator[str]:
    """Her table, shared with Marketing until the test is over; the id of the team."""
    with acting(site, anna[0]):
        ready = opened(anna[1])
        ((team, already),) = services.team_shares(ready)
        assert not already
        services.share_with_team(ready, team.id)
        assert services.team_shares(ready) == ((team, True),)
    yield team.id
    with acting(site, anna[0]):
        services.stop_sharing(opened(anna[1]), team.id)


def opened(dataset: str) -> Ready:
    ready = services.resolve(Choices(dataset=dataset))
    assert isinstance(ready, Ready)
    return ready


def is_there(client: FlaskClient, path: str) -> bool:
    with client.get(path) as answer:
        return answer.status_code == 200


def refused(what: str, act: object) -> None:
    with pytest.raises(EngineError, match=what):
        act()  # type: ignore[operator]


def test_a_member_sees_what_the_owner_sees(site: Site, anna: tuple[FlaskClient, str, str], shared: str) -> None:
    client, dataset, _ = anna
    with acting(site, client):
        services.describe_segment(Choices(dataset=dataset), 0, name="Gold club", note="Call them")
        services.keep(opened(dataset), "Spring")
        hers = services.keep_selection(opened(dataset), {"filters": [{"column": "income", "low": "100"}]}, "Rich")
    ben = enter(site, "ben")
    assert ben.get(f"/download/{dataset}/customers.csv").data == client.get(f"/download/{dataset}/customers.csv").data
    with acting(site, ben):
        ready = opened(dataset)
        assert ready.names[0] == "Gold club"
        assert ready.view.shared is not None
        assert ready.view.shared.words == "Shared with Marketing by anna"
        assert [view.id for view in services.shared_tables()] == [dataset]
        assert services.datasets() == ()
        (kept,) = services.library()
        assert (kept.title, kept.shared) == ("Spring", ready.view.shared)
        assert [each.id for each in services.saved_selections(ready)] == [hers]
        name, rows = services.people(ready, f"selection:{hers}")
        assert name == "Rich"
        assert len(rows)


def test_a_member_scores_and_keeps_things_of_their_own(
    site: Site, anna: tuple[FlaskClient, str, str], shared: str
) -> None:
    ben, dataset = enter(site, "ben"), anna[1]
    with acting(site, ben):
        ready = opened(dataset)
        services.keep(ready, "His")
        his = services.keep_selection(ready, {"filters": [{"column": "income", "high": "100"}]}, "Poor")
        assert his in {each.id for each in services.saved_selections(ready)}
        assert "His" in {each.title for each in services.library() if each.shared is None}
        upload = scored_file(ben, ready)
    (run,) = (each.id for each in site.context.workspace.runs.with_status("queued", "running"))
    until(lambda: not site.run(run).active)
    assert is_there(ben, f"/download/{upload}/scored-file.csv")
    with acting(site, ben):
        scored = services.scored_upload(upload)
        assert isinstance(scored, services.ScoredUpload)
        assert scored.summary.drift  # compared with her customers
    with acting(site, anna[0]):
        assert his not in {each.id for each in services.saved_selections(opened(dataset))}
        assert "His" not in {each.title for each in services.library()}
    with acting(site, ben):
        assert services.forget_selection(his)
        assert services.delete_everything() == 0
        assert [each for each in services.library() if each.shared is None] == []
        opened(dataset)


def test_a_member_changes_nothing_of_the_owners(site: Site, anna: tuple[FlaskClient, str, str], shared: str) -> None:
    client, dataset, _ = anna
    with acting(site, client):
        saved = services.keep(opened(dataset), "Summer")
        selection = services.keep_selection(opened(dataset), {"filters": [{"column": "visits", "low": "5"}]}, "Often")
        services.share(opened(dataset), customers=False)
        link = services.share_links()[0][1].id
        before = services.status(Choices(dataset=dataset)), services.library(), services.share_links()
    ben = enter(site, "ben")
    with acting(site, ben):
        ready, choices = opened(dataset), Choices(dataset=dataset)
        refused("only they can name", lambda: services.describe_segment(choices, 0, name="Mine"))
        refused("only they can name", lambda: services.rename_segment(choices, 0, "Mine"))
        refused("only they can share", lambda: services.share(ready, customers=True))
        refused("only they can share", lambda: services.share_with_team(ready, shared))
        assert services.team_shares(ready) == ()
        for changed in (
            services.stop_sharing(ready, shared),
            services.delete_dataset(dataset),
            services.keep_dataset(dataset),
            services.approve(saved, True),
            services.let_go(saved, True),
            services.forget_selection(selection),
            services.revoke(link),
            services.delete_everything(),
        ):
            assert not changed
        opened(dataset)
    assert ben.delete(f"/upload/{dataset}").status_code == 404
    with acting(site, client):
        assert (services.status(Choices(dataset=dataset)), services.library(), services.share_links()) == before


def test_a_team_of_others_cannot_be_shared_with(site: Site, anna: tuple[FlaskClient, str, str]) -> None:
    with acting(site, enter(site, "carl")):
        found = services.person()
        assert found is not None
        (sales,) = found.teams
    with acting(site, anna[0]):
        refused("cannot be shared with that team", lambda: services.share_with_team(opened(anna[1]), sales.id))


def test_who_is_in_no_such_team_or_not_any_more_finds_nothing(
    site: Site, anna: tuple[FlaskClient, str, str], shared: str, users: Path, lines: dict[str, str]
) -> None:
    client, dataset, run = anna
    upload = client.post("/upload", json={"name": "under way.csv", "size": 9}).json["id"]
    with acting(site, client):
        questions = every_question(client, dataset, run)
    ben, carl, dora, eve = (enter(site, name) for name in ("ben", "carl", "dora", "eve"))
    for member in (ben, dora):
        assert member.get(f"/download/{dataset}/customers.csv").status_code == 200
        with acting(site, member):
            services.keep(opened(dataset), "While it lasted")
    users.write_text("\n".join(lines.values()).replace(lines["dora"], make_line("dora", PASSWORD)), encoding="utf-8")
    finds_nothing(site, (carl, dora, eve), (dataset, upload), questions)
    assert ben.get(f"/download/{dataset}/customers.csv").status_code == 200

    with acting(site, client):
        assert services.stop_sharing(opened(dataset), shared)
    finds_nothing(site, (ben,), (dataset, upload), questions)
    assert client.get(f"/download/{dataset}/customers.csv").status_code == 200

    users.write_text("\n".join(lines[name] for name in ("anna", "ben")), encoding="utf-8")
    assert carl.get(f"/download/{dataset}/customers.csv").status_code == 401  # out of the file, out of the site
    users.write_text("\n".join(lines.values()), encoding="utf-8")


def finds_nothing(site: Site, clients, identifiers, questions) -> None:  # type: ignore[no-untyped-def]
    assert try_every_route(site.server, clients, identifiers) > 20
    for client in clients:
        for name, question in questions.items():
            with acting(site, client):
                # Who asks knows who they are.
                assert nothing_of(question) or name == "person", name
