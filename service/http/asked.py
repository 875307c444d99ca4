"""Answers under the names that were asked for."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from service.api.schemas.fields import one_form


def as_asked(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts by article under the ids as the query `article` spelt them, in whichever form of Unicode."""
    return {name: counts[one_form(name)] for name in request.args.getlist("article")}
