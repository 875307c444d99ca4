"""The demonstration: a page of a newspaper that is none, as a site would build it around the widget."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, g, render_template
from werkzeug.exceptions import NotFound

from moderation import articles, sites
from moderation.demo_site import ARTICLE, SITE
from policy.errors import ArticleNotFound, SiteNotFound
from service.embed.live import live_address
from service.embed.page import thread_of
from service.http.auth import public
from service.http.context import parts

blp = Blueprint("demo", __name__, template_folder="templates")

OTHERS: Final = ("chaler-dam", "dhaka-test", "metro-notun-station")


@blp.get("/demo")
@blp.get("/demo/<article:article>")
@public
def demo_page(article: str = ARTICLE) -> str:
    """Show an article of the demonstration with its thread; not found where there is none."""
    try:
        g.site = sites.find(parts(), SITE)
        found = articles.show(parts(), g.site.id, article)
    except (SiteNotFound, ArticleNotFound) as error:
        raise NotFound from error
    g.connects = live_address()
    return render_template(
        "demo.html",
        found=found,
        others=articles.among(parts(), g.site.id, [one for one in (ARTICLE, *OTHERS) if one != article]),
        is_first=article == ARTICLE,
        **thread_of(article, speaks="bn"),
    )
