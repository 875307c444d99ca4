"""The thread for browsers without scripts: read, write, and see where one's own comments stand, by plain forms.

No cookie is set. Who writes gets an address with a secret of one's own in it, by which to come back.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import NotFound

from moderation import articles
from moderation import readers as own
from policy.errors import DomainError
from policy.hints import HONEYPOT
from policy.states import Status
from service.embed.blueprint import pages
from service.embed.bodies import PAGE, WrittenForm
from service.embed.doors import for_readers, site
from service.embed.posting import post, suspicions
from service.embed.wording import Words, language, sentence
from service.http.context import parts
from service.http.cursors import read_talk, write_talk
from service.http.problems.problem import Refusal, faults_of, of_domain, one_sentence
from service.presenters import readers
from service.security import effort
from service.security.crowd import Doing
from service.security.readers import Reader, reader_of
from store.reads.conversations import ORDERS

_FORM: Final = WrittenForm()


@pages.get("/<string:key>/articles/<article:article>")
@for_readers(Doing.READ)
def show_thread(article: str) -> ResponseReturnValue:
    """Show the thread under an article, with its form."""
    return render_template("embed/page.html", **thread_of(article))


@pages.post("/<string:key>/articles/<article:article>")
@for_readers(Doing.WRITE)
def post_form(article: str) -> ResponseReturnValue:
    """Post a comment by a plain form, and show where it stands."""
    credential = request.form.get("reader") or secrets.token_urlsafe(32)
    who = reader_of(parts(), site(), credential)
    try:
        body = loaded(_FORM, request.form)
        hints = [*([HONEYPOT] if body["website"].strip() else []), *suspicions(body, who)]
        done = post(who, article, body, hints)
    except Refusal as error:
        return _again(article, error.detail)
    except DomainError as error:
        return _again(article, of_domain(error).detail)
    return redirect(f"{thread_address(article, credential)}#own-{done.comment.id}", 303)


def thread_address(article: str, credential: str | None) -> str:
    """Return where the page with the thread is, for a reader known by that credential."""
    key, lang = site().public_key, language()
    return url_for("embed_pages.show_thread", key=key, article=article, reader=credential or None, lang=lang)


def _again(article: str, fault: str) -> ResponseReturnValue:
    """Show the form with what was written still in it, and what is wrong."""
    return render_template("embed/page.html", **thread_of(article, failed=fault, written=request.form)), 422


def thread_of(article: str, *, speaks: str | None = None, **told: Any) -> dict[str, Any]:
    """Return what a page shows of an article's thread. speaks: the page's language. told: what else it says."""
    order = request.args.get("order", ORDERS[0])
    speaks = speaks or language()
    if order not in ORDERS:
        raise NotFound
    found = articles.talk(
        parts(), site().id, article, order=order, limit=PAGE, after=read_talk(request.args.get("cursor"))
    )
    credential = request.values.get("reader", "")
    mine = own.own(parts(), site().id, _known(credential).id, article=article) if credential else []
    return {
        "key": site().public_key,
        "article": article,
        "talk": readers.talk(found),
        "mine": [readers.own(one, lambda code: sentence(code, speaks)) for one in mine],
        "next": write_talk(found.more),
        "order": order,
        "orders": ORDERS,
        "stamp": effort.stamp(parts(), site().id),
        "reader": credential,
        "say": Words(speaks),
        "answering": request.args.get("answer", ""),
        "Status": Status,
        **told,
    }


def _known(credential: str) -> Reader:
    return reader_of(parts(), site(), credential)


def loaded(schema: Schema, form: Any) -> dict[str, Any]:
    """Return what a form says. Refuses with 422."""
    try:
        return dict(schema.load({name: form[name] for name in form}))
    except ValidationError as error:
        faults = list(faults_of(error.normalized_messages()))  # type: ignore[no-untyped-call]
        raise Refusal("invalid-input", one_sentence(faults), faults) from error
