"""In which language and with which digits the desk speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Flask, g, request
from flask_babel import Babel, get_locale

from service.http.language import asked_language

LANGUAGES: Final = {"bn": "বাংলা", "en": "English"}
COOKIE: Final = "prohori_language"
FOLDER: Final = Path(__file__).with_name("locale")
BENGALI_DIGITS: Final = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

babel = Babel()


def register(app: Flask) -> None:
    """Let the application's pages be translated."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    babel.init_app(app, locale_selector=chosen)


def chosen() -> str:
    """Return the language of this request: the person's own, the cookie's, or the best that the browser asks for."""
    if request.blueprint != "console":
        return "en"
    person = g.desk.person.settings.get("language") if "desk" in g else None
    wanted = person or request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else asked_language()


def language() -> str:
    """Return the language of this page."""
    return str(get_locale() or "en")


def digits(value: object) -> str:
    """Return a number or a date as this page writes its digits."""
    text = str(value)
    return text.translate(BENGALI_DIGITS) if language() == "bn" else text
