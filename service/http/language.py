"""In which language a caller is answered, and what it may know."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, request

from service.http.context import identity
from service.presenters.audience import LANGUAGES, Audience


def best_language(languages: Sequence[str]) -> str:
    """Return the one of the languages that Accept-Language likes best, the first where it asks for none of them.

    Werkzeug's own choice prefers a less liked language to a region of one that is liked more: bn in "en-GB, bn;q=0.5".
    """
    g.by_language = True
    liked = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((one for one in liked if one in languages), languages[0])


def asked_language() -> str:
    """Return the language that Accept-Language asks for, English where it asks for none of ours."""
    return best_language(LANGUAGES)


def audience() -> Audience:
    """Return for whom the present request is answered. Only in views that are not public."""
    return Audience(detailed=identity().sees_details, language=asked_language())
