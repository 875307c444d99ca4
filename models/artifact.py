"""Reading and writing the artefact: `weights.npy` and `card.json`, data only, checked before use."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration
from models.linear import LinearClassifier, quantise
from models.protocol import Limits, ModelCard, TrainedOn

FORMAT = 2
SHIPPED = Path(__file__).parent / "artifacts" / "shipped"
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


def save(
    directory: Path,
    table: NDArray[np.floating],
    intercepts: NDArray[np.float64],
    calibration: Calibration,
    about: Mapping[str, Any],
) -> ModelCard:
    """Writes both files into `directory` (made if needed) and returns the card.

    `table` is (2**bits, n_labels + 1) and kept in single bytes; `about` holds labels,
    languages, trained_on, figures, licences, seed and perhaps thresholds {label: {"hold": p, "reject": p or None}}.
    The same input gives the same bytes. The weights are written first, so a card never describes missing weights.
    """
    directory.mkdir(parents=True, exist_ok=True)
    integers, scales = quantise(table)
    np.save(directory / _WEIGHTS, integers, allow_pickle=False)
    checksum = _checksum(directory / _WEIGHTS)
    card = {
        **about,
        "format": FORMAT,
        "version": f"linear-{checksum[:10]}",
        "checksum": checksum,
        "shape": list(table.shape),
        "scales": scales.tolist(),
        "intercepts": intercepts.tolist(),
        "calibration": {"slope": calibration.slope.tolist(), "offset": calibration.offset.tolist()},
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


def _classifier(table: NDArray[np.int8], card: Mapping[str, Any]) -> LinearClassifier:
    about = _model_card(card)
    intercepts = np.array(card["intercepts"], np.float64)
    calibration = card["calibration"]
    slope, offset = np.array(calibration["slope"], np.float64), np.array(calibration["offset"], np.float64)
    rows, columns = table.shape
    if list(table.shape) != card["shape"] or columns != len(about.labels) + 1 or rows & (rows - 1) or rows < 2:
        raise ValueError(f"the weights have the shape {table.shape}")
    if not (intercepts.shape == slope.shape == offset.shape == (len(about.labels),)):
        raise ValueError("intercepts and calibration need one number per label")
    scales = np.array(card["scales"], np.float64)
    if scales.shape != (columns,) or not (scales > 0).all() or table.dtype != np.int8:
        raise ValueError("the weights are no single bytes with a scale per column")
    if not (np.isfinite(intercepts).all() and np.isfinite(offset).all() and (slope > 0).all()):
        raise ValueError("intercepts or calibration are out of range")
    return LinearClassifier(table, scales, intercepts, Calibration(slope, offset), about)


def _model_card(card: Mapping[str, Any]) -> ModelCard:
    return ModelCard(
        version=card["version"],
        labels=tuple(card["labels"]),
        languages=tuple(card["languages"]),
        trained_on=tuple(TrainedOn(**row) for row in card["trained_on"]),
        figures=tuple(card["figures"]),
        checksum=card["checksum"],
        licences=tuple(card["licences"]),
        seed=card["seed"],
        thresholds=_thresholds(card),
    )


def _thresholds(card: Mapping[str, Any]) -> dict[str, Limits]:
    stated = card.get("thresholds", {})
    if stated and set(stated) != set(card["labels"]):
        raise ValueError("thresholds are for other labels")
    thresholds = {label: Limits(limits["hold"], limits["reject"]) for label, limits in stated.items()}
    for label, limits in thresholds.items():
        if not 0 <= limits.hold <= (1 if limits.reject is None else limits.reject) <= 1:
            raise ValueError(f"the thresholds of {label} are out of order or range")
    return thresholds


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
