"""A site's word list."""

from __future__ import annotations

import getpass
from typing import TextIO
from uuid import UUID

import click

from moderation import sites, wordlist
from moderation.wiring import load_classifier
from policy.actions import Action
from policy.entries import ACTIONS, MAX_NOTE, Fold, Kind
from policy.errors import EntriesInvalid
from runtime.clock import iso
from service.api.schemas.texts import fault_in
from service.commands.common import speaks_plainly, store_parts
from service.commands.settings import settings_or_exit


@click.group()
def lists() -> None:
    """Words, hosts and patterns that a site watches."""


_KIND = click.option("--kind", type=click.Choice([one.value for one in Kind]), default="word", show_default=True)
_ACTION = click.option("--action", type=click.Choice([one.value for one in ACTIONS]), default="hold", show_default=True)


def _clean(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    fault = fault_in(value) if value else None
    if fault is not None:
        raise click.BadParameter(fault)
    if value is not None and (len(value) > MAX_NOTE or len(value.splitlines()) > 1):
        raise click.BadParameter(f"use one line of {MAX_NOTE} characters at most")
    return value


_NOTE = click.option("--note", callback=_clean, help="Why, for other moderators.")


@lists.command("show")
@click.argument("site")
@click.option("--removed", is_flag=True, help="Show removed entries as well.")
@speaks_plainly
def show(site: str, removed: bool) -> None:
    """Print the list of SITE: id, kind, action, text, who added it and when, note."""
    with store_parts() as parts:
        for one in wordlist.everything(parts, sites.find(parts, site).id, removed=removed):
            gone = "" if one.removed_at is None else f"\tremoved by {one.removed_by} {iso(one.removed_at)}"
            said = "\t".join((one.id, one.kind, one.action, one.text, one.author, str(iso(one.created_at))))
            click.echo(f"{said}\t{one.note or ''}{gone}")


@lists.command("add")
@click.argument("site")
@click.argument("text", callback=_clean)
@_KIND
@_ACTION
@_NOTE
@speaks_plainly
def add(site: str, text: str, kind: str, action: str, note: str | None) -> None:
    """Put TEXT on the list of SITE: a word or phrase (a * at its end: any ending), a host, or an RE2 pattern."""
    with store_parts() as parts:
        added = wordlist.add(
            parts,
            sites.find(parts, site).id,
            kind=Kind(kind),
            text=text,
            action=Action(action),
            note=note,
            author=getpass.getuser(),
            fold=_fold(),
        )
    click.echo(f"{added.id} is on {site}'s list.")


@lists.command("import")
@click.argument("site")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@_KIND
@_ACTION
@_NOTE
@speaks_plainly
def import_(site: str, file: TextIO, kind: str, action: str, note: str | None) -> None:
    """Put each line of FILE ('-' for standard input) on the list of SITE.

    Empty lines and lines that begin with # are left out, and so is what is on the list already.
    """
    lines = _read(file)
    try:
        with store_parts() as parts:
            added = wordlist.add_many(
                parts,
                sites.find(parts, site).id,
                [text for _, text in lines],
                kind=Kind(kind),
                action=Action(action),
                note=note,
                author=getpass.getuser(),
                fold=_fold(),
            )
    except EntriesInvalid as error:
        faults = [f"Line {lines[place][0]} {fault}" for place, fault in error.by_place.items()]
        raise click.ClickException("\n".join(["Nothing was stored.", *faults])) from error
    click.echo(f"Added to {site}'s list: {len(added)}; left out as known already: {len(lines) - len(added)}.")


def _read(file: TextIO) -> list[tuple[int, str]]:
    """Return the entries of a file with the numbers of their lines."""
    lines = file.read().splitlines()
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]


@lists.command("remove")
@click.argument("site")
@click.argument("entry", type=click.UUID)
@speaks_plainly
def remove(site: str, entry: UUID) -> None:
    """Take ENTRY, an id of `lists show`, off the list of SITE."""
    with store_parts() as parts:
        gone = wordlist.remove(parts, sites.find(parts, site).id, str(entry), by=getpass.getuser())
    click.echo(f"'{gone.text}' is off {site}'s list.")


def _fold() -> Fold:
    return load_classifier(settings_or_exit()).fold
