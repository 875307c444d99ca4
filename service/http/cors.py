"""CORS: the pages of a site may read its threads and counts, nothing else."""

from __future__ import annotations

from flask import Response, g, request

from service.http.context import identity, web

READABLE = frozenset({"articles.get_thread", "articles.get_counts"})


def allow_origin(response: Response) -> None:
    """Let the page that asks read the answer, when its origin belongs to the key's site.

    A preflight carries no key, so there any site's origin will do; the request itself is then checked.
    """
    origin = request.headers.get("Origin")
    if origin is None or request.endpoint not in READABLE:
        return
    site = identity().site_id if "identity" in g else None
    if not web().origins.allows(origin, site):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
    response.vary.add("Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "600"
