"""Who may ask for a site's readers: any page of the site's origins, by its public key; and which reader it is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import structlog
from flask import g, request

from service.embed.blueprint import may_ask
from service.http.context import parts, web
from service.http.problems.problem import Refusal
from service.security.credentials import bearer
from service.security.crowd import Doing
from service.security.identity import of_page
from service.security.readers import Reader, reader_of
from store.sites import Site

View = TypeVar("View", bound=Callable[..., Any])


def for_readers(doing: Doing) -> Callable[[View], View]:
    """Let in who names a site by its public key, from a page that may, and does not ask too much.

    Takes `key` out of the path. Refuses with 404, 403 or 429.
    """

    def protect(view: View) -> View:
        @functools.wraps(view)
        def checked(*args: Any, key: str, **kwargs: Any) -> Any:
            found = web().page_keys.find(key)
            if found is None:
                raise Refusal("site-not-found", "No site has this public key.")
            origin = request.headers.get("Origin")
            if origin is not None and not may_ask(found, origin):
                raise Refusal("wrong-origin", "The page that asks is not one of the site's origins.")
            g.site, g.identity = found, of_page(found)
            structlog.contextvars.bind_contextvars(site=found.slug)
            if not web().crowd.take(doing, found.id, address()):
                g.extra_headers = {"Retry-After": "60"}
                raise Refusal("too-many-requests", "Too much was asked from this connection within a minute.")
            return view(*args, **kwargs)

        checked.auth_rule = "reader"  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return protect


def site() -> Site:
    """Return the site whose page asks."""
    return cast(Site, g.site)


def address() -> str:
    """Return the address that asks."""
    return request.remote_addr or ""


def reader() -> Reader:
    """Return the reader who asks. Refuses with 401 where nobody says who that is."""
    credential = bearer(request)
    if not credential:
        raise Refusal("missing-reader", "Send the header 'Authorization: Bearer <the reader's token or secret>'.")
    return reader_of(parts(), site(), credential)
