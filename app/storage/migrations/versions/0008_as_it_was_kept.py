"""How the map of a kept segmentation was looked at, and models that people brought."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saved_segmentations", sa.Column("look", sa.JSON()))
    op.create_table(
        "saved_models",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("deleted", sa.DateTime()),
    )
    op.create_index("ix_saved_models_owner", "saved_models", ["owner"])


def downgrade() -> None:
    op.drop_table("saved_models")
    op.drop_column("saved_segmentations", "look")
