"""Backing up and restoring all that is stored."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from moderation.backup import Manifest, put_back, take
from service.commands.common import speaks_plainly
from service.commands.folder_key import FILE, known_folder_key
from service.commands.settings import settings_or_exit
from service.commands.surroundings import CannotStart, check_writable, only_one_on, or_end

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@speaks_plainly
def backup(file: Path) -> None:
    """Write all that is stored to FILE, while everything runs.

    FILE holds comments, and the secret key of the data folder where it has one: keep it as you keep those.
    """
    settings = settings_or_exit()
    key = settings.data_dir / FILE if known_folder_key(settings.data_dir) else None
    began = time.monotonic()
    taken = take(settings, file, key_file=key)
    took = time.monotonic() - began
    click.echo(f"{_said(taken)}: {file}, {file.stat().st_size / 1e6:,.1f} MB in {took:.1f} s.")
    if not taken.keyed:
        click.echo("PROHORI_SECRET_KEY is not in it: keep it beside the file.", err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the database holds comments: they are gone then.")
@speaks_plainly
def restore(file: Path, replace: bool) -> None:
    """Put the backup FILE in the place of the database. Stop Prohori first."""
    settings = settings_or_exit()
    or_end(check_writable, settings.data_dir)
    os.umask(0o077)  # readers' comments are in it
    began = time.monotonic()
    try:
        with only_one_on(settings.data_dir):
            restored = put_back(settings, file, key_file=settings.data_dir / FILE, replace=replace)
    except CannotStart as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(f"{_said(restored)}, restored in {time.monotonic() - began:.1f} s.")


def _said(about: Manifest) -> str:
    return f"{about.comments:,} comments of {about.taken_at}, {about.database} at revision {about.revision}"
