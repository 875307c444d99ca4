"""Couriers: how deliveries are made ready, sent and closed, for endpoints and for article stores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from moderation.delivery import akismet, payload
from moderation.delivery_parts import DeliveryParts
from moderation.publish.calls import call, failed, is_success
from moderation.publish.protocol import ArticleAt, ArticleStore, DeliveryFailed, Receipt
from runtime.outbound import signing
from store import deliveries, outside
from store.deliveries import Delivery
from store.destinations import Destination, Kind
from store.outside import OutsideItem
from store.reads import changes, threads
from store.unit import Unit


class Courier(Protocol):
    """What sends to one destination. ready and settle run within a unit of work, send and finish outside of any."""

    seconds: int  # for one attempt
    at_once: int  # attempts beside each other

    def ready(self, unit: Unit, taken: Sequence[Delivery]) -> dict[int, Any]:
        """Return what is to be sent, by the id of the delivery."""

    def send(self, delivery: Delivery, what: Any) -> Receipt:
        """Send one delivery. Raises DeliveryFailed."""

    def finish(self, sent: dict[int, Any]) -> dict[int, DeliveryFailed]:
        """Do what follows from all that was sent; return those that count as failed after all."""

    def settle(self, unit: Unit, sent: dict[int, tuple[Any, Receipt]], *, now: int) -> None:
        """Write down what the destination has now. sent: what arrived and its receipt, by the id of the delivery."""


class EndpointCourier:
    """Posts events to an endpoint, signed."""

    def __init__(self, parts: DeliveryParts, endpoint: Destination) -> None:
        self._parts = parts
        self._url = endpoint.url
        self._endpoint = endpoint
        self._thin = endpoint.settings.get("payload") == "thin"
        self._secrets = parts.box.open(endpoint.secrets)
        self.seconds = endpoint.settings.get("timeout_seconds") or parts.settings.delivery_timeout_seconds
        self.at_once = endpoint.settings.get("concurrency") or parts.settings.delivery_concurrency

    def ready(self, unit: Unit, taken: Sequence[Delivery]) -> dict[int, Any]:
        wanted = [(one.comment_id, one.version) for one in taken if one.comment_id is not None]
        found = changes.of_versions(unit, wanted)
        if akismet.speaks_akismet(self._endpoint):
            return akismet.ready(unit, self._endpoint, self._secrets["key"], taken, found)
        return {
            one.id: payload.body(one, found.get((one.comment_id or "", one.version)), thin=self._thin) for one in taken
        }

    def send(self, delivery: Delivery, what: bytes | akismet.Verdict) -> Receipt:
        headers = {"Content-Type": "application/json"}
        if isinstance(what, bytes):
            now = self._parts.clock()
            with_secrets = signing.valid_secrets(self._secrets, now=now)
            headers |= signing.headers(payload.id_of(delivery), what, with_secrets, now=now)
        body = what if isinstance(what, bytes) else what.body
        answer = call(self._parts.client, "POST", self._url, headers=headers, body=body, seconds=self.seconds)
        if not is_success(answer):
            raise failed(answer, gone=True)
        return Receipt(outside_id=None, status=answer.status)

    def finish(self, sent: dict[int, Any]) -> dict[int, DeliveryFailed]:
        return {}

    def settle(self, unit: Unit, sent: dict[int, tuple[Any, Receipt]], *, now: int) -> None:
        akismet.settle(unit, [what for what, _ in sent.values() if isinstance(what, akismet.Verdict)])


class StoreCourier:
    """Brings an article store in line with where each comment stands at the moment: what is sent is never old."""

    def __init__(self, parts: DeliveryParts, destination: Destination, store: ArticleStore) -> None:
        self._parts = parts
        self._destination = destination
        self._store = store
        self.seconds = parts.settings.delivery_timeout_seconds
        self._waiting: dict[str, list[int]] = {}
        self.at_once = 1 if destination.kind is Kind.TABLE else parts.settings.delivery_concurrency

    def ready(self, unit: Unit, taken: Sequence[Delivery]) -> dict[int, Any]:
        ids = [one.comment_id for one in taken if one.comment_id]
        # First what waits, then how it stands: what is sent is then never older than what it stands for.
        self._waiting = deliveries.open_of(unit, self._destination.id, ids)
        items = outside.items(unit, self._destination.id, ids)
        outside.mark(
            unit, self._destination.id, [one.comment_id for one in items.values() if one.shown and not one.known]
        )
        return {one.id: items[one.comment_id] for one in taken if one.comment_id in items}

    def send(self, delivery: Delivery, what: OutsideItem) -> Receipt:
        if what.shown:
            return self._store.publish(what)
        if what.known:
            return self._store.retract(what)
        return Receipt(outside_id=None)  # it was never there

    def finish(self, sent: dict[int, Any]) -> dict[int, DeliveryFailed]:
        touched: dict[str, list[int]] = {}
        for id_, item in sent.items():
            if item.shown or item.known:
                touched.setdefault(item.article_id, []).append(id_)
        late: dict[int, DeliveryFailed] = {}
        failure: DeliveryFailed | None = None
        for article, ids in touched.items():
            if failure is not None:  # so that a store that hangs is waited for once, within the lease
                late |= dict.fromkeys(ids, failure)
                continue
            look = partial(threads.head, site_id=self._destination.site_id, article_id=article)
            head = self._parts.database.read(look)
            try:
                self._store.count(ArticleAt(id=article, url=sent[ids[0]].article_url), head.count, head.version)
            except DeliveryFailed as error:
                failure = error
                late |= dict.fromkeys(ids, error)
        return late

    def settle(self, unit: Unit, sent: dict[int, tuple[Any, Receipt]], *, now: int) -> None:
        there = [(item.comment_id, receipt.outside_id) for item, receipt in sent.values() if receipt.outside_id]
        away = [item.comment_id for item, receipt in sent.values() if item.known and not receipt.outside_id]
        came = [item.comment_id for item, _ in sent.values() if item.shown and item.outside_id is None]
        outside.keep(unit, self._destination.id, there)
        if away:
            outside.forget(unit, self._destination.id, away)
        if self._destination.kind is Kind.WORDPRESS:
            outside.sync_replies(unit, self._destination.id, came, now=now)
        covered = [id_ for item, _ in sent.values() for id_ in self._waiting.get(item.comment_id, ())]
        deliveries.cover(unit, covered, now=now)
