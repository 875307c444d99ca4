"""The blueprint of what readers' pages ask for: by a site's public key in the path, from the site's own origins."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from policy.errors import DatabaseUnavailable
from service.http.blueprint import ApiBlueprint
from service.http.context import web
from store.sites import Site

blp = ApiBlueprint(
    "embed",
    __name__,
    url_prefix="/embed",
    description="What the widget asks for, by a site's public key and from its origins",
)

# The same for browsers without scripts. Faults are told there by a page.
pages = Blueprint("embed_pages", __name__, url_prefix="/embed", template_folder="templates", static_folder="static")

_METHODS: Final = "GET, POST, PATCH, DELETE"
_EXPOSED: Final = "ETag, Retry-After, X-Request-Id"


def may_ask(site: Site, origin: str) -> bool:
    """Return whether a page of that origin may ask for the site's readers: one of the site's own, or one of ours."""
    return origin in site.origins or origin == request.host_url.rstrip("/")


@blp.after_request
def _let_pages_read(response: Response) -> Response:
    """Say to browsers that the site's pages may read the answer (CORS)."""
    response.vary.update(["Origin", "Authorization"])
    response.headers.setdefault("Cache-Control", "no-store")
    origin = request.headers.get("Origin")
    key = (request.view_args or {}).get("key")
    if origin is None or key is None:
        return response
    try:
        site = web().page_keys.find(key)
    except DatabaseUnavailable:
        return response
    if site is None or not may_ask(site, origin):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "600"
    return response
