"""A site's rules."""

from __future__ import annotations

import getpass
from typing import BinaryIO

import click
import orjson

from moderation import ruleset, sites
from policy.packs import PACKS
from service.commands.common import speaks_plainly, store_parts


@click.group()
def policy() -> None:
    """A site's rules: thresholds per label and language, the mode, other signals."""


@policy.command("show")
@click.argument("site")
@speaks_plainly
def show(site: str) -> None:
    """Print the rules of SITE as JSON, in the form that `policy set` reads."""
    with store_parts() as parts:
        rules = ruleset.show(parts, sites.find(parts, site).id)
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
    with store_parts() as parts:
        stored = ruleset.change(parts, sites.find(parts, site).id, wanted, author=getpass.getuser())
    click.echo(f"Version {stored.version} of {site}'s rules holds from now on.")


@policy.command("pack")
@click.argument("site")
@click.argument("name", type=click.Choice([*PACKS]))
@click.option("--apply", is_flag=True, help="Lay them over the site's rules; without it they are only printed.")
@speaks_plainly
def pack(site: str, name: str, apply: bool) -> None:
    """Print the rules of the pack NAME, or lay them over those of SITE."""
    if not apply:
        click.echo(orjson.dumps(dict(PACKS[name]), option=orjson.OPT_INDENT_2))
        return
    with store_parts() as parts:
        stored = ruleset.lay_over(parts, sites.find(parts, site).id, PACKS[name], author=getpass.getuser())
    click.echo(f"Version {stored.version} of {site}'s rules, with those of {name}, holds from now on.")
