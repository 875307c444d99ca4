"""A newspaper in Flask that ends each article in its comments, and names the readers who have signed in.

Set PROHORI_URL, PROHORI_PAGE_KEY (`prohori sites page SITE`) and PROHORI_READER_SECRET (`prohori readers add SITE`),
then `flask --app examples.flask_site run`. Its own address must be among the site's origins.
"""

from __future__ import annotations

import os
import time
from typing import Final

from flask import Flask, abort, redirect, render_template_string, request, session
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import OctKey

ARTICLES: Final = {
    "setu-khola": ("নতুন সেতু খুলে দেওয়া হলো", "দুই পাড়ের মানুষের অপেক্ষা শেষ; প্রথম দিনেই হেঁটে পার হলেন হাজারো মানুষ।"),
    "boi-mela": ("গ্রামের বইমেলায় উপচে পড়া ভিড়", "তিন দিনের মেলায় বিক্রি হয়েছে ছয় হাজার বই।"),
}
TOKEN_SECONDS: Final = 3_600

LIST: Final = """<!doctype html><html lang="bn"><title>খবর</title>
<script src="{{ prohori }}/embed/prohori.js" defer></script>
<h1>খবর</h1><ul>{% for id, (title, _) in articles.items() %}
<li><a href="/{{ id }}">{{ title }}</a> · মন্তব্য
<prohori-count site="{{ key }}" article="{{ id }}">…</prohori-count></li>
{% endfor %}</ul></html>"""
ARTICLE: Final = """<!doctype html><html lang="bn"><title>{{ title }}</title>
<script src="{{ prohori }}/embed/prohori.js" defer></script>
<h1>{{ title }}</h1><p>{{ text }}</p>
<form method="post" action="/sign-in">{% if name %}{{ name }}{% else %}
<label>নাম <input name="name" required></label> <button>প্রবেশ</button>{% endif %}</form>
<prohori-comments site="{{ key }}" article="{{ id }}"{% if token %} token="{{ token }}"{% endif %}>
<a href="{{ prohori }}/embed/{{ key }}/articles/{{ id }}">মন্তব্য</a></prohori-comments></html>"""


def create_site(*, prohori: str, key: str, secret: str) -> Flask:
    """Return the newspaper. prohori: where the service is; key: public; secret: by which readers' tokens are signed."""
    site = Flask(__name__)
    site.secret_key = os.urandom(16)

    @site.get("/")
    def front_page() -> str:
        return render_template_string(LIST, articles=ARTICLES, prohori=prohori, key=key)

    @site.get("/<id_>")
    def article(id_: str) -> ResponseReturnValue:
        if id_ not in ARTICLES:
            abort(404)
        title, text = ARTICLES[id_]
        name = session.get("name")
        token = sign(secret, reader=f"flask-{name}", name=name) if name else None
        return render_template_string(
            ARTICLE, id=id_, title=title, text=text, name=name, token=token, prohori=prohori, key=key
        )

    @site.post("/sign-in")
    def sign_in() -> ResponseReturnValue:
        session["name"] = request.form["name"][:60]  # a real newspaper asks for a password here
        return redirect(request.referrer or "/")

    return site


def sign(secret: str, *, reader: str, name: str) -> str:
    """Return a token by which the widget knows the reader, good for an hour."""
    claims = {"sub": reader, "name": name, "exp": int(time.time()) + TOKEN_SECONDS}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def create_app() -> Flask:
    """Return the newspaper of the environment: what `flask --app examples.flask_site run` looks for."""
    named = {"prohori": "PROHORI_URL", "key": "PROHORI_PAGE_KEY", "secret": "PROHORI_READER_SECRET"}
    return create_site(**{name: os.environ[variable] for name, variable in named.items()})
