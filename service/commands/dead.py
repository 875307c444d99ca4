"""Dead letters."""

from __future__ import annotations

import json

import click

from moderation import dead_letters, sites
from moderation.store_parts import StoreParts
from runtime.clock import iso
from service import presenters
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts
from service.commands.options import NUMBER

PAGE = 200


@click.group("dead")
def group() -> None:
    """Deliveries that were given up."""


_SITE = click.option("--site", help="Of this site alone.")


@group.command("list")
@_SITE
@speaks_plainly
def list_(site: str | None) -> None:
    """List dead letters, newest first: number, destination, event, comment, first and last try, reason."""
    with delivery_parts() as parts:
        before: int | None = None
        while True:
            found, before = dead_letters.list_dead(parts, _site_id(parts, site), limit=PAGE, before=before)
            for one in found:
                tried = f"{iso(one.first_tried_at) or '-'}\t{iso(one.last_tried_at) or '-'}"
                said = (str(one.id), f"{one.kind}:{one.url}", one.event, one.comment_id or "-", tried)
                click.echo("\t".join((*said, one.last_error or "")))
            if before is None:
                return


@group.command("show")
@click.argument("number", type=NUMBER)
@speaks_plainly
def show(number: int) -> None:
    """Print dead letter NUMBER with all its attempts, as JSON."""
    with delivery_parts() as parts:
        found = dead_letters.show(parts, None, number)
    click.echo(json.dumps(presenters.dead_letter(found), ensure_ascii=False, indent=2))


@group.command("replay")
@click.argument("numbers", type=NUMBER, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them, or all of --site.")
@_SITE
@speaks_plainly
def replay(numbers: tuple[int, ...], everything: bool, site: str | None) -> None:
    """Have dead letters NUMBERS delivered anew, with the ids they had."""
    _either(numbers, everything)
    with delivery_parts() as parts:
        done = dead_letters.replay(parts, _site_id(parts, site), None if everything else numbers)
    click.echo(f"{done} on their way.")


@group.command("drop")
@click.argument("numbers", type=NUMBER, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them, or all of --site.")
@_SITE
@speaks_plainly
def drop(numbers: tuple[int, ...], everything: bool, site: str | None) -> None:
    """Give dead letters NUMBERS up for good."""
    _either(numbers, everything)
    with delivery_parts() as parts:
        done = dead_letters.drop(parts, _site_id(parts, site), None if everything else numbers)
    click.echo(f"{done} dropped.")


def _either(numbers: tuple[int, ...], everything: bool) -> None:
    if bool(numbers) == everything:
        raise click.UsageError("name the dead letters, or give --all")


def _site_id(parts: StoreParts, site: str | None) -> int | None:
    return None if site is None else sites.find(parts, site).id
