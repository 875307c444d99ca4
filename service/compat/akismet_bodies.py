"""What Akismet's clients send: forms in any character set, or the same names as JSON."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Request, g

from moderation.foreign.akismet import Submitted
from policy.languages import is_tag
from service.compat.bodies import clean, fitted, json_of
from service.compat.html import plain
from service.http.blueprint import whole_body

MOST_FIELDS: Final = 5_000
SHORT: Final = 1_000  # characters of a field that is no text
# Those that blogs have. Python knows others, which take minutes for a megabyte (punycode), or are none of text.
_CHARSETS: Final = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|koi8-[ru]|shift_jis|euc_(?:jp|kr)|gb(?:2312|k|18030)|big5|tis_620|utf-16"
)
_YES: Final = frozenset({"1", "true"})

Fields = Mapping[str, str]


class Invalid(Exception):
    """A call that Akismet answers with `invalid`. alert: its code for the owner of the site."""

    def __init__(self, why: str, alert: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.alert = alert


def fields_of(request: Request) -> Fields:
    """Return the fields of a call, of the query as well; the first of several of a name. Read once per request."""
    if "akismet_fields" not in g:
        g.akismet_fields = _read(request)
    found: Fields = g.akismet_fields
    return found


def _read(request: Request) -> Fields:
    given: dict[str, str] = dict(request.args.items())
    if request.method not in ("POST", "PUT"):
        return given
    if request.is_json:
        body = json_of(request)
        pairs = [(str(name), _plain(value)) for name, value in body.items()] if isinstance(body, dict) else []
    elif request.mimetype == "multipart/form-data":
        pairs = list(request.form.items(multi=True))
    else:
        pairs = _form(request)
    for name, value in reversed(pairs):
        given[name] = value
    return given


def _form(request: Request) -> list[tuple[str, str]]:
    try:
        charset = codecs.lookup(request.mimetype_params.get("charset", "utf-8")).name
        if not _CHARSETS.fullmatch(charset):
            raise LookupError(charset)
        body = whole_body(request).decode(charset, "replace")
        return parse_qsl(body, keep_blank_values=True, encoding=charset, errors="replace", max_num_fields=MOST_FIELDS)
    except (LookupError, ValueError) as error:
        raise Invalid("We were unable to parse your request") from error


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else "" if value is None else str(value)


def is_test(said: Fields) -> bool:
    """Return whether nothing is to be learned or counted of the call."""
    return said.get("is_test", "").strip().lower() in _YES


def host_of(address: str) -> str:
    """Return the host of a blog's address, with its port where it names one. Raises Invalid."""
    try:
        parts = urlsplit(address.strip() if "//" in address else f"http://{address.strip()}")
        host = parts.netloc.rpartition("@")[2].lower()
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or any(char.isspace() for char in host):
        raise Invalid("We were unable to parse your blog URI")
    return host


def submitted(said: Fields, *, blog: str, key: str, callback: str | None) -> Submitted:
    """Return the comment of a check or report. callback: where a later verdict may be told."""
    trap = said.get("honeypot_field_name", "")
    author = {
        "name": _short(said, "comment_author"),
        "email": _short(said, "comment_author_email"),
        "url": _address(_short(said, "comment_author_url")),
        "ip": _short(said, "user_ip"),
    }
    text = plain(clean(said.get("comment_content", ""))).strip()
    if not text:  # a registration, say: what there is to read is who it is
        text = " ".join(one for one in (author["name"], author["url"]) if one)
    permalink = _short(said, "permalink")
    return Submitted(
        text=fitted(text),
        author={name: value for name, value in author.items() if value is not None},
        blog=blog,
        permalink=permalink if permalink and permalink.startswith(("http://", "https://")) else None,
        language=_language(said.get("blog_lang", "")),
        post_id=_short(said, "comment_post_ID"),
        parent_id=_short(said, "comment_parent"),
        guid=_guid(said.get("guid", "")),
        callback=callback,
        key=key,
        is_test=is_test(said),
        honeypot=bool(trap and said.get(trap, "").strip()),
        again=said.get("recheck_reason", "") not in ("", "edit"),
    )


def _short(said: Fields, name: str) -> str | None:
    return clean(said.get(name, "")).strip()[:SHORT] or None


def _address(given: str | None) -> str | None:
    """Return a web address; one without a scheme gets one, and what leads elsewhere than the web is none."""
    if given is None or given.lower().startswith(("http://", "https://")):
        return given
    return f"http://{given}" if ":" not in given and "." in given else None


def _guid(given: str) -> str | None:
    """Return the guid of a check as we keep it, None for what is none of ours."""
    try:
        return str(UUID(given.strip()))
    except ValueError:
        return None


def _language(said: str) -> str | None:
    """Return the first language of a list such as `bn_BD, en`, without its country."""
    first = said.split(",")[0].strip().replace("_", "-").partition("-")[0].lower()
    return first if first and is_tag(first) else None
