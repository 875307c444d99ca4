"""What a setting must be: each check raises ValidationError with the end of a sentence that names the variable."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import ValidationError

from runtime import sentinel
from runtime.retention import parse
from runtime.secret_box import is_key

SECRET_MIN_LENGTH = 16
PREFIX = "PROHORI_"
NEAR = 0.75  # of two names, as difflib counts: one letter wrong, doubled or left out, or two exchanged
# Read by examples, clients and tests, which often share our shell.
OF_OTHERS = frozenset(f"{PREFIX}{name}" for name in ("URL", "API_KEY", "PAGE_KEY", "READER_SECRET", "REQUIRE_ALL"))


def url_with(*schemes: str) -> Callable[[str], None]:
    """Return a check for an address with one of the schemes."""

    def check(value: str) -> None:
        if urlsplit(value).scheme not in schemes:
            raise ValidationError(f"must start with one of: {', '.join(s + '://' for s in schemes)}")

    return check


def collector(value: str) -> None:
    """Check where an OpenTelemetry collector listens; empty for none."""
    if value:
        url_with("http", "https")(value)


def redis_url(value: str) -> None:
    """Check where Redis is."""
    url_with("redis", "rediss", sentinel.SCHEME)(value)
    if sentinel.is_watched(value):
        try:
            sentinel.parse(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


def broker_url(value: str) -> None:
    """Check where the broker is."""
    url_with("redis", "rediss", sentinel.SCHEME, "amqp", "amqps")(value)
    if sentinel.is_watched(value):
        redis_url(value)


def issuer(value: str) -> None:
    """Check the address of an OpenID provider, or nothing."""
    if value:
        url_with("https", "http")(value)


def live_url(value: str) -> None:
    """Check where pages reach live updates: an address, a port, or nothing."""
    if value and not re.fullmatch(r":[0-9]{1,5}", value):
        try:
            url_with("https", "http")(value)
        except ValidationError as error:
            raise ValidationError("must be an address such as https://live.example, or a port such as :8001") from error


def time_zone(value: str) -> None:
    """Check a name of the time zone database."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError) as error:  # none of that name; a folder of them
        raise ValidationError("must be the name of a time zone, as Asia/Dhaka") from error


def secret(value: str) -> None:
    """Check the length of a secret, or nothing."""
    if value and len(value) < SECRET_MIN_LENGTH:
        raise ValidationError(f"must have at least {SECRET_MIN_LENGTH} characters")


def encryption_keys(values: list[str]) -> None:
    """Check the keys that secrets are encrypted with."""
    if not all(map(is_key, filter(None, values))):
        raise ValidationError("must be keys as `prohori secrets key` prints them, separated by commas, newest first")


def retention(values: list[str]) -> None:
    """Check the rules by which things are forgotten."""
    try:
        parse(values)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def model_dir(value: Path | None) -> None:
    """Check that a folder holds a model; whether it can be used is told when it is loaded."""
    if value is not None and not (value / "card.json").is_file():
        raise ValidationError(f"there is no model in {value}: it has no file card.json")


def unknown_names(given: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return each PROHORI_* name that is no setting, with a sentence that names the nearest one that is."""
    names = sorted(known)
    sentences = {}
    for name in sorted(set(given) - set(names) - OF_OTHERS):
        if name.startswith(PREFIX):
            near = difflib.get_close_matches(name, names, n=1, cutoff=NEAR)
            sentences[name] = f"{name} is no setting and is ignored" + (f"; is {near[0]} meant?" if near else ".")
    return sentences
