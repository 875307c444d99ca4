"""The desk's blueprint, and what happens around each of its requests."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFProtect

blp = Blueprint(
    "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static", cli_group=None
)
csrf = CSRFProtect()


@blp.before_request
def refuse_foreign_forms() -> None:
    """Refuse what was sent from a page that is not ours."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


@blp.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Readers' comments stay out of every cache but that of files that never change."""
    if request.endpoint not in ("console.static", "console.font"):
        response.headers["Cache-Control"] = "no-store"
    return response
