"""Labels: what moderators elsewhere said of comments, over foreign wires."""

from __future__ import annotations

import getpass

import click

from moderation.foreign import feedback
from policy.wires import Wire
from runtime.clock import iso
from service.commands.common import speaks_plainly, store_parts
from service.commands.options import NUMBER


@click.group("labels")
def group() -> None:
    """What moderators elsewhere said of comments."""


@group.command("list")
@click.argument("site")
@click.option("--wire", type=click.Choice([one.value for one in Wire]), help="Only those that came by this wire.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@speaks_plainly
def list_(site: str, wire: str | None, limit: int) -> None:
    """List the latest labels of SITE, newest first: number, label, value, where from, who and when."""
    with store_parts() as parts:
        found = feedback.of_site(parts, site, limit=limit, wire=wire)
    for one in found:
        state = f"taken back by {one.withdrawn_by}" if one.withdrawn_at is not None else ""
        about = one.comment_id or one.token
        cells = (one.id, one.label, f"{one.value:g}", one.wire, one.given_by, iso(one.given_at), about, state)
        click.echo("\t".join(map(str, cells)).rstrip())


@group.command("withdraw")
@click.argument("site")
@click.argument("number", type=NUMBER)
@speaks_plainly
def withdraw(site: str, number: int) -> None:
    """Take label NUMBER of SITE back: nothing is learned from it, and its text is gone."""
    with store_parts() as parts:
        feedback.withdraw(parts, site, number, by=getpass.getuser())
    click.echo(f"Label {number} is taken back.")
