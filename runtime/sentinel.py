"""Redis behind Sentinel: `sentinel://[:password@]host:port[,host:port...]/NAME[/DB]`, where a redis:// URL may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

SCHEME: Final = "sentinel"
PORT: Final = 26_379


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A Redis that Sentinels watch. name: of it, as they know it. password: of Redis itself."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    db: int
    password: str | None


def is_watched(url: str) -> bool:
    """Return whether the URL names Sentinels."""
    return url.startswith(f"{SCHEME}://")


def parse(url: str) -> Watched:
    """Return what a sentinel:// URL says. Raises ValueError with the end of a sentence about it."""
    parts = urlsplit(url)
    given, _, hosts = parts.netloc.rpartition("@")
    name, _, db = parts.path.strip("/").partition("/")
    sentinels = []
    for host in filter(None, hosts.split(",")):
        at, _, port = host.partition(":")
        if not at or (port and not port.isdigit()):
            raise ValueError(f"'{host}' is no host and port")
        sentinels.append((at, int(port or PORT)))
    if not sentinels or not name or (db and not db.isdigit()):
        raise ValueError("must be sentinel://host:port,host:port/NAME, with /DB behind it where that is not 0")
    password = unquote(given.partition(":")[2]) or None
    return Watched(sentinels=tuple(sentinels), name=name, db=int(db or 0), password=password)


def for_kombu(url: str) -> str:
    """Return the URL as Celery's transport wants it: each Sentinel by itself, with password and database."""
    watched = parse(url)
    secret = f":{urlsplit(url).netloc.rpartition('@')[0].partition(':')[2]}@" if watched.password else ""
    return ";".join(f"sentinel://{secret}{host}:{port}/{watched.db}" for host, port in watched.sentinels)
