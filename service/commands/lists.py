"""A site's word list."""

from __future__ import annotations

import getpass
from typing import TextIO
from uuid import UUID

import click

from policy.actions import Action
from policy.errors import EntryInvalid, Fault
from policy.rules.entries import ACTIONS, MAX_NOTE, Fold, Kind, read_entry
from runtime.clock import iso, system_clock
from service.api.schemas.texts import fault_in
from service.commands.context import database, find_site, settings_or_exit, speaks_plainly
from store import lists as table
from store.lists import ListedEntry
from store.unit import Database, Unit

PAGE = 1_000


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
    with database() as opened:
        site_id = find_site(opened, site).id
        for one in _all(opened, site_id, removed):
            gone = "" if one.removed_at is None else f"\tremoved by {one.removed_by} {iso(one.removed_at)}"
            said = "\t".join((one.id, one.kind, one.action, one.text, one.author, str(iso(one.created_at))))
            click.echo(f"{said}\t{one.note or ''}{gone}")


def _all(opened: Database, site_id: int, removed: bool) -> list[ListedEntry]:
    def whole(unit: Unit) -> list[ListedEntry]:
        found, after = table.page(unit, site_id, removed=removed, limit=PAGE, after=None)
        while after is not None:
            more, after = table.page(unit, site_id, removed=removed, limit=PAGE, after=after)
            found += more
        return found

    return opened.read(whole)


@lists.command("add")
@click.argument("site")
@click.argument("text", callback=_clean)
@_KIND
@_ACTION
@_NOTE
@speaks_plainly
def add(site: str, text: str, kind: str, action: str, note: str | None) -> None:
    """Put TEXT on the list of SITE: a word or phrase (a * at its end: any ending), a host, or an RE2 pattern."""
    with database() as opened:
        site_id = find_site(opened, site).id
        kept = read_entry(Kind(kind), text, _fold())
        added = opened.write(
            lambda unit: table.add_one(
                unit,
                site_id,
                kept,
                kind=Kind(kind),
                action=Action(action),
                note=note,
                author=getpass.getuser(),
                now=system_clock(),
            )
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
    texts = _read(file, Kind(kind), _fold())
    with database() as opened:
        site_id = find_site(opened, site).id
        added = opened.write(
            lambda unit: table.add(
                unit,
                site_id,
                texts,
                kind=Kind(kind),
                action=Action(action),
                note=note,
                author=getpass.getuser(),
                now=system_clock(),
            )
        )
    click.echo(f"Added to {site}'s list: {len(added)}; left out as known already: {len(texts) - len(added)}.")


def _read(file: TextIO, kind: Kind, fold: Fold) -> list[str]:
    texts = []
    faults = []
    try:
        lines = file.read().splitlines()
    except UnicodeDecodeError as error:
        raise click.ClickException("The file is not text in UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            fault = fault_in(line)
            if fault is not None:
                raise EntryInvalid((Fault("/text", fault),))
            texts.append(read_entry(kind, line, fold))
        except EntryInvalid as error:
            faults.append(f"Line {number} {error}")
    if faults:
        raise click.ClickException("\n".join(["Nothing was stored.", *faults]))
    return texts


@lists.command("remove")
@click.argument("site")
@click.argument("entry", type=click.UUID)
@speaks_plainly
def remove(site: str, entry: UUID) -> None:
    """Take ENTRY, an id of `lists show`, off the list of SITE."""
    with database() as opened:
        site_id = find_site(opened, site).id
        gone = opened.write(
            lambda unit: table.remove(unit, site_id, str(entry), by=getpass.getuser(), now=system_clock())
        )
    click.echo(f"'{gone.text}' is off {site}'s list.")


def _fold() -> Fold:
    from service.app import load_classifier  # noqa: PLC0415 - most commands need no classifier, and none waits for it

    return load_classifier(settings_or_exit()).fold
