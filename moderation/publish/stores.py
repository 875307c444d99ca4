"""Opening a site's article store by its kind."""

from __future__ import annotations

from typing import Any

from moderation.delivery_parts import DeliveryParts
from moderation.publish.http import HttpStore
from moderation.publish.protocol import ArticleStore
from moderation.publish.table import TableStore
from moderation.publish.wordpress import WordPressStore
from store.destinations import Destination, Kind


def open_article_store(
    parts: DeliveryParts, kind: Kind, url: str, settings: dict[str, Any], secrets: dict[str, Any]
) -> ArticleStore:
    """Return the store of that kind, not yet connected."""
    seconds = parts.settings.delivery_timeout_seconds
    if kind is Kind.TABLE:
        return TableStore(url, settings, secrets, seconds=seconds, check=parts.client.guard.addresses_of)
    if kind is Kind.WORDPRESS:
        return WordPressStore(parts.client, url, settings, secrets, seconds=seconds)
    return HttpStore(parts.client, url, secrets, seconds=seconds, clock=parts.clock)


def opened(parts: DeliveryParts, destination: Destination) -> ArticleStore:
    """Return a site's store, opened once for as long as its settings stay the same. Raises SecretUnreadable."""
    key = (destination.url, destination.settings, destination.secrets)
    known = parts.stores.get(destination.id)
    if known is not None and known[0] == key:
        return known[1]
    store = open_article_store(
        parts, destination.kind, destination.url, destination.settings, parts.box.open(destination.secrets)
    )
    parts.stores[destination.id] = (key, store)
    if known is not None:
        known[1].close()
    return store
