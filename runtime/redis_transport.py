"""Celery's way to Redis, with one fault of it mended: a worker that could not acknowledge never consumed again.

kombu counts the messages that a worker has not acknowledged, and takes no more than it may hold. If Redis goes away
while one is acknowledged, the error is logged and the message is counted for ever, so a worker under load soon holds
as many as it may, watches no connection any more, and stands still though Redis is back (seen with kombu 5.7.0 in
every trial). Here the place of such a message becomes free. Redis gives the message out again when its visibility
ends; it carries nothing but a wake-up.
"""

from __future__ import annotations

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """Counts what is unacknowledged, without what could not be acknowledged because Redis was away."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledge a message. Raises what the client raises; the message's place is free all the same."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Reject a message. Raises what the client raises; the message's place is free all the same."""
        try:
            super().reject(delivery_tag, requeue=requeue)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
            raise


class Channel(redis.Channel):
    """A channel that counts as above."""

    QoS = QoS


class Transport(redis.Transport):
    """The transport of `redis://` with such channels."""

    Channel = Channel


class SentinelChannel(redis.SentinelChannel):
    """The same behind Sentinels."""

    QoS = QoS


class SentinelTransport(redis.SentinelTransport):
    """The transport of `sentinel://` with such channels."""

    Channel = SentinelChannel
