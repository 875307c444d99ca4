"""The account: name, language, password, second factor, keys, masks."""

from __future__ import annotations

import time
from typing import Final

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from moderation import people, sessions
from service.console import session as desk_session
from service.console.blueprint import blp
from service.console.locale import LANGUAGES
from service.console.session import desk, signed_in
from service.http.context import parts, web
from service.http.problems.problem import Refusal
from service.security.passwords import MINIMUM_LENGTH, hash_password, verify_password
from service.security.second_factor import (
    address_of,
    new_recovery_codes,
    new_secret,
    recovery_hash,
    step_of,
)

THEMES: Final = ("system", "light", "dark")
SECRET: Final = "new_second_factor"  # noqa: S105 - the name of a field
LONGEST_NAME: Final = 100


@blp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Show what the person may change."""
    return render_template("console/account.html", themes=THEMES, minimum=MINIMUM_LENGTH)


@blp.post("/account/settings")
@signed_in
def settings() -> ResponseReturnValue:
    """Keep name, language, theme, keys and masks."""
    person = desk().person
    name = " ".join(request.form.get("name", "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refusal("invalid-input", gettext("The name must have 1 to %(most)s characters.", most=LONGEST_NAME))
    language, theme = request.form.get("language"), request.form.get("theme")
    if language not in LANGUAGES or theme not in THEMES:
        raise Refusal("invalid-input", "language, theme: choose one of those shown.")
    people.set_name(parts(), person.email, name)
    chosen = {"language": language, "theme": theme, "keys": "keys" in request.form}
    people.set_settings(
        parts(), person.email, {**person.settings, **chosen, "mask_slurs": "mask_slurs" in request.form}
    )
    with force_locale(language):
        flash(gettext("Kept."))
    return redirect(url_for("console.account"))


@blp.post("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    person = desk().person
    refused = _wrong_password()
    if refused is not None:
        return refused
    new = request.form.get("new", "")
    if not MINIMUM_LENGTH <= len(new) <= 1000:
        return _refused(gettext("A password needs at least %(least)s characters.", least=MINIMUM_LENGTH))
    people.set_password(parts(), person.email, hash_password(new))
    desk_session.begin(person.id)
    flash(gettext("The password is changed. You are signed out everywhere else."))
    return redirect(url_for("console.account"))


@blp.get("/account/second-factor")
@signed_in
def second_factor() -> ResponseReturnValue:
    """Show a new secret, to be read by an authenticator app."""
    secret = session.get(SECRET) or new_secret()
    session[SECRET] = secret
    picture = segno.make(address_of(secret, desk().person.email)).svg_inline(
        scale=5, border=2, dark="#000", light="#fff"
    )
    return render_template("console/second_factor.html", secret=secret, picture=picture)


@blp.post("/account/second-factor")
@signed_in
def post_second_factor() -> ResponseReturnValue:
    """Ask for a second factor from now on, once the app has shown that it knows the secret."""
    secret = session.get(SECRET)
    step = step_of(secret, request.form.get("code", "").strip()[:64], now=time.time()) if secret else None
    if secret is None or step is None:
        flash(gettext("The code is wrong. Is the clock of your device right?"), "error")
        return redirect(url_for("console.second_factor"))
    codes = new_recovery_codes()
    person = desk().person
    sessions.set_second_factor(parts(), person.id, secret, [recovery_hash(one) for one in codes])
    sessions.use_step(parts(), person.id, step)
    sessions.end_others(parts(), person.id, desk_session.token_hash())
    session.pop(SECRET)
    return render_template("console/recovery_codes.html", codes=codes)


@blp.post("/account/second-factor/off")
@signed_in
def second_factor_off() -> ResponseReturnValue:
    """Ask for the password alone from now on."""
    person = desk().person
    refused = _wrong_password()
    if refused is not None:
        return refused
    sessions.set_second_factor(parts(), person.id, None)
    flash(gettext("The second factor is off."))
    return redirect(url_for("console.account"))


def _wrong_password() -> ResponseReturnValue | None:
    """Return the refusal where the form does not hold the present password, or there were too many attempts."""
    person = desk().person
    if not web().throttle.take(f"password of {person.id}", request.remote_addr or ""):
        return _refused(gettext("Too many attempts. Try again later."), 429)
    account = sessions.account_of(parts(), person.id)
    if account is None or not verify_password(request.form.get("present", "")[:1000], account.password_hash):
        return _refused(gettext("The present password is wrong."))
    return None


def _refused(why: str, status: int = 422) -> ResponseReturnValue:
    flash(why, "error")
    return render_template("console/account.html", themes=THEMES, minimum=MINIMUM_LENGTH), status
