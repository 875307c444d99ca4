"""The yardstick learns the same rows and stands beside ours, label by label."""

from pathlib import Path

import numpy as np
from click.testing import CliRunner

from models.training.baseline import baseline_scores, main
from models.training.measures import roc_auc
from models.training.read import Row, read

LABELS = ("toxicity", "spam", "threat")


def test_one_vectoriser_serves_every_label_and_an_untaught_one_stays_low(data: Path) -> None:
    rows, dev = list(read(data, "train")), list(read(data, "dev"))
    found = baseline_scores(rows, dev, LABELS, letters=False, progress=lambda line: None)
    assert found.shape == (len(dev), 3)
    assert roc_auc(np.array([row.labels["toxicity"] for row in dev]), found[:, 0]) == 1.0
    assert len(set(found[:, 1])) == len(set(found[:, 2])) == 1  # spam has one class only, threat none


def test_the_yardstick_cannot_see_punctuation_that_is_hidden_from_it() -> None:
    rows = [
        Row(f"a good article{mark}", "en", "made-up", "unlisted", {"toxicity": len(mark)}) for mark in ("!", "") * 20
    ]
    seen, hidden = (
        baseline_scores(rows, rows[:2], ["toxicity"], letters=letters, progress=lambda line: None)[:, 0]
        for letters in (False, True)
    )
    assert seen[0] > seen[1]
    assert hidden[0] == hidden[1]


def test_the_command_puts_its_table_into_a_page(data: Path, tiny: Path, tmp_path: Path) -> None:
    page = tmp_path / "card.md"
    page.write_text("Before\n<!-- yardstick -->\n<!-- /yardstick -->\nAfter\n", "utf-8")
    result = CliRunner().invoke(main, [str(data), "toxicity", "--model", str(tiny), "--card", str(page)])
    assert result.exit_code == 0, result.output
    written = page.read_text("utf-8")
    assert "Significantly behind: nowhere." in written
    assert "| toxicity | made-up | 24 | 12 | 1.000 | 1.000 | +0.000 |" in written
    assert (written.startswith("Before\n"), written.endswith("After\n")) == (True, True)
