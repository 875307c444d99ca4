"""From a directory of labelled comments to an artefact."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from models import artifact
from models.protocol import LABELS, ModelCard
from models.training.augment import templates
from models.training.evaluate import evaluate
from models.training.fit import fit
from models.training.read import read

BITS = 20  # 2**20 buckets of single bytes keep the file under 10 MB; 2**19 rank 0.003 to 0.01 below 2**22


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
    rows += templates(seed)
    fitted = fit(rows, LABELS, bits, seed, progress)
    counts = Counter((row.source, row.licence) for row in rows)
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
            "term": "presence",
            "norm": "l2",
        },
        "seed": seed,
    }
    artifact.save(out, fitted.table, fitted.intercepts, fitted.calibration, about)
    progress("measuring")
    about["figures"] = evaluate(artifact.load(out), data)
    return artifact.save(out, fitted.table, fitted.intercepts, fitted.calibration, about)
