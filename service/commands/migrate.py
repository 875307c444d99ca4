"""The database's schema."""

from __future__ import annotations

import os

import click

from moderation import database
from service.commands.common import speaks_plainly
from service.commands.settings import settings_or_exit


@click.command()
@speaks_plainly
def migrate() -> None:
    """Bring the database to this release's schema."""
    settings = settings_or_exit()
    if settings.on_sqlite:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # readers' comments are in it
        os.umask(0o077)
    click.echo(f"The database is at revision {database.migrate(settings)}.")
