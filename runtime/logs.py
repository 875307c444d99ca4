"""Logs: one rich line per request and per task. Never a comment's text, an address, a name or a key."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import orjson
import structlog

from runtime.log_stream import patient

# A line for every task sent and done would bury ours, which say how many comments it was about.
TALKATIVE = ("celery.app.trace", "celery.beat", "celery.worker.strategy", "kombu")

# One list for the whole process: a logger keeps the list it was first used with, so configuring again fills this one.
_processors: list[structlog.typing.Processor] = []


def configure_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send every log line to a stream (default: standard error), as JSON or for people.

    level: debug, info, warning or error. form: json, console, or auto (console on a terminal, else json).
    """
    out = patient(stream or sys.stderr)
    people = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(serializer=_json)
    )
    # Our own lines go straight out; the detour through the standard library costs three times as much.
    _processors[:] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_without_what,
        render,
    ]
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    # Tracebacks can hold values (a comment's text in a database error), so only where, not what, is written.
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                _where_without_what,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


def _json(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=repr).decode()


def _where_without_what(logger: Any, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace an exception by its type and the places it passed; its message may quote a comment."""
    info = event.pop("exc_info", None)
    record = event.get("_record")
    if info is None and record is not None:
        info, record.exc_info, record.exc_text = record.exc_info, None, None
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    elif info is True:
        info = sys.exc_info()
    task = getattr(record, "data", None)
    if isinstance(task, dict) and "exc" in task:  # Celery writes the exception into its sentence as well
        event["event"] = f"task {task.get('name')} {task.get('description')}"
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = info[0].__name__
        event["at"] = _places(info[2])
    return event


def _places(traceback: object) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code  # type: ignore[attr-defined]
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{traceback.tb_lineno} {code.co_name}")  # type: ignore[attr-defined]
        traceback = traceback.tb_next  # type: ignore[attr-defined]
    return places[-12:]
