"""The people who moderate."""

from __future__ import annotations

import click

from moderation import people as moderators
from moderation.people import ROLES
from runtime.clock import iso
from service.commands.common import speaks_plainly, store_parts
from service.security.passwords import MINIMUM_LENGTH, hash_password


@click.group()
def people() -> None:
    """The people who moderate."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), default="moderator", show_default=True)
@click.password_option(help=f"At least {MINIMUM_LENGTH} characters; asked for when not given.")
@speaks_plainly
def add(email: str, name: str, role: str, password: str) -> None:
    """Add a person by EMAIL."""
    if "@" not in email.strip("@"):
        raise click.BadParameter("must be an e-mail address", param_hint="EMAIL")
    if len(password) < MINIMUM_LENGTH:
        raise click.BadParameter(f"use at least {MINIMUM_LENGTH} characters", param_hint="--password")
    hash_ = hash_password(password)
    with store_parts() as parts:
        moderators.add(parts, email=email, name=name, password_hash=hash_, role=role)
    click.echo(f"{name} may now moderate as {role}.")


@people.command("list")
@speaks_plainly
def list_() -> None:
    """List all people."""
    with store_parts() as parts:
        for one in moderators.everyone(parts):
            state = "active" if one.disabled_at is None else f"disabled {iso(one.disabled_at)}"
            click.echo(f"{one.email}\t{one.name}\t{one.role}\t{state}")


@people.command("disable")
@click.argument("email")
@speaks_plainly
def disable(email: str) -> None:
    """Take the access of EMAIL away."""
    with store_parts() as parts:
        person = moderators.disable(parts, email)
    click.echo(f"{person.name} may no longer moderate.")
