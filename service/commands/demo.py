"""A day of comments for the demonstration site: `prohori demo`."""

from __future__ import annotations

from dataclasses import replace

import click

from moderation.demo_day import fill
from moderation.wiring import open_parts
from service.commands.common import speaks_plainly
from service.commands.folder_key import folder_key
from service.commands.settings import settings_or_exit


@click.command()
@speaks_plainly
def demo() -> None:
    """Post a day of comments to the demonstration site, for the desk to have work to show."""
    settings = settings_or_exit()
    settings = replace(settings, secret_key=settings.secret_key or folder_key(settings.data_dir))
    parts = open_parts(settings, connections=1)
    try:
        new = fill(parts)
    finally:
        parts.close()
    click.echo(f"{new} comments were posted; the workers judge them now." if new else "Today's comments are there.")
