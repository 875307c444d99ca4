"""The Celery application's configuration: the broker is a URL (Redis or RabbitMQ), nothing else depends on it."""

from __future__ import annotations

from collections.abc import Callable

from celery import Celery
from kombu import Queue  # type: ignore[attr-defined]
from kombu.transport import TRANSPORT_ALIASES

from runtime.queues import (
    DISTRIBUTION,
    QUEUE_MODERATE,
    QUEUE_PUBLISH,
    QUEUE_UPKEEP,
    QUEUES,
    TASK_DISTRIBUTE,
    TASK_MODERATE,
)
from runtime.sentinel import for_kombu, is_watched, parse
from runtime.settings import Settings

# A wake-up that no worker acknowledged is delivered again after this long (Redis only). Above every task's
# own limit, so that nothing runs twice while it still runs once.
VISIBILITY_SECONDS = 600
TASK_SOFT_LIMIT_SECONDS = 120
TASK_HARD_LIMIT_SECONDS = 240
CONNECT_TIMEOUT_SECONDS = 0.5
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "runtime.redis_transport:Transport"))
TRANSPORT_ALIASES["sentinel"] = "runtime.redis_transport:SentinelTransport"


def make_celery(settings: Settings, *, answer_seconds: float = 10.0) -> Celery:
    """Return a Celery application bound to the broker of settings. Connects on first use only.

    answer_seconds: how long the broker may take for one answer. Workers are patient (their waiting read takes
    a second by itself); a web process that only publishes asks for half a second.
    """
    watched = is_watched(settings.broker_url)
    broker = for_kombu(settings.broker_url) if watched else settings.broker_url
    app = Celery(DISTRIBUTION, broker=broker, set_as_current=False)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_default_queue=QUEUE_MODERATE,
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]
        task_routes={
            TASK_MODERATE: {"queue": QUEUE_MODERATE},
            TASK_DISTRIBUTE: {"queue": QUEUE_PUBLISH},
            "prohori.*": {"queue": QUEUE_UPKEEP},
        },
        task_create_missing_queues=False,
        task_soft_time_limit=TASK_SOFT_LIMIT_SECONDS,
        task_time_limit=TASK_HARD_LIMIT_SECONDS,
        task_publish_retry=False,
        broker_connection_timeout=CONNECT_TIMEOUT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport_options(settings.broker_url, answer_seconds),
        worker_cancel_long_running_tasks_on_connection_loss=True,
        worker_soft_shutdown_timeout=10,
        worker_enable_soft_shutdown_on_idle=False,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_enable_remote_control=False,
        enable_utc=True,
        timezone="UTC",
    )
    return app


def reach(settings: Settings) -> None:
    """Return when the broker answers, within seconds. Raises what its driver raises, or KombuError."""
    with make_celery(settings, answer_seconds=CONNECT_TIMEOUT_SECONDS).connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_TIMEOUT_SECONDS)


def sender(app: Celery) -> Callable[..., None]:
    """Return what sends one task, by its name, with its arguments, to the queue named or to that of its kind.

    It raises what the broker's driver raises, within about a second.
    """

    def send(task: str, *arguments: object, queue: str | None = None) -> None:
        chosen = {} if queue is None else {"queue": queue}
        app.send_task(task, args=arguments, ignore_result=True, retry=False, **chosen)

    return send


def web_sender(settings: Settings) -> Callable[..., None]:
    """Return the sender of a process that only publishes, and waits for no answer longer than half a second."""
    return sender(make_celery(settings, answer_seconds=CONNECT_TIMEOUT_SECONDS))


def _transport_options(broker_url: str, answer_seconds: float) -> dict[str, object]:
    if broker_url.startswith("amqp"):
        return {"confirm_publish": True, "connect_timeout": CONNECT_TIMEOUT_SECONDS}
    sentinels = {"master_name": parse(broker_url).name} if is_watched(broker_url) else {}
    return {
        **sentinels,
        "visibility_timeout": VISIBILITY_SECONDS,
        "socket_timeout": answer_seconds,
        "socket_connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "socket_keepalive": True,
        # Also after how long a worker believes no more that its waiting read will be answered.
        "health_check_interval": 5,
    }
