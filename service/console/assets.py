"""Letters for machines that have no Bengali ones, served by us."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import fontpkg_hind_siliguri
from flask import Response, send_file
from werkzeug.exceptions import NotFound

from service.console.blueprint import blp
from service.http.auth import public

FOLDER: Final = Path(fontpkg_hind_siliguri.__file__).with_name("files")
WEIGHTS: Final = {"400": "Regular", "600": "SemiBold"}
YEAR: Final = 365 * 86_400


@blp.get("/fonts/hind-siliguri-<weight>.ttf")
@public
def font(weight: str) -> Response:
    """Return Hind Siliguri (SIL Open Font License) in a weight."""
    if weight not in WEIGHTS:
        raise NotFound
    return send_file(FOLDER / f"HindSiliguri-{WEIGHTS[weight]}.ttf", mimetype="font/ttf", max_age=YEAR)
