"""Whether Redis and the broker of the settings answer: asked before all parts are started together."""

from __future__ import annotations

from urllib.parse import urlsplit

import redis
from kombu.exceptions import KombuError

from runtime.broker import reach
from runtime.redis_client import connect
from runtime.settings import Settings
from service.commands.surroundings import CannotStart


def check_reached(settings: Settings) -> None:
    """Return when Redis and the broker answer. Raises CannotStart naming the one that does not, and its setting."""
    try:
        connect(settings.redis_url).ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise _unreachable("Redis", settings.redis_url, "PROHORI_REDIS_URL", error) from error
    if settings.broker_url != settings.redis_url:
        try:
            reach(settings)
        except (KombuError, redis.RedisError, OSError, ValueError) as error:
            raise _unreachable("the broker", settings.broker_url, "PROHORI_BROKER_URL", error) from error


def _unreachable(what: str, url: str, setting: str, error: Exception) -> CannotStart:
    where = urlsplit(url).netloc.rpartition("@")[2]  # without the password
    why = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    return CannotStart(f"{what} at {where} cannot be used ({why}); see {setting}")
