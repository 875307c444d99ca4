"""Starting all of Prohori on this machine."""

from __future__ import annotations

import sys

import click

from runtime.log_stream import patient
from service.commands.settings import settings_or_exit
from service.commands.up import up as start_all


@click.command()
def up() -> None:
    """Start everything on this machine: Valkey, API, live updates, worker, deliverer and beat."""
    out = patient(sys.stdout)  # whoever reads our lines may stop (Ctrl-Z, a pager): the parts are watched all the same
    sys.exit(start_all(settings_or_exit(), lambda line: click.echo(line, file=out)))
