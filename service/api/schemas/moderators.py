"""What moderators do beside deciding, as asked for and as returned: undo, escalations, notes."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from service.api.schemas.texts import CleanString

MOST_NOTE = 2_000


def person() -> CleanString:
    """Return the field for who works."""
    return CleanString(max_length=254, min_length=1, metadata={"description": "Who does it; default: the key's name"})


class UndoIn(Schema):
    """Which decision is to be taken back: the one that made this version."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**31 - 1))
    person = person()


class EscalationIn(Schema):
    """What is said to the seniors."""

    note = CleanString(max_length=MOST_NOTE, lines=True, allow_none=True)
    person = person()


class NoteIn(Schema):
    """What is said to colleagues."""

    text = CleanString(max_length=MOST_NOTE, min_length=1, lines=True, required=True)
    person = person()


class Note(Schema):
    """A note. comment: null when it is about the author alone."""

    id = fields.UUID(required=True)
    author = fields.String(required=True, metadata={"description": "the site's id of the author"})
    comment = fields.UUID(required=True, allow_none=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class Notes(Schema):
    """Notes, newest first."""

    notes = fields.List(fields.Nested(Note), required=True)
