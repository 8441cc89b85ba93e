"""Tables that are shared with a team, and the teams of those who are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_shares",
        sa.Column(
            "dataset",
            sa.String(32),
            sa.ForeignKey("datasets.id", ondelete="CASCADE"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column("team", sa.String(32), primary_key=True, nullable=False),
        sa.Column("team_name", sa.String(200), nullable=False),
        sa.Column("owner_name", sa.String(200), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_team_shares_team", "team_shares", ["team"])
    op.add_column("sign_ins", sa.Column("teams", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("sign_ins", "teams")
    op.drop_table("team_shares")
