"""Nudges, lessons that wait for an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "confirmation",
    "welcome",
    "lesson",
    "completion",
    "already_subscribed",
    "goodbye",
    "lost_link",
    "copy",
    "address",
)
NEW_KINDS = ("nudge_1", "nudge_2")


def upgrade() -> None:
    _allow_kinds(*KINDS[:3], *NEW_KINDS, *KINDS[3:])
    op.add_column("subscriptions", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("nudges", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("subscriptions", "nudges")
    op.drop_column("subscriptions", "waits_until")
    op.execute(sa.text("DELETE FROM sends WHERE kind IN (" + ", ".join(f"'{kind}'" for kind in NEW_KINDS) + ")"))
    _allow_kinds(*KINDS)


def _allow_kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    highest = _highest_id()
    with op.batch_alter_table("sends", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_sends_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_sends_kind_known"), f"kind IN ({listed})")
    if highest:
        op.execute(sa.text(f"DELETE FROM {SEQUENCE} WHERE name = 'sends'"))
        op.execute(sa.text(f"INSERT INTO {SEQUENCE} (name, seq) VALUES ('sends', {highest})"))


SEQUENCE = "sqlite_sequence"


def _highest_id() -> int:
    """The highest id that was ever given out: a table that SQLite builds anew would begin after the highest left."""
    if op.get_bind().dialect.name != "sqlite":
        return 0
    found = op.get_bind().scalar(sa.text(f"SELECT seq FROM {SEQUENCE} WHERE name = 'sends'"))
    return int(found or 0)
