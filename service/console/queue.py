"""The queue: its lists, and one comment opened beside the list it came from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from moderation import claims, desk
from moderation.demo_day import fill
from moderation.demo_site import SITE
from moderation.desk import Opened
from policy.errors import ClaimHeld, CommentNotFound, NotHeld
from service.console import people
from service.console.blueprint import blp
from service.console.filters import SHOWN, Listing, cursor_of, listing
from service.console.locale import digits
from service.console.opened import Shown, shown
from service.console.requests import is_fetch
from service.console.session import desk as sitting
from service.console.session import signed_in
from service.console.wording import time_of_day
from service.http.context import identity, parts
from service.http.json import json_response

SKIPPED = "skipped"
MOST_SKIPPED = 40  # ids, in the cookie


@blp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Lead to the queue."""
    return redirect(url_for("console.queue"))


@blp.get("/queue")
@signed_in
def queue() -> ResponseReturnValue:
    """Show a list, and no comment yet."""
    wanted = listing()
    return _page(wanted, None, "console/_list.html" if is_fetch() else "console/queue.html")


@blp.get("/comments/<uuid:comment_id>")
@signed_in
def comment(comment_id: UUID) -> ResponseReturnValue:
    """Show a comment with all that is needed to decide, beside its list. Opening the page claims the comment."""
    wanted = listing()
    id_ = str(comment_id)
    site_id = desk.site_of(parts(), sitting().sites, id_)
    if not is_fetch():  # the desk's script fetches ahead, and claims what it then shows
        _claim(site_id, id_)
    opened = desk.open_comment(parts(), site_id, id_)
    if is_fetch():
        return render_template("console/_comment.html", **_of_comment(opened, wanted))
    return _page(wanted, opened, "console/queue.html")


@blp.get("/next")
@signed_in
def following() -> ResponseReturnValue:
    """Claim the next comment of a list that nobody else has, and lead to it."""
    wanted = listing()
    found = desk.claim_next(
        parts(),
        wanted.site_ids,
        wanted.filters,
        identity().name,
        order=wanted.order,
        passed_over=session.get(SKIPPED, []),
    )
    if found is None and session.pop(SKIPPED, None):  # what was skipped comes again at the end
        return redirect(url_for("console.following", **wanted.parameters))
    if found is None:
        return redirect(url_for("console.queue", **wanted.parameters))
    return redirect(url_for("console.comment", comment_id=found, **wanted.parameters))


@blp.post("/comments/<uuid:comment_id>/skip")
@signed_in
def skip(comment_id: UUID) -> ResponseReturnValue:
    """Give a comment back undecided and lead to the next."""
    id_ = str(comment_id)
    claims.release(parts(), desk.site_of(parts(), sitting().sites, id_), id_, identity().name)
    session[SKIPPED] = [*(one for one in session.get(SKIPPED, []) if one != id_), id_][-MOST_SKIPPED:]
    if is_fetch():
        return json_response({})
    return redirect(url_for("console.following", **listing().parameters))


@blp.post("/demo")
@signed_in
def demo() -> ResponseReturnValue:
    """Post a day of comments to the demonstration site, for who may see that site."""
    if SITE not in sitting().sites.values():
        raise NotFound
    posted = fill(parts())
    flash(gettext("%(num)s comments were posted; the judge looks at them now.", num=digits(posted)))
    return redirect(url_for("console.queue"))


@blp.get("/news")
@signed_in
def news() -> ResponseReturnValue:
    """Return how many comments came into a list since a moment, and what stands in the tabs."""
    wanted = listing()
    raw = request.args.get("moment", "")
    since = int(raw) if raw.isdecimal() and len(raw) < 18 else parts().clock()
    found = desk.arrived(parts(), wanted.site_ids, wanted.filters, since)
    numbers = desk.numbers(parts(), [*sitting().sites])
    return json_response(
        {
            "arrived": found.number,
            "words": gettext("%(num)s new", num=found.number),
            "tabs": render_template("console/_tabs.html", numbers=numbers, wanted=wanted),
        }
    )


def _page(wanted: Listing, opened: Opened | None, template: str) -> ResponseReturnValue:
    items, more = desk.page(
        parts(), wanted.site_ids, wanted.filters, order=wanted.order, limit=SHOWN, after=wanted.after
    )
    values: dict[str, Any] = {
        "wanted": wanted,
        "items": items,
        "cursor": cursor_of(more),
        "numbers": desk.numbers(parts(), [*sitting().sites]),
        "now": parts().clock(),
        "names": people.names(),
        "opened": None,
    }
    return render_template(template, **(values | _of_comment(opened, wanted) if opened else values))


def _of_comment(opened: Opened, wanted: Listing) -> dict[str, Any]:
    view: Shown = shown(opened, mask_slurs=bool(sitting().person.settings.get("mask_slurs")))
    return {
        "opened": opened,
        "view": view,
        "wanted": wanted,
        "now": parts().clock(),
        "names": people.names(),
    }


def _claim(site_id: int, comment_id: str) -> None:
    try:
        claims.claim(parts(), site_id, comment_id, identity().name)
    except ClaimHeld as error:
        who = people.names().get(error.holder, error.holder)
        flash(gettext("%(who)s is working on this comment until %(when)s.", who=who, when=time_of_day(error.until)))
    except (NotHeld, CommentNotFound):
        return
