"""What a view may ask for: the parts of its process, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from moderation.wiring import Parts
from service.http.limits import Limiter
from service.http.origins import Origins
from service.http.remembered import Remembered
from service.security.crowd import Crowd
from service.security.identity import Identity
from service.security.keys import KeyRing
from service.security.page_keys import PageKeys
from service.security.throttle import Throttle

EXTENSION = "prohori"
TALKS = 2_000  # pages of threads
TALK_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The parts of one web process, and what only HTTP needs beside them."""

    parts: Parts
    keys: KeyRing
    limiter: Limiter
    throttle: Throttle
    origins: Origins
    page_keys: PageKeys
    crowd: Crowd
    talks: Remembered


def open_web(parts: Parts) -> Web:
    """Return what an application answers with."""
    settings = parts.settings
    return Web(
        parts=parts,
        keys=KeyRing(parts, memory_seconds=settings.cache_seconds),
        throttle=Throttle(settings.redis_url),
        limiter=Limiter(settings.redis_url, default=settings.rate_limit_per_minute),
        origins=Origins(parts, memory_seconds=settings.cache_seconds),
        page_keys=PageKeys(parts, memory_seconds=settings.cache_seconds),
        crowd=Crowd(settings.redis_url),
        talks=Remembered(most=TALKS, seconds=min(settings.cache_seconds, TALK_SECONDS)),
    )


def web() -> Web:
    """Return what the application of the present request answers with."""
    return cast(Web, current_app.extensions[EXTENSION])


def parts() -> Parts:
    """Return the parts of the present request's process."""
    return web().parts


def identity() -> Identity:
    """Return who asks. Only in views that are not public."""
    return cast(Identity, g.identity)
