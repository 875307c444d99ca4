"""Entries of a word list as added and as returned."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from policy.actions import Action
from policy.entries import ACTIONS, MAX_NOTE, MAX_PATTERN, Kind
from service.api.schemas.texts import CleanString

_KINDS = [kind.value for kind in Kind]
_ACTIONS = [action.value for action in ACTIONS]


class ListsQuery(Schema):
    """Which page, and whether removed entries are shown as well."""

    limit = fields.Integer(load_default=200, validate=validate.Range(min=1, max=1000))
    cursor = fields.UUID(metadata={"description": "`next` of the page before"})
    removed = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"})


class EntryIn(Schema):
    """An entry to be added."""

    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    text = CleanString(
        required=True,
        min_length=1,
        max_length=MAX_PATTERN,
        metadata={"description": "A word or phrase (a * at its end: any ending), a host, or an RE2 pattern"},
    )
    action = fields.String(load_default=Action.HOLD.value, validate=validate.OneOf(_ACTIONS))
    note = CleanString(max_length=MAX_NOTE, allow_none=True, load_default=None)


class ListEntry(Schema):
    """An entry, who added it and when; removed_by and removed_at are null while it stands."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    text = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(_ACTIONS))
    note = fields.String(required=True, allow_none=True)
    author = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    removed_by = fields.String(required=True, allow_none=True)
    removed_at = fields.DateTime(required=True, allow_none=True)


class Entries(Schema):
    """A page of entries, in the order they came."""

    entries = fields.List(fields.Nested(ListEntry), required=True)
    next = fields.UUID(required=True, allow_none=True)
