"""A message that cannot be acknowledged because Redis is away leaves its place to the next one."""

from __future__ import annotations

import os
import signal

import pytest
import redis
from kombu import Connection, Consumer, Producer, Queue

import runtime.broker
from bench.servers import valkey_server
from runtime.redis_transport import QoS

HELD = 2  # as a worker of two processes
PATIENT = {"socket_timeout": 2, "socket_connect_timeout": 0.5}


def test_the_broker_s_module_names_our_transport_for_redis() -> None:
    assert runtime.broker.TRANSPORT_ALIASES["redis"] == runtime.broker.TRANSPORT_ALIASES["rediss"]
    assert Connection("redis://127.0.0.1:1/0").transport.Channel.QoS is QoS


@pytest.mark.parametrize("answer", ["ack", "reject"])
def test_what_could_not_be_acknowledged_is_counted_no_more(answer: str) -> None:
    taken = []
    with valkey_server() as url:
        with redis.Redis.from_url(url) as client:
            process = client.info("server")["process_id"]
        with Connection(url, transport_options=PATIENT) as connection:
            queue = Queue("birds", routing_key="birds")
            channel = connection.channel()
            for number in range(HELD):
                Producer(channel).publish({"number": number}, routing_key="birds", declare=[queue])
            consumer = Consumer(channel, [queue], on_message=taken.append, accept=["json"])
            consumer.qos(prefetch_count=HELD)
            with consumer:
                while len(taken) < HELD:
                    connection.drain_events(timeout=5)
                assert not channel.qos.can_consume()
                os.kill(process, signal.SIGKILL)
                for message in taken:
                    with pytest.raises(connection.connection_errors):
                        getattr(message, answer)()
                assert channel.qos.can_consume()
                channel.qos._delivered.clear()  # nothing to be given back to a server that is gone
                consumer.cancel_by_queue = lambda queue: None
