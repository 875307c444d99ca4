"""Reading and writing the artefact: `weights.npy` and `card.json`, data only, checked before use."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration
from models.lift import WORST
from models.linear import LinearClassifier
from models.protocol import Lift, Limits, ModelCard, TrainedOn
from models.table import COLUMNS, Quantised, quantise
from models.text.language import LANGUAGES

FORMAT = 4
SHIPPED = Path(__file__).parent / "artifacts" / "shipped"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")  # it names folders as well
_WEIGHTS, _CARD = "weights.npy", "card.json"


class ArtifactInvalid(Exception):
    """The artefact cannot be used; the message is one sentence that says why."""


def load(directory: Path | None = None) -> LinearClassifier:
    """The classifier kept in `directory`, or the shipped one; ArtifactInvalid if anything about it is wrong.

    The weights are mapped read-only into memory: processes that load the same artefact share them.
    """
    directory = SHIPPED if directory is None else directory
    card = _read_card(directory / _CARD)
    weights = directory / _WEIGHTS
    if not weights.is_file():
        raise ArtifactInvalid(f"The model in {directory} has no file {_WEIGHTS}.")
    if _checksum(weights) != card.get("checksum"):
        raise ArtifactInvalid(f"The file {weights} is not the one its card describes: its checksum differs.")
    try:
        table = np.load(weights, allow_pickle=False, mmap_mode="r")
        return _classifier(table, card)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtifactInvalid(f"The card of the model in {directory} does not fit its weights: {error}.") from error


def read_files(directory: Path) -> tuple[str, bytes]:
    """The card as text and the weights as bytes, both just as they are kept in `directory`."""
    return (directory / _CARD).read_text(encoding="utf-8"), (directory / _WEIGHTS).read_bytes()


def write_files(directory: Path, card: str, weights: bytes) -> None:
    """Writes both into `directory` (made if needed), the weights first."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _WEIGHTS).write_bytes(weights)
    (directory / _CARD).write_text(card, encoding="utf-8")


def save(
    directory: Path,
    tables: Sequence[tuple[NDArray[np.floating], NDArray[np.floating]]],
    calibration: Calibration,
    about: Mapping[str, Any],
) -> ModelCard:
    """Writes both files into `directory` (made if needed) and returns the card.

    tables: of weights (2**bits, n_labels) and idf (2**bits,), all of one size, kept in single bytes; the first is for
    all languages, the others for those of `groups` in their order. `about` holds labels, languages, groups, lifts (of
    each table, the first one's too), scored, trained_on, figures, licences, seed and perhaps
    thresholds {label: {"hold": p, "reject": p or None}} and thresholds_by_language {language: {label: as before}}.
    The same input gives the same bytes. The weights are written first, so a card never describes missing weights.
    """
    directory.mkdir(parents=True, exist_ok=True)
    kept = [quantise(*one) for one in tables]
    halves = [half for one in kept for half in (one.roots.ravel().view(np.uint8), one.idf)]
    np.save(directory / _WEIGHTS, np.concatenate(halves), allow_pickle=False)
    checksum = _checksum(directory / _WEIGHTS)
    card = {
        **about,
        "format": FORMAT,
        "version": f"linear-{checksum[:10]}",
        "checksum": checksum,
        "buckets": len(kept[0].idf),
        "scales": [one.scales.tolist() for one in kept],
        "idf_scales": [one.idf_scale for one in kept],
        "worst_part": WORST,
        "calibration": {
            "languages": list(calibration.languages),
            "slope": calibration.slope.tolist(),
            "offset": calibration.offset.tolist(),
        },
    }
    text = json.dumps(card, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    (directory / _CARD).write_text(text + "\n", encoding="utf-8")
    return _model_card(card)


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactInvalid(f"There is no model in {path.parent}: {path.name} is missing.") from error
    except (OSError, ValueError) as error:
        raise ArtifactInvalid(f"The card {path} cannot be read: {error}.") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ArtifactInvalid(f"The card {path} has an unknown format; this version reads format {FORMAT}.")
    return card


def _classifier(kept: NDArray[np.uint8], card: Mapping[str, Any]) -> LinearClassifier:
    about = _model_card(card)
    buckets, labels, tables = int(card["buckets"]), len(about.labels), len(about.groups) + 1
    if kept.dtype != np.uint8 or buckets & (buckets - 1) or buckets < 2:
        raise ValueError(f"the weights are of type {kept.dtype} for {buckets} buckets")
    if kept.shape != (tables * buckets * (COLUMNS + 1),):
        raise ValueError(f"the weights have the shape {kept.shape}")
    if not 1 <= labels <= COLUMNS:
        raise ValueError(f"there are {labels} labels")
    if card["worst_part"] != WORST:
        raise ValueError(f"the worst part counts {card['worst_part']} of the whole, not {WORST}")
    curves = card["calibration"]
    languages = tuple(curves["languages"])
    slope, offset = np.array(curves["slope"], np.float64), np.array(curves["offset"], np.float64)
    if not slope.shape == offset.shape == (len(languages) + 1, labels):
        raise ValueError("the calibration needs one number per language and label")
    if not (np.isfinite(offset).all() and np.isfinite(slope).all() and (slope > 0).all()):
        raise ValueError("the calibration is out of range")
    scales = zip(card["scales"], card["idf_scales"], kept.reshape(tables, -1), strict=True)
    return LinearClassifier([_table(*one, labels) for one in scales], Calibration(languages, slope, offset), about)


def _table(scale: Sequence[float], idf_scale: float, kept: NDArray[np.uint8], labels: int) -> Quantised:
    scales = np.array(scale, np.float64)
    if scales.shape != (labels,) or not (scales > 0).all() or not 0 < float(idf_scale) < np.inf:
        raise ValueError("each label needs a scale above 0")
    idf = len(kept) // (COLUMNS + 1)
    return Quantised(kept[:-idf].view(np.int8).reshape(-1, COLUMNS), scales, kept[-idf:], float(idf_scale))


def _model_card(card: Mapping[str, Any]) -> ModelCard:
    version = card["version"]
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError("its version is no word of letters, digits, dots and hyphens")
    return ModelCard(
        version=version,
        labels=tuple(card["labels"]),
        languages=tuple(card["languages"]),
        trained_on=tuple(TrainedOn(**row) for row in card["trained_on"]),
        figures=tuple(card["figures"]),
        checksum=card["checksum"],
        licences=tuple(card["licences"]),
        seed=card["seed"],
        thresholds=_thresholds(card),
        thresholds_by_language=_thresholds_by_language(card),
        groups=tuple(map(tuple, card["groups"])),
        lifts=_lifts(card),
        scored=_scored(card),
    )


def _lifts(card: Mapping[str, Any]) -> tuple[dict[str, Lift], ...]:
    lifts = tuple(
        {label: Lift(float(lift["above"]), float(lift["by"])) for label, lift in of_table.items()}
        for of_table in card["lifts"]
    )
    if len(lifts) != len(card["groups"]) + 1:
        raise ValueError("each table needs its lifts")
    for of_table in lifts:
        if not of_table.keys() <= set(card["labels"]) or not all(lift.by >= 0 for lift in of_table.values()):
            raise ValueError("a lift is below 0, or of no label")
    return lifts


def _scored(card: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    scored = {language: tuple(labels) for language, labels in card["scored"].items()}
    for language, labels in scored.items():
        if language not in LANGUAGES or not labels or not set(labels) <= set(card["labels"]):
            raise ValueError(f"the labels scored in {language} are other ones, or none")
    return scored


def _thresholds(card: Mapping[str, Any]) -> dict[str, Limits]:
    stated = card.get("thresholds", {})
    if stated and set(stated) != set(card["labels"]):
        raise ValueError("thresholds are for other labels")
    return _limits(stated)


def _thresholds_by_language(card: Mapping[str, Any]) -> dict[str, dict[str, Limits]]:
    stated = card.get("thresholds_by_language", {})
    if stated and not card.get("thresholds"):
        raise ValueError("thresholds are stated for languages and not for the others")
    for language, by_label in stated.items():
        if language not in LANGUAGES:
            raise ValueError(f"thresholds are for the language {language}, which is never found")
        if not set(by_label) <= set(card["labels"]):
            raise ValueError(f"the thresholds of {language} are for other labels")
    return {language: _limits(by_label) for language, by_label in stated.items()}


def _limits(stated: Mapping[str, Any]) -> dict[str, Limits]:
    thresholds = {label: Limits(limits["hold"], limits["reject"]) for label, limits in stated.items()}
    for label, limits in thresholds.items():
        if not 0 <= limits.hold <= (1 if limits.reject is None else limits.reject) <= 1:
            raise ValueError(f"the thresholds of {label} are out of order or range")
    return thresholds


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
