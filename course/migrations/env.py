"""Alembic's way in; the connection and its transaction belong to course/migrating.py."""

from alembic import context

from course.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="models.",
)
context.run_migrations()
