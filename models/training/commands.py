"""`prohori train` and `prohori evaluate`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from models.artifact import load
from models.training import evaluate as evaluation
from models.training import train as training

_DATA = click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.command()
@_DATA
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--licences", help="Comma-separated licence classes to learn from; default: those fit to be shipped.")
@click.option("--seed", default=90, show_default=True)
def train(data: Path, out: Path, licences: str | None, seed: int) -> None:
    """Fit a classifier on the labelled rows in DATA and write its artefact to OUT."""
    console = Console(stderr=True)
    chosen = None if licences is None else [one.strip() for one in licences.split(",")]
    with console.status("reading") as status:

        def progress(step: str) -> None:
            console.log(step)
            status.update(step)

        card = training.train(data, out, licences=chosen, seed=seed, progress=progress)
    click.echo(f"Model {card.version} written to {out}")


@click.command()
@_DATA
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Default: the shipped one."
)
def evaluate(data: Path, model: Path | None) -> None:
    """Print how well a classifier ranks the dev rows in DATA, by source and label."""
    table = Table("source", "label", "language", "rows", "positives", "ROC-AUC")
    for row in evaluation.evaluate(load(model), data):
        table.add_row(
            *(str(row[name]) for name in ("source", "label", "language", "n", "positives")),
            "" if row["roc_auc"] is None else f"{row['roc_auc']:.4f}",
        )
    Console(width=110).print(table)
