"""OpenTelemetry traces, sent by OTLP to the collector that PROHORI_OTLP_ENDPOINT names; without one, spans are nothing.

Spans name routes, numbers and statuses; never a comment's text, an author, an address or a key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from runtime import origin

SEND_EVERY_MS: Final = 1_000
ANSWER_SECONDS: Final = 2  # for which a collector is waited for, retries included: the end of a process waits as well

_tracer = trace.get_tracer("prohori")
_w3c = TraceContextTextMapPropagator()


class _State:
    on = False


_state = _State()


def configure(endpoint: str, part: str) -> None:
    """Send this process's spans to the collector there, "" for none. part: api, worker or deliverer.

    Call it in each process that makes spans, after it was forked: what sends is a thread. A collector that is away
    costs nothing but the spans.
    """
    if not endpoint:
        return
    # PLC0415 - the half of a second and the memory of these are for those who want traces
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - see above
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - see above

    logging.getLogger("opentelemetry").setLevel(logging.ERROR)  # not of each try, but of what was given up
    provider = TracerProvider(resource=Resource.create({"service.namespace": "prohori", "service.name": part}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=ANSWER_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=SEND_EVERY_MS))
    trace.set_tracer_provider(provider)
    _state.on = True


def is_on() -> bool:
    """Return whether this process sends spans. Without, where a caller's own trace stands is handed on all the same."""
    return _state.on


def flush() -> None:
    """Send what was not sent yet, within ANSWER_SECONDS: before a process ends."""
    send = getattr(trace.get_tracer_provider(), "force_flush", None)
    if send is not None:
        send(ANSWER_SECONDS * 1_000)


def begin(name: str, kind: SpanKind, *, after: str | None = None) -> Span:
    """Begin a step of a trace now. after: the traceparent that it follows; None begins a trace of its own."""
    context = _w3c.extract({} if after is None else {"traceparent": after})
    return _tracer.start_span(name, context=context, kind=kind)


def end(span: Span, attributes: Mapping[str, str | int], *, failed: bool = False) -> None:
    """End a step now."""
    if span.is_recording():
        span.set_attributes(attributes)
        if failed:
            span.set_status(Status(StatusCode.ERROR))
    span.end()


def traceparent(span: Span) -> str | None:
    """Return where others go on from this step (W3C Trace Context), None where nothing is traced."""
    where = span.get_span_context()
    if not where.is_valid:
        return None
    return f"00-{where.trace_id:032x}-{where.span_id:016x}-{where.trace_flags:02x}"


@contextmanager
def step(name: str, kind: SpanKind, of: str | None, attributes: Mapping[str, str | int]) -> Iterator[None]:
    """Do what is within as a step in the trace of that origin; what it calls goes on from there."""
    span = begin(name, kind, after=origin.traceparent_of(of))
    failed = True
    try:
        with origin.under(_after(span, of)):
            yield
        failed = False
    finally:
        end(span, attributes, failed=failed)


class Steps:
    """A step in the trace of each of many origins, for one batch that works on all of them.

    origins: those that what follows goes back to, in the order given; the same ones where nothing is traced.
    """

    def __init__(self, name: str, origins: Sequence[str | None]) -> None:
        self._spans: list[Span] = []
        self.origins = list(origins)
        if not is_on():
            return
        for place, one in enumerate(origins):
            before = origin.traceparent_of(one)
            if before is not None:
                span = begin(name, SpanKind.CONSUMER, after=before)
                self._spans.append(span)
                self.origins[place] = _after(span, one)

    def end(self, attributes: Mapping[str, str | int]) -> None:
        """End them all now."""
        for span in self._spans:
            end(span, attributes)


def _after(span: Span, of: str | None) -> str | None:
    request_id = origin.request_id_of(of)
    return of if request_id is None else origin.made(request_id, traceparent(span))


__all__ = ["Span", "SpanKind", "Steps", "begin", "configure", "end", "flush", "is_on", "step", "traceparent"]
