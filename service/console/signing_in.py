"""Signing in and out: password, then a code where the person asked for one."""

from __future__ import annotations

import time
from typing import Final

from flask import make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from moderation import people, sessions
from moderation.sessions import Account
from service.console import session as desk_session
from service.console.blueprint import blp
from service.console.locale import COOKIE, LANGUAGES
from service.console.session import after_sign_in, signed_in
from service.http.auth import public
from service.http.context import parts, web
from service.security.passwords import hash_password, verify_password
from service.security.second_factor import recovery_hash, step_of
from service.security.throttle import MINUTES

PENDING: Final = "pending"  # who has given the password and not the code, and when
CODE_SECONDS: Final = 300
YEAR: Final = 365 * 86_400
# So that an address that nobody has takes as long as a wrong password.
_NOBODYS: Final = hash_password("nobody has this password")


@blp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the door."""
    return render_template("console/sign_in.html", next=request.args.get("next"), email="")


@blp.post("/sign-in")
@public
def post_sign_in() -> ResponseReturnValue:
    """Let somebody in by e-mail address and password, or on to the second factor."""
    email = request.form.get("email", "").strip().lower()[:254]
    password = request.form.get("password", "")[:1000]
    if not web().throttle.take(email, request.remote_addr or ""):
        return _refused("sign_in.html", _too_often(), 429, email=email)
    account = sessions.account(parts(), email)
    right = verify_password(password, account.password_hash if account else _NOBODYS)
    if account is None or not right or account.person.disabled_at is not None:
        return _refused("sign_in.html", gettext("The address or the password is wrong."), 422, email=email)
    if account.totp_secret is not None:
        session.clear()
        session[PENDING] = [account.person.id, int(time.time())]
        return redirect(url_for("console.code", next=request.form.get("next")))
    return _enter(account)


@blp.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """Ask for the second factor."""
    if _half_way() is None:
        return redirect(url_for("console.sign_in"))
    return render_template("console/code.html", next=request.args.get("next"))


@blp.post("/sign-in/code")
@public
def post_code() -> ResponseReturnValue:
    """Let somebody in by the code of an authenticator app, or by a recovery code."""
    account = _half_way()
    if account is None:
        return redirect(url_for("console.sign_in"))
    if not web().throttle.take(f"code of {account.person.id}", request.remote_addr or ""):
        return _refused("code.html", _too_often(), 429)
    given = request.form.get("code", "").strip()[:64]
    if not _proves(account, given):
        return _refused("code.html", gettext("The code is wrong, or was used before."), 422)
    return _enter(account)


@blp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session; what the person has claimed is free again."""
    desk_session.end()
    return redirect(url_for("console.sign_in"))


@blp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Keep the language that somebody chose, at the door for this browser, at the desk for the person."""
    wanted = request.form.get("language", "")
    sitting = desk_session.found()
    if sitting is not None and wanted in LANGUAGES:
        person = sitting.person
        people.set_settings(parts(), person.email, {**person.settings, "language": wanted})
    response = make_response(after_sign_in(request.form.get("next") or url_for("console.sign_in")))
    if wanted in LANGUAGES:
        response.set_cookie(
            COOKIE, wanted, max_age=YEAR, path="/console", samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def _half_way() -> Account | None:
    match session.get(PENDING):
        case [int(person_id), int(since)] if time.time() - since < CODE_SECONDS:
            found = sessions.account_of(parts(), person_id)
            return found if found and found.totp_secret and found.person.disabled_at is None else None
    return None


def _proves(account: Account, given: str) -> bool:
    step = step_of(account.totp_secret or "", given, now=time.time())
    if step is not None:
        return sessions.use_step(parts(), account.person.id, step)
    return sessions.use_recovery_code(parts(), account.person.id, recovery_hash(given))


def _enter(account: Account) -> ResponseReturnValue:
    web().throttle.forget(account.person.email)
    desk_session.begin(account.person.id)
    return after_sign_in(request.form.get("next"))


def _refused(template: str, why: str, status: int, **values: str) -> ResponseReturnValue:
    shown = render_template(f"console/{template}", error=why, next=request.form.get("next"), **values)
    response = make_response(shown, status)
    if status == 429:
        response.headers["Retry-After"] = str(MINUTES * 60)
    return response


def _too_often() -> str:
    return gettext("Too many attempts. Wait %(minutes)s minutes, then try again.", minutes=MINUTES)
