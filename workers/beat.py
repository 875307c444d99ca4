"""Beat's application: `celery -A workers.beat`, started by `prohori beat`.

It rings and does nothing itself, so it loads neither the database nor a classifier.
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging

from runtime.broker import make_celery
from runtime.logs import configure_logs
from runtime.settings import Settings, read_settings
from workers.ending import end_on_signals
from workers.schedule import schedule


def make_beat(settings: Settings) -> Celery:
    """Return the application with its schedule."""
    app = make_celery(settings)
    app.conf.beat_schedule = schedule(settings)

    # weak=False: Celery keeps only weak references, and these functions have no other owner.
    @setup_logging.connect(weak=False)
    def logs(**_: Any) -> None:
        configure_logs(settings.log_level, settings.log_format)

    @beat_init.connect(weak=False)
    def end_in_order(sender: Any, **_: Any) -> None:
        end_on_signals(sender)

    return app


app = make_beat(read_settings())
