"""Nudges, lessons that wait for an answer, holds while a reader is away."""

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
SEQUENCE = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))


def upgrade() -> None:
    _allow_kinds(*KINDS[:3], *NEW_KINDS, *KINDS[3:])
    op.add_column("subscriptions", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("nudges", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("subscriptions", sa.Column("hold_when_away", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("subscriptions", sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("was_held", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("was_held", "away_until", "hold_when_away", "nudges"):
        op.drop_column("subscriptions", name)
    op.drop_column("subscriptions", "waits_until")
    sends = sa.table("sends", sa.column("kind"))
    op.execute(sends.delete().where(sends.c.kind.in_(NEW_KINDS)))
    _allow_kinds(*KINDS)


def _allow_kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    highest = _highest_id()
    with op.batch_alter_table("sends", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_sends_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_sends_kind_known"), f"kind IN ({listed})")
    if highest:
        op.execute(SEQUENCE.delete().where(SEQUENCE.c.name == "sends"))
        op.execute(SEQUENCE.insert().values(name="sends", seq=highest))


def _highest_id() -> int:
    """The highest id that was ever given out: a table that SQLite builds anew would begin after the highest left."""
    if op.get_bind().dialect.name != "sqlite":
        return 0
    return op.get_bind().scalar(sa.select(SEQUENCE.c.seq).where(SEQUENCE.c.name == "sends")) or 0
