"""Which classifier judges: exchanged while Prohori runs, and taken back."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from moderation import kept_models
from runtime.clock import iso
from service.commands.common import speaks_plainly, store_parts
from service.commands.settings import settings_or_exit

OWN = "own"
_NOTE = click.option("--note", help="Why: kept with the change.")


@click.group("models")
def group() -> None:
    """Which classifier judges. A change reaches every process while it runs."""


@group.command("use")
@click.argument("model")
@_NOTE
@speaks_plainly
def use(model: str, note: str | None) -> None:
    """Judge with MODEL from now on: a folder as `prohori train` writes it, a version that is kept, or 'own'.

    With 'own' each process goes back to that of PROHORI_MODEL_DIR or its release.
    """
    by, folder = getpass.getuser(), Path(model)
    with store_parts() as parts:
        if folder.is_dir() and model != OWN:
            _say(kept_models.use_folder(parts, folder, by=by, note=note).version)
        else:
            _say(kept_models.use_version(parts, None if model == OWN else model, by=by, note=note).version)


@group.command("back")
@_NOTE
@speaks_plainly
def back(note: str | None) -> None:
    """Judge again with the model before the last change."""
    with store_parts() as parts:
        _say(kept_models.back(parts, by=getpass.getuser(), note=note).version)


@group.command("forget")
@click.argument("version")
@speaks_plainly
def forget(version: str) -> None:
    """Drop the files of VERSION; that it was in use stays known."""
    with store_parts() as parts:
        kept_models.forget(parts, version)
    click.echo(f"{version} is forgotten.")


@group.command("list")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Of the changes.")
@speaks_plainly
def list_(limit: int) -> None:
    """Print what is kept, which model judges, what each decided in the last ten minutes, and the changes."""
    with store_parts() as parts:
        found = kept_models.standing(parts, limit=limit)
    for one in found.kept:
        used = "in use" if one.version == found.chosen else "kept"
        click.echo(f"{used}\t{one.version}\t{one.size:,} bytes\tsince {iso(one.kept_at)}")
    click.echo(f"{'in use' if found.chosen is None else 'kept'}\t{OWN}\tof PROHORI_MODEL_DIR or the release")
    for decided in found.judged:
        click.echo(f"decided\t{decided.version}\t{decided.decisions:,} in ten minutes\tlast {iso(decided.last_at)}")
    for change in found.changes:
        note = f"\t{change.note}" if change.note else ""
        click.echo(f"change\t{change.version or OWN}\tby {change.changed_by}\t{iso(change.changed_at)}{note}")


def _say(version: str | None) -> None:
    who = "Each process's own model" if version is None else version
    seconds = settings_or_exit().cache_seconds
    click.echo(f"{who} judges from now on; every process follows within {seconds} s of its work.")
