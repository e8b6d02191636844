"""Alembic's entry: it runs the migrations on the connection that :mod:`taskforce.store.write.migrate` hands it."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from taskforce.model import tables

assert tables.TABLES

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
context.run_migrations()
