"""The database's schema."""

from __future__ import annotations

import os

import click

from moderation import database
from service.commands.common import speaks_plainly
from service.commands.settings import settings_or_exit
from service.commands.surroundings import check_writable, or_end


@click.command()
@speaks_plainly
def migrate() -> None:
    """Bring the database to this release's schema."""
    settings = settings_or_exit()
    if settings.on_sqlite:
        or_end(check_writable, settings.data_dir)
        os.umask(0o077)  # readers' comments are in it
    click.echo(f"The database is at revision {database.migrate(settings)}.")
