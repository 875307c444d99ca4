"""The demonstration page: an article of our own with the thread that readers would see under it."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from moderation.articles import site_thread
from moderation.demo_site import ARTICLE, SITE
from policy.errors import ArticleNotFound, SiteNotFound
from service.http.auth import public
from service.http.context import parts

blp = Blueprint("demo", __name__, template_folder="../templates")

SHOWN = 100
BENGALI_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@blp.get("/demo")
@public
def demo_page() -> str:
    """Show the demonstration article and its thread; not found where there is no such site."""
    try:
        article, comments = site_thread(parts(), SITE, ARTICLE, limit=SHOWN)
    except (SiteNotFound, ArticleNotFound) as error:
        raise NotFound from error
    count = str(article.comment_count).translate(BENGALI_DIGITS)
    return render_template("demo.html", article=article, comments=comments, count=count)
