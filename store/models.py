"""Classifiers that are kept with the comments, and which of them judges since when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from policy.errors import ModelNotFound, ModelUnfit
from policy.states import Actor
from runtime.ids import first_id_at
from store.tables import decisions, model_changes, models
from store.unit import Unit

_is_there = models.c.weights.is_not(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptModel:
    """A classifier's two files, as they are read from a folder. card: JSON."""

    version: str
    card: str
    weights: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of a kept classifier without its files. Bytes; microseconds."""

    version: str
    size: int
    kept_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An operator's word on who judges from then on. version: None for each process's own classifier."""

    version: str | None
    changed_at: int
    changed_by: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How many decisions a classifier made in a while, and when the last. Microseconds."""

    version: str
    decisions: int
    last_at: int


def keep(unit: Unit, model: KeptModel, *, now: int) -> None:
    """Keep a classifier. Raises ModelUnfit where another of the same version is known: a version names one."""
    row = unit.execute(select(models.c.card).where(models.c.version == model.version)).first()
    if row is not None and row.card != model.card:
        raise ModelUnfit(f"another model of the version {model.version} is known already")
    values = {"card": model.card, "weights": model.weights, "kept_at": now}
    if row is None:
        unit.execute(insert(models).values(version=model.version, **values))
    else:
        forgotten = (models.c.version == model.version, models.c.weights.is_(None))
        unit.execute(update(models).where(*forgotten).values(**values))


def forget(unit: Unit, version: str) -> None:
    """Drop a classifier's weights. Raises ModelNotFound."""
    if not unit.execute(update(models).where(models.c.version == version, _is_there).values(weights=None)).rowcount:
        raise ModelNotFound(version)


def fetch(unit: Unit, version: str) -> KeptModel:
    """Return a kept classifier with its files. Raises ModelNotFound."""
    row = unit.execute(select(models).where(models.c.version == version, _is_there)).first()
    if row is None:
        raise ModelNotFound(version)
    return KeptModel(version=row.version, card=row.card, weights=bytes(row.weights))


def kept(unit: Unit) -> list[Kept]:
    """Return what is kept, the newest first."""
    query = select(models.c.version, func.length(models.c.weights).label("size"), models.c.kept_at)
    return [Kept(**row._mapping) for row in unit.execute(query.where(_is_there).order_by(models.c.kept_at.desc()))]


def change(unit: Unit, one: Change) -> None:
    """Write down who judges from now on. Raises ModelNotFound."""
    there = select(models.c.version).where(models.c.version == one.version, _is_there)
    if one.version is not None and unit.execute(there).first() is None:
        raise ModelNotFound(one.version)
    values = {"version": one.version, "changed_at": one.changed_at, "changed_by": one.changed_by, "note": one.note}
    unit.execute(insert(model_changes).values(**values))


def changes(unit: Unit, *, limit: int) -> list[Change]:
    """Return the changes, the last one first."""
    query = select(*[model_changes.c[name] for name in Change.__slots__])
    return [Change(**row._mapping) for row in unit.execute(query.order_by(model_changes.c.id.desc()).limit(limit))]


def chosen(unit: Unit) -> str | None:
    """Return the version that judges, None where each process has its own."""
    found = unit.execute(select(model_changes.c.version).order_by(model_changes.c.id.desc()).limit(1)).first()
    return None if found is None else found.version


def judged_since(unit: Unit, moment: int) -> list[Judged]:
    """Return what each classifier decided since a moment, the busiest first."""
    number, last = func.count().label("number"), func.max(decisions.c.decided_at).label("last_at")
    query = (
        select(decisions.c.model, number, last)
        .where(
            decisions.c.id >= first_id_at(moment),
            decisions.c.actor == Actor.MACHINE.value,
            decisions.c.model.is_not(None),
        )
        .group_by(decisions.c.model)
        .order_by(number.desc())
    )
    return [Judged(version=row.model, decisions=row.number, last_at=row.last_at) for row in unit.execute(query)]
