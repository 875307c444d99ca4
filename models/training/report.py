"""An assessment as Markdown: a report of its own, or the part of a model card between two marks."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.protocol import Limits
from models.training.assess import Assessment
from models.training.cells import Table
from models.training.plots import Plot, draw
from models.training.tables import tables


def write_report(found: Assessment, folder: Path) -> None:
    """Writes report.md and its plots into `folder`, which is made if needed."""
    plots = draw(found, folder)
    text = f"# Report: {found.model}\n\n{_body(found, plots, '', '##')}\n"
    (folder / "report.md").write_text(text, encoding="utf-8")


def write_card(found: Assessment, card: Path) -> None:
    """Puts tables and plots between the marks `figures` of the page; the plots go into the folder `plots` beside it.

    Raises ValueError when the page lacks the marks.
    """
    replaced = between(card.read_text(encoding="utf-8"), "figures", "")  # refuse before anything is written
    plots = draw(found, card.parent / "plots")
    replaced = between(replaced, "figures", f"Model {found.model}.\n\n{_body(found, plots, 'plots/', '###')}")
    card.write_text(replaced, encoding="utf-8")


def between(page: str, name: str, content: str) -> str:
    """The page with `content` between <!-- name --> and <!-- /name -->; ValueError when it lacks the marks."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(page):
        raise ValueError(f"the page has no marks <!-- {name} --> and <!-- /{name} -->")
    return marks.sub(lambda found: f"{found[1]}{content}\n{found[2]}", page, count=1)


def markdown(table: Table) -> str:
    """The table in Markdown, without its title."""
    lines = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    cells = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
    return f"{table.note}\n\n{cells}"


def _body(found: Assessment, plots: Sequence[Plot], place: str, heading: str) -> str:
    parts = [f"Thresholds, hold / reject: {_limits(found.stated.thresholds)}."]
    parts += [f"In {tag}: {_limits(own)}." for tag, own in found.stated.thresholds_by_language.items() if own]
    parts += [f"![{plot.title}]({place}{plot.file})" for plot in plots]
    parts += [f"{heading} {table.title}\n\n{markdown(table)}" for table in tables(found)]
    return "\n\n".join(parts)


def _limits(by_label: Mapping[str, Limits]) -> str:
    return ", ".join(
        f"{label} {one.hold:.2f} / {'never' if one.reject is None else f'{one.reject:.2f}'}"
        for label, one in by_label.items()
    )
