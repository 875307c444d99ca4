"""A site's own article store."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from moderation import article_store, sites
from service import presenters
from service.api.schemas.stores import KINDS, StoreIn
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts, loaded


@click.group("store")
def group() -> None:
    """Where a site's comments are published beside the built-in store."""


@group.command("show")
@click.argument("site")
@speaks_plainly
def show(site: str) -> None:
    """Print the article store of SITE, and how it is doing."""
    with delivery_parts() as parts:
        found = article_store.show(parts, sites.find(parts, site).id)
    click.echo(json.dumps(presenters.outside_store(found), ensure_ascii=False, indent=2))


@group.command("set")
@click.argument("site")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--url", help="For every kind but builtin. A table's database URL is without its password.")
@click.option("--user", help="wordpress: who may moderate there.")
@click.option("--articles", type=click.Choice(["auto", "id", "slug", "url"]), help="wordpress: what names a post.")
@click.option("--table", help="table: its name.")
@click.option("--column", "columns", multiple=True, help="table: ours=yours, may be repeated.")
@speaks_plainly
def set_(site: str, kind: str, columns: tuple[str, ...], **given: str | None) -> None:
    """Publish comments of SITE to a store of that KIND. It is tried first; a password is read from standard input."""
    described: dict[str, Any] = {"kind": kind, **{name: value for name, value in given.items() if value is not None}}
    if columns:
        described["columns"] = dict(one.partition("=")[::2] for one in columns)
    if kind == "wordpress":
        described["password"] = _password("Application password")
    if kind == "table":
        described["url"] = _with_password(described.get("url", ""), _password("Password of the database"))
    with delivery_parts() as parts:
        chosen = article_store.choose(parts, sites.find(parts, site).id, loaded(StoreIn(), described))
    click.echo(f"Comments of {site} are published to: {kind}.", err=True)
    if chosen.secret is not None:
        click.echo("Its secret, shown only now:", err=True)
        click.echo(chosen.secret)


def _password(prompt: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True))
    return sys.stdin.readline().rstrip("\n")


def _with_password(url: str, password: str) -> str:
    return article_store.with_password(url, password)
