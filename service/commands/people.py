"""The people who moderate."""

from __future__ import annotations

import click

from moderation import people as moderators
from moderation.people import ROLES
from runtime.clock import iso
from service.commands.common import speaks_plainly, store_parts
from service.commands.options import NAME, asked_password
from service.security.passwords import MINIMUM_LENGTH, NO_PASSWORD


@click.group()
def people() -> None:
    """The people who moderate."""


ROLE = click.Choice(ROLES)


@people.command("add")
@click.argument("email")
@click.option("--name", type=NAME, required=True)
@click.option("--role", type=ROLE, default="moderator", show_default=True)
@click.option("--site", "sites", multiple=True, help="A site to see, by its slug; may be repeated. None: all sites.")
@click.option("--no-password", is_flag=True, help="The person signs in through the OpenID provider only.")
@click.option("--password", help=f"At least {MINIMUM_LENGTH} characters. Else typed, or a line of standard input.")
@speaks_plainly
def add(email: str, name: str, role: str, sites: tuple[str, ...], password: str | None, no_password: bool) -> None:
    """Add a person by EMAIL."""
    if "@" not in email.strip("@"):
        raise click.BadParameter("must be an e-mail address", param_hint="EMAIL")
    hash_ = NO_PASSWORD if no_password else asked_password(password, where="--password")
    with store_parts() as parts:
        moderators.add(parts, email=email, name=name, password_hash=hash_, role=role, sites=sites)
    click.echo(f"{name} may now moderate as {role}.")


@people.command("list")
@speaks_plainly
def list_() -> None:
    """List all people."""
    with store_parts() as parts:
        for one, sites in moderators.everyone(parts):
            state = "active" if one.disabled_at is None else f"disabled {iso(one.disabled_at)}"
            factor = "second factor" if one.second_factor else "password only"
            click.echo(f"{one.email}\t{one.name}\t{one.role}\t{state}\t{factor}\t{','.join(sites)}")


@people.command("disable")
@click.argument("email")
@speaks_plainly
def disable(email: str) -> None:
    """Take the access of EMAIL away and end the sessions."""
    with store_parts() as parts:
        person = moderators.disable(parts, email)
    click.echo(f"{person.name} may no longer moderate.")


@people.command("enable")
@click.argument("email")
@speaks_plainly
def enable(email: str) -> None:
    """Give EMAIL access again."""
    with store_parts() as parts:
        person = moderators.enable(parts, email)
    click.echo(f"{person.name} may moderate again as {person.role}.")


@people.command("role")
@click.argument("email")
@click.argument("role", type=ROLE)
@speaks_plainly
def set_role(email: str, role: str) -> None:
    """Give EMAIL another ROLE and end the sessions."""
    with store_parts() as parts:
        person = moderators.set_role(parts, email, role)
    click.echo(f"{person.name} is now {role}.")


@people.command("sites")
@click.argument("email")
@click.argument("slugs", nargs=-1)
@speaks_plainly
def set_sites(email: str, slugs: tuple[str, ...]) -> None:
    """Let EMAIL see the sites SLUGS and no other; all where none is named. Ends the sessions."""
    with store_parts() as parts:
        person = moderators.set_sites(parts, email, slugs)
    click.echo(f"{person.name} may now see {', '.join(slugs) if slugs else 'all sites'}.")


@people.command("password")
@click.argument("email")
@speaks_plainly
def set_password(email: str) -> None:
    """Give EMAIL the password that is typed, or read from standard input, and end the sessions."""
    hash_ = asked_password()
    with store_parts() as parts:
        person = moderators.set_password(parts, email, hash_)
    click.echo(f"{person.name} has a new password.")
