"""Gauges that are true at the moment of the scrape: read from the database, not counted along."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from moderation.delivery.standing import standing_by_queue
from moderation.queue import is_judging_stalled, waiting
from moderation.wiring import Parts
from policy.errors import DatabaseUnavailable
from runtime.clock import SECOND
from runtime.queues import QUEUES
from runtime.redis_client import messages


class LiveGauges(Collector):
    """Depth and age of both queues, the broker's queues, and the model that judges."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; those whose source is away are left out, and the scrape still works."""
        model = GaugeMetricFamily("prohori_model_info", "The classifier in use", labels=["version"])
        model.add_metric([self._parts.model.follow(self._parts.database, self._parts.clock()).version], 1)
        yield model
        yield from self._depth()
        yield from self._queues()
        yield from self._deliveries()

    def _depth(self) -> Iterator[Metric]:
        try:
            now, stalled = waiting(self._parts), is_judging_stalled(self._parts)
        except DatabaseUnavailable:
            return
        yield GaugeMetricFamily("prohori_pending", "Comments waiting for the judge", value=now.pending)
        yield GaugeMetricFamily("prohori_pending_background", "Those of them that are imported", value=now.background)
        yield GaugeMetricFamily(
            "prohori_pending_oldest_seconds", "How long the oldest waits", value=self._age(now.pending_oldest)
        )
        yield GaugeMetricFamily(
            "prohori_judging_stalled", "1 while comments wait and nothing was judged for a minute", value=stalled
        )
        yield GaugeMetricFamily("prohori_held", "Comments waiting for a person", value=now.held)
        yield GaugeMetricFamily(
            "prohori_held_oldest_seconds", "How long the oldest waits", value=self._age(now.held_oldest)
        )

    def _queues(self) -> Iterator[Metric]:
        settings = self._parts.settings
        if settings.broker_url != settings.redis_url:
            return  # the broker lives elsewhere and counts its queues itself
        depths = GaugeMetricFamily("prohori_queue_depth", "Messages in the broker's queue", labels=["queue"])
        for queue in QUEUES:
            number = messages(self._parts.redis, queue)
            if number is not None:
                depths.add_metric([queue], number)
        yield depths

    def _deliveries(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("prohori_deliveries_waiting", "Deliveries on their way", labels=["queue"])
        oldest = GaugeMetricFamily(
            "prohori_delivery_oldest_seconds", "Since when the oldest delivery on its way is due", labels=["queue"]
        )
        dead = GaugeMetricFamily("prohori_dead_letters", "Deliveries that were given up", labels=["queue"])
        try:
            found = standing_by_queue(self._parts)
        except DatabaseUnavailable:
            return
        for queue, now in found.items():
            waiting.add_metric([queue], now.waiting)
            oldest.add_metric([queue], self._age(now.oldest))
            dead.add_metric([queue], now.dead)
        yield from (waiting, oldest, dead)

    def _age(self, since: int | None) -> float:
        return 0.0 if since is None else max(0.0, (self._parts.clock() - since) / SECOND)
