"""A wire of its own on the real application: it reads the key from its place, and its errors have its form."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient

from moderation import articles
from moderation.wiring import Parts
from service.http import middleware
from service.http.auth import requires
from service.http.context import EXTENSION, identity, open_web, parts
from service.http.problems.forms import page
from service.http.problems.handlers import register_problems
from service.http.problems.problem import Problem
from service.security.credentials import query
from store.sites import Site
from store.unit import Database
from tests.factories import ON_ONE_DATABASE, make_key

foreign = Blueprint("foreign", __name__, url_prefix="/foreign")
people = Blueprint("people", __name__, url_prefix="/people")
plain = Blueprint("plain", __name__)

pytestmark = ON_ONE_DATABASE


def shown(name: str) -> str:
    return articles.show(parts(), identity().site_id, name).id


@foreign.get("/article/<name>")
@requires("read", read_key=query("key"))
def foreign_view(name: str) -> str:
    return shown(name)


@people.get("/article/<name>")
@requires("read", read_key=query("key"))
def people_view(name: str) -> str:
    return shown(name)


@plain.get("/plain/<name>")
@requires("read")
def plain_view(name: str) -> str:
    return shown(name)


@foreign.get("/broken")
@requires("read", read_key=query("key"))
def broken_view() -> str:
    raise RuntimeError("গোপন")


def words(problem: Problem) -> Response:
    """The form of the foreign wire: one line of words."""
    answer = Response(f"{problem.status}: {problem.type.name}", status=problem.status, content_type="text/plain")
    answer.headers.update(problem.headers)
    return answer


@pytest.fixture
def asking(parts: Parts) -> FlaskClient:
    """A client of an application with three blueprints, two of which have error forms of their own."""
    app = Flask("service", template_folder="templates", root_path=str(_service_folder()))
    app.extensions[EXTENSION] = open_web(parts)
    middleware.register(app)
    for one in (foreign, people, plain):
        app.register_blueprint(one)
    register_problems(app, {"foreign": words, "people": page})
    return app.test_client()


def _service_folder() -> str:
    import service

    return next(iter(service.__path__))


def test_the_key_is_read_from_where_the_wire_carries_it(asking: FlaskClient, database: Database, site: Site) -> None:
    key = make_key(database, site, "read")
    assert asking.get("/foreign/article/none").text == "401: missing-key"
    assert asking.get("/foreign/article/none?key=wrong").text == "401: wrong-key"
    assert asking.get(f"/foreign/article/none?key={key}").text == "404: article-not-found"
    header = {"Authorization": f"Bearer {key}"}
    assert asking.get("/foreign/article/none", headers=header).text == "401: missing-key"


def test_each_blueprint_has_its_form_and_the_others_the_document(
    asking: FlaskClient, database: Database, site: Site
) -> None:
    key = make_key(database, site, "read")
    shown = asking.get(f"/people/article/none?key={key}")
    assert (shown.status_code, shown.mimetype) == (404, "text/html")
    assert "No such article" in shown.text
    usual = asking.get("/plain/none", headers={"Authorization": f"Bearer {key}"})
    assert (usual.status_code, usual.mimetype) == (404, "application/problem+json")
    assert usual.json["type"] == "/problems/article-not-found"


@pytest.mark.parametrize(
    ("path", "mimetype"),
    [
        ("/foreign/nothing", "text/plain"),
        ("/people/nothing", "text/html"),
        ("/people", "text/html"),
        ("/peoples", "application/problem+json"),
        ("/", "application/problem+json"),
    ],
)
def test_where_no_route_leads_the_prefix_tells_the_form(asking: FlaskClient, path: str, mimetype: str) -> None:
    answer = asking.get(path)
    assert (answer.status_code, answer.mimetype) == (404, mimetype)


def test_a_fault_of_ours_has_the_form_too_and_says_nothing(asking: FlaskClient, database: Database, site: Site) -> None:
    answer = asking.get(f"/foreign/broken?key={make_key(database, site, 'read')}")
    assert (answer.status_code, answer.text) == (500, "500: internal-error")


def test_a_hostile_path_is_shown_on_a_page_as_text(asking: FlaskClient, database: Database, site: Site) -> None:
    answer = asking.get("/people/<script>alert(1)</script>")
    assert "<script>" not in answer.text
