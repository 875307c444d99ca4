"""From a directory of labelled comments to an artefact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np

from models import artifact
from models.calibrate import Calibration
from models.protocol import LABELS, Lift, ModelCard
from models.text.language import LANGUAGES
from models.training.augment import ROMANISED, SOURCES, borrowed, frames, romanised, templates
from models.training.curves import ENOUGH
from models.training.evaluate import measure, read_scores
from models.training.fit import Fitted, fit
from models.training.read import Row, read
from models.training.thresholds import OTHERS, choose
from models.training.weights import LEFT_OUT, known

BITS = 20  # 2**20 buckets of single bytes keep a table under 10 MB; 2**22 rank 0.001 to 0.003 above
# Languages with a table of their own; of the other languages English alone reaches them, lightly.
GROUPS = (("bn", "bn-Latn"),)
# Of each table: lower and stronger finds more abuse between calm words, and ranks long comments worse.
LIFTS = (
    dict.fromkeys(("toxicity", "threat", "identity_attack"), Lift(-0.7, 1.0)),
    dict.fromkeys(("toxicity", "threat", "identity_attack", "insult"), Lift(0.7, 3.0)),
)
_WIDELY = 3  # languages in which a label must be known before it is scored in those that nobody labelled


def train(
    data: Path,
    out: Path,
    *,
    licences: Sequence[str] | None,
    seed: int,
    progress: Callable[[str], None],
    bits: int = BITS,
) -> ModelCard:
    """Fits, calibrates and measures a classifier, writes it to `out` and returns its card.

    `data` holds *.jsonl.gz and may hold sources.json; `licences` as in `models.training.read.read`. Equal rows and
    seed give an equal checksum. Raises ValueError when no row can be used.
    """
    rows = [row for row in read(data, "train", licences) if row.source not in LEFT_OUT]
    if not rows:
        raise ValueError(f"no training rows with an admitted licence in {data}")
    hard = frames(seed)
    rows += romanised(rows, seed) + templates(seed) + hard
    counts = Counter((row.source, row.licence) for row in rows if not row.source.startswith(ROMANISED))
    tables = _fitted(rows, seed, bits, progress)
    calibration = _joined([one.calibration for one in tables])
    about: dict[str, object] = {
        "labels": list(LABELS),
        "languages": sorted({row.lang for row in rows}),
        "groups": [list(group) for group in GROUPS],
        "lifts": [{label: lift._asdict() for label, lift in lifts.items()} for lifts in LIFTS],
        "scored": scored(rows, LABELS),
        "trained_on": [{"source": s, "licence": c, "rows": n} for (s, c), n in sorted(counts.items())],
        "licences": sorted({row.licence for row in rows}),
        "figures": [],
        "features": {
            "bits": bits,
            "char_ngrams": [2, 5],
            "word_ngrams": [1, 2],
            "marks": True,
            "term": "words of a text, each once",
            "norm": "l2 over the n-grams of all words",
        },
        "seed": seed,
    }
    weights = [(one.table, one.idf) for one in tables]
    card = artifact.save(out, weights, calibration, about)
    progress("measuring")
    dev = list(read(data, "dev", every=True))
    found = read_scores(artifact.load(out), dev)
    about["figures"] = measure(dev, found.values, LABELS)
    chosen = choose(dev, found.values, found.languages, LABELS, rest=found.rest)
    about["thresholds"] = {label: asdict(one) for label, one in chosen.pop(OTHERS).items()}
    about["thresholds_by_language"] = {
        language: {label: asdict(one) for label, one in limits.items() if label in card.labels_in(language)}
        for language, limits in chosen.items()
    }
    return artifact.save(out, weights, calibration, about)


def _fitted(rows: Sequence[Row], seed: int, bits: int, progress: Callable[[str], None]) -> list[Fitted]:
    """The table for all languages, which Bengali spelled anew is kept out of, and one for each group of GROUPS."""
    chosen = [[row for row in rows if not row.source.startswith(ROMANISED)]]
    chosen += [[row for row in rows if row.lang in group] + borrowed(rows) for group in GROUPS]
    with ProcessPoolExecutor(2) as pool:
        waiting = [pool.submit(fit, some, LABELS, bits, seed) for some in chosen]
        tables = []
        for some, one in zip(chosen, waiting, strict=True):
            progress(f"fitting a table to {len(some):,} rows")
            tables.append(one.result())
    return tables


def _joined(calibrations: Sequence[Calibration]) -> Calibration:
    """The curves of each table for its own languages, after those of the first one for any language."""
    first, *others = calibrations
    kept = {language: (first, language) for language in first.languages}
    for one, group in zip(others, GROUPS, strict=True):
        kept |= {language: (one, language) for language in group}
    languages = tuple(sorted(kept))
    slope = [first.slope[0], *(kept[one][0].slope[kept[one][0].group(one)] for one in languages)]
    offset = [first.offset[0], *(kept[one][0].offset[kept[one][0].group(one)] for one in languages)]
    return Calibration(languages, np.array(slope), np.array(offset))


def scored(rows: Iterable[Row], labels: Sequence[str]) -> dict[str, list[str]]:
    """Language -> the labels that people gave to enough of its rows; "und" for those known in several languages.

    Bengali comments spelled in Latin letters count as Banglish ones, sentences made for training as none.
    """
    numbers: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        if row.source in SOURCES:
            continue
        for label in labels:
            said = known(row, label)
            if said is not None:
                numbers[row.lang, label, said[0]] += 1
    found: Mapping[str, list[str]] = {
        language: [label for label in labels if min(numbers[language, label, 0], numbers[language, label, 1]) >= ENOUGH]
        for language in LANGUAGES
    }
    widely = [label for label in labels if sum(label in some for some in found.values()) >= _WIDELY]
    return {language: some for language, some in found.items() if some} | {OTHERS: widely or list(labels)}
