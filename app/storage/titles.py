"""Titles that an owner has once: the database itself refuses the second, whoever asks at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Index, String, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, validates

_KEY = "title_key"


class TitleTaken(Exception):
    """The owner has this title already."""


class Titled:
    """A record with a title; ``title_key`` is what makes two of them the same, and follows it by itself."""

    title: Mapped[str] = mapped_column(String(200))
    title_key: Mapped[str] = mapped_column(String(600), default="", server_default="")

    @validates("title")
    def _set_key(self, _name: str, title: str) -> str:
        self.title_key = title.casefold()
        return title


def titled_once(table: str, *within: str, among: str | None = None) -> Index:
    """The index that refuses a second title within these columns, among the rows for which the condition holds."""
    condition = None if among is None else text(among)
    name = f"{table}_{_KEY}"
    return Index(name, *within, _KEY, unique=True, sqlite_where=condition, postgresql_where=condition)


@contextmanager
def refusing_taken() -> Iterator[None]:
    """Around a transaction: raises `TitleTaken` where the database refused a title."""
    try:
        yield
    except IntegrityError as error:
        if _KEY in str(error.orig):  # both databases name the index or its columns
            raise TitleTaken from None
        raise
