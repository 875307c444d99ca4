"""An artefact that is damaged, altered or of another make is refused with a sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.artifact import ArtifactInvalid, load
from models.protocol import LABELS, Limits

STATED = {label: {"hold": 0.5, "reject": None} for label in LABELS}


@pytest.fixture
def copy(tiny: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny, tmp_path / "copy"))


def change_card(directory: Path, change: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads((directory / "card.json").read_text("utf-8"))
    change(card)
    (directory / "card.json").write_text(json.dumps(card), "utf-8")


def test_an_untouched_copy_is_accepted_and_scores_the_same(tiny: Path, copy: Path) -> None:
    assert load(tiny).score(["ভালো"]).by_comment() == load(copy).score(["ভালো"]).by_comment()


@pytest.mark.parametrize("name", ["weights.npy", "card.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ArtifactInvalid, match=name):
        load(copy)


@pytest.mark.parametrize("name", ["weights.npy", "card.json"])
def test_a_truncated_file_is_refused(copy: Path, name: str) -> None:
    whole = (copy / name).read_bytes()
    (copy / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArtifactInvalid):
        load(copy)


def test_one_changed_byte_of_the_weights_is_noticed(copy: Path) -> None:
    altered = bytearray((copy / "weights.npy").read_bytes())
    altered[-1] ^= 1
    (copy / "weights.npy").write_bytes(altered)
    with pytest.raises(ArtifactInvalid, match="checksum"):
        load(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card.update(format=1),
        lambda card: card.update(buckets=1),
        lambda card: card.update(buckets=card["buckets"] // 2),
        lambda card: card["labels"].pop(),
        lambda card: card["calibration"].update(slope=[[-1.0] * 8]),
        lambda card: card["calibration"].update(offset=[[0.0] * 7]),
        lambda card: card["calibration"].update(languages=["bn"] * 40),
        lambda card: card.update(scales=[[0.0] * 8, [1.0] * 8]),
        lambda card: card.update(scales=card["scales"][:1]),
        lambda card: card.update(idf_scales=[1, 0]),
        lambda card: card.update(worst_part=0.4),
        lambda card: card.update(groups=[]),
        lambda card: card.update(groups=[["bn"], ["en"]]),
        lambda card: card.update(lifts=card["lifts"][:1]),
        lambda card: card["lifts"][0].update(anger={"above": 0, "by": 1}),
        lambda card: card["lifts"][0].update(toxicity={"above": 0, "by": -1}),
        lambda card: card.update(scored={"english": ["spam"]}),
        lambda card: card.update(scored={"en": ["anger"]}),
        lambda card: card.update(scored={"en": []}),
        lambda card: card.pop("languages"),
        lambda card: card.update(trained_on=[{"nobody": 1}]),
        lambda card: card.update(calibration="none"),
        lambda card: card.update(thresholds={"toxicity": {"hold": 0.5, "reject": None}}),
        lambda card: card.update(thresholds={label: {"hold": 0.5, "reject": 0.4} for label in card["labels"]}),
        lambda card: card.update(thresholds={label: {"hold": 1.5, "reject": None} for label in card["labels"]}),
        lambda card: card.update(thresholds={label: {"hold": 0.5} for label in card["labels"]}),
        lambda card: card.update(thresholds_by_language={"en": {"anger": {"hold": 0.5, "reject": None}}}),
        lambda card: card.update(thresholds_by_language={"english": {"spam": {"hold": 0.5, "reject": None}}}),
        lambda card: card.update(thresholds_by_language={"en": {"spam": {"hold": 0.5, "reject": 0.4}}}),
        lambda card: card.update(thresholds_by_language={"en": {"spam": {"hold": 0.5}}}),
        lambda card: card.update(thresholds_by_language={"en": 0.5}),
        lambda card: card.update(thresholds_by_language=["en"]),
    ],
)
def test_a_card_that_does_not_fit_is_refused(copy: Path, change: Callable[[dict[str, Any]], object]) -> None:
    change_card(copy, lambda card: card.update(thresholds=STATED, thresholds_by_language={}))
    load(copy)
    change_card(copy, change)
    with pytest.raises(ArtifactInvalid):
        load(copy)


def test_a_card_states_its_thresholds_or_none(tiny: Path, copy: Path) -> None:
    change_card(copy, lambda card: card.update(thresholds=STATED))
    assert load(copy).card.thresholds == dict.fromkeys(LABELS, Limits(0.5, None))
    assert load(copy).version == load(tiny).version
    change_card(copy, lambda card: (card.pop("thresholds"), card.pop("thresholds_by_language", None)))
    assert load(copy).card.thresholds == {}
    assert load(copy).card.limits("en") == {}


def test_a_card_states_other_thresholds_for_some_languages_and_labels(copy: Path) -> None:
    own = {"en": {"toxicity": {"hold": 0.4, "reject": 0.9}}, "bn": {}}
    change_card(copy, lambda card: card.update(thresholds=STATED, thresholds_by_language=own))
    card = load(copy).card
    assert card.limits("en") == {**card.thresholds, "toxicity": Limits(0.4, 0.9)}
    assert card.limits("bn") == card.limits("bn-Latn") == card.limits("und") == card.thresholds
    assert set(card.thresholds_by_language) == {"en", "bn"}


def test_a_card_with_thresholds_for_a_language_states_those_of_the_others_too(copy: Path) -> None:
    change_card(copy, lambda card: (card.pop("thresholds"), card.update(thresholds_by_language={"en": STATED})))
    with pytest.raises(ArtifactInvalid, match="not for the others"):
        load(copy)


def test_a_card_that_is_no_object_is_refused(copy: Path) -> None:
    (copy / "card.json").write_text("[1]", "utf-8")
    with pytest.raises(ArtifactInvalid, match="format"):
        load(copy)


def test_pickled_weights_are_refused(copy: Path) -> None:
    np.save(copy / "weights.npy", np.array([{"an": "object"}], dtype=object), allow_pickle=True)
    import hashlib

    digest = hashlib.sha256((copy / "weights.npy").read_bytes()).hexdigest()
    change_card(copy, lambda card: card.update(checksum=digest))
    with pytest.raises(ArtifactInvalid):
        load(copy)


def test_the_card_of_the_artefact_says_what_it_was_trained_on(tiny: Path) -> None:
    card = load(tiny).card
    trained_on = {item.source: item for item in card.trained_on}
    assert trained_on["made-up"].rows == 120
    assert "noncommercial" not in trained_on
    assert card.version.startswith("linear-")
    assert card.checksum.startswith(card.version.removeprefix("linear-"))


def test_weights_cannot_be_written_to(tiny: Path) -> None:
    table = np.load(tiny / "weights.npy", mmap_mode="r")
    for read in load(tiny)._tables:
        assert read._weights.flags.writeable is False
        assert read._idf.flags.writeable is False
    assert table.nbytes == 2 * (1 << 14) * 9  # one for all languages, one for Bengali
