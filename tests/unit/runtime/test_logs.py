"""A log line says where something broke, never what the comment said."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog
from structlog.testing import capture_logs

from runtime.logs import configure_logs

SECRET = "রহিমের গোপন মন্তব্য"


@pytest.fixture
def written():
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    before = structlog.get_config()
    configure_logs("info", "json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


def test_an_exception_is_logged_by_type_and_place_without_its_message(written):
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        structlog.get_logger("x").error("broke", exc_info=error)
    (line,) = written()
    assert line["exception"] == "ValueError"
    assert any("test_logs.py" in place for place in line["at"])
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_the_same_holds_for_libraries_that_use_plain_logging(written):
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception("broke")
    (line,) = written()
    assert line["exception"] == "ValueError"
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_celerys_sentence_about_a_failed_task_loses_the_exceptions_words(written):
    context = {"name": "prohori.moderate", "description": "raised unexpected", "exc": repr(ValueError(SECRET))}
    logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s", context, extra={"data": context})
    (line,) = written()
    assert line["event"] == "task prohori.moderate raised unexpected"
    assert SECRET not in json.dumps(line, ensure_ascii=False)


def test_a_lines_context_is_in_it(written):
    structlog.contextvars.bind_contextvars(request_id="r1")
    structlog.get_logger("x").info("request", status=202)
    structlog.contextvars.clear_contextvars()
    (line,) = written()
    assert (line["event"], line["request_id"], line["status"]) == ("request", "r1", 202)


def test_a_logger_used_before_configuring_again_is_still_heard_by_tests(written):
    early = structlog.get_logger("early")
    early.info("first use")
    configure_logs("info", "json", io.StringIO())
    with capture_logs() as said:
        early.info("second use")
    assert [line["event"] for line in said] == ["second use"]
