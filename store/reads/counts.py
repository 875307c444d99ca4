"""The numbers on the desk: how many stand in each tab, how many came in since, how long the oldest waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, not_, select

from store.reads.filters import SIFTED, Filters, Tab, moment_of, of_sites, sifted, up_to, within
from store.tables import comments, reports
from store.unit import Unit

MOST_COUNTED = 100_000  # of a tab: counting goes along an index, so that its time grows with the number


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are. more: there may be more than number, the counting stopped at its limit."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many comments stand in each tab. escalated: of those held."""

    held: Count
    reported: Count
    appealed: Count
    approved: Count
    rejected: Count
    escalated: Count


def counts(
    unit: Unit, site_ids: Sequence[int], filters: Filters | None = None, *, decided: int = MOST_COUNTED
) -> Counts:
    """Return how many comments of the sites stand in each tab, narrowed by the filters but for their tab.

    Each number equals a recount up to MOST_COUNTED, of what is approved or rejected up to `decided`.
    Where a filter asks what no index answers, SIFTED comments of each
    tab are looked through, the latest ones, and `more` says that there were others. One statement.
    """
    narrowed = filters or Filters()
    held = replace(narrowed, tab=Tab.HELD)
    wanted = {
        "held": held,
        "reported": replace(narrowed, tab=Tab.REPORTED),
        "appealed": replace(narrowed, tab=Tab.APPEALED),
        "approved": replace(narrowed, tab=Tab.APPROVED),
        "rejected": replace(narrowed, tab=Tab.REJECTED),
        "escalated": replace(held, escalated=True),
    }
    most = {"approved": decided, "rejected": decided}
    found = _count(unit, site_ids, {name: (one, ()) for name, one in wanted.items()}, most)
    return Counts(**found)


def of_tab(unit: Unit, site_ids: Sequence[int], filters: Filters) -> Count:
    """Return how many comments of the sites meet the filters, in their tab."""
    return _count(unit, site_ids, {"tab": (filters, ())})["tab"]


def arrived_since(unit: Unit, site_ids: Sequence[int], filters: Filters, moment: int) -> Count:
    """Return how many comments that meet the filters came into their tab after the moment, microseconds.

    Into `reported`: those with an open report, of which none is from before. Into `all`: those that were written since.
    """
    if filters.tab is Tab.REPORTED:
        since: ColumnElement[bool] = and_(
            not_(_reported(reports.c.created_at <= moment)), _reported(reports.c.created_at > moment)
        )
    else:
        since = moment_of(filters.tab) > moment
    return _count(unit, site_ids, {"arrived": (filters, (since,))})["arrived"]


def oldest_waiting(unit: Unit, site_ids: Sequence[int]) -> int | None:
    """Return the moment since when the oldest held comment of the sites waits, microseconds; None where none does."""
    if not site_ids:
        return None
    query = select(func.min(comments.c.decided_at)).where(of_sites(site_ids), *within(Filters(), Tab.HELD))
    moment: int | None = unit.execute(query).scalar()
    return moment


Asked = tuple[Filters, tuple[ColumnElement[bool], ...]]


def _count(
    unit: Unit, site_ids: Sequence[int], wanted: dict[str, Asked], most: Mapping[str, int] | None = None
) -> dict[str, Count]:
    limits = dict.fromkeys(wanted, MOST_COUNTED) | dict(most or {})
    if not site_ids:
        return {name: Count(0) for name in wanted}
    columns: list[ColumnElement[Any]] = []
    for name, (filters, further) in wanted.items():
        if filters.sifts:
            columns += [_hits(site_ids, filters, further).label(name), _seen(site_ids, filters, further, SIFTED)]
        else:
            columns += [_seen(site_ids, filters, further, limits[name]).label(name)]
    row = list(unit.execute(select(*columns)).one())
    found = {}
    for name, (filters, _) in wanted.items():
        number = row.pop(0)
        if filters.sifts:
            found[name] = Count(number, row.pop(0) > SIFTED)
        else:
            found[name] = Count(min(number, limits[name]), number > limits[name])
    return found


def _seen(
    site_ids: Sequence[int], filters: Filters, further: tuple[ColumnElement[bool], ...], most: int
) -> ScalarSelect[int]:
    """Return the number of comments that meet what the indexes answer, counted up to one more than `most`."""
    some = (
        select(comments.c.status)
        .where(of_sites(site_ids, filters.tab), *within(filters, filters.tab), *further)
        .limit(up_to(most + 1))
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _hits(site_ids: Sequence[int], filters: Filters, further: tuple[ColumnElement[bool], ...]) -> ScalarSelect[int]:
    """Return how many of the latest SIFTED comments of the tab meet what no index answers."""
    latest = (
        select(comments.c.id)
        .where(of_sites(site_ids, filters.tab), *within(filters, filters.tab), *further)
        .order_by(moment_of(filters.tab).desc(), comments.c.id.desc())
        .limit(up_to(SIFTED))
        .subquery()
    )
    return select(func.count()).select_from(latest).where(sifted(filters, latest.c.id)).scalar_subquery()


def _reported(when: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = select(reports.c.id).where(reports.c.comment_id == comments.c.id, reports.c.settled_at.is_(None), when)
    return exists(mine)
