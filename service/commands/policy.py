"""A site's rules."""

from __future__ import annotations

import getpass
from typing import BinaryIO

import click
import orjson

from policy.ruleset import parse
from runtime.clock import system_clock
from service.commands.context import database, find_site, speaks_plainly
from store import rulesets


@click.group()
def policy() -> None:
    """A site's rules: thresholds per label and language, the mode, other signals."""


@policy.command("show")
@click.argument("site")
@speaks_plainly
def show(site: str) -> None:
    """Print the rules of SITE as JSON, in the form that `policy set` reads."""
    with database() as opened:
        site_id = find_site(opened, site).id
        rules = opened.read(lambda unit: rulesets.current(unit, site_id))
    click.echo(f"Version {rules.version} of {site}'s rules", err=True)
    click.echo(orjson.dumps(rules.ruleset.to_mapping(), option=orjson.OPT_INDENT_2))


@policy.command("set")
@click.argument("site")
@click.argument("file", type=click.File("rb"))
@speaks_plainly
def set_(site: str, file: BinaryIO) -> None:
    """Store the rules in FILE ('-' for standard input) as the next version of SITE's."""
    try:
        wanted = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"The file is not JSON: {error}") from error
    ruleset = parse(wanted)
    with database() as opened:
        site_id = find_site(opened, site).id
        stored = opened.write(
            lambda unit: rulesets.put(unit, site_id, ruleset, author=getpass.getuser(), now=system_clock())
        )
    click.echo(f"Version {stored.version} of {site}'s rules holds from now on.")
