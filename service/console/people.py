"""People by their names, as the desk shows them."""

from __future__ import annotations

from typing import cast

from flask import g

from moderation import people
from service.http.context import parts


def names() -> dict[str, str]:
    """Return the names of all people by what the decision log calls them."""
    if "names" not in g:
        g.names = people.names(parts())
    return cast(dict[str, str], g.names)
