"""One comment on pages without scripts: reporting another's, and what one may do with one's own."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from moderation import appeals, comments
from moderation import readers as own
from moderation.statements import statement
from policy.states import Status
from service.api.schemas.appeals import AppealIn
from service.api.schemas.reports import ReportIn
from service.embed.blueprint import pages
from service.embed.bodies import RewrittenIn
from service.embed.doors import for_readers, site
from service.embed.page import loaded, thread_address
from service.embed.speaking import report
from service.embed.wording import Words, language, sentence
from service.http.context import parts
from service.presenters import readers, statements
from service.security.crowd import Doing
from service.security.readers import Reader, reader_of
from store.comments import StoredComment

_EDIT, _REPORT, _APPEAL = RewrittenIn(), ReportIn(exclude=("reader",)), AppealIn(exclude=("author",))


@pages.get("/<string:key>/comments/<uuid:comment_id>/report")
@for_readers(Doing.READ)
def show_report(comment_id: UUID) -> ResponseReturnValue:
    """Ask what is wrong with a comment."""
    say = Words(language())
    found = comments.show(parts(), site().id, str(comment_id))
    form = {"action": _to("post_report", comment_id), "reasons": True, "send": say("send")}
    form |= {"field": "note", "id": "note", "label": say("reportNote"), "value": ""}
    return _page(say("report"), [form], back=_thread(found.article_id))


@pages.post("/<string:key>/comments/<uuid:comment_id>/report")
@for_readers(Doing.WRITE)
def post_report(comment_id: UUID) -> ResponseReturnValue:
    """Report a comment."""
    # Who has no secret yet reports by one that is used this once.
    who = reader_of(parts(), site(), request.form.get("reader") or secrets.token_urlsafe(32))
    said = {"reason": request.form.get("reason", ""), "note": request.form.get("note") or None}
    body = loaded(_REPORT, said)
    found = comments.show(parts(), site().id, str(comment_id))
    report(who, found.id, body)
    return _page(Words(language())("report"), [], said="reported", back=_thread(found.article_id))


@pages.get("/<string:key>/comments/<uuid:comment_id>/own")
@for_readers(Doing.READ)
def show_own(comment_id: UUID) -> ResponseReturnValue:
    """Show what a reader may do with a comment of one's own."""
    say = Words(language())
    found = own.show(parts(), site().id, _reader().id, str(comment_id))
    text = {"action": _to("post_edit", comment_id), "field": "text", "id": "text", "label": say("edit")}
    forms = [{**text, "value": found.text, "send": say("save")}]
    told = None
    if found.status is Status.REJECTED:
        told = statements.text(statement(parts(), site().id, found.id), language())
        words = {"action": _to("post_appeal", comment_id), "field": "text", "id": "appeal", "label": say("appealText")}
        forms.append({**words, "value": "", "send": say("appeal")})
    forms.append({"action": _to("post_delete", comment_id), "send": say("yes")})
    return _page(say(found.status), forms, one=found, statement=told)


@pages.post("/<string:key>/comments/<uuid:comment_id>/edit")
@for_readers(Doing.WRITE)
def post_edit(comment_id: UUID) -> ResponseReturnValue:
    """Give a comment of one's own another text."""
    body = loaded(_EDIT, {"text": request.form.get("text", "")})
    found = own.edit(parts(), site().id, _reader().id, str(comment_id), body["text"])
    return redirect(f"{_thread(found.article_id)}#own-{found.id}", 303)


@pages.post("/<string:key>/comments/<uuid:comment_id>/appeal")
@for_readers(Doing.WRITE)
def post_appeal(comment_id: UUID) -> ResponseReturnValue:
    """Appeal against the refusal of a comment of one's own."""
    body = loaded(_APPEAL, {"text": request.form.get("text", "")})
    found = own.show(parts(), site().id, _reader().id, str(comment_id))
    appeals.appeal(parts(), site().id, found.id, author=_reader().id, text=body["text"])
    return _page(Words(language())("appeal"), [], said="appealed", back=_thread(found.article_id))


@pages.post("/<string:key>/comments/<uuid:comment_id>/delete")
@for_readers(Doing.WRITE)
def post_delete(comment_id: UUID) -> ResponseReturnValue:
    """Delete a comment of one's own."""
    found = own.show(parts(), site().id, _reader().id, str(comment_id))
    own.delete(parts(), site().id, _reader().id, found.id)
    return redirect(_thread(found.article_id), 303)


def _reader() -> Reader:
    return reader_of(parts(), site(), request.values.get("reader", ""))


def _to(view: str, comment_id: UUID) -> str:
    return url_for(f"embed_pages.{view}", key=site().public_key, comment_id=comment_id)


def _thread(article: str) -> str:
    return thread_address(article, request.values.get("reader"))


def _page(
    title: str, forms: list[dict[str, Any]], *, one: StoredComment | None = None, said: str = "", **more: Any
) -> str:
    speaks = language()
    shown = None if one is None else readers.mine(one, lambda code: sentence(code, speaks))
    return render_template(
        "embed/one.html",
        title=title,
        forms=forms,
        one=shown,
        said=said,
        back=more.pop("back", None) or (one and _thread(one.article_id)),
        reader=request.values.get("reader", ""),
        say=Words(speaks),
        **more,
    )
