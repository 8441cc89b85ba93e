"""Segments get a colour and a note beside their name, and who was in them when they got these."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("segment_names", sa.Column("colour", sa.Integer()))
    op.add_column("segment_names", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column("segment_names", sa.Column("members", sa.LargeBinary()))


def downgrade() -> None:
    for column in ("members", "note", "colour"):
        op.drop_column("segment_names", column)
