"""Web and worker must see the same files: the database remembers which data folder it was begun with."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from app.settings import SettingError, Settings
from app.storage.database import Database
from app.storage.models import Installation
from app.storage.once import kept

_NAME = "data folder"


def check_home(database: Database, settings: Settings) -> None:
    """Refuse to work on a database with another folder than everybody else's.

    Raises
    ------
    SettingError
        If DATA_DIR is not the folder that the database was begun with.
    """
    mine = kept(settings.prepare_folder() / "folder_id", secrets.token_hex(16))
    if settings.forget_data_dir:
        with database.write() as session:
            session.merge(Installation(name=_NAME, value=mine))
        return
    with database.read() as session:
        known = session.get(Installation, _NAME)
    if known is None:
        try:
            with database.write() as session:
                session.add(Installation(name=_NAME, value=mine))
            return
        except IntegrityError:  # another process was first
            return check_home(database, settings)
    if known.value != mine:
        raise SettingError(
            f"DATA_DIR ({settings.data_dir}) is not the folder that this database was begun with: "
            "web and worker would not see each other's files.",
            "Let DATA_DIR be one folder that all machines share. If the first folder is gone for good, and the tables "
            "in it with it, start once with FORGET_DATA_DIR=yes.",
        )
    return None
