"""What is kept of one author: given to take away, and erased."""

from __future__ import annotations

import sys
from typing import TextIO

import click
import orjson

from moderation import rights, sites
from service.commands.common import speaks_plainly, store_parts
from service.commands.options import SITE_ID
from service.presenters.rights import author_data

MOST = 1_000_000


@click.group("authors")
def group() -> None:
    """What is kept of one author, by the site's own id."""


@group.command("export")
@click.argument("site")
@click.argument("author", type=SITE_ID)
@click.option(
    "--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Default: standard output."
)
@speaks_plainly
def export(site: str, author: str, output: TextIO) -> None:
    """Write all that SITE keeps of AUTHOR, as JSON: comments, earlier texts, decisions, appeals, reports."""
    with store_parts() as parts:
        found = rights.export(parts, sites.find(parts, site).id, author, most=MOST)
    output.write(orjson.dumps(author_data(found), option=orjson.OPT_INDENT_2).decode() + "\n")


@group.command("erase")
@click.argument("site")
@click.argument("author", type=SITE_ID)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep-ban", is_flag=True, help="Where the author is banned or suspended, keep the id with that.")
@speaks_plainly
def erase(site: str, author: str, yes: bool, keep_ban: bool) -> None:
    """Erase AUTHOR of SITE from every table. It cannot be undone; backups made before still hold it."""
    with store_parts() as parts:
        site_id = sites.find(parts, site).id
        if not yes:
            if not sys.stdin.isatty():
                raise click.UsageError("say --yes: there is no terminal to ask at")
            click.confirm(f"Erase all that {site} keeps of {author}?", abort=True)
        erased = rights.erase(parts, site_id, author, keeps_ban=keep_ban)
    click.echo(f"{erased:,} comments of {author} are erased, and the author from every table.")
