"""The moderators' work as it is shown: claims, reports, work on many comments, authors."""

from __future__ import annotations

from typing import Any

from runtime.clock import iso
from store.appeals import Appeal
from store.authors import AuthorRecord, StandingChange
from store.bulk import Bulk
from store.claims import Claim
from store.notes import Note
from store.reports import Report


def claim(one: Claim) -> dict[str, Any]:
    """Return who has claimed a comment, and until when."""
    return {
        "id": one.comment_id,
        "by": one.holder,
        "claimed_at": iso(one.claimed_at),
        "until": iso(one.lease_until),
    }


def note(one: Note) -> dict[str, Any]:
    """Return what a moderator said to the others."""
    return {
        "id": one.id,
        "author": one.author_id,
        "comment": one.comment_id,
        "by": one.person,
        "text": one.text,
        "created_at": iso(one.created_at),
    }


def report(one: Report) -> dict[str, Any]:
    """Return a reader's report as it was first made."""
    return {
        "id": one.id,
        "comment": one.comment_id,
        "reader": one.reporter,
        "reason": one.reason,
        "created_at": iso(one.created_at),
    }


def appeal(one: Appeal) -> dict[str, Any]:
    """Return an author's appeal as it was first made, and what became of it."""
    return {
        "id": one.id,
        "comment": one.comment_id,
        "text": one.text,
        "created_at": iso(one.created_at),
        "outcome": one.outcome,
        "settled_at": iso(one.settled_at),
    }


def bulk(one: Bulk) -> dict[str, Any]:
    """Return work on many comments and how far it is."""
    return {
        "id": one.id,
        "action": one.action,
        "reason": one.reason,
        "note": one.note,
        "person": one.person,
        "state": one.state,
        "total": one.total,
        **{outcome.value: number for outcome, number in one.counts.items()},
        "created_at": iso(one.created_at),
        "finished_at": iso(one.finished_at),
        "undone_by": one.undone_by,
    }


def author(one: AuthorRecord) -> dict[str, Any]:
    """Return what is known of an author."""
    return {
        "id": one.id,
        "created_at": iso(one.created_at),
        "counts": {status.value: number for status, number in one.counts.items()},
        "standing": one.standing,
        "until": iso(one.until),
        "standings": [_change(change) for change in one.changes],
    }


def _change(one: StandingChange) -> dict[str, Any]:
    return {
        "standing": one.standing,
        "until": iso(one.until),
        "person": one.person,
        "note": one.note,
        "bulk": one.bulk_id,
        "created_at": iso(one.created_at),
    }
