"""Taking over the comments of an earlier system."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import click

from moderation import imports, sites
from moderation.imports import Import, ImportParts, open_import
from service.commands.common import speaks_plainly
from service.commands.folder_key import known_folder_key
from service.commands.settings import BAD_CONFIGURATION, settings_or_exit
from service.imports.checked import ARTICLES, Checker
from service.imports.formats import FORMATS, format_of
from service.imports.row import Export, FileUnfit, Left, Options
from service.imports.tables import FIELDS
from service.imports.taking import Taking, Tally

PAUSE_SECONDS = 0.5
SHOWN = 20

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _columns(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for one in given:
        name, equals, column = one.partition("=")
        if name not in FIELDS or not equals or not column:
            raise click.BadParameter(f"'{one}': write FIELD=COLUMN; fields are {', '.join(FIELDS)}")
        columns[name] = column
    return columns


@click.command("import")
@click.argument("site")
@click.argument("file", type=_FILE)
@click.option("--format", "name", type=click.Choice(list(FORMATS)), help="Default: told by how FILE begins.")
@click.option("--map", "columns", multiple=True, callback=_columns, metavar="FIELD=COLUMN", help="For csv and jsonl.")
@click.option(
    "--article",
    type=click.Choice(ARTICLES),
    default="id",
    show_default=True,
    help="What names an article that no article here has the address of: its id there, or the end of its address.",
)
@click.option("--stories", type=_FILE, help="Of Coral: the collection with the articles.")
@click.option("--users", type=_FILE, help="Of Coral: the collection with the authors.")
@click.option("--judge-anew", is_flag=True, help="What was decided there does not stand; it is kept as labels only.")
@click.option("--tell", is_flag=True, help="Endpoints and an outside article store hear of each, as of new ones.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, and store nothing.")
@click.option("--no-wait", is_flag=True, help="End when all is stored, before all is judged.")
@click.option("--bad", type=click.Path(dir_okay=False, path_type=Path), help="Write each bad row there: line, reason.")
@speaks_plainly
def import_(
    site: str,
    file: Path,
    name: str | None,
    columns: dict[str, str],
    article: str,
    stories: Path | None,
    users: Path | None,
    judge_anew: bool,
    tell: bool,
    dry_run: bool,
    no_wait: bool,
    bad: Path | None,
) -> None:
    """Take the comments in FILE over to SITE, an export of an earlier system.

    Run it again after it was stopped: what is here already is left as it is. Ends with 1 where rows were bad.
    """
    beside = {key: str(path) for key, path in (("stories", stories), ("users", users)) if path is not None}
    try:
        name = name or format_of(file)
        export = FORMATS[name].open(file, Options(columns=columns, beside=beside))
        with _opened(export) as parts:
            about = Import(site_id=sites.find(parts, site).id, source=name, keeps=not judge_anew, tells=tell)
            checker = Checker(
                prefix=FORMATS[name].prefix,
                article=article,
                addresses=imports.addresses(parts, about.site_id),
                hashed=parts.hasher,
            )
            began = parts.clock()
            tally = _take(parts, about, checker, export, bad, dry_run)
            _report(tally, name, dry_run)
            if tally.stored and not dry_run:
                _judged(parts, about, began, wait=not no_wait)
    except FileUnfit as error:
        raise click.ClickException(f"{file} {error}.") from error
    if tally.refused:
        sys.exit(1)


@contextmanager
def _opened(export: Export) -> Iterator[ImportParts]:
    settings = settings_or_exit()
    key = settings.secret_key or known_folder_key(settings.data_dir)
    if key is None:
        click.echo("PROHORI_SECRET_KEY: is needed to hash addresses; set what the service has", err=True)
        sys.exit(BAD_CONFIGURATION)
    parts = open_import(replace(settings, secret_key=key))
    try:
        yield parts
    finally:
        parts.close()
        export.close()


def _take(parts: ImportParts, about: Import, checker: Checker, export: Export, bad: Path | None, dry: bool) -> Tally:
    with (
        bad.open("w", encoding="utf-8") if bad else nullcontext() as listed,
        click.progressbar(length=export.size, label="Checked" if dry else "Stored", file=sys.stderr) as bar,
    ):

        def step(done: int) -> None:
            bar.update(done - bar.pos)

        def refused(row: Left) -> None:
            if listed is not None:
                listed.write(f"{row.line}\t{row.why}\n")

        taking = Taking(parts, about, checker, on_row=step, on_bad=refused, dry=dry)
        tally = taking.run(export)
        step(export.size)
    return tally


def _report(tally: Tally, name: str, dry: bool) -> None:
    would = "would be stored" if dry else "stored"
    click.echo(f"{tally.read:,} rows of {name}: {tally.stored:,} {would}, {tally.known:,} here before.")
    if tally.without_parent:
        click.echo(f"{tally.without_parent:,} of them reply to a comment that is not here, and stand by themselves.")
    for why, number in tally.left_out.items():
        click.echo(f"{number:,} left out: {why}.")
    if tally.refused:
        click.echo(f"{tally.refused:,} bad rows:", err=True)
        for row in tally.bad[:SHOWN]:
            click.echo(f"  line {row.line}: {row.why}", err=True)
        if tally.refused > SHOWN:
            click.echo(f"  and {tally.refused - SHOWN:,} more; --bad FILE lists them all", err=True)


def _judged(parts: ImportParts, about: Import, began: int, *, wait: bool) -> None:
    """Say what became of them; with wait, once the workers have judged them all."""
    found = imports.judged_since(parts, about.site_id, began)
    total = sum(found.values())
    if wait and found.get("pending"):
        with click.progressbar(length=total, label="Judged", file=sys.stderr) as bar:
            while left := found.get("pending", 0):
                bar.update(total - left - bar.pos)
                time.sleep(PAUSE_SECONDS)
                found = imports.judged_since(parts, about.site_id, began)
            bar.update(total - bar.pos)
    click.echo(", ".join(f"{number:,} {status}" for status, number in sorted(found.items())) + ".")
