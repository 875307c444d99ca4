"""A site's rules and word list as they are shown."""

from __future__ import annotations

from typing import Any

from policy.ruleset import Ruleset
from runtime.clock import iso
from store.rulesets import SiteRules
from store.wordlist import ListedEntry


def list_entry(one: ListedEntry) -> dict[str, Any]:
    """Return an entry of a word list, with who added and removed it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text,
        "action": one.action,
        "note": one.note,
        "author": one.author,
        "created_at": iso(one.created_at),
        "removed_by": one.removed_by,
        "removed_at": iso(one.removed_at),
    }


def rules(one: SiteRules) -> dict[str, Any]:
    """Return a site's rules with their version."""
    body: Ruleset = one.ruleset
    return {"version": one.version, "author": one.author, "created_at": iso(one.created_at), **body.to_mapping()}
