"""The Flask application: parts in, application out."""

from __future__ import annotations

from typing import Final

from flask import Flask

from moderation.wiring import Parts
from service.api import (
    appeals,
    articles,
    authors,
    bulk,
    changes,
    claims,
    comments,
    dead,
    docs,
    endpoints,
    lists,
    moderation,
    policy,
    reason_pages,
    reports,
    stores,
)
from service.compat import akismet, akismet_account, coral, discovery, openai, perspective
from service.compat.google import google_form
from service.console import setup as desk
from service.console.blueprint import blp as desk_pages
from service.console.errors import desk_form
from service.embed import demo
from service.embed import setup as embed
from service.http import middleware
from service.http.bodies import BodyDeadline
from service.http.context import EXTENSION, open_web
from service.http.converters import ArticleConverter, NumberConverter, SiteIdConverter
from service.http.openapi import Named, configure_openapi
from service.http.problems.forms import ErrorForm, page
from service.http.problems.handlers import ProblemApi, register_problems
from service.monitoring import health

MAX_BODY_BYTES: Final = 1024 * 1024

# How errors are told to the clients of a blueprint, where that is not as an RFC 9457 document.
ERROR_FORMS: Final[dict[str, ErrorForm]] = {
    demo.blp.name: page,
    embed.pages.name: page,
    docs.blp.name: page,
    reason_pages.blp.name: page,
    desk_pages.name: desk_form,
    discovery.blp.name: google_form,
    perspective.blp.name: google_form,
    coral.blp.name: coral.coral_form,
    openai.blp.name: openai.openai_form,
    akismet.blp.name: akismet.akismet_form,
    akismet_account.setup.name: akismet.akismet_form,
    akismet_account.blp.name: akismet.akismet_form,
}


def create_app(parts: Parts) -> Flask:
    """Return the application that answers with these parts."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = open_web(parts)
    app.url_map.converters["article"] = ArticleConverter
    app.url_map.converters["site_id"] = SiteIdConverter
    app.url_map.converters["number"] = NumberConverter
    middleware.register(app)
    configure_openapi(app)
    api = ProblemApi(app, spec_kwargs={"extra_plugins": [Named()]})
    for module in (articles, comments, moderation, claims, reports, appeals, authors, bulk, policy, lists, endpoints):
        api.register_blueprint(module.blp)
    for module in (changes, dead, stores):
        api.register_blueprint(module.blp)
    app.register_blueprint(embed.blp)  # not of the API that is described: docs/widget.md
    app.register_blueprint(embed.pages)
    app.register_blueprint(health.blp)
    app.register_blueprint(docs.blp)
    app.register_blueprint(reason_pages.blp)
    app.register_blueprint(demo.blp)
    for wire in (discovery, perspective, coral, openai, akismet, akismet_account):
        app.register_blueprint(wire.blp)
    app.register_blueprint(akismet_account.setup)
    app.register_blueprint(docs.swagger_ui())
    desk.register(app, parts.settings)
    register_problems(app, ERROR_FORMS)
    app.wsgi_app = BodyDeadline(app.wsgi_app)  # type: ignore[method-assign]
    return app
