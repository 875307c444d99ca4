"""The widget's script: its parts joined, once, into the one file that a page names."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Final

from flask import Response, request

from service.embed.blueprint import blp
from service.embed.wording import FOLDER, WORDS
from service.http.auth import public

# In the order in which they use each other.
PARTS: Final = ("dom", "reader", "wire", "effort", "comment", "form", "own", "talk", "element")
FRESH_SECONDS: Final = 600  # a new release reaches readers within that time


def _built() -> str:
    style = (FOLDER / "widget.css").read_text(encoding="utf-8")
    parts = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in PARTS]
    made = {"STYLE": style, "WORDS": WORDS}
    known = [f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in made.items()]
    body = "\n".join([*known, *parts])
    return f'(() => {{\n"use strict";\n{body}\n}})();\n'


SCRIPT: Final = _built().encode()
PACKED: Final = gzip.compress(SCRIPT, 9, mtime=0)
TAG: Final = hashlib.blake2b(SCRIPT, digest_size=12).hexdigest()


@blp.get("/prohori.js")
@public
def get_script() -> Response:
    """Return the widget's script."""
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(PACKED if packed else SCRIPT, content_type="text/javascript; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(TAG)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"  # a page may ask for it with `crossorigin` and `integrity`
    response.vary.add("Accept-Encoding")
    response.make_conditional(request)
    return response
