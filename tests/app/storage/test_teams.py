"""Tables shared with a team: who finds them, and until when."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from app.storage.people import Person, Team
from app.storage.workspace import Workspace

MARKETING, SALES, OTHER = Team("m1", "Marketing"), Team("s1", "Sales"), Team("m2", "Marketing")
ANNA = Person("anna", "Anna", (MARKETING, SALES))


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    workspace = Workspace(settings)
    yield workspace
    workspace.close()


def ready(workspace: Workspace, owner: str = "anna", name: str = "customers.csv") -> str:
    view = workspace.datasets.create(owner, name, 1)
    workspace.datasets.set_ready(owner, view.id, n_rows=10, n_columns=2, fingerprint="f1")
    return view.id


def test_members_find_it_and_nobody_else(workspace: Workspace) -> None:
    dataset, shares = ready(workspace), workspace.team_shares
    ready(workspace)  # another one, which stays hers
    assert shares.with_teams((MARKETING,), "ben") == ()
    assert shares.add(ANNA, dataset, MARKETING)
    assert shares.add(ANNA, dataset, MARKETING)
    (found,) = shares.with_teams((MARKETING,), "ben")
    assert (found.id, found.owner) == (dataset, "anna")
    assert found.shared is not None
    assert found.shared.words == "Shared with Marketing by Anna"
    assert shares.with_teams((SALES, OTHER), "ben") == ()
    assert shares.with_teams((), "ben") == ()
    assert shares.with_teams((MARKETING,), "anna") == ()  # her own table is not shared with herself
    assert shares.add(ANNA, dataset, SALES)
    assert len(shares.with_teams((MARKETING, SALES), "ben", dataset)) == 1
    assert shares.of("anna", dataset) == (MARKETING, SALES)
    assert shares.of("ben", dataset) == ()


def test_it_is_the_owners_to_share_and_to_take_back(workspace: Workspace) -> None:
    dataset, shares = ready(workspace), workspace.team_shares
    ben = Person("ben", "Ben", (MARKETING,))
    assert not shares.add(ben, dataset, MARKETING)
    assert not shares.add(ANNA, dataset, OTHER)  # not a team of hers
    assert not shares.add(ANNA, "no such table", MARKETING)
    assert shares.add(ANNA, dataset, MARKETING)
    assert not shares.remove("ben", dataset, MARKETING.id)
    assert shares.with_teams((MARKETING,), "ben")
    assert shares.remove("anna", dataset, MARKETING.id)
    assert shares.with_teams((MARKETING,), "ben") == ()
    assert shares.add(ANNA, dataset, MARKETING)
    assert workspace.delete("anna", dataset)
    assert shares.with_teams((MARKETING,), "ben") == ()


def test_a_table_that_is_not_read_yet_is_not_shown(workspace: Workspace) -> None:
    view = workspace.datasets.create("anna", "customers.csv", 1)
    assert workspace.team_shares.add(ANNA, view.id, MARKETING)
    assert workspace.team_shares.with_teams((MARKETING,), "ben") == ()


def keep(workspace: Workspace, owner: str, dataset: str, title: str) -> str | None:
    return workspace.saved.add(
        owner,
        dataset,
        title=title,
        note="",
        choices={},
        segments=[],
        verdict="",
        inertia=0.0,
        table_owner="anna",
    )


def test_what_was_kept_is_seen_while_it_is_shared(workspace: Workspace) -> None:
    dataset = ready(workspace)
    workspace.team_shares.add(ANNA, dataset, MARKETING)
    hers, his = keep(workspace, "anna", dataset, "Hers"), keep(workspace, "ben", dataset, "His")
    gone = keep(workspace, "anna", dataset, "Deleted")
    assert hers is not None
    assert his is not None
    assert gone is not None
    workspace.saved.change("anna", gone, deleted=True)
    (found,) = workspace.team_shares.with_teams((MARKETING,), "ben")
    assert found.shared is not None
    tables = {dataset: found.shared}
    seen = workspace.saved.of("ben", tables)
    assert [(each.title, each.shared is not None) for each in seen] == [("His", False), ("Hers", True)]
    assert {each.title for each in workspace.saved.of("anna")} == {"Hers", "Deleted"}
    assert workspace.saved.of("ben", {}) == ()  # not shared any more: not even what he kept himself
    assert not workspace.saved.change("ben", hers, approved=True)
    workspace.delete_all("ben")
    assert len(workspace.saved.of("anna")) == 2
    assert workspace.saved.of("ben", tables)[0].title == "Hers"


def test_the_teams_of_a_person_are_kept_with_the_sign_in(workspace: Workspace) -> None:
    token = workspace.people.sign_in(ANNA, 1)
    assert workspace.people.signed_in(token) == ANNA
