"""Secrets by which a site signs for its readers, so that the widget knows them by name."""

from __future__ import annotations

import secrets

import click

from moderation.foreign import signers
from runtime.clock import iso
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts
from service.commands.options import NUMBER


@click.group("readers")
def group() -> None:
    """Secrets by which a site signs tokens for its readers."""


@group.command("add")
@click.argument("site")
@speaks_plainly
def add(site: str) -> None:
    """Make a secret by which SITE signs its readers' tokens, and show it once."""
    secret = secrets.token_urlsafe(32)
    with delivery_parts() as parts:
        number = signers.add(parts, site, signers.READERS, secret)
    click.echo(f"Secret number {number} of {site}, shown this once: {secret}")
    click.echo("Tokens signed HS256 with it are taken from now on; those of earlier secrets until these end.")


@group.command("list")
@click.argument("site")
@speaks_plainly
def list_(site: str) -> None:
    """List the secrets of SITE: number, when it was made, when it ended."""
    with delivery_parts() as parts:
        for one in signers.of_site(parts, site, (signers.READERS,)):
            click.echo(f"{one.id}\t{iso(one.created_at)}\t{iso(one.ended_at) or 'valid'}")


@group.command("end")
@click.argument("site")
@click.argument("number", type=NUMBER)
@speaks_plainly
def end(site: str, number: int) -> None:
    """Let secret NUMBER of SITE end at once."""
    with delivery_parts() as parts:
        signers.end(parts, site, number)
    click.echo(f"Secret {number} has ended.")
