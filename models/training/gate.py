"""The release gate: fails when a figure of the classifier drops below its floor or a bias appears.

`python -m models.training.gate [--data DIR]`. Without data it reads the card's own figures, and measures the functional
cases and the gaps between identities. With data it also measures the dev rows anew.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from models.artifact import ArtifactInvalid, load
from models.linear import LinearClassifier
from models.training.assess import thresholds_of
from models.training.bias import gaps, treatment
from models.training.evaluate import measure, pooled, read_scores
from models.training.floors import FLOORS, Reading, failures, read_floors, write_floors
from models.training.functional import FOLDER, functions, run
from models.training.read import read
from models.training.stops import bars, stops

_FEWEST = 20  # rows of either class; figures of fewer move by chance
_ROWS = 200  # of a language, for a calibration error


def card_readings(figures: Sequence[object]) -> list[Reading]:
    """ROC-AUC per source and label as a card or `models.training.evaluate.measure` states it."""
    return [
        Reading("roc_auc", str(row["source"]), str(row["label"]), float(row["roc_auc"]))
        for row in figures
        if isinstance(row, dict)
        and row["roc_auc"] is not None
        and min(row["positives"], row["n"] - row["positives"]) >= _FEWEST
    ]


def bias_readings(classifier: LinearClassifier) -> list[Reading]:
    """The gaps between the identities of each group and its worst identity, by language."""
    return [
        Reading(name, gap.language, gap.group, value)
        for gap in gaps(treatment(classifier, thresholds_of(classifier)))
        for name, value in (
            ("gap_toxicity", gap.toxicity),
            ("gap_identity_attack", gap.identity_attack),
            ("gap_held", gap.held),
            ("worst_held", gap.worst_held),
            ("worst_bpsn", gap.worst_bpsn),
        )
        if value is not None
    ]


def case_readings(classifier: LinearClassifier, cases: Path) -> list[Reading]:
    """The share of functional cases that come out right, per function and language."""
    found = run(classifier, thresholds_of(classifier), functions(cases))
    return [Reading("functional", one.function, one.language, one.right) for one in found]


def data_readings(classifier: LinearClassifier, data: Path) -> list[Reading]:
    """Ranking, calibration, false alarms and stopped shares of the dev rows in `data`."""
    rows = list(read(data, "dev", every=True))
    labels, read_as = classifier.labels, read_scores(classifier, rows)
    scores = read_as.values
    found = card_readings(measure(rows, scores, labels))
    for one in pooled(rows, scores, labels):
        if one.ece is not None and one.rows >= _ROWS and one.positives >= _FEWEST:
            found.append(Reading("calibration_error", one.language, one.label, one.ece))
    for stop in stops(rows, scores, bars(read_as.languages, labels, thresholds_of(classifier)), read_as.rest):
        for name, count, value in (
            ("clean_held", stop.clean, stop.held),
            ("clean_rejected", stop.clean, stop.rejected),
            ("toxic_stopped", stop.toxic, stop.toxic_stopped),
            ("spam_stopped", stop.spam, stop.spam_stopped),
        ):
            if value is not None and count >= _FEWEST:
                found.append(Reading(name, stop.source, "any label", value))
    return found


def gate(classifier: LinearClassifier, data: Path | None, floors: Path, functional: Path) -> list[str]:
    """What fails, a line each; empty when the classifier may be released.

    `floors` is the file of limits; `functional` the folder with `cases` and their `floors.json`.
    """
    limits = read_floors(floors)
    cases = case_readings(classifier, functional / "cases")
    lines = failures(read_floors(functional / "floors.json"), cases)
    if not cases:
        lines.append(f"functional cases: there are none in {functional / 'cases'}")
    lines += failures(limits, bias_readings(classifier))
    lines += [f"card: {line}" for line in failures(limits, card_readings(classifier.card.figures))]
    if not classifier.card.figures:
        lines.append("card: it states no figures")
    return lines if data is None else lines + failures(limits, data_readings(classifier, data))


def renew(classifier: LinearClassifier, data: Path | None, floors: Path, functional: Path) -> list[str]:
    """Sets the limits to what this classifier reaches, less a little; returns those that were loosened."""
    ranking = card_readings(classifier.card.figures) if data is None else data_readings(classifier, data)
    loosened = write_floors(floors, [*ranking, *bias_readings(classifier)], classifier.version)
    cases = case_readings(classifier, functional / "cases")
    return loosened + write_floors(functional / "floors.json", cases, classifier.version)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, help="Measure the dev rows of this folder too.")
@click.option("--model", type=_FOLDER, help="Default: the shipped one.")
@click.option("--floors", default=FLOORS, type=click.Path(dir_okay=False, path_type=Path), help="The file of limits.")
@click.option("--functional", default=FOLDER, type=_FOLDER, help="The folder of functional cases.")
@click.option("--write-floors", "write", is_flag=True, help="Set the limits from this model instead of checking it.")
def main(data: Path | None, model: Path | None, floors: Path, functional: Path, write: bool) -> None:
    """Fail when a figure of the classifier drops or a bias appears."""
    try:
        classifier = load(model)
        lines = (renew if write else gate)(classifier, data, floors, functional)
    except (ArtifactInvalid, ValueError) as error:
        raise click.ClickException(str(error)) from error
    for line in lines:
        click.echo(f"loosened: {line}" if write else line)
    if write:
        click.echo(f"Floors written from {classifier.version}")
    elif lines:
        raise SystemExit(1)
    else:
        click.echo(f"{classifier.version} passes the gate")


if __name__ == "__main__":
    main()
