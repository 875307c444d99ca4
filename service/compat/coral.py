"""Coral's external moderation phase: a verdict on each comment before Coral shows it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import structlog
from flask import Blueprint, Response, g, request

from moderation.foreign.ask import Answer, Asked, ask
from moderation.foreign.in_time import NotInTime
from moderation.foreign.signers import find, signed_by
from policy.kinds import Kind, kind_of
from policy.reasons import reason
from policy.states import Status
from policy.wires import CoralSettings, Fallback, Wire
from service.compat.bodies import fitted, json_of
from service.compat.coral_bodies import CoralRefused, read_phase
from service.compat.html import plain
from service.compat.named import name_judge
from service.http.blueprint import whole_body
from service.http.context import identity, parts
from service.http.json import json_response
from service.http.problems.problem import Problem
from service.security.identity import of_signer

blp = Blueprint("coral", __name__, url_prefix="/coral")
View = TypeVar("View", bound=Callable[..., Any])
SIGNATURE: Final = "X-Coral-Signature"
MOST_SIGNATURES: Final = 10
BENGALI: Final = frozenset({"bn", "bn-Latn"})
_CODE_OF_LABEL: Final = {
    "spam": "SPAM",
    "identity_attack": "HATE_SPEECH",
    "threat": "HARASSMENT_BULLYING",
    "sexual": "OFFENSIVE",
    "profanity": "OFFENSIVE",
}
_CODE_OF_REASON: Final = {
    "word-listed": "BANNED_WORD",
    "pattern-listed": "BANNED_WORD",
    "name-listed": "BANNED_WORD",
    "advert-foreign": "AD",
    "author-advertises": "AD",
    "call-to-harm": "HARASSMENT_BULLYING",
    "home-known": "HARASSMENT_BULLYING",
    "number-of-another": "HARASSMENT_BULLYING",
}
_CODE_OF_KIND: Final = {Kind.SPAM: "SPAM", Kind.ABUSE: "ABUSIVE", Kind.ORDER: "OTHER"}
_FLAG_OF_KIND: Final = {Kind.SPAM: "COMMENT_DETECTED_SPAM", Kind.ABUSE: "COMMENT_DETECTED_TOXIC"}


def coral_form(problem: Problem) -> Response:
    """Return any problem as Coral's operators read it in Coral's log: anything but 2xx skips the phase."""
    return json_response({"error": problem.detail or problem.type.title}, problem.status, problem.headers)


@blp.errorhandler(CoralRefused)
def _refused(error: CoralRefused) -> Response:
    return json_response({"error": error.why}, error.status)


def signed(view: View) -> View:
    """Let only bodies in that the site's Coral has signed. Who asks is then context.identity()."""

    @functools.wraps(view)
    def checked(site: str) -> Any:
        body = whole_body(request)
        signatures = [
            one.strip().removeprefix("sha256=")
            for one in request.headers.get(SIGNATURE, "").split(",")[:MOST_SIGNATURES]
        ]
        try:
            signer = find(parts(), site, Wire.CORAL)
        except NotInTime as error:
            raise CoralRefused(503, "the secrets cannot be read") from error
        if not signed_by(signer, body, signatures):
            raise CoralRefused(401, f"{SIGNATURE} is not that of a secret of this site")
        g.identity = of_signer(signer, Wire.CORAL)
        structlog.contextvars.bind_contextvars(site=signer.site)
        return view(body)

    checked.auth_rule = "signature"  # type: ignore[attr-defined]
    return checked  # type: ignore[return-value]


@blp.route("/<site>", methods=["POST"])
@signed
def moderate(body: bytes) -> Response:
    """Return what becomes of a new or edited comment."""
    said = read_phase(json_of(request, body))
    comment, story, author = said["comment"], said["story"], said["author"]
    text = plain(comment["body"]).strip()
    if not text:
        return Response(status=204)  # Coral refuses empty comments itself; a picture alone is none of our business
    known_by = [said["tenantID"], story["id"], author["id"], comment["parentID"] or "", comment["body"]]
    answer = ask(
        parts(),
        identity().site_id,
        Asked(
            wire=Wire.CORAL,
            text=fitted(text),
            author={"id": author["id"]},
            article=story["id"],
            url=story["url"],
            once=parts().hasher.content("\0".join(known_by).encode()),
        ),
    )
    told = _told(answer)
    return name_judge(Response(status=204) if told is None else json_response(told), answer)


def _told(answer: Answer) -> Mapping[str, Any] | None:
    """Return what Coral is to do, None for nothing: its pipeline goes on."""
    if answer.status is Status.HELD:
        return _withheld(answer)
    if answer.status is Status.REJECTED:
        return _rejected(answer)
    if answer.status is Status.APPROVED:
        approve = isinstance(answer.settings, CoralSettings) and answer.settings.approve
        return {"status": "APPROVED"} if approve else None
    return {"status": "PREMOD"} if answer.settings.fallback is Fallback.CLOSED else None


def _withheld(answer: Answer) -> Mapping[str, Any]:
    flag = _FLAG_OF_KIND.get(kind_of(answer.reasons))
    if flag is None:
        return {"status": "PREMOD"}
    return {"status": "SYSTEM_WITHHELD", "actions": [{"actionType": "FLAG", "reason": flag}]}


def _rejected(answer: Answer) -> Mapping[str, Any]:
    first = answer.reasons[0]
    code = _CODE_OF_LABEL.get(first["label"] or "") or _CODE_OF_REASON.get(first["code"])
    known = reason(first["code"])
    flag = _FLAG_OF_KIND.get(kind_of(answer.reasons))
    return {
        "status": "REJECTED",
        "actions": [{"actionType": "FLAG", "reason": flag}] if flag else [],
        "moderationAction": {
            "status": "REJECTED",
            "rejectionReason": {
                "code": code or _CODE_OF_KIND[kind_of(answer.reasons)],
                "detailedExplanation": known.sentence("bn" if answer.language in BENGALI else "en"),
            },
        },
    }
