"""Sites."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import click

from moderation import sites as websites
from runtime.clock import iso
from service.commands.common import speaks_plainly, store_parts
from service.commands.options import NAME

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@click.group()
def sites() -> None:
    """The websites whose comments are moderated."""


def _origin(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or value != f"{parts.scheme}://{parts.netloc}":
            raise click.BadParameter(f"'{value}' is not an origin such as https://news.example")
    return values


_ORIGINS = click.option("--origin", "origins", multiple=True, callback=_origin, help="Whose pages may read threads.")


@sites.command("add")
@click.argument("slug")
@click.option("--name", type=NAME, help="What people call it; default: the slug.")
@_ORIGINS
@speaks_plainly
def add(slug: str, name: str | None, origins: tuple[str, ...]) -> None:
    """Add the site SLUG (small letters, digits, hyphens)."""
    if not SLUG.fullmatch(slug):
        raise click.BadParameter("use small letters, digits and hyphens, 63 at most", param_hint="SLUG")
    with store_parts() as parts:
        site = websites.add(parts, slug, name=name or slug, origins=origins)
    click.echo(f"Site {site.slug} added. Next: prohori keys create {site.slug}")


@sites.command("list")
@speaks_plainly
def list_() -> None:
    """List all sites."""
    with store_parts() as parts:
        for site in websites.everyone(parts):
            click.echo(f"{site.slug}\t{site.name}\t{iso(site.created_at)}\t{' '.join(site.origins)}")


@sites.command("origins")
@click.argument("slug")
@_ORIGINS
@speaks_plainly
def origins_(slug: str, origins: tuple[str, ...]) -> None:
    """Replace the origins whose pages may read the threads of SLUG."""
    with store_parts() as parts:
        site = websites.set_origins(parts, slug, origins)
    click.echo(f"{site.slug}: {' '.join(site.origins) or 'no origins'}")


@sites.command("page")
@click.argument("slug")
@click.option("--new-key", is_flag=True, help="Another public key; pages with the one before stop working.")
@speaks_plainly
def page(slug: str, new_key: bool) -> None:
    """Show the public key of SLUG, and what its pages hold to show comments."""
    with store_parts() as parts:
        site = websites.renew_public_key(parts, slug) if new_key else websites.find(parts, slug)
    click.echo(f"{site.slug}: {site.public_key}\n")
    click.echo('<script src="https://YOUR-PROHORI/embed/prohori.js" defer></script>')
    click.echo(f'<prohori-comments site="{site.public_key}" article="ID-OF-THE-ARTICLE">')
    click.echo(f'  <a href="https://YOUR-PROHORI/embed/{site.public_key}/articles/ID-OF-THE-ARTICLE">মন্তব্য</a>')
    click.echo("</prohori-comments>")
    if not site.origins:
        click.echo(f"\nNo page may use it yet: prohori sites origins {slug} --origin https://news.example")
