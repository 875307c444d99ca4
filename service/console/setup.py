"""What the application needs for the desk: its cookie, its languages, and words for its pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from policy.reasons import REASONS
from runtime.settings import Settings
from service.console import account, assets, deciding, locale, queue, signing_in, single_sign_on, wording
from service.console.blueprint import blp, csrf
from service.console.marks import pieces
from service.console.session import DeskCookies

# Each registers its pages with the blueprint when it is imported.
PAGES: Final = (account, assets, deciding, queue, signing_in, single_sign_on)
FILTERS: Final = {
    "age": wording.age,
    "moment": wording.moment,
    "score": wording.score,
    "weight": wording.weight,
    "percent": wording.percent,
    "digits": locale.digits,
    "message": wording.message,
    "signal": wording.signal,
    "writer": wording.writer,
    "pieces": pieces,
}


def register(app: Flask, settings: Settings) -> None:
    """Register the desk with the application."""
    # Every process must read the cookies of the others.
    key = settings.secret_key or secrets.token_hex(16)
    app.secret_key = hmac.digest(key.encode(), b"cookies of the desk", hashlib.sha256)
    app.session_interface = DeskCookies()
    app.config.update(
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        SESSION_COOKIE_NAME="prohori_desk",
        SESSION_COOKIE_PATH="/console",
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # the desk alone has forms; keys are sent by no browser of itself
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    csrf.init_app(app)
    locale.register(app)
    single_sign_on.register(app, settings)
    app.register_blueprint(blp)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        reason_codes=lambda: [one.code for one in REASONS],
        page_language=locale.language,
        ACTORS=wording.ACTORS,
        LABELS=wording.LABELS,
        OUTCOMES=wording.OUTCOMES,
        REPORTED=wording.REPORTED,
        STATUSES=wording.STATUSES,
        REJECTIONS=wording.REJECTIONS,
        LANGUAGES=wording.LANGUAGES,
        WIRES=wording.WIRES,
        INTERFACE_LANGUAGES=locale.LANGUAGES,
    )
