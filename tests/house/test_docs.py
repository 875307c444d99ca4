"""The pages and the code name the same things, in both directions, and no link or command in them is dead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
from prometheus_client import REGISTRY, Gauge

from models.artifact import load
from moderation.wiring import open_parts
from policy.reasons import REASONS
from policy.states import Actor, Status, sources_of
from runtime import metrics
from runtime.settings import read_settings
from runtime.settings_checks import OF_OTHERS
from service.app import create_app
from service.cli import ENTRY_POINTS
from service.cli import main as prohori
from service.http.problems.catalogue import CATALOGUE
from tests.house.sources import ROOT

FOLDERS = (".", "docs", "bench", "deploy", "examples", "models", "tests", ".github")
PAGES = sorted(
    page
    for folder in FOLDERS
    for page in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
    if not {".venv", "node_modules"} & set(page.parts)
)
COUNTED = ("_bucket", "_sum", "_count", "_total")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows_of(name: str) -> list[list[str]]:
    """The cells of every table row of a page, without the code marks around a whole cell."""
    lines = [line for line in text_of(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]


def code_in_first_cells(name: str, pattern: str) -> set[str]:
    """What stands in code marks at the beginning of a table row and fits the pattern."""
    found = (re.match(r"`([^`]+)`", row[0]) for row in rows_of(name))
    return {match[1] for match in found if match and re.fullmatch(pattern, match[1])}


# Settings


def settings_read() -> dict[str, str]:
    """The variables that runtime/settings.py reads, each with its default as it stands there."""
    found = re.findall(r'env\.\w+\(\s*"([A-Z_]+)",\s*([^,)]+)', text_of("runtime/settings.py"))
    return {f"PROHORI_{name}": default.strip() for name, default in reversed(found)}


def test_every_setting_has_its_line_and_every_line_its_setting() -> None:
    assert code_in_first_cells("docs/operating.md", r"PROHORI_\w+") == set(settings_read())


@pytest.mark.parametrize(("name", "default"), [pair for pair in settings_read().items() if pair[1][0] in '"0123456789'])
def test_the_line_of_a_setting_shows_its_default(name: str, default: str) -> None:
    (row,) = [row for row in rows_of("docs/operating.md") if row[0] == f"`{name}`"]
    plain = default.strip('"').replace("_", "")
    assert row[1] == (f"`{plain}`" if plain else row[1])
    assert plain or not row[1].startswith("`")


# Metrics


def metrics_counted() -> set[str]:
    """The names of all metrics: those of our collectors, and the gauges read at the scrape."""
    ours = {
        name.removesuffix("_created")
        for collector, names in REGISTRY._collector_to_names.items()
        if collector in vars(metrics).values()
        for name in names
        if name.startswith("prohori_")
    }
    whole = {name for name in ours if name.endswith("_total")}
    histograms = {name.removesuffix("_bucket") for name in ours if name.endswith("_bucket")}
    read = set(re.findall(r'"(prohori_\w+)"', text_of("service/monitoring/gauges.py")))
    kept = {one._name for one in vars(metrics).values() if isinstance(one, Gauge)}
    return whole | histograms | read | kept


def test_every_metric_has_its_line_and_every_line_its_metric() -> None:
    counted = metrics_counted()
    assert {"prohori_comments_accepted_total", "prohori_score_seconds", "prohori_pending"} <= counted
    assert code_in_first_cells("docs/operating.md", r"prohori_\w+") == counted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_settings_and_metrics_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = set(settings_read()) | OF_OTHERS
    assert set(re.findall(r"(?<!\$)\bPROHORI_[A-Z_]+[A-Z]\b", text)) <= known  # $PROHORI_... is a reader's own
    counted = metrics_counted()
    for name in re.findall(r"(?<!\w)prohori_[a-z]+_[a-z_]+[a-z]\b", text):
        assert name in counted or any(name.removesuffix(end) in counted for end in COUNTED), name


# Commands


def leaves(group: click.Group, path: tuple[str, ...] = ("prohori",)) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its words; those of other packages are loaded."""
    elsewhere = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if len(path) == 1 and name in elsewhere:
            command = elsewhere[name].load()
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join([*path, name]), command


COMMANDS = dict(leaves(prohori))


def commands_shown(page: Path) -> Iterator[str]:
    """Every call of prohori in the shell blocks and in the code marks of a page."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    marks = [mark for mark in re.findall(r"`([^`]+)`", prose) if mark.startswith("prohori ")]
    for code in [*blocks, *marks]:
        for call in re.findall(r"(?:^|[\s(/])(prohori [^\n|;&>)]+)", code.replace("\\\n", " ")):
            yield call.strip()


def test_every_command_has_its_line_and_every_line_its_command() -> None:
    assert len(COMMANDS) > 15
    assert code_in_first_cells("docs/operating.md", r"prohori [a-z -]+") == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_shown_is_a_real_one_with_real_options(page: Path) -> None:
    groups = {path.rpartition(" ")[0] for path in COMMANDS}
    for call in commands_shown(page):
        words = shlex.split(call)
        known = [" ".join(words[:length]) for length in (3, 2) if " ".join(words[:length]) in COMMANDS]
        if not known:
            assert call in groups or words[1:] == ["--help"], f"{call!r} is no command"
            continue
        command, rest = COMMANDS[known[0]], words[len(known[0].split()) :]
        if rest == ["--help"]:
            continue
        given, _, _ = command.make_parser(click.Context(command)).parse_args(rest)  # raises at an unknown option
        for parameter in command.params:
            # A name alone, as in the table of commands, gives no value to its arguments.
            if rest and isinstance(parameter.type, click.Choice) and parameter.name in given:
                values: Any = given[parameter.name]
                for value in values if isinstance(values, list | tuple) else [values]:
                    assert value in parameter.type.choices, call


def test_the_tutorial_shows_commands_and_the_check_sees_them() -> None:
    shown = list(commands_shown(ROOT / "docs/tutorial.md"))
    assert "prohori keys create khobor --name cms" in shown
    assert any(call.startswith("prohori policy set") for call in shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_make_target_shown_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"^make ([a-z]+)", text, re.MULTILINE) + re.findall(r"`make ([a-z]+)", text)) <= targets


def test_the_first_screen_shows_the_two_commands() -> None:
    first_screen = "\n".join(text_of("README.md").splitlines()[:25])
    (block, *_) = re.findall(r"^```sh\n(.*?)^```", first_screen, re.MULTILINE | re.DOTALL)
    assert [line.split("#")[0].strip() for line in block.splitlines()] == ["make up", "make test"]
    assert "curl" in first_screen
    assert re.search(r"[\u0980-\u09ff]{3}", first_screen)


# The API


def calls_served(tmp_path: Path) -> set[str]:
    parts = open_parts(read_settings())  # opens no connection before the first request
    try:
        rules = list(create_app(parts).url_map.iter_rules())
    finally:
        parts.close()
    served = set()
    for rule in rules:
        # Files of pages, and the desk's pages, are no calls.
        if rule.endpoint.endswith("static") or rule.rule.startswith(("/docs/<", "/console/")):
            continue
        path = re.sub(r"<(?:\w+:)?(?:comment_|entry_|author_|bulk_|endpoint_|dead_)?(\w+)>", r"{\1}", rule.rule)
        served |= {f"{method} {path}" for method in rule.methods or () if method not in ("HEAD", "OPTIONS")}
    return served


def test_every_call_has_its_line_and_every_line_its_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    shown = {page: code_in_first_cells(page, r"[A-Z]+ /\S+") for page in ("docs/api.md", "docs/widget.md")}
    served = calls_served(tmp_path)
    of_widget = {call for call in served if " /embed/" in call}
    assert shown == {"docs/api.md": served - of_widget, "docs/widget.md": of_widget}


def test_every_problem_has_its_line_with_its_status_and_every_line_its_problem() -> None:
    shown = {(row[1].strip("`"), row[0]) for row in rows_of("docs/api.md") if re.fullmatch(r"[45]\d\d", row[0])}
    assert shown == {(kind.name, str(kind.status)) for kind in CATALOGUE.values()}


def test_the_table_of_moves_is_the_one_in_force() -> None:
    shown = {
        (row[0].strip("`"), row[1]): set(re.findall(r"`(\w+)`", row[2]))
        for row in rows_of("docs/api.md")
        if len(row) == 3 and row[1] in list(Actor)
    }
    in_force = {(new.value, by.value): set(sources_of(new, by)) for new in Status for by in Actor}
    assert shown == {move: sources for move, sources in in_force.items() if sources}


def test_every_reason_has_its_line_and_every_line_its_reason() -> None:
    assert code_in_first_cells("docs/reasons.md", r"[a-z]+-[a-z-]+") == {reason.code for reason in REASONS}


def test_the_model_card_shows_the_figures_of_the_shipped_model() -> None:
    named = set(
        re.findall(r"^(?:# Model card: |Model )(linear-[0-9a-f]+)", text_of("docs/model-card.md"), re.MULTILINE)
    )
    assert named == {load().version}


# Links


def anchors_of(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#{1,6} (.+)$", prose, re.MULTILINE)
    plain = [re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def links_of(page: Path) -> list[str]:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"]\(([^)\s]+)\)", prose)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    for link in links_of(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors_of(target), f"{link}: no such heading"


def test_the_readme_leads_to_every_page() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in links_of(page):
            target = (page.parent / unquote(link).partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                waiting.append(target)
    assert {page for page in PAGES if page.parent != ROOT / "tests"} <= reached


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_tells_nothing_of_the_machine_it_was_written_on(page: Path) -> None:
    assert not re.search(r"(?<![\w./-])/(work|home|root|Users|tmp)/\w", page.read_text(encoding="utf-8"))
