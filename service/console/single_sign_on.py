"""Signing in through the newsroom's own OpenID provider, where the settings name one."""

from __future__ import annotations

from typing import Any, Final

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.exceptions import NotFound

from moderation import sessions
from runtime.settings import Settings
from service.console import session as desk_session
from service.console.blueprint import blp
from service.console.session import after_sign_in
from service.http.auth import public
from service.http.context import parts

EXTENSION: Final = "prohori_oidc"
NEXT: Final = "oidc_next"
TIMEOUT_SECONDS: Final = 5
# What the provider, or the way to it, can do wrong. The words of these may hold what it sent.
FAILURES: Final = (OAuthError, JoseError, RequestException, ValueError, KeyError, RuntimeError)

log = structlog.get_logger()


def register(app: Flask, settings: Settings) -> None:
    """Let people sign in through the provider of the settings, if there is one: OpenID Connect Core 1.0, with PKCE."""
    app.jinja_env.globals["single_sign_on"] = settings.oidc_name if settings.oidc_issuer else None
    if not settings.oidc_issuer:
        return
    oauth = OAuth(app)
    app.extensions[EXTENSION] = oauth.register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )


@blp.get("/sign-in/single")
@public
def single() -> ResponseReturnValue:
    """Lead to the provider."""
    provider = _provider()
    session.clear()
    session[NEXT] = request.args.get("next")
    try:
        response: ResponseReturnValue = provider.authorize_redirect(url_for("console.single_back", _external=True))
    except FAILURES as error:
        return _failed(error)
    return response


@blp.get("/sign-in/single/back")
@public
def single_back() -> ResponseReturnValue:
    """Let somebody in whose address the provider vouches for, if an operator has added that address."""
    provider = _provider()
    target = session.get(NEXT)
    try:
        known: dict[str, Any] = provider.authorize_access_token()["userinfo"]
    except FAILURES as error:
        return _failed(error)
    email = known.get("email")
    if not isinstance(email, str) or known.get("email_verified", True) is not True:
        return _refused(gettext("The provider does not vouch for your e-mail address."))
    account = sessions.account(parts(), email)
    if account is None or account.person.disabled_at is not None:
        return _refused(gettext("Nobody with this address may moderate here. Ask an operator to add you."))
    desk_session.begin(account.person.id)
    return after_sign_in(target)


def _provider() -> Any:
    found = current_app.extensions.get(EXTENSION)
    if found is None:
        raise NotFound
    return found


def _failed(error: Exception) -> ResponseReturnValue:
    log.warning("single_sign_on_failed", error=type(error).__name__)
    if isinstance(error, OAuthError) and error.error == "access_denied":
        return redirect(url_for("console.sign_in"))
    return _refused(gettext("Signing in through the provider failed. Try again, or ask an operator."), 502)


def _refused(why: str, status: int = 403) -> ResponseReturnValue:
    session.clear()
    return make_response(render_template("console/sign_in.html", error=why, email=""), status)
