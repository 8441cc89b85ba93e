"""The tables of the asking browser."""

from __future__ import annotations

from app.choices import Choices
from app.limits import COOKIE_DAYS
from app.services.analysis import status
from app.services.context import context
from app.services.results import Status
from app.session import current_owner
from app.storage.datasets import FAILED, UPLOADING, DatasetView


def datasets() -> tuple[DatasetView, ...]:
    """Own tables, the newest first, without those that never arrived or could not be read."""
    owner = current_owner()
    if owner is None:
        return ()
    views = context().workspace.datasets.of(owner)
    return tuple(view for view in views if view.status not in (UPLOADING, FAILED))


def delete_dataset(dataset: str) -> bool:
    """Delete a table with all its files, results and names, for good. False when it is not there."""
    owner = current_owner()
    if owner is None or not context().workspace.delete(owner, dataset):
        return False
    context().answers.forget(dataset)
    return True


def delete_everything() -> int:
    """Delete all that the asking browser has, for good; gives how many tables that were."""
    owner = current_owner()
    if owner is None:
        return 0
    owned = [view.id for view in context().workspace.datasets.of(owner)]
    deleted = context().workspace.delete_all(owner)
    for dataset in owned:
        context().answers.forget(dataset)
    return deleted


def keep_dataset(dataset: str) -> bool:
    """Keep a table for as long as its owner's cookie lives; False when it is not there."""
    owner = current_owner()
    return owner is not None and context().workspace.datasets.keep(owner, dataset, COOKIE_DAYS)


def days_kept() -> int:
    """Days after which an uploaded table is deleted unless it is kept."""
    return context().settings.dataset_days


def upload_status(dataset: str) -> Status:
    """How the reading of an uploaded file stands; "ready" when its segments are there too."""
    return status(Choices(dataset=dataset))


def registered_tables() -> tuple[str, ...]:
    """Names of the tables that the operator lets every browser open."""
    return tuple(context().settings.registered_tables)
