"""A title is an owner's only once; those that two saves in one instant left twice get a number."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("deleted IS NULL")
# Table, the columns within which a title is there once, and the condition.
_TABLES = (
    ("saved_segmentations", ("owner",), _ACTIVE),
    ("saved_models", ("owner",), _ACTIVE),
    ("saved_selections", ("owner", "dataset", "rows_key"), None),
)
_LONGEST = 200


def upgrade() -> None:
    for name, within, condition in _TABLES:
        op.add_column(name, sa.Column("title_key", sa.String(600), nullable=False, server_default=""))
        _fill(name, within, condition)
        op.create_index(
            f"{name}_title_key",
            name,
            [*within, "title_key"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    for name, _, _ in _TABLES:
        op.drop_index(f"{name}_title_key", name)
        op.drop_column(name, "title_key")


def _fill(name, within, condition) -> None:
    columns: list[sa.ColumnClause] = [sa.column(each) for each in ("id", "title", "title_key", "created", *within)]
    if condition is not None:
        columns.append(sa.column("deleted"))
    table, connection = sa.table(name, *columns), op.get_bind()
    taken: defaultdict[tuple, set[str]] = defaultdict(set)
    for row in connection.execute(sa.select(table).order_by(table.c.created, table.c.id)).all():
        title = row.title
        if condition is None or row.deleted is None:
            known, number = taken[tuple(getattr(row, each) for each in within)], 1
            while title.casefold() in known:
                number += 1
                ending = f" ({number})"
                title = f"{row.title[: _LONGEST - len(ending)]}{ending}"
            known.add(title.casefold())
        connection.execute(
            sa.update(table).where(table.c.id == row.id).values(title=title, title_key=title.casefold())
        )
