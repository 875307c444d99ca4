"""What Akismet's clients ask about the account: its subscription, its usage, its sites."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

from flask import Blueprint, Response, request

from moderation.foreign.akismet import month_of
from moderation.foreign.akismet_reports import usage, usage_by_blog
from service.compat.akismet import blog_of, invalid, key_of, plain
from service.compat.akismet_bodies import Invalid, fields_of
from service.http.auth import public, requires
from service.http.context import identity, parts
from service.http.json import json_response
from store.akismet import Usage

setup = Blueprint("akismet_setup", __name__, url_prefix="/1.1")
blp = Blueprint("akismet_usage", __name__, url_prefix="/1.2")
for one in (setup, blp):
    one.errorhandler(Invalid)(invalid)

FIRST_MONTH: Final = "0000-00"
MOST_SITES: Final = 500
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MONTHS_BACK: Final = {"60-days": 2, "6-months": 6}
_ORDERS: Final = {
    "total": "calls",
    "spam": "spam",
    "ham": "ham",
    "missed_spam": "missed_spam",
    "false_positives": "false_positives",
}
_HEADINGS: Final = ("Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked")


@setup.route("/test", methods=["GET"])
@public
def connected() -> Response:
    """Return what WordPress's plugin compares to see that it can reach us."""
    return plain("connected")


@setup.route("/get-subscription", methods=["POST"])
@requires("submit", read_key=key_of)
def get_subscription() -> Response:
    """Return that the account is active: WordPress keeps a key only then."""
    blog_of(fields_of(request))
    return json_response(
        {
            "account_id": identity().site_id,
            "account_name": identity().name,
            "status": "active",
            "account_type": "enterprise",
            "limit_reached": False,
            "next_billing_date": None,
        }
    )


@setup.route("/deactivate", methods=["POST"])
@requires("submit", read_key=key_of)
def deactivate() -> Response:
    """Acknowledge that a blog asks no more."""
    blog_of(fields_of(request))
    return plain("deactivated")


@setup.route("/get-stats", methods=["POST"])
@requires("submit", read_key=key_of)
def get_stats() -> Response:
    """Return what was counted of late."""
    said = fields_of(request)
    blog_of(said)
    month = month_of(parts())
    back = _MONTHS_BACK.get(said.get("from", ""))
    since = FIRST_MONTH if back is None else _before(month, back)
    found = usage(parts(), identity().site_id, since=since, until=month)
    wrong = found.missed_spam + found.false_positives
    right = 100 * max(0, found.calls - wrong) / found.calls if found.calls else 100.0
    return json_response(
        {
            "spam": found.spam,
            "ham": found.ham,
            "missed_spam": found.missed_spam,
            "false_positives": found.false_positives,
            "accuracy": f"{right:.3f}",
            "time_saved": 0,
            "breakdown": {},
        }
    )


@blp.route("/usage-limit", methods=["GET", "POST"])
@requires("submit", read_key=key_of)
def usage_limit() -> Response:
    """Return how many checks there were this month; there is no limit."""
    month = month_of(parts())
    found = usage(parts(), identity().site_id, since=month, until=month)
    return json_response({"limit": "none", "usage": found.calls, "percentage": "0.00", "throttled": False})


@blp.route("/key-sites", methods=["GET", "POST"])
@requires("submit", read_key=key_of)
def key_sites() -> Response:
    """Return what was counted of each blog in a month, as JSON or CSV."""
    said = fields_of(request)
    month = said.get("month") or month_of(parts())
    order = _ORDERS.get(said.get("order") or "total")
    if not _MONTH.fullmatch(month):
        raise Invalid("The month must be of the form YYYY-MM")
    if order is None:
        raise Invalid(f"The order must be one of {', '.join(_ORDERS)}")
    limit, offset = _number(said.get("limit"), MOST_SITES), _number(said.get("offset"), 0)
    found = usage_by_blog(parts(), identity().site_id, month, containing=said.get("filter", ""))
    found.sort(key=lambda one: (-getattr(one, order), one.blog))
    page = found[offset : offset + limit]
    if said.get("format") == "csv":
        return _csv(page, key_of(request) or "", month, limit=limit, offset=offset, total=len(found))
    sites = [_site(one) for one in page]
    return json_response({month: sites, "limit": limit, "offset": offset, "total": len(found)})


def _site(one: Usage) -> dict[str, Any]:
    return {
        "site": one.blog,
        "api_calls": str(one.calls),
        "spam": str(one.spam),
        "ham": str(one.ham),
        "missed_spam": str(one.missed_spam),
        "false_positives": str(one.false_positives),
        "is_revoked": False,
    }


def _csv(page: list[Usage], key: str, month: str, *, limit: int, offset: int, total: int) -> Response:
    out = io.StringIO()
    out.write(f"Active sites for {key} during {month} (limit:{limit}, offset: {offset}, total: {total})\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_HEADINGS)
    for one in page:
        rows.writerow([*list(_site(one).values())[:-1], "false"])
    response = plain(out.getvalue())
    response.content_type = "text/csv; charset=utf-8"
    return response


def _number(given: str | None, default: int) -> int:
    if not given:
        return default
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise Invalid("limit and offset must be whole numbers")
    return int(given)


def _before(month: str, back: int) -> str:
    """Return the month so many months before, the present one counted."""
    year, number = map(int, month.split("-"))
    months = year * 12 + number - 1 - (back - 1)
    return f"{months // 12:04}-{months % 12 + 1:02}"
