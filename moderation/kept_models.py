"""Classifiers kept with the comments: put in use for all processes, taken back, and brought to each machine."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.artifact import ArtifactInvalid, load, read_files, write_files
from models.protocol import Classifier
from moderation.store_parts import StoreParts
from policy.errors import ModelUnfit
from runtime.clock import SECOND
from store import models
from store.models import Change, Judged, Kept, KeptModel
from store.unit import Unit

RECENT: Final = 600 * SECOND
PROBE: Final = "প্রস্তুত? ready?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is kept, who judges (None: each process's own), the last changes, who decided in the last ten minutes."""

    chosen: str | None
    kept: list[Kept]
    changes: list[Change]
    judged: list[Judged]


def use_folder(parts: StoreParts, folder: Path, *, by: str, note: str | None) -> Change:
    """Keep the classifier of a folder, and let all processes judge with it. Raises ModelUnfit, DatabaseUnavailable."""
    try:
        classifier = load(folder)
        classifier.score([PROBE])
    except ArtifactInvalid as error:
        raise ModelUnfit(str(error).rstrip(".")) from error
    card, weights = read_files(folder)
    one = KeptModel(version=classifier.version, card=card, weights=weights)
    change = Change(version=one.version, changed_at=parts.clock(), changed_by=by, note=note)

    def work(unit: Unit) -> None:
        models.keep(unit, one, now=change.changed_at)
        models.change(unit, change)

    parts.database.write(work)
    return change


def use_version(parts: StoreParts, version: str | None, *, by: str, note: str | None) -> Change:
    """Let all processes judge with a classifier that is kept, or each with its own (None).

    Raises ModelNotFound, DatabaseUnavailable.
    """
    change = Change(version=version, changed_at=parts.clock(), changed_by=by, note=note)
    parts.database.write(lambda unit: models.change(unit, change))
    return change


def back(parts: StoreParts, *, by: str, note: str | None) -> Change:
    """Let all processes judge with the classifier before the last change. Raises ModelUnfit, DatabaseUnavailable."""
    last = parts.database.read(lambda unit: models.changes(unit, limit=2))
    if not last:
        raise ModelUnfit("no other model was in use before")
    return use_version(parts, _before(last), by=by, note=note)


def forget(parts: StoreParts, version: str) -> None:
    """Drop the files of a kept classifier. Raises ModelNotFound, DatabaseUnavailable, and ModelUnfit for the one in
    use and the one before it.
    """

    def work(unit: Unit) -> None:
        last = models.changes(unit, limit=2)
        if last and version in (last[0].version, _before(last)):
            raise ModelUnfit(f"{version} is in use, or was before the last change")
        models.forget(unit, version)

    parts.database.write(work)


def _before(last: Sequence[Change]) -> str | None:
    return last[1].version if len(last) > 1 else None


def standing(parts: StoreParts, *, limit: int) -> Standing:
    """Return what is kept and in use. limit: of the changes."""
    since = parts.clock() - RECENT

    def work(unit: Unit) -> Standing:
        changes = models.changes(unit, limit=limit)
        return Standing(
            chosen=changes[0].version if changes else None,
            kept=models.kept(unit),
            changes=changes,
            judged=models.judged_since(unit, since),
        )

    return parts.database.read(work)


def load_kept(folder: Path, version: str, fetch: Callable[[], KeptModel]) -> Classifier:
    """Return a kept classifier, loaded from `folder`/`version`, whose files processes share; they are brought there
    where they are missing or not sound.

    Raises ArtifactInvalid, OSError, and what fetch raises.
    """
    place = folder / version
    with suppress(ArtifactInvalid):
        return load(place)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / ".lock", "wb") as lock:  # the system frees it when we end, however we end
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(ArtifactInvalid):  # another process has brought it meanwhile
            return load(place)
        kept = fetch()
        shutil.rmtree(place, ignore_errors=True)
        write_files(place, kept.card, kept.weights)
        return load(place)
