"""What moderators do with a comment: decide, undo, claim, escalate, note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema, ValidationError, fields, validate

from moderation import claims, decisions, desk, notes
from policy.errors import (
    AppealOfOwnDecision,
    ClaimHeld,
    DomainError,
    MoveNotAllowed,
    NotHeld,
    NothingToUndo,
    StaleDecision,
)
from runtime.clock import SECOND
from service.api.schemas.comments import FITTING
from service.api.schemas.moderators import MOST_NOTE
from service.api.schemas.texts import CleanString
from service.console import people
from service.console.blueprint import blp
from service.console.filters import listing
from service.console.requests import is_fetch
from service.console.session import desk as sitting
from service.console.session import signed_in
from service.console.wording import STATUSES, time_of_day
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.problems.problem import Refusal, faults_of, one_sentence

MOVED = (StaleDecision, ClaimHeld, NotHeld, MoveNotAllowed, NothingToUndo, AppealOfOwnDecision)


class DecisionForm(Schema):
    """A decision as the form sends it. For a reason of rejection the action may stand in the reason's button."""

    class Meta:
        unknown = "exclude"

    action = fields.String(load_default="reject", validate=validate.OneOf(["approve", "reject", "hold"]))
    reason = fields.String(load_default=None)
    note = CleanString(max_length=MOST_NOTE, lines=True, load_default=None)
    version = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class UndoForm(Schema):
    """Which version is to be taken back."""

    class Meta:
        unknown = "exclude"

    version = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class NoteForm(Schema):
    """What a moderator says to the others."""

    class Meta:
        unknown = "exclude"

    note = CleanString(max_length=MOST_NOTE, min_length=1, lines=True, required=True)


class EscalationForm(Schema):
    """What a moderator says to the seniors, if anything."""

    class Meta:
        unknown = "exclude"

    note = CleanString(max_length=MOST_NOTE, lines=True, load_default=None)


@blp.post("/comments/<uuid:comment_id>/decisions")
@signed_in
def decide(comment_id: UUID) -> ResponseReturnValue:
    """Approve, reject or put back a comment, and lead to the next."""
    form = _form(DecisionForm())
    action = form["action"]
    reason = form["reason"] or FITTING[action][0]
    if reason not in FITTING[action]:
        raise Refusal("invalid-input", f"reason: is no reason to {action}.")
    undo_seconds = parts().settings.undo_seconds

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        decided = decisions.decide(
            parts(),
            site_id,
            id_,
            action,
            reason_code=reason,
            note=form["note"] or None,
            version=form["version"],
            person=identity().name,
            undo_seconds=undo_seconds,
        )
        said = gettext("%(status)s.", status=STATUSES[decided.status])
        if is_fetch():
            return json_response({"id": id_, "version": decided.version, "said": said, "undo_seconds": undo_seconds})
        flash(said, f"undo {id_} {decided.version}")
        return redirect(url_for("console.following", **listing().parameters))

    return _tried(comment_id, work)


@blp.post("/comments/<uuid:comment_id>/undo")
@signed_in
def undo(comment_id: UUID) -> ResponseReturnValue:
    """Take one's last decision on a comment back, and lead to the comment."""
    version = _form(UndoForm())["version"]

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        undone = decisions.undo(parts(), site_id, id_, version=version, person=identity().name)
        said = gettext("Taken back: %(status)s.", status=STATUSES[undone.status])
        return _done(id_, said)

    return _tried(comment_id, work)


@blp.post("/comments/<uuid:comment_id>/claim")
@signed_in
def claim(comment_id: UUID) -> ResponseReturnValue:
    """Claim a held comment, or keep it longer."""

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        claimed = claims.claim(parts(), site_id, id_, identity().name)
        seconds = (claimed.lease_until - parts().clock()) // SECOND
        return json_response({"seconds": seconds}) if is_fetch() else _done(id_, "")

    return _tried(comment_id, work)


@blp.post("/comments/<uuid:comment_id>/release")
@signed_in
def release(comment_id: UUID) -> ResponseReturnValue:
    """Give a comment back."""

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        claims.release(parts(), site_id, id_, identity().name)
        return json_response({}) if is_fetch() else redirect(url_for("console.queue", **listing().parameters))

    return _tried(comment_id, work)


@blp.post("/comments/<uuid:comment_id>/escalations")
@signed_in
def escalate(comment_id: UUID) -> ResponseReturnValue:
    """Ask a senior to look, and lead to the next comment."""
    note = _form(EscalationForm())["note"] or None

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        decisions.escalate(parts(), site_id, id_, note=note, person=identity().name)
        said = gettext("A senior will look at it.")
        if is_fetch():
            return json_response({"id": id_, "said": said})
        flash(said)
        return redirect(url_for("console.following", **listing().parameters))

    return _tried(comment_id, work)


@blp.post("/comments/<uuid:comment_id>/notes")
@signed_in
def note(comment_id: UUID) -> ResponseReturnValue:
    """Keep a note about a comment and its author."""
    text = _form(NoteForm())["note"]

    def work(site_id: int, id_: str) -> ResponseReturnValue:
        notes.add(parts(), site_id, id_, person=identity().name, text=text)
        return _done(id_, gettext("Noted."))

    return _tried(comment_id, work)


def _form(schema: Schema) -> dict[str, Any]:
    try:
        return dict(schema.load(request.form))
    except ValidationError as error:
        raise Refusal("invalid-input", one_sentence([*faults_of(error.messages)])) from error


def _tried(comment_id: UUID, work: Callable[[int, str], ResponseReturnValue]) -> ResponseReturnValue:
    """Do it; where somebody was faster, say who and lead back to the comment. The script gets the problem itself."""
    id_ = str(comment_id)
    site_id = desk.site_of(parts(), sitting().sites, id_)
    try:
        return work(site_id, id_)
    except MOVED as error:
        said = _why_not(error, site_id, id_)
        if is_fetch():
            return json_response({"id": id_, "said": said}, 409)
        flash(said, "error")
        return redirect(url_for("console.comment", comment_id=id_, **listing().parameters))


def _done(id_: str, said: str) -> ResponseReturnValue:
    if is_fetch():
        return json_response({"id": id_, "said": said})
    if said:
        flash(said)
    return redirect(url_for("console.comment", comment_id=id_, **listing().parameters))


def _why_not(error: DomainError, site_id: int, comment_id: str) -> str:
    """Return in words who was faster, with what and when, or what stands in the way."""
    if isinstance(error, StaleDecision):
        by = error.decided_by or ""
        who = people.names().get(by, by) or gettext("the judge")
        status = STATUSES[error.current_status]
        log = decisions.log_of(parts(), site_id, comment_id)
        when = time_of_day(log[-1].decided_at if log else parts().clock())
        return gettext("Meanwhile %(who)s: %(status)s, %(when)s.", who=who, status=status, when=when)
    if isinstance(error, ClaimHeld):
        who = people.names().get(error.holder, error.holder)
        return gettext("%(who)s is working on this comment until %(when)s.", who=who, when=time_of_day(error.until))
    if isinstance(error, AppealOfOwnDecision):
        return gettext("The appeal is against your own decision: a colleague decides on it.")
    if isinstance(error, NothingToUndo):
        return gettext("There is nothing of yours to take back.")
    return gettext("The comment is not where you saw it any more.")
