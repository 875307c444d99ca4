"""Checks over Akismet's wire by their guid, and how many there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, select, update

from policy.states import Status
from store.engine import sql
from store.tables import akismet_checks, akismet_usage, comments
from store.unit import Unit

Told = Literal["true", "false", "wait"]
Counted = Literal["spam", "ham", "missed_spam", "false_positives"]
COUNTED: tuple[Counted, ...] = ("spam", "ham", "missed_spam", "false_positives")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. content, fingerprint: keyed hashes. told: what its caller was told last; wait: false, for now."""

    guid: str
    site_id: int
    comment_id: str
    content: str
    fingerprint: str
    callback: str | None
    post_id: str | None
    parent_id: str | None
    told: Told
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How many checks and reports there were of a blog, or of all of them (blog empty)."""

    blog: str
    spam: int
    ham: int
    missed_spam: int
    false_positives: int

    @property
    def calls(self) -> int:
        """Checks, reports not counted."""
        return self.spam + self.ham


_ADD = sql(
    "INSERT INTO akismet_checks (guid, site_id, comment_id, content, fingerprint, callback, post_id, parent_id, told, "
    "created_at) VALUES (:guid, :site_id, :comment_id, :content, :fingerprint, :callback, :post_id, :parent_id, :told, "
    ":created_at)"
)
_COUNT = sql(
    "INSERT INTO akismet_usage (site_id, month, blog, spam, ham, missed_spam, false_positives) "
    "VALUES (:site_id, :month, :blog, :spam, :ham, :missed_spam, :false_positives) "
    "ON CONFLICT (site_id, month, blog) DO UPDATE SET spam = akismet_usage.spam + excluded.spam, "
    "ham = akismet_usage.ham + excluded.ham, missed_spam = akismet_usage.missed_spam + excluded.missed_spam, "
    "false_positives = akismet_usage.false_positives + excluded.false_positives"
)


def add(unit: Unit, check: Check) -> None:
    """Store a check."""
    unit.run(_ADD, {name: getattr(check, name) for name in Check.__slots__})


def by_guid(unit: Unit, site_id: int, guid: str) -> Check | None:
    """Return the site's check of that guid, None where there is none."""
    return _first(unit, akismet_checks.c.site_id == site_id, akismet_checks.c.guid == guid)


def by_fingerprint(unit: Unit, site_id: int, fingerprint: str) -> Check | None:
    """Return the site's latest check of the same comment, None where there is none."""
    return _first(unit, akismet_checks.c.site_id == site_id, akismet_checks.c.fingerprint == fingerprint)


def latest_of(unit: Unit, comment_ids: Sequence[str]) -> dict[str, Check]:
    """Return the latest check of each of the comments that have one."""
    query = select(akismet_checks).where(akismet_checks.c.comment_id.in_(comment_ids))
    rows = unit.execute(query.order_by(akismet_checks.c.created_at)).mappings()
    return {str(row["comment_id"]): Check(**row) for row in rows}


def spam_before(unit: Unit, site_id: int, content: str, *, since: int, but: str | None) -> bool:
    """Return whether the same text was checked since that moment (microseconds), and stands as spam.

    but: the comment that is not looked at, None for none.
    """
    found = unit.execute(
        select(akismet_checks.c.guid)
        .join(comments, comments.c.id == akismet_checks.c.comment_id)
        .where(
            akismet_checks.c.site_id == site_id,
            akismet_checks.c.content == content,
            akismet_checks.c.created_at >= since,
            akismet_checks.c.comment_id.is_distinct_from(but),
            akismet_checks.c.told == "true",
            comments.c.status.in_([Status.HELD.value, Status.REJECTED.value]),
        )
        .limit(1)
    )
    return found.first() is not None


def tell(unit: Unit, guids: Sequence[str], told: Told) -> None:
    """Note what the callers of these checks know now."""
    unit.execute(update(akismet_checks).where(akismet_checks.c.guid.in_(guids)).values(told=told))


def forget(unit: Unit, comment_id: str) -> None:
    """Forget the checks of a comment that is deleted."""
    unit.execute(delete(akismet_checks).where(akismet_checks.c.comment_id == comment_id))


def count(unit: Unit, site_id: int, month: str, blog: str, *what: Counted) -> None:
    """Count one of each of these. month: YYYY-MM."""
    numbers: dict[str, int] = {name: int(name in what) for name in COUNTED}
    unit.run(_COUNT, {"site_id": site_id, "month": month, "blog": blog, **numbers})


def usage(unit: Unit, site_id: int, *, since: str, until: str) -> Usage:
    """Return the sums of all blogs of the site from one month to another, both counted."""
    sums = [func.coalesce(func.sum(akismet_usage.c[name]), 0).label(name) for name in COUNTED]
    months = akismet_usage.c.month.between(since, until)
    row = unit.execute(select(*sums).where(akismet_usage.c.site_id == site_id, months)).one()
    return Usage(blog="", **{name: int(getattr(row, name)) for name in COUNTED})


def usage_by_blog(unit: Unit, site_id: int, month: str, *, containing: str) -> list[Usage]:
    """Return what was counted of each blog in a month whose address contains that."""
    query = select(akismet_usage.c.blog, *(akismet_usage.c[name] for name in COUNTED)).where(
        akismet_usage.c.site_id == site_id, akismet_usage.c.month == month
    )
    rows = [Usage(**row) for row in unit.execute(query.order_by(akismet_usage.c.blog)).mappings()]
    return [one for one in rows if containing in one.blog]


def _first(unit: Unit, *conditions: Any) -> Check | None:
    query = select(akismet_checks).where(*conditions).order_by(akismet_checks.c.created_at.desc()).limit(1)
    row = unit.execute(query).mappings().first()
    return None if row is None else Check(**row)
