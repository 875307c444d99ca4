"""The key with which secrets are encrypted at rest."""

from __future__ import annotations

import click

from moderation import secret_keys
from runtime.secret_box import new_key
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts


@click.group("secrets")
def group() -> None:
    """The secrets of endpoints and article stores, encrypted at rest."""


@group.command("key")
def key() -> None:
    """Print a new key. Put it first in PROHORI_ENCRYPTION_KEYS, restart, then run `prohori secrets rotate`."""
    click.echo(new_key())


@group.command("rotate")
@speaks_plainly
def rotate() -> None:
    """Encrypt all secrets anew with the first of PROHORI_ENCRYPTION_KEYS; the other keys are then needed no more."""
    with delivery_parts() as parts:
        done = secret_keys.rotate(parts)
    click.echo(f"{done} encrypted with the newest key.")
