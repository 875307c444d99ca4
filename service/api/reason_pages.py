"""The pages that explain reasons: one for each, in English and in Bengali, for readers and for who runs a site."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import NotFound

from policy.reasons import REASONS, UnknownReason, reason
from service.http.auth import public
from service.http.language import asked_language
from service.presenters.audience import LANGUAGES
from service.presenters.reasons import WORDS, page

blp = Blueprint("reason_pages", __name__, url_prefix="/reasons", template_folder="../templates")


@blp.get("/<code>")
@public
def reason_page(code: str) -> Response:
    """Explain one reason."""
    try:
        why = reason(code)
    except UnknownReason as error:
        raise NotFound from error
    return _shown("reason.html", page=page(why, _language()))


@blp.get("/")
@public
def reason_list() -> Response:
    """List all reasons."""
    language = _language()
    return _shown("reasons.html", pages=[page(why, language) for why in REASONS])


def _language() -> str:
    named = request.args.get("lang", "").partition("-")[0].lower()
    return named if named in LANGUAGES else asked_language()


def _shown(template: str, **values: object) -> Response:
    language = _language()
    other = next(one for one in LANGUAGES if one != language)
    response = make_response(
        render_template(template, lang=language, other=other, say=WORDS[language], address=request.path, **values)
    )
    response.headers["Content-Language"] = language
    return response
