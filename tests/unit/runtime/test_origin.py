"""What something goes back to: kept apart by threads, handed on whether we trace or not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime import origin, tracing
from runtime.tracing import SpanKind

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def nobody_asked() -> Iterator[None]:
    """What an earlier test of this thread began does not count here."""
    with origin.under(None):
        yield


@pytest.mark.parametrize("traceparent", [None, TRACEPARENT])
def test_both_parts_come_back_out(traceparent: str | None) -> None:
    stored = origin.made("request-1", traceparent)
    assert (origin.request_id_of(stored), origin.traceparent_of(stored)) == ("request-1", traceparent)


def test_what_no_request_asked_for_has_none() -> None:
    assert (origin.request_id_of(None), origin.traceparent_of(None)) == (None, None)
    assert origin.request_ids([None, "a x", "b", "a y"]) == ["a", "b"]


def test_a_thread_of_its_own_goes_back_to_nothing_and_within_is_within() -> None:
    with origin.under(f"request-1 {TRACEPARENT}"):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(origin.headers).result() == {}
        assert origin.headers() == {"X-Request-Id": "request-1", "traceparent": TRACEPARENT}
        with origin.under(None):
            assert origin.current() is None
        assert origin.current() == f"request-1 {TRACEPARENT}"
    assert origin.headers() == {}


def test_without_a_collector_the_callers_trace_is_handed_on_as_it_is() -> None:
    assert not tracing.is_on()
    span = tracing.begin("GET", SpanKind.SERVER, after=TRACEPARENT)
    assert tracing.traceparent(span) == TRACEPARENT
    tracing.end(span, {"http.response.status_code": 500}, failed=True)
    with tracing.step("deliver", SpanKind.CLIENT, f"request-1 {TRACEPARENT}", {}):
        assert origin.headers()["traceparent"] == TRACEPARENT
    steps = tracing.Steps("judge", [None, "request-1", f"request-1 {TRACEPARENT}"])
    assert steps.origins == [None, "request-1", f"request-1 {TRACEPARENT}"]
    steps.end({})


@pytest.mark.parametrize(
    "given", [None, "", "nonsense", "00-" + "0" * 32 + "-b7ad6b7169203331-01", TRACEPARENT + "\n00"]
)
def test_what_is_no_traceparent_begins_nothing(given: str | None) -> None:
    assert tracing.traceparent(tracing.begin("GET", SpanKind.SERVER, after=given)) is None
