"""Proving that nothing of the decision log was changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moderation import sealing
from moderation.log_head import HeadUnfit, read, write
from moderation.sealing import Verified
from service.commands.common import speaks_plainly, store_parts

SHOWN = 50
_READ = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-log")
@click.option("--head", "kept", type=_READ, help="A sheet kept outside: the log must still lead through it.")
@click.option("--public-key", type=_READ, help="Whose signature that sheet must bear: Ed25519, PEM.")
@click.option("--write-head", type=click.Path(dir_okay=False, path_type=Path), help="Write the end of the chain there.")
@click.option("--sign-with", type=_READ, help="Sign that sheet with this private key: Ed25519, PEM.")
@speaks_plainly
def verify_log(kept: Path | None, public_key: Path | None, write_head: Path | None, sign_with: Path | None) -> None:
    """Look through the decision log for entries that were changed, added past it, or taken out.

    Ends with 1 where there are any.
    """
    try:
        outside = None if kept is None else read(kept, public_key=public_key)
        with store_parts() as parts:
            found = Verified()
            for found in sealing.verify(parts, outside):
                if sys.stderr.isatty():
                    click.echo(f"\r{found.entries:,} entries", nl=False, err=True)
            if write_head is not None and not found.faults:
                write_head.write_text(write(found.head, now=parts.clock(), key=sign_with), encoding="ascii")
    except HeadUnfit as error:
        raise click.ClickException(f"{error}.") from error
    erased = f", of {found.erased:,} of them an author was erased" if found.erased else ""
    click.echo(f"{found.entries:,} entries{erased}; the last: {found.head.number} {found.head.chain}")
    for fault in found.faults[:SHOWN]:
        click.echo(f"FAULT: {fault}", err=True)
    if found.faults:
        click.echo(f"{len(found.faults):,} faults.", err=True)
        sys.exit(1)
    click.echo("Nothing was changed.")
