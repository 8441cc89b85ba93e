"""Live links: made and revoked by their owner, opened by anybody, gone with their table."""

from datetime import UTC, datetime, timedelta

from app.storage.shares import Shares
from app.storage.workspace import Workspace


def shared(workspace: Workspace, owner: str = "anna") -> tuple[str, str]:
    dataset = workspace.new_dataset(owner, "customers.csv", 10).id
    share = workspace.shares.add(owner, dataset, {"dataset": dataset, "k": 4}, customers=False)
    assert share is not None
    return dataset, share


def test_a_link_opens_for_anybody_until_it_is_revoked(workspace: Workspace) -> None:
    _, share = shared(workspace)
    found = workspace.shares.open(share)
    assert found is not None
    assert (found.owner, found.dataset_name, found.choices["k"], found.customers) == (
        "anna",
        "customers.csv",
        4,
        False,
    )
    assert [each.id for each in workspace.shares.of("anna")] == [share]
    assert workspace.shares.count("anna") == 1
    assert workspace.shares.revoke("anna", share)
    assert workspace.shares.open(share) is None
    assert not workspace.shares.revoke("anna", share)


def test_only_its_owner_shares_and_revokes(workspace: Workspace) -> None:
    dataset, share = shared(workspace)
    assert workspace.shares.add("ben", dataset, {}, customers=True) is None
    assert not workspace.shares.revoke("ben", share)
    assert workspace.shares.of("ben") == ()
    assert workspace.shares.open(share) is not None


def test_a_link_ends_with_its_table(workspace: Workspace) -> None:
    dataset, share = shared(workspace)
    later = Shares(workspace.database, now=lambda: datetime.now(UTC) + timedelta(days=31))
    assert later.open(share) is None  # expired, though not yet swept
    workspace.delete("anna", dataset)
    assert workspace.shares.open(share) is None
