"""Articles in a site's own store."""

from __future__ import annotations

import sys

import click

from moderation import article_store, sites
from moderation.article_store import Compared
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts
from service.commands.options import SITE_ID


@click.group("articles")
def group() -> None:
    """The articles of a site, as its own store has them."""


@group.command("reconcile")
@click.argument("site")
@click.option(
    "--article", "articles", multiple=True, type=SITE_ID, help="May be repeated. Default: all that have comments."
)
@click.option("--dry-run", is_flag=True, help="Compare and report; repair nothing.")
@speaks_plainly
def reconcile(site: str, articles: tuple[str, ...], dry_run: bool) -> None:
    """Compare what SITE's own store shows with what it should, and repair it.

    Prints a line for each article that differs, and a sum. Exits 1 when something differed and was not repaired.
    """
    found: list[Compared] = []
    with delivery_parts() as parts:
        for one in article_store.reconcile(
            parts, sites.find(parts, site).id, list(articles) or None, repair=not dry_run
        ):
            found.append(one)
            if one.failed is not None:
                click.echo(f"{one.article}\tcould not be compared: {one.failed}")
            elif one.wrong:
                click.echo(f"{one.article}\t{len(one.missing)} missing\t{len(one.stale)} stale\t{len(one.extra)} extra")
    wrong, right = sum(one.wrong for one in found), sum(one.right for one in found)
    failed = sum(one.failed is not None for one in found)
    done = "would be repaired" if dry_run else "on their way to be repaired"
    click.echo(f"{len(found)} articles, {right} comments right, {wrong} {done}, {failed} articles not compared")
    if failed or (dry_run and wrong):
        sys.exit(1)
