"""Secrets of foreign wires: by which Coral signs, and with which Perspective is asked."""

from __future__ import annotations

import sys

import click

from moderation.foreign import signers
from policy.wires import Wire
from runtime.clock import iso
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts
from service.commands.options import NUMBER

SIGNING = (Wire.CORAL.value, Wire.PERSPECTIVE.value)


@click.group("wires")
def group() -> None:
    """Secrets by which Coral signs, and keys with which Google's Perspective is asked."""


@group.command("add")
@click.argument("site")
@click.argument("wire", type=click.Choice(SIGNING))
@speaks_plainly
def add(site: str, wire: str) -> None:
    """Take down the secret by which SITE's Coral signs, or its key of Perspective; asked for, or from stdin."""
    secret = click.prompt("Secret", hide_input=True) if sys.stdin.isatty() else _read()
    with delivery_parts() as parts:
        number = signers.add(parts, site, Wire(wire), secret)
    click.echo(f"Secret number {number} of {site}, for {wire}: it is used from now on.")


@group.command("list")
@click.argument("site")
@speaks_plainly
def list_(site: str) -> None:
    """List the secrets of SITE: number, wire, when it was taken down, when it ended."""
    with delivery_parts() as parts:
        for one in signers.of_site(parts, site, SIGNING):
            click.echo(f"{one.id}\t{one.wire}\t{iso(one.created_at)}\t{iso(one.ended_at) or 'valid'}")


@group.command("end")
@click.argument("site")
@click.argument("number", type=NUMBER)
@speaks_plainly
def end(site: str, number: int) -> None:
    """Let secret NUMBER of SITE end at once."""
    with delivery_parts() as parts:
        signers.end(parts, site, number)
    click.echo(f"Secret {number} has ended.")


def _read() -> str:
    secret = sys.stdin.readline().strip()
    if not secret:
        raise click.UsageError("Nothing came: send the secret on standard input.")
    return secret
