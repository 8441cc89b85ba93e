"""Web and worker must see the same files: the database remembers the place that it was begun with."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from app.settings import SettingError, Settings
from app.storage.database import Database
from app.storage.models import Installation
from app.storage.once import kept
from app.storage.store import Store, StoreUnreachable

_NAME = "data folder"


def check_home(database: Database, settings: Settings, store: Store) -> None:
    """Refuse to work on a database with other files than everybody else's.

    The place is DATA_DIR, or the store where there is one; each has an id that was made at its first start.

    Raises
    ------
    SettingError
        If it is not the place that the database was begun with.
    StoreUnreachable
    """
    with database.read() as session:
        found = session.get(Installation, _NAME)
    known = None if found is None else found.value
    if known is not None and _is_here(known, settings, store):
        return
    if known is not None and not settings.forget_data_dir:
        raise _elsewhere(settings)
    mine = _found(settings, store)
    if known is not None:
        with database.write() as session:
            session.merge(Installation(name=_NAME, value=mine))
        return
    try:
        with database.write() as session:
            session.add(Installation(name=_NAME, value=mine))
    except IntegrityError:  # another process was first
        check_home(database, settings, store)


def _is_here(known: str, settings: Settings, store: Store) -> bool:
    folder = settings.prepare_folder()
    if store.shared:
        try:
            return store.fetch(folder / "homes" / known)
        except StoreUnreachable:
            if settings.forget_data_dir:  # it is only about to be begun
                return False
            raise
    return kept(folder / "folder_id", secrets.token_hex(16)) == known


def _found(settings: Settings, store: Store) -> str:
    """The id of this place; a store is given a new one, since two machines may come to it at the same time."""
    folder = settings.prepare_folder()
    if not store.shared:
        return kept(folder / "folder_id", secrets.token_hex(16))
    mine = secrets.token_hex(16)
    mark = folder / "homes" / mine
    mark.parent.mkdir(mode=0o700, exist_ok=True)
    mark.touch(mode=0o600)
    store.begin()
    store.put(mark)
    return mine


def _elsewhere(settings: Settings) -> SettingError:
    if settings.store_url:
        return SettingError(
            "STORE_URL is not the place that this database was begun with: the tables in it would not be found.",
            "Let STORE_URL be the same on all machines. To move here, copy the folders datasets and cache of the former "
            "place to it, then start once with FORGET_DATA_DIR=yes.",
        )
    return SettingError(
        f"DATA_DIR ({settings.data_dir}) is not the folder that this database was begun with: "
        "web and worker would not see each other's files.",
        "Let DATA_DIR be one folder that all machines share, or give all of them the same STORE_URL. If the first folder "
        "is gone for good, and the tables in it with it, start once with FORGET_DATA_DIR=yes.",
    )
