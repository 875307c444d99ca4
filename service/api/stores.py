"""Where a site's comments are published."""

from __future__ import annotations

from typing import Any

from flask import Response

from moderation import article_store
from service import presenters
from service.api.schemas.stores import ArticleStore, StoreIn
from service.http.auth import requires
from service.http.blueprint import ApiBlueprint
from service.http.context import identity, parts
from service.http.json import json_response

blp = ApiBlueprint("stores", __name__, url_prefix="/v1", description="Where comments are published")


@blp.route("/store", methods=["GET"])
@requires("admin")
@blp.response(200, ArticleStore)
def get_store() -> Response:
    """Return the site's article store and how it is doing."""
    return json_response(presenters.outside_store(article_store.show(parts().delivery, identity().site_id)))


@blp.route("/store", methods=["PUT"])
@requires("admin")
@blp.arguments(StoreIn())
@blp.response(200, ArticleStore)
def put_store(body: dict[str, Any]) -> Response:
    """Choose the site's article store: tried first, then given all that is published already."""
    chosen = article_store.choose(parts().delivery, identity().site_id, body)
    shown = presenters.outside_store(chosen.store)
    return json_response(shown if chosen.secret is None else {**shown, "secret": chosen.secret})
