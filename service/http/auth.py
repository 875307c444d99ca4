"""Who may call what: each view says it, either requires(scope) or public; tests/house checks that none is silent."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import g, request

from service.http.context import identity, web
from service.http.problems.problem import Refusal
from service.security.credentials import ReadKey, bearer
from service.security.identity import Identity

View = TypeVar("View", bound=Callable[..., Any])


def requires(scope: str, *others: str, read_key: ReadKey = bearer) -> Callable[[View], View]:
    """Let only keys with the scope in: submit, read, moderate or admin. admin does not include the others.

    others: scopes that will do as well; the view then asks with needs() for the one that its parameters demand.
    read_key: where the view's wire carries the key. Who asks is then context.identity(). Refuses with 401, 403 or 429.
    """

    def protect(view: View) -> View:
        @functools.wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            who = g.identity = _known(read_key)
            if who.scopes.isdisjoint((scope, *others)):
                needs(scope)
            _limit(who)
            return view(*args, **kwargs)

        checked.auth_rule = scope  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return protect


def needs(scope: str) -> None:
    """Refuse with 403 when who asks may not do that."""
    if not identity().may(scope):
        raise Refusal("missing-scope", f"This key may not do that: it needs the scope '{scope}'.")


def public(view: View) -> View:
    """Let everybody in."""
    view.auth_rule = "public"  # type: ignore[attr-defined]
    return view


def _known(read_key: ReadKey) -> Identity:
    key = read_key(request)
    if key is None:
        raise Refusal("missing-key", "Send the header 'Authorization: Bearer <key>'.")
    found = web().keys.find(key) if key else None
    if found is None:
        raise Refusal("wrong-key", "This key is not known, has expired or was revoked.")
    structlog.contextvars.bind_contextvars(site=found.label, key_id=found.id)
    return found


def _limit(who: Identity) -> None:
    allowance = web().limiter.take(who)
    if allowance is None:
        return
    g.allowance = allowance
    g.extra_headers = allowance.headers()
    if not allowance.passed:
        raise Refusal("too-many-requests", f"This key may send {allowance.limit} requests a minute.")
