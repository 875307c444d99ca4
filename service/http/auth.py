"""Who may call what: each view says it, either requires(scope) or public; tests/house checks that none is silent."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import g, request

from moderation.services import services
from service.http.problems.handlers import Refusal
from store.sites import ApiKey

View = TypeVar("View", bound=Callable[..., Any])

DETAILED = frozenset({"moderate", "admin"})  # scopes
SCHEME = "bearer"  # in any case: RFC 9110, section 11.1


def requires(scope: str, *others: str) -> Callable[[View], View]:
    """Let only keys with the scope in: submit, read, moderate or admin. admin does not include the others.

    others: scopes that will do as well; the view then asks with needs() for the one that its parameters demand.
    The key is then in g.key. Refuses with 401, 403 or 429.
    """

    def protect(view: View) -> View:
        @functools.wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            g.key = _authenticate()
            if g.key.scopes.isdisjoint((scope, *others)):
                needs(scope)
            _limit(g.key)
            return view(*args, **kwargs)

        checked.auth_rule = scope  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return protect


def needs(scope: str) -> None:
    """Refuse with 403 when the key of this request does not have the scope."""
    if scope not in g.key.scopes:
        raise Refusal("missing-scope", f"This key may not do that: it needs the scope '{scope}'.")


def public(view: View) -> View:
    """Let everybody in."""
    view.auth_rule = "public"  # type: ignore[attr-defined]
    return view


def sees_details() -> bool:
    """Return whether the key of this request may know what fired a reason; no reader is told of a list's entries."""
    return not g.key.scopes.isdisjoint(DETAILED)


def _authenticate() -> ApiKey:
    header = request.headers.get("Authorization", "")
    if not header:
        raise Refusal("missing-key", "Send the header 'Authorization: Bearer <key>'.")
    scheme, _, token = header.partition(" ")
    key = services().keys.find(token.strip()) if scheme.lower() == SCHEME else None
    if key is None:
        raise Refusal("wrong-key", "This key is not known, has expired or was revoked.")
    structlog.contextvars.bind_contextvars(site=key.site, key_id=key.id)
    return key


def _limit(key: ApiKey) -> None:
    allowance = services().limiter.take(key)
    if allowance is None:
        return
    g.extra_headers = allowance.headers()
    if not allowance.passed:
        raise Refusal("too-many-requests", f"This key may send {allowance.limit} requests a minute.")
