"""Looking an installation over."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace

import click

from moderation.doctor import State, examine
from runtime.embedded import embedded_url
from service.commands.common import speaks_plainly
from service.commands.folder_key import known_folder_key
from service.commands.settings import settings_or_exit

_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAILING: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A finding a line, for programs.")
@speaks_plainly
def doctor(as_json: bool) -> None:
    """Look over settings, disk, database, Redis, clocks, broker, worker, deliverer and model; say what to do.

    Exits 1 where a part is failing. It asks the worker for an answer, and changes nothing.
    """
    settings = settings_or_exit()
    key = settings.secret_key or known_folder_key(settings.data_dir) or ""
    if not settings.redis_url_given:  # then `prohori up` has started one
        url = embedded_url(settings.data_dir / "valkey") or settings.redis_url
        broker = url if settings.broker_url == settings.redis_url else settings.broker_url
        settings = replace(settings, redis_url=url, broker_url=broker)
    failing = False
    for one in examine(replace(settings, secret_key=key), has_key=bool(key)):
        failing |= one.state is State.FAILING
        if as_json:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
            continue
        click.echo(f"{click.style(f'{one.state:<8}', fg=_COLOURS[one.state])} {one.part:<10} {one.said}")
        if one.advice:
            click.echo(f"{'':<20}{one.advice}")
    sys.exit(1 if failing else 0)
