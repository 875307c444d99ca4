"""From a directory of labelled comments to an artefact."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from models import artifact
from models.protocol import LABELS, ModelCard
from models.text.language import detect
from models.training.augment import LICENCE, SOURCE, romanised, templates
from models.training.evaluate import measure, scores_of
from models.training.fit import fit
from models.training.read import read
from models.training.thresholds import OTHERS, choose

BITS = 20  # 2**20 buckets of single bytes keep the file under 10 MB; 2**22 rank 0.001 to 0.003 above


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
    rows = list(read(data, "train", licences))
    if not rows:
        raise ValueError(f"no training rows with an admitted licence in {data}")
    counts = Counter((row.source, row.licence) for row in rows)
    rows += romanised(rows, seed) + templates(seed)
    fitted = fit(rows, LABELS, bits, seed, progress)
    counts[SOURCE, LICENCE] = sum(row.source == SOURCE for row in rows)
    about: dict[str, object] = {
        "labels": list(LABELS),
        "languages": sorted({row.lang for row in rows}),
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
    artifact.save(out, fitted.table, fitted.idf, fitted.calibration, about)
    progress("measuring")
    dev = list(read(data, "dev", every=True))
    scores = scores_of(artifact.load(out), dev)
    about["figures"] = measure(dev, scores, LABELS)
    chosen = choose(dev, scores, [detect(row.text) for row in dev], LABELS)
    stated = {tongue: {label: asdict(one) for label, one in limits.items()} for tongue, limits in chosen.items()}
    about["thresholds"] = stated.pop(OTHERS)
    about["thresholds_by_language"] = stated
    return artifact.save(out, fitted.table, fitted.idf, fitted.calibration, about)
