"""Leaving Google's Perspective: what its scores and ours say together, and the thresholds that keep the flag rate."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import orjson
from rich.console import Console
from rich.table import Table

from moderation import ruleset, sites
from moderation.foreign import leaving
from moderation.foreign.leaving import Comparison, Given, PairInvalid
from moderation.wiring import ArtifactInvalid, load_classifier
from policy.perspective import LABEL_OF
from policy.wires import Wire
from service.commands.common import speaks_plainly, store_parts
from service.commands.settings import settings_or_exit
from service.presenters import leaving as shown
from store.pairs import Pair

SITE = click.argument("site")
MOST_FAULTS = 20


@click.group("migrate-perspective")
def group() -> None:
    """Leave Google's Perspective: run beside it, compare, and take over its thresholds."""


def _thresholds(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> Callable[[str], float]:
    found: dict[str, float] = {}
    for one in values:
        name, equals, number = one.rpartition("=")
        try:
            score = float(number)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:
            raise click.BadParameter(f"'{one}' is not NAME=0.8 or 0.8, with a number from 0 to 1")
        if equals and name not in LABEL_OF:
            raise click.BadParameter(f"there is no attribute '{name}'; there are {', '.join(LABEL_OF)}")
        found[name] = score
    default = found.get("", leaving.DEFAULT_THRESHOLD)
    return lambda attribute: found.get(attribute, default)


@group.command("report")
@SITE
@click.option("--pairs", type=click.File("rb"), help='Lines {"text", "scores": {NAME: 0.8}}; "-" for standard input.')
@click.option("--threshold", "threshold_of", multiple=True, callback=_thresholds, help="Yours: 0.8, or NAME=0.7.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write the report there as JSON.")
@click.option("--page", type=click.Path(path_type=Path), help="Also write it there as a page with plots.")
@click.option("--apply", is_flag=True, help="Write the proposed thresholds into the site's rules.")
@speaks_plainly
def report(
    site: str,
    pairs: BinaryIO | None,
    threshold_of: Callable[[str], float],
    json_file: Path | None,
    page: Path | None,
    apply: bool,
) -> None:
    """Compare Perspective's scores with ours: those that the proxy kept for SITE, or those of a file."""
    with store_parts() as parts:
        sites.find(parts, site)
        found = leaving.kept_pairs(parts, site) if pairs is None else list(_scored(pairs))
        if not found:
            raise click.ClickException("There are no pairs yet: give a file with --pairs, or let the proxy run.")
        compared = leaving.compare(found, threshold_of)
        _print(compared)
        if json_file is not None:
            content = [shown.to_mapping(one) for one in compared]
            json_file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
        if page is not None:
            day = datetime.now(UTC).strftime("%Y-%m-%d")
            page.write_text(shown.page(compared, site=site, day=day), encoding="utf-8")
        if apply:
            rules = leaving.apply(parts, site, compared, author=getpass.getuser())
            click.echo(f"Version {rules.version} of {site}'s rules holds the proposed thresholds from now on.")


@group.command("proxy")
@SITE
@click.option("--on/--off", "on", required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Google's last day; default: 2026-12-31.")
@speaks_plainly
def proxy(site: str, on: bool, until: datetime | None) -> None:
    """Let Google answer SITE's questions through us, and keep both scores; its key is given by `prohori wires add`."""
    with store_parts() as parts:
        site_id = sites.find(parts, site).id
        wanted: dict[str, Any] = ruleset.show(parts, site_id).ruleset.to_mapping()
        settings = wanted["wires"][Wire.PERSPECTIVE.value]
        settings["proxy"] = on
        if until is not None:
            settings["until"] = until.date().isoformat()
        ruleset.change(parts, site_id, wanted, author=getpass.getuser())
    last = date.fromisoformat(settings["until"])
    click.echo(f"Google answers until {last}, then we do." if on else "We answer from now on.")


@group.command("forget")
@SITE
@speaks_plainly
def forget(site: str) -> None:
    """Forget the pairs that the proxy kept for SITE, and the texts in them."""
    with store_parts() as parts:
        click.echo(f"{leaving.forget_pairs(parts, site)} pairs are forgotten.")


def _scored(file: BinaryIO) -> Iterator[Pair]:
    """Return the pairs of a file, scored by the classifier. Names every line that holds none."""
    given: list[Given] = []
    faults: list[str] = []
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            given.append(leaving.read_line(orjson.loads(line), number))
        except orjson.JSONDecodeError as error:
            faults.append(f"line {number}: is not JSON: {error}")
        except PairInvalid as error:
            faults.append(str(error))
    if faults:
        more = f"\n... and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise click.ClickException("\n".join(faults[:MOST_FAULTS]) + more)
    try:
        classifier = load_classifier(settings_or_exit())
    except ArtifactInvalid as error:
        raise click.ClickException(str(error)) from error
    return leaving.scored(classifier, given)


def _print(compared: list[Comparison]) -> None:
    table = Table(title="Perspective and Prohori", title_justify="left")
    table.add_column("attribute")
    table.add_column("language")
    for heading in ("pairs", "yours", "proposed", "flagged", "then", "agree", "rank", "no longer", "newly"):
        table.add_column(heading, justify="right")
    for one in compared:
        found = one.found
        table.add_row(
            one.attribute,
            one.language,
            f"{found.pairs:,}",
            f"{found.theirs:.2f}",
            f"{found.ours:.4f}" if one.proposed else "too few",
            f"{found.rate:.1%}",
            f"{found.our_rate:.1%}" + ("" if found.keeps_the_rate else " !"),
            f"{found.agreement:.1%}",
            "–" if found.rank is None else f"{found.rank:.2f}",
            f"{one.no_longer:,}",
            f"{one.newly:,}",
        )
    Console(width=None).print(table)
