"""Training on a tiny set: deterministic, mindful of licences and of unknown labels."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.artifact import load
from models.calibrate import Calibration
from models.lift import WORST
from models.linear import LinearClassifier
from models.protocol import LABELS
from models.table import idf_step, quantise
from models.training.augment import SOURCE as TEMPLATES
from models.training.augment import borrowed, frames, romanised, templates
from models.training.curves import ENOUGH
from models.training.evaluate import evaluate, measure
from models.training.fit import fit
from models.training.matrix import counts, weigh
from models.training.read import Row, read
from models.training.train import scored, train
from models.training.weights import known
from tests.phrases import PHRASES, learned_from
from tests.unit.models import test_calm, test_shipped
from tests.unit.models.tiny import BITS, rows, write

FRAMES_FOLDER = PHRASES.parent / "frames"


def row(labels: dict[str, int], source: str = "made-up") -> Row:
    return Row("লেখা", "bn", source, "unlisted", labels)


def test_the_same_seed_gives_the_same_artefact(
    tiny: Path, tmp_path: Path, train_tiny: Callable[[Path, int], None]
) -> None:
    train_tiny(tmp_path, 7)
    assert load(tmp_path).card == load(tiny).card
    assert (tmp_path / "card.json").read_bytes() == (tiny / "card.json").read_bytes()


def test_another_seed_gives_other_weights(data: Path) -> None:
    tables = [fit(list(read(data, "train")), LABELS, BITS, seed).table for seed in (7, 8, 7)]
    assert not np.array_equal(tables[0], tables[1])
    assert np.array_equal(tables[0], tables[2])


def test_fitting_and_scoring_bring_comments_to_the_same_length(data: Path) -> None:
    fitted = fit(list(read(data, "train")), LABELS, BITS, 7)
    kept = quantise(fitted.table, fitted.idf)
    assert np.allclose(kept.idf * np.sqrt(kept.idf_scale), fitted.idf, rtol=1e-9)


def test_the_matrix_of_fitting_gives_the_logits_of_scoring(classifier: LinearClassifier) -> None:
    texts = ["তুই একটা গাধা!গাধা", "খুব সুন্দর লেখা", "", "what a lovely day, what a day"]
    matrix, bits = counts(texts, BITS), BITS
    idf = np.linspace(1, 9, 1 << bits).round(2)
    idf = np.round(idf / idf_step(idf)) * idf_step(idf)
    weigh(matrix, idf)
    weights = np.random.default_rng(1).normal(size=1 << bits)
    kept = quantise((idf * weights)[:, None], idf)
    even = Calibration((), np.ones((1, 1)), np.zeros((1, 1)))
    card = replace(classifier.card, labels=("toxicity",), scored={}, groups=(), lifts=({},))
    logits = np.log(1 / (1 / LinearClassifier([kept], even, card).score(texts).values - 1))
    exact = np.sign(kept.roots[:, 0]) * kept.roots[:, 0].astype(float) ** 2 * kept.scales[0] / idf
    assert np.allclose(logits[:, 0], (1 + WORST) * (matrix @ exact), atol=1e-4)


def test_our_own_sentences_weigh_most_where_nothing_else_teaches_the_label() -> None:
    ours = row({"threat": 1, "spam": 0}, "prohori-templates")
    assert (known(ours, "threat") or (0, 0.0))[1] > (known(ours, "spam") or (0, 9.0))[1]


def test_evaluation_reports_each_source_and_label_of_the_development_rows(
    classifier: LinearClassifier, data: Path
) -> None:
    found = {(line["source"], line["label"]): line for line in evaluate(classifier, data)}
    toxicity = found["made-up", "toxicity"]
    assert (toxicity["language"], toxicity["n"], toxicity["positives"]) == ("bn", 24, 12)
    assert toxicity["roc_auc"] == 1.0
    assert found["made-up", "spam"]["roc_auc"] is None
    assert ("made-up", "insult") not in found


def test_figures_of_the_card_are_those_of_the_evaluation(classifier: LinearClassifier, data: Path) -> None:
    assert list(classifier.card.figures) == evaluate(classifier, data)


def test_measuring_needs_no_model_only_scores() -> None:
    lines = measure([row({"spam": 1}), row({"spam": 0}), row({})], np.array([[0.9], [0.1], [0.5]]), ["spam"])
    assert [(line["n"], line["roc_auc"]) for line in lines] == [(2, 1.0)]


def test_licences_not_fit_for_passing_on_are_left_out(data: Path) -> None:
    assert {line.source for line in read(data, "train")} == {"made-up"}
    assert {line.source for line in read(data, "train", ["NC"])} == {"noncommercial"}
    assert {line.source for line in read(data, "train", every=True)} == {"made-up", "noncommercial"}


def test_rows_without_a_licence_are_used_only_where_nothing_better_exists(tmp_path: Path) -> None:
    lines = rows("train", "found")
    write(tmp_path / "found.jsonl.gz", [*lines[:10], *({**line, "lang": "en"} for line in lines[10:20])])
    (tmp_path / "sources.json").write_text(json.dumps({"found": {"licence_class": "none-stated"}}), "utf-8")
    assert {line.lang for line in read(tmp_path, "train")} == {"bn"}


def test_training_without_rows_is_refused(tmp_path: Path, data: Path) -> None:
    with pytest.raises(ValueError, match="no training rows"):
        train(data, tmp_path, licences=["research"], seed=1, progress=lambda line: None, bits=BITS)


def test_a_label_nobody_stated_is_unknown_not_clean() -> None:
    assert known(row({"toxicity": 1}), "insult") is None
    assert known(row({}), "spam") is None


def test_a_stated_label_beats_an_implied_one() -> None:
    truth, weight = known(row({"toxicity": 0, "insult": 1}), "insult") or (None, None)
    assert (truth, weight) == (1, 1.0)


def test_a_clean_comment_is_a_light_no_to_insults() -> None:
    truth, weight = known(row({"toxicity": 0}), "insult") or (None, 0.0)
    assert truth == 0
    assert 0 < weight < 1


def test_templates_are_filled_the_same_way_for_the_same_seed() -> None:
    assert templates(3) == templates(3) != templates(4)
    assert not [line.text for line in templates(3) if "{" in line.text]


def test_bengali_rows_are_spelled_in_latin_letters_with_their_labels() -> None:
    source = [row({"toxicity": 1}), replace(row({"toxicity": 0}), text="lekha", lang="bn-Latn")]
    (made,) = romanised(source, 5)
    assert romanised(source, 5) == [made]
    assert (made.lang, made.labels, made.made) == ("bn-Latn", {"toxicity": 1}, True)
    assert made.text.isascii()
    plain, copied = known(source[0], "toxicity"), known(made, "toxicity")
    assert plain is not None
    assert copied is not None
    assert 0 < copied[1] < plain[1]


@pytest.mark.parametrize("lang", ["bn", "bn-Latn", "en"])
@pytest.mark.parametrize(
    ("slot", "label"), [("people", "identity_attack"), ("person", "identity_attack"), ("name", "insult")]
)
def test_groups_and_names_stand_in_calm_and_in_hostile_templates(lang: str, slot: str, label: str) -> None:
    terms = json.loads(PHRASES.read_text(encoding="utf-8"))["fillers"][lang][slot]
    rows = [row for seed in range(3) for row in templates(seed) if row.lang == lang]
    calm = " ".join(row.text for row in rows if not any(row.labels.values()))
    hostile = " ".join(row.text for row in rows if row.labels[label])
    assert len(terms) >= 40
    assert [term for term in terms if term not in calm] == []
    assert sum(term in hostile for term in terms) > 0.9 * len(terms)


def test_templates_state_every_label() -> None:
    assert all(set(line.labels) == set(LABELS) for line in templates(1))


@pytest.mark.parametrize("path", sorted(FRAMES_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_a_kind_of_hard_cases_says_what_it_is_and_fills_its_slots(path: Path) -> None:
    kind = json.loads(path.read_text("utf-8"))
    assert kind["about"].endswith(".")
    slots = {slot for group in kind["groups"] for text in group["sentences"] for slot in re.findall(r"\{(\w+)\}", text)}
    slots |= {
        slot for fillers in kind["fillers"].values() for text in fillers for slot in re.findall(r"\{(\w+)\}", text)
    }
    assert slots == set(kind["fillers"])
    assert sum(group["rows"] for group in kind["groups"]) >= 500


def test_hard_cases_are_drawn_the_same_way_for_the_same_seed_and_state_every_label() -> None:
    drawn = frames(3)
    assert drawn == frames(3) != frames(4)
    assert not [line.text for line in drawn if re.search(r"\{\w+\}", line.text)]
    assert all(set(line.labels) == set(LABELS) for line in drawn)


def test_english_is_lent_to_those_who_mix_it_and_weighs_less_there() -> None:
    lent = Row("asshole", "en", "en-jigsaw-wiki", "share-alike", {"toxicity": 1})
    (made,) = borrowed([lent, replace(lent, source="en-gab-hate"), row({"toxicity": 1})])
    plain, copied = known(lent, "toxicity"), known(made, "toxicity")
    assert made.made
    assert plain is not None
    assert copied is not None
    assert copied[1] == pytest.approx(plain[1] / 10)


def test_a_label_is_scored_where_people_gave_it_and_elsewhere_if_it_is_widely_known() -> None:
    def both(lang: str, label: str, source: str = "made-up") -> list[Row]:
        return [Row("x", lang, source, "unlisted", {label: said}) for said in (0, 1) for _ in range(ENOUGH)]

    rows = [*both("bn", "sexual"), *both("en", "sexual", TEMPLATES), *both("en", "sexual")[:-1]]
    for lang in ("bn", "en", "hi"):
        rows += both(lang, "toxicity")
    assert scored(rows, LABELS) == {
        "bn": ["toxicity", "sexual"],
        "en": ["toxicity"],
        "hi": ["toxicity"],
        "und": ["toxicity"],
    }


def test_no_sentence_that_guards_the_shipped_weights_is_learned_from() -> None:
    guarding = [*test_calm.CALM, *test_calm.STOPPED, *test_shipped.NEWS_TALK, *test_shipped.ABUSE]
    guarding += [*test_shipped.THREATS, *test_shipped.ROMANISED_THREATS, *test_shipped.ADVERTS]
    assert learned_from(guarding) == []
