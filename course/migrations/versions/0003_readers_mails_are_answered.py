"""A reader's mail may be answered; of what is attached to one, name and size are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = (
    "confirmation",
    "welcome",
    "lesson",
    "nudge_1",
    "nudge_2",
    "completion",
    "already_subscribed",
    "goodbye",
    "lost_link",
    "copy",
    "address",
)
NEW_KIND = "answer_to_command"
SEQUENCE = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))


def upgrade() -> None:
    _allow_kinds(*KINDS, NEW_KIND)
    with op.batch_alter_table("inbound_emails") as table:
        table.add_column(sa.Column("attachments", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("answer_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_inbound_emails_answer_id"), "sends", ["answer_id"], ["id"], ondelete="SET NULL"
        )
        table.create_unique_constraint(op.f("uq_inbound_emails_answer_id"), ["answer_id"])


def downgrade() -> None:
    with op.batch_alter_table("inbound_emails") as table:
        table.drop_constraint(op.f("uq_inbound_emails_answer_id"), type_="unique")
        table.drop_constraint(op.f("fk_inbound_emails_answer_id"), type_="foreignkey")
        table.drop_column("answer_id")
        table.drop_column("attachments")
    sends = sa.table("sends", sa.column("kind"))
    op.execute(sends.delete().where(sends.c.kind == NEW_KIND))
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
