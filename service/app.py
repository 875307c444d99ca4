"""The Flask application: parts in, application out."""

from __future__ import annotations

from flask import Flask
from marshmallow import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from models.artifact import ArtifactInvalid, load
from models.protocol import Classifier
from moderation.backlog import Backlog
from moderation.services import EXTENSION, Services
from policy.rules.names import NameMemory
from runtime.broker import make_celery, wake_up
from runtime.clock import system_clock
from runtime.doorbell import Doorbell
from runtime.hashing import Hasher
from runtime.queues import DOORBELL_BULK, TASK_BULK
from runtime.redis_client import TIMEOUT_SECONDS, connect
from runtime.ringer import Ringer
from runtime.settings import Settings
from service.api import articles, authors, bulk, claims, comments, docs, lists, moderation, policy, reports
from service.api.schemas.fields import ArticleId, site_id
from service.embed import demo
from service.http import middleware
from service.http.limits import KeyLimiter
from service.http.openapi import configure_openapi
from service.http.origins import Origins
from service.http.problems.handlers import ProblemApi, register_problems
from service.monitoring import health
from service.security.keys import KeyRing
from store.lists import ListMemory
from store.migrations import newest
from store.unit import open_database

__all__ = ["ArtifactInvalid", "create_app", "load_classifier", "open_services"]  # who loads must know what may fail

MAX_BODY_BYTES = 1024 * 1024

_ARTICLE_ID = ArticleId()
_AUTHOR_ID = site_id()


class ArticleConverter(BaseConverter):
    """An article's id in a path."""

    def to_python(self, value: str) -> str:
        """Return the id; what cannot be an id is not found."""
        try:
            return str(_ARTICLE_ID.deserialize(value))
        except ValidationError as error:
            # Werkzeug's own ValidationError would answer 405 where another rule has the same path.
            raise NotFound from error


class AuthorConverter(BaseConverter):
    """A writer's id in a path: the site's own, so it may hold slashes, even two in a row."""

    regex = ".+"
    part_isolating = False

    def to_python(self, value: str) -> str:
        """Return the id; what cannot be an id is not found."""
        try:
            return str(_AUTHOR_ID.deserialize(value))
        except ValidationError as error:
            raise NotFound from error


def load_classifier(settings: Settings) -> Classifier:
    """Return the classifier of the settings, or the shipped one. Raises models.artifact.ArtifactInvalid."""
    return load(settings.model_dir)


def open_services(settings: Settings, classifier: Classifier | None = None) -> Services:
    """Open all parts of one API process. Connections are made when they are first used.

    classifier: None for the one of the settings. Raises models.artifact.ArtifactInvalid.
    """
    database = open_database(settings.database_url, connections=settings.api_threads + 1)
    celery = make_celery(settings, answer_seconds=TIMEOUT_SECONDS)
    doorbell = Doorbell(connect(settings.redis_url), lambda: wake_up(celery))
    judge = classifier or load_classifier(settings)
    return Services(
        settings=settings,
        database=database,
        classifier=judge,
        lists=ListMemory(judge.fold),
        names=NameMemory(),
        doorbell=doorbell,
        ringer=Ringer(doorbell),
        bulk_bell=Doorbell(connect(settings.redis_url), lambda: wake_up(celery, TASK_BULK), key=DOORBELL_BULK),
        clock=system_clock,
        keys=KeyRing(database, system_clock, memory_seconds=settings.cache_seconds),
        limiter=KeyLimiter(settings.redis_url, default=settings.rate_limit_per_minute),
        backlog=Backlog(database, settings.max_backlog),
        hasher=Hasher(settings.secret_key),
        origins=Origins(database, memory_seconds=settings.cache_seconds),
        schema=newest(),
    )


def create_app(services: Services) -> Flask:
    """Return the application that answers with these parts."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = services
    app.url_map.converters["article"] = ArticleConverter
    app.url_map.converters["author"] = AuthorConverter
    middleware.register(app)
    configure_openapi(app)
    api = ProblemApi(app)
    for module in (articles, comments, moderation, claims, reports, authors, bulk, policy, lists):
        api.register_blueprint(module.blp)
    app.register_blueprint(health.blp)
    app.register_blueprint(docs.blp)
    app.register_blueprint(demo.blp)
    app.register_blueprint(docs.swagger_ui())
    register_problems(app)
    return app
