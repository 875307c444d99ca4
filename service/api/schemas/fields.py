"""Fields that several shapes share."""

from __future__ import annotations

import ipaddress
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from policy.languages import MAX_TAG, TAG
from runtime.clock import moment_of
from service.api.schemas.texts import CleanString

OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # "until the end of today", wherever that is
CLOCK_SKEW = timedelta(minutes=5)  # of two machines that tell each other the time


def one_form(name: str) -> str:
    """Return an id in Unicode's form NFC: the same letters typed in two ways are the same id."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


class SiteId(CleanString):
    """An id that the site chose: 1 to 255 characters, compared in the form NFC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=255, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        # Before it is measured: the form may be longer than what was typed.
        return super()._deserialize(one_form(value) if isinstance(value, str) else value, attr, data, **kwargs)


class ArticleId(SiteId):
    """The site's id of an article, which must fit into a path: without a slash."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if "/" in name or name in (".", ".."):
            raise ValidationError("must not contain a slash, nor be only dots that a path swallows")
        return name


class Flag(fields.Boolean):
    """true or false, and nothing that merely resembles them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def language(**kwargs: Any) -> fields.String:
    """Return a field for a BCP 47 language tag."""
    pattern = validate.Regexp(TAG, error="must be a language tag such as bn, bn-Latn or en")
    return fields.String(validate=[validate.Length(max=MAX_TAG), pattern], **kwargs)


class WebAddress(CleanString):
    """An http or https address, at most 2,000 characters. An empty one, as forms send it, is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, metadata={"format": "uri"}, **kwargs)

    def _deserialize(  # type: ignore[override]
        self, value: Any, attr: str | None, data: Any, **kwargs: Any
    ) -> str | None:
        address = super()._deserialize(value, attr, data, **kwargs)
        if not address and self.allow_none:
            return None
        try:
            parts = urlsplit(address)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits or any(c.isspace() for c in address):
            raise ValidationError("must be an http or https address")
        return address


class IpAddress(fields.String):
    """An IPv4 or IPv6 address, in its usual form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"maxLength": 45, "description": "IPv4 or IPv6; kept as a keyed hash only"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return str(ipaddress.ip_address(text))
        except ValueError as error:
            raise ValidationError("must be an IPv4 or IPv6 address") from error


class Moment(fields.AwareDateTime):
    """A moment with a time zone (RFC 3339), as microseconds since 1970; not before 1970, and tomorrow at the latest."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # type: ignore[override]
        when = super()._deserialize(value, attr, data, **kwargs)
        try:
            fits = OLDEST <= when <= datetime.now(UTC) + AHEAD
        except OverflowError:
            fits = False
        if not fits:
            raise ValidationError("must lie between 1970 and now")
        return moment_of(when)


class PastMoment(Moment):
    """A moment that has come: one that a clock some minutes ahead of ours names is now."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # type: ignore[override]
        when, now = super()._deserialize(value, attr, data, **kwargs), datetime.now(UTC)
        if when > moment_of(now + CLOCK_SKEW):
            raise ValidationError("must lie between 1970 and now")
        return min(when, moment_of(now))
