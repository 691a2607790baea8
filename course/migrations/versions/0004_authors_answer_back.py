"""Authors are told of new answers, and what they write back is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    "answer_to_command",
)
NEW_KINDS = ("summary", "desk_reply")
SEQUENCE = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))


def upgrade() -> None:
    _allow_kinds(*KINDS, *NEW_KINDS)
    op.add_column("inbound_emails", sa.Column("subject", sa.String(255), nullable=False, server_default=""))
    with op.batch_alter_table("replies") as table:
        table.add_column(sa.Column("told_in", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_replies_told_in"), "sends", ["told_in"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_replies_told_in"), ["told_in"])
    op.create_table(
        "desk_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("send_id", sa.Integer(), nullable=True),
        sa.Column("inbound_email_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name=op.f("fk_desk_replies_subscription_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["reply_prompts.id"], name=op.f("fk_desk_replies_prompt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["send_id"], ["sends.id"], name=op.f("fk_desk_replies_send_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["inbound_email_id"],
            ["inbound_emails.id"],
            name=op.f("fk_desk_replies_inbound_email_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_replies")),
        sa.UniqueConstraint("key", name=op.f("uq_desk_replies_key")),
        sa.UniqueConstraint("send_id", name=op.f("uq_desk_replies_send_id")),
        sa.UniqueConstraint("inbound_email_id", name=op.f("uq_desk_replies_inbound_email_id")),
    )
    op.create_index(op.f("ix_desk_replies_prompt_id"), "desk_replies", ["prompt_id"])
    op.create_index(op.f("ix_desk_replies_subscription_id"), "desk_replies", ["subscription_id"])


def downgrade() -> None:
    op.drop_table("desk_replies")
    with op.batch_alter_table("replies") as table:
        table.drop_index(op.f("ix_replies_told_in"))
        table.drop_constraint(op.f("fk_replies_told_in"), type_="foreignkey")
        table.drop_column("told_in")
    op.drop_column("inbound_emails", "subject")
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
