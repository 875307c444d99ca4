"""Who sits at the desk: the session behind the cookie."""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Request, Response, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue

from moderation import sessions
from moderation.sessions import SignedIn
from service.console.requests import is_fetch
from service.http.context import parts
from service.http.problems.problem import Refusal
from service.security.identity import of_person

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "token"  # noqa: S105 - the name of a field


class DeskCookies(SecureCookieSessionInterface):
    """The cookie goes over TLS only, wherever the desk was opened over TLS. Elsewhere none is read, nor made."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the desk's session, None outside of its pages: there one would only cost each request time."""
        within = request.path.startswith(app.config["SESSION_COOKIE_PATH"])
        return super().open_session(app, request) if within else None

    def get_cookie_secure(self, app: Any) -> bool:
        """Return whether this request came over TLS."""
        return request.is_secure


def signed_in(view: View) -> View:
    """Let only people in who have signed in; others are led to the door. The view may then ask for desk()."""

    @functools.wraps(view)
    def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        found_now = found()
        if found_now is None:
            session.pop(TOKEN, None)
            if is_fetch():
                raise Refusal("signed-out", "Sign in again.")
            return redirect(url_for("console.sign_in", next=_here()))
        g.desk = found_now
        g.identity = of_person(found_now.person, found_now.sites)
        structlog.contextvars.bind_contextvars(person_id=found_now.person.id)
        return cast(ResponseReturnValue, view(*args, **kwargs))

    checked.auth_rule = "person"  # type: ignore[attr-defined]
    return checked  # type: ignore[return-value]


def desk() -> SignedIn:
    """Return who sits at the desk. Only in views for people who have signed in."""
    return cast(SignedIn, g.desk)


def begin(person_id: int) -> None:
    """Begin a session of that person under a new cookie."""
    session.clear()
    token = secrets.token_urlsafe(32)
    sessions.begin(parts(), person_id, _hash(token))
    session[TOKEN] = token


def end() -> None:
    """End the present session."""
    sessions.end(parts(), _hash(session.get(TOKEN, "")), holder=desk().person.email)
    session.clear()


def token_hash() -> str:
    """Return the hash of the present session's token."""
    return _hash(session[TOKEN])


def found() -> SignedIn | None:
    """Return who has the session of this request's cookie, None where there is none."""
    token = session.get(TOKEN)
    return sessions.signed_in(parts(), _hash(token)) if isinstance(token, str) else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def after_sign_in(target: str | None) -> Response:
    """Return the way to where somebody wanted to go, if that is a page of the desk."""
    own = url_for("console.queue")
    inside = target is not None and target.startswith("/console/") and not target.startswith("//")
    return cast(Response, redirect(target if inside and target else own))
