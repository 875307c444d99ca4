"""`prohori train` and `prohori evaluate`. What only these need is imported when they run: --help works without it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import click
from rich.console import Console
from rich.table import Table as RichTable

from models.artifact import ArtifactInvalid, load
from models.training.cells import Table

Given = ParamSpec("Given")

_WIDTH = 170  # columns that the widest table needs, whatever the terminal
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_DATA = click.option("--data", required=True, type=_FOLDER)


def _needs_packages(command: Callable[Given, None]) -> Callable[Given, None]:
    """Tell which package is missing, and what installs it."""

    @functools.wraps(command)
    def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ModuleNotFoundError as error:
            raise click.ClickException(f"This needs the package {error.name}: install prohori[train]") from error

    return wrapped


@click.command()
@_DATA
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--licences", help="Comma-separated licence classes to learn from; default: those fit to be shipped.")
@click.option("--seed", default=90, show_default=True)
@_needs_packages
def train(data: Path, out: Path, licences: str | None, seed: int) -> None:
    """Fit a classifier on the labelled rows in DATA and write its artefact to OUT."""
    from models.training import train as training  # noqa: PLC0415 - scikit-learn

    console = Console(stderr=True)
    chosen = None if licences is None else [one.strip() for one in licences.split(",")]
    with console.status("reading") as status:

        def progress(step: str) -> None:
            console.log(step)
            status.update(step)

        try:
            card = training.train(data, out, licences=chosen, seed=seed, progress=progress)
        except (ValueError, OSError) as error:  # no row that can be used, no place to write
            raise click.ClickException(f"{error}.") from error
    click.echo(f"Model {card.version} written to {out}")


@click.command()
@_DATA
@click.option("--model", type=_FOLDER, help="Default: the shipped one.")
@click.option("--against", type=_FOLDER, help="Another model, compared on the same rows.")
@click.option("--json", "as_json", type=_FILE, help="Write all figures to this file.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write report.md and plots there.")
@click.option(
    "--card",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put tables and plots into this page, between <!-- figures --> and <!-- /figures -->.",
)
@_needs_packages
def evaluate(
    data: Path, model: Path | None, against: Path | None, as_json: Path | None, report: Path | None, card: Path | None
) -> None:
    """Measure a classifier on the dev rows in DATA: ranking, calibration, false alarms, bias, functional cases."""
    from models.training.assess import assess  # noqa: PLC0415 - scikit-learn
    from models.training.report import write_card, write_report  # noqa: PLC0415 - matplotlib
    from models.training.tables import tables  # noqa: PLC0415 - as above

    progress = Console(stderr=True)
    try:
        other = None if against is None else load(against)
        found = assess(load(model), data, against=other, progress=progress.log)
        if as_json is not None:
            text = json.dumps(found.as_data(), ensure_ascii=False, indent=1, allow_nan=False)
            as_json.write_text(text + "\n", encoding="utf-8")
        if report is not None:
            write_report(found, report)
        if card is not None:
            write_card(found, card)
    except (ArtifactInvalid, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    console = Console()
    console.width = max(console.width, _WIDTH)
    console.print(f"Model {found.model}, {len(found.rows):,} rows")
    for table in tables(found):
        _show(console, table)


def _show(console: Console, table: Table) -> None:
    shown = RichTable(title=table.title, caption=table.note, title_justify="left", caption_justify="left")
    for column in table.columns:
        shown.add_column(column, no_wrap=True)
    for row in table.rows:
        shown.add_row(*row)
    console.print(shown)
