"""Segmentations that a person keeps under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_segmentations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("dataset", sa.String(32), sa.ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(200), nullable=False),
        sa.Column("inertia", sa.Double(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("deleted", sa.DateTime()),
    )
    for column in ("owner", "dataset"):
        op.create_index(f"ix_saved_segmentations_{column}", "saved_segmentations", [column])


def downgrade() -> None:
    op.drop_table("saved_segmentations")
