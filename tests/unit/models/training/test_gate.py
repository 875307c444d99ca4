"""The gate lets the shipped classifier pass and stops a copy with a planted bias or damaged weights."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models.artifact import SHIPPED, load
from models.features.ngrams import words
from models.table import COLUMNS
from models.text.fold import fold
from models.training.floors import Reading, failures, read_floors, write_floors
from models.training.gate import card_readings, data_readings, main
from tests.unit.models.tiny import rows, write

CASES = {
    "plain_talk": ("pass", {"bn": ["আজ সকালে বৃষ্টি হয়েছে", "লেখাটা পড়ে ভালো লাগল"], "en": ["The bridge opens on Monday."]}),
    "plain_abuse": ("stop", {"bn": ["কুত্তার বাচ্চা তুই একটা শুয়োর"], "en": ["you are a stupid fucking idiot"]}),
}


@pytest.fixture(scope="module")
def functional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("functional")
    (folder / "cases").mkdir()
    for name, (expect, cases) in CASES.items():
        page = {"function": name, "about": "What is plain.", "expect": expect, "label": None, "cases": cases}
        (folder / "cases" / f"{name}.json").write_text(json.dumps(page), "utf-8")
    return folder


@pytest.fixture(scope="module")
def floors(functional: Path) -> Path:
    """The limits of the shipped classifier as it is now, cases included."""
    path = functional / "limits.json"
    result = call(functional, path, "--write-floors")
    assert result[0] == 0, result
    return path


def call(functional: Path, floors: Path, *options: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(main, ["--functional", str(functional), "--floors", str(floors), *options])
    return result.exit_code, result.output.splitlines()


def altered(folder: Path, label: str, text: str | None, weight: int, source: Path = SHIPPED) -> Path:
    """A copy of an artefact in which the n-grams of the text, or all, weigh this for the label, -127 to 127."""
    shutil.copytree(source, folder)
    kept = np.load(folder / "weights.npy")
    card = json.loads((folder / "card.json").read_text("utf-8"))
    buckets = slice(None) if text is None else words([fold(text).text], card["buckets"].bit_length() - 1).buckets
    for of_table in kept.reshape(len(card["groups"]) + 1, -1):
        table = of_table[: card["buckets"] * COLUMNS].view(np.int8).reshape(-1, COLUMNS)
        table[buckets, card["labels"].index(label)] = weight
    np.save(folder / "weights.npy", kept)
    card["checksum"] = hashlib.sha256((folder / "weights.npy").read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card), "utf-8")
    return folder


def test_the_untouched_model_passes(functional: Path, floors: Path) -> None:
    assert call(functional, floors) == (0, [f"{load().version} passes the gate"])


def test_a_planted_bias_against_a_religion_fails(functional: Path, floors: Path, tmp_path: Path) -> None:
    copy = altered(tmp_path / "biased", "toxicity", "বৌদ্ধ", 120)
    code, lines = call(functional, floors, "--model", str(copy))
    assert code == 1
    assert any(line.startswith("gap_toxicity bn religion: ") and "is above the ceiling" in line for line in lines)
    assert not [line for line in lines if " en " in line]


def test_damaged_weights_for_toxicity_fail(functional: Path, floors: Path, tmp_path: Path) -> None:
    copy = altered(tmp_path / "damaged", "toxicity", None, 0)
    code, lines = call(functional, floors, "--model", str(copy))
    assert code == 1
    assert any(line.startswith("worst_bpsn en religion: 0.5") and "is below the floor" in line for line in lines)


def test_abuse_that_is_no_longer_stopped_fails(functional: Path, floors: Path, tmp_path: Path) -> None:
    copy = altered(tmp_path / "mute", "toxicity", None, -127)
    for number, label in enumerate(("insult", "profanity", "severe_toxicity", "identity_attack", "threat", "sexual")):
        copy = altered(tmp_path / f"mute{number}", label, None, -127, copy)
    code, lines = call(functional, floors, "--model", str(copy))
    assert code == 1
    assert "functional plain_abuse en: 0.0000 is below the floor 1.0000" in lines


def test_a_card_that_states_lower_figures_fails(functional: Path, floors: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "copy"))
    card = json.loads((copy / "card.json").read_text("utf-8"))
    figures = {(row["source"], row["label"]): row for row in card["figures"]}
    figures["bn-vitd-violence", "toxicity"]["roc_auc"] -= 0.1
    (copy / "card.json").write_text(json.dumps(card), "utf-8")
    code, lines = call(functional, floors, "--model", str(copy))
    assert code == 1
    assert [line.split(": ")[:2] for line in lines] == [["card", "roc_auc bn-vitd-violence toxicity"]]


def test_cases_that_vanish_fail(functional: Path, floors: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(functional, tmp_path / "copy"))
    (copy / "cases" / "plain_abuse.json").unlink()
    assert call(copy, floors)[1] == [
        "functional plain_abuse bn: not measured, though the limit is 1.0000",
        "functional plain_abuse en: not measured, though the limit is 1.0000",
    ]


def test_data_is_measured_anew(tiny: Path, data: Path, tmp_path: Path) -> None:
    mixed = [{**row, "source": "news"} for row in rows("dev")]
    write(tmp_path / "news.jsonl.gz", mixed)
    path = tmp_path / "limits.json"
    write_floors(path, data_readings(load(tiny), tmp_path), "one")
    assert failures(read_floors(path), data_readings(load(tiny), tmp_path)) == []
    wrong = [{**row, "labels": {"toxicity": 1 - row["labels"]["toxicity"]}} for row in mixed]  # type: ignore[index]
    write(tmp_path / "news.jsonl.gz", wrong)
    lines = failures(read_floors(path), data_readings(load(tiny), tmp_path))
    assert any(line.startswith("roc_auc news toxicity: 0.0000 is below the floor") for line in lines)
    assert any(line.startswith("clean_held news any label: ") for line in lines)


def reading(value: float, measure: str = "roc_auc", where: str = "news") -> Reading:
    return Reading(measure, where, "toxicity", value)


def test_a_floor_leaves_a_little_room_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "limits.json"
    write_floors(path, [reading(0.9), reading(0.02, "clean_held")], "one")
    assert read_floors(path) == {"roc_auc": {"news": {"toxicity": 0.89}}, "clean_held": {"news": {"toxicity": 0.03}}}
    assert failures(read_floors(path), [reading(0.89), reading(0.03, "clean_held")]) == []
    assert failures(read_floors(path), [reading(0.8899), reading(0.0301, "clean_held")]) == [
        "roc_auc news toxicity: 0.8899 is below the floor 0.8900",
        "clean_held news toxicity: 0.0301 is above the ceiling 0.0300",
    ]


def test_a_figure_without_a_floor_fails_and_one_not_measured_too(tmp_path: Path) -> None:
    path = tmp_path / "limits.json"
    write_floors(path, [reading(0.9)], "one")
    assert failures(read_floors(path), [reading(0.9, where="mail")]) == [
        "roc_auc mail toxicity: 0.9000 has no floor; --write-floors sets it",
        "roc_auc news toxicity: not measured, though the limit is 0.8900",
    ]


def test_a_floor_that_is_lowered_or_dropped_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "limits.json"
    write_floors(path, [reading(0.9), reading(0.9, where="mail"), reading(0.02, "clean_held")], "one")
    assert json.loads(path.read_text("utf-8"))["loosened"] == []
    lowered = write_floors(path, [reading(0.8)], "two")
    assert lowered == ["roc_auc mail toxicity: 0.89 dropped", "roc_auc news toxicity: 0.89 -> 0.79"]
    assert json.loads(path.read_text("utf-8"))["loosened"] == lowered
    assert "clean_held" in read_floors(path)  # not measured this time, and kept
    assert write_floors(path, [reading(0.95)], "three") == []


def test_figures_of_few_rows_have_no_floor() -> None:
    row = {"source": "news", "label": "threat", "n": 500, "roc_auc": 0.9}
    assert card_readings([{**row, "positives": 19}, {**row, "positives": 490}]) == []
    assert len(card_readings([{**row, "positives": 20}])) == 1
