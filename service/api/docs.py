"""The pages that explain: each kind of problem, and the API by Swagger UI from a package, without the Internet."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_swagger_ui import get_swaggerui_blueprint
from werkzeug.exceptions import NotFound

from service.http.auth import public
from service.http.problems.catalogue import CATALOGUE

DOCS_PATH = "/docs"
OPENAPI_PATH = "/openapi.json"

blp = Blueprint("problem_pages", __name__, template_folder="../templates")


@blp.get("/problems/<name>")
@public
def problem_page(name: str) -> str:
    """Explain one kind of problem."""
    if name not in CATALOGUE:
        raise NotFound
    return render_template("problem.html", kind=CATALOGUE[name])


@blp.get("/problems/")
@public
def problem_list() -> Response | str:
    """List all kinds of problems."""
    return render_template("problems.html", kinds=sorted(CATALOGUE.values(), key=lambda kind: (kind.status, kind.name)))


def swagger_ui() -> Blueprint:
    """Return the blueprint of the browsable API description; its pages are public."""
    blueprint: Blueprint = get_swaggerui_blueprint(
        DOCS_PATH, OPENAPI_PATH, config={"app_name": "Prohori API", "validatorUrl": None}
    )
    return blueprint
