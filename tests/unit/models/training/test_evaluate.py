"""What is measured on development rows, and the tables, plots, report and card made from it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from models.artifact import load
from models.linear import LinearClassifier
from models.protocol import Limits
from models.training.assess import Assessment, assess, thresholds_of
from models.training.commands import evaluate
from models.training.compare import differences
from models.training.evaluate import figures, pooled, read_scores
from models.training.functional import functions, run
from models.training.read import Row
from models.training.report import between, write_card, write_report
from models.training.stops import Bars, bars, stops
from models.training.tables import tables
from models.training.trade import trades
from tests.unit.models.tiny import write

LABELS = ("spam", "toxicity")
LIMITS = {"spam": Limits(0.5, 0.9), "toxicity": Limits(0.6, None)}
TEXTS = {"bn": "লেখা", "bn-Latn": "lekha", "en": "what"}


def limits_of(rows: list[Row]) -> Bars:
    return bars([row.lang for row in rows], LABELS, lambda language: LIMITS)


Stated = list[tuple[dict[str, int], float, float]]  # labels, score for spam, score for toxicity


def rows_of(source: str, lang: str, stated: Stated) -> tuple[list[Row], list[list[float]]]:
    rows = [Row(TEXTS[lang], lang, source, "unlisted", labels) for labels, _, _ in stated]
    return rows, [[spam, toxicity] for _, spam, toxicity in stated]


@pytest.fixture
def measured() -> tuple[list[Row], NDArray[np.float64]]:
    """A source of 60 Bengali and 40 Banglish rows, and a small one of English spam."""
    toxic, clean = {"toxicity": 1}, {"toxicity": 0}
    bn, bn_scores = rows_of("news", "bn", [(toxic, 0.1, 0.8)] * 20 + [(clean, 0.1, 0.2)] * 39 + [(clean, 0.95, 0.2)])
    latn, latn_scores = rows_of("news", "bn-Latn", [(toxic, 0.1, 0.3)] * 20 + [(clean, 0.1, 0.7)] * 20)
    en, en_scores = rows_of("mail", "en", [({"spam": 1}, 0.6, 0.1), ({"spam": 1}, 0.4, 0.1), ({"spam": 0}, 0.1, 0.1)])
    return [*bn, *latn, *en], np.array([*bn_scores, *latn_scores, *en_scores])


def test_figures_are_by_label_source_and_language_and_whole(
    measured: tuple[list[Row], NDArray[np.float64]],
) -> None:
    found = {(one.label, one.source, one.language): one for one in figures(*measured, LABELS, limits_of(measured[0]))}
    assert set(found) == {
        ("toxicity", "news", "all"),
        ("toxicity", "news", "bn"),
        ("toxicity", "news", "bn-Latn"),
        ("spam", "mail", "en"),
    }
    bengali, banglish = found["toxicity", "news", "bn"], found["toxicity", "news", "bn-Latn"]
    assert (bengali.rows, bengali.positives, bengali.roc_auc, bengali.pr_auc) == (60, 20, 1.0, 1.0)
    assert (bengali.clean, bengali.held, bengali.rejected) == (40, 0.0, 0.0)
    assert (banglish.roc_auc, banglish.held, banglish.recall_at_1) == (0.0, 1.0, 0.0)
    assert found["toxicity", "news", "all"].rows == 100


def test_a_handful_of_rows_in_another_language_counts_with_the_source() -> None:
    rows, scores = rows_of("news", "bn", [({"toxicity": 0}, 0, 0)] * 40)
    few, few_scores = rows_of("news", "bn-Latn", [({"toxicity": 1}, 0, 1)] * 5)
    rows += few
    (found,) = figures(rows, np.array([*scores, *few_scores]), LABELS, limits_of(rows))
    assert (found.language, found.rows, found.positives) == ("bn", 45, 5)


def test_languages_are_pooled_over_sources(measured: tuple[list[Row], NDArray[np.float64]]) -> None:
    found = {(one.label, one.language): one for one in pooled(*measured, LABELS)}
    assert set(found) == {("toxicity", "bn"), ("toxicity", "bn-Latn"), ("spam", "en")}
    toxicity = found["toxicity", "bn"]
    assert toxicity.ece == pytest.approx(0.2)
    assert toxicity.chance is not None
    assert toxicity.debiased is not None
    assert 0.05 < toxicity.chance < 0.2
    assert 0 < toxicity.debiased <= 0.2
    assert sum(part.rows for part in found["toxicity", "bn"].curve) == 60


def test_stops_count_false_alarms_of_any_label_and_what_is_caught(
    measured: tuple[list[Row], NDArray[np.float64]],
) -> None:
    mail, news = stops(*measured, limits_of(measured[0]))
    assert (news.clean, news.held, news.rejected) == (60, 0.35, 0.0167)
    assert (news.toxic, news.toxic_stopped, news.toxic_rejected) == (40, 0.5, 0.0)
    assert (mail.spam, mail.spam_stopped, mail.clean, mail.held) == (2, 0.5, 1, 0.0)
    assert (mail.toxic, mail.toxic_stopped) == (0, None)


def test_a_price_list_says_what_another_threshold_would_hold_and_stop(
    measured: tuple[list[Row], NDArray[np.float64]],
) -> None:
    rows, scores = measured
    limits = limits_of(rows)
    before = limits.hold.copy()
    found = {one.hold: one.stops for one in trades(rows, scores, [row.lang for row in rows], LABELS, limits)}
    assert [one.source for one in found[0.5]] == ["news"]
    assert (found[0.3][0].held, found[0.3][0].toxic_stopped) == (0.025, 1.0)  # spam holds one of the clean ones
    assert (found[0.75][0].toxic_stopped, found[0.85][0].toxic_stopped) == (1.0, 0.0)
    assert found[0.5][0].clean == 40
    assert np.array_equal(limits.hold, before)
    assert trades(rows, scores, ["en"] * len(rows), LABELS, limits) == []


def test_rows_are_stopped_by_the_limits_of_the_language_found_in_them(
    measured: tuple[list[Row], NDArray[np.float64]],
) -> None:
    rows, scores = measured
    own = {"bn": {**LIMITS, "toxicity": Limits(0.1, 0.75)}, "bn-Latn": {**LIMITS, "toxicity": Limits(0.9, None)}}
    limits = bars([row.lang for row in rows], LABELS, lambda language: own.get(language, LIMITS))
    mail, news = stops(rows, scores, limits)
    assert (news.held, news.rejected) == (0.6667, 0.0167)  # all the Bengali ones and no Banglish one
    assert (news.toxic_stopped, news.toxic_rejected, mail.spam_stopped) == (0.5, 0.5, 0.5)
    found = {(one.label, one.language): one for one in figures(rows, scores, LABELS, limits, intervals=False)}
    assert (found["toxicity", "bn"].held, found["toxicity", "bn-Latn"].held) == (1.0, 0.0)


def test_the_language_of_a_row_is_the_one_found_and_not_the_one_it_states(classifier: LinearClassifier) -> None:
    rows = [Row("what a lovely day", "bn", "mail", "unlisted", {}), Row("আজ বৃষ্টি হবে", "en", "mail", "unlisted", {})]
    found = read_scores(classifier, rows)
    assert found.languages == ("en", "bn")
    assert np.array_equal(found.values, classifier.score([row.text for row in rows]).values, equal_nan=True)
    assert read_scores(classifier, []).values.shape == (0, len(classifier.labels))


def test_a_comparison_says_where_ours_is_behind_and_where_chance_decides(
    measured: tuple[list[Row], NDArray[np.float64]],
) -> None:
    rows, scores = measured
    upside_down = differences(rows, LABELS, 1 - scores, scores)
    same = differences(rows, LABELS, scores, scores)
    toxicity = {one.source: one for one in upside_down if one.label == "toxicity"}["news"]
    assert toxicity.verdict == "behind"
    assert toxicity.low <= toxicity.difference <= toxicity.high < 0
    assert {(one.difference, one.verdict) for one in same} == {(0.0, "")}
    ahead = differences(rows, LABELS, scores, 1 - scores)
    assert {one.verdict for one in ahead if one.label == "toxicity"} == {"ahead"}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return write_cases(tmp_path / "cases")


def write_cases(folder: Path) -> Path:
    folder.mkdir()
    texts = {"bn": ["আজ বৃষ্টি হবে মনে হয়", "ধন্যবাদ, লেখাটা ভালো"], "en": ["what a day"]}
    lines = {"about": "Talk.", "label": None, "cases": texts}
    (folder / "talk.json").write_text(json.dumps({"function": "talk", "expect": "pass", **lines}), "utf-8")
    (folder / "rude.json").write_text(json.dumps({"function": "rude", "expect": "stop", **lines}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def found(classifier: LinearClassifier, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    cases = write_cases(tmp_path_factory.mktemp("assessed") / "cases")
    return assess(classifier, data, against=classifier, cases=cases, progress=lambda line: None)


def test_cases_come_out_right_or_wrong_by_the_thresholds(classifier: LinearClassifier, cases: Path) -> None:
    rude, talk = functions(cases)
    never = dict.fromkeys(classifier.labels, Limits(1.0, None))
    right = {(one.function, one.language): one.right for one in run(classifier, lambda language: never, [rude, talk])}
    assert right == {("rude", "bn"): 0.0, ("rude", "en"): 0.0, ("talk", "bn"): 1.0, ("talk", "en"): 1.0}
    always = dict.fromkeys(classifier.labels, Limits(0.0, None))
    (bengali, english) = run(classifier, lambda language: always if language == "bn" else never, [talk])
    assert (bengali.right, bengali.wrong, english.right) == (0.0, talk.cases["bn"], 1.0)


@pytest.mark.parametrize(
    "change",
    [
        {"expect": "hold"},
        {"label": "rude"},
        {"function": "other"},
        {"cases": {}},
        {"cases": {"bn": []}},
        {"more": 1},
    ],
)
def test_a_malformed_file_of_cases_is_named(cases: Path, change: dict[str, object]) -> None:
    page = json.loads((cases / "talk.json").read_text("utf-8"))
    (cases / "talk.json").write_text(json.dumps({**page, **change}), "utf-8")
    with pytest.raises(ValueError, match=r"talk\.json"):
        functions(cases)


def test_a_classifier_without_thresholds_is_judged_by_the_shipped_ones(tiny: Path, tmp_path: Path) -> None:
    older = Path(shutil.copytree(tiny, tmp_path / "older"))
    card = json.loads((older / "card.json").read_text("utf-8"))
    del card["thresholds"]
    card.pop("thresholds_by_language", None)
    (older / "card.json").write_text(json.dumps(card), "utf-8")
    for language in ("en", "bn-Latn", "und"):
        assert thresholds_of(load(older))(language) == load().card.limits(language)
        assert thresholds_of(load(tiny))(language) == load(tiny).card.limits(language)


def test_every_table_has_as_many_cells_as_columns(found: Assessment) -> None:
    every = tables(found)
    assert len(every) == 9
    assert all(len(row) == len(table.columns) for table in every for row in table.rows)


@pytest.fixture(scope="module")
def report(found: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "out"
    write_report(found, folder)
    return folder


def test_the_report_shows_every_table_and_its_plots(found: Assessment, report: Path) -> None:
    text = (report / "report.md").read_text("utf-8")
    assert all(f"## {table.title}" in text for table in tables(found))
    for file in ("reliability.svg", "roc.svg", "scores.svg"):
        assert f"]({file})" in text
        drawn = (report / file).read_text("utf-8")
        assert "<text" not in drawn  # letters are outlines
        assert len(drawn) < 100_000


def test_a_card_keeps_its_prose_and_renews_its_figures(found: Assessment, report: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("# Card\n\n<!-- figures -->\nwhat stood here\n<!-- /figures -->\n\nProse.\n", "utf-8")
    write_card(found, card)
    once = card.read_text("utf-8")
    assert once.startswith("# Card\n\n<!-- figures -->\nModel linear-")
    assert once.endswith("<!-- /figures -->\n\nProse.\n")
    assert "what stood here" not in once
    assert all(f"### {table.title}" in once for table in tables(found))
    for drawn in (tmp_path / "plots").iterdir():  # and the same assessment draws the same bytes
        assert drawn.read_bytes() == (report / drawn.name).read_bytes()


def test_a_page_without_marks_is_refused_and_left_alone(found: Assessment, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Nothing here\n", "utf-8")
    with pytest.raises(ValueError, match="marks"):
        write_card(found, page)
    assert list(tmp_path.glob("plots*")) == []
    with pytest.raises(ValueError, match="marks"):
        between("<!-- figures -->\n", "figures", "")


def test_the_command_prints_and_writes_all_of_it(tiny: Path, data: Path, tmp_path: Path) -> None:
    other = shutil.copytree(tiny, tmp_path / "other")
    options = ["--data", data, "--model", tiny, "--against", other, "--json", tmp_path / "all.json"]
    result = CliRunner().invoke(evaluate, [str(option) for option in options])
    assert result.exit_code == 0, result.output
    assert "Ranking and calibration" in result.stdout
    assert "Against linear-" in result.stdout
    written = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert written["model"] == load(tiny).version
    assert {(one["source"], one["label"]) for one in written["figures"]} == {
        ("made-up", "toxicity"),
        ("made-up", "spam"),
    }
    assert {one["difference"] for one in written["differences"]} == {0.0}
    assert len(written["gaps"]) == 27


def test_the_command_says_in_a_sentence_what_is_wrong(tiny: Path, tmp_path: Path) -> None:
    write(tmp_path / "empty.jsonl.gz", [])
    result = CliRunner().invoke(evaluate, ["--data", str(tmp_path), "--model", str(tiny)])
    assert (result.exit_code, "no dev rows" in result.output) == (1, True)
    result = CliRunner().invoke(evaluate, ["--data", str(tmp_path), "--model", str(tmp_path)])
    assert (result.exit_code, "card.json is missing" in result.output) == (1, True)
