"""What an OpenTelemetry collector is sent: the spans in the requests that a Receiver has kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.receiver import Received, Receiver


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One span that came. Ids hex; before: the span that it follows, "" for the first of its trace."""

    part: str
    name: str
    trace: str
    id: str
    before: str
    failed: bool
    attributes: dict[str, str]


def spans_of(receiver: Receiver, trace: str) -> list[Seen]:
    """Return the spans of one trace, by OTLP over HTTP in protobuf, as they came."""
    exports = [one for one in list(receiver.received) if one.path == "/v1/traces"]
    return [span for one in exports for span in _spans(one) if span.trace == trace]


def _spans(request: Received) -> Iterator[Seen]:
    assert request.headers["content-type"] == "application/x-protobuf"
    packed = request.headers.get("content-encoding") == "gzip"
    export = ExportTraceServiceRequest.FromString(gzip.decompress(request.body) if packed else request.body)
    for resource in export.resource_spans:
        about = {one.key: one.value.string_value for one in resource.resource.attributes}
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            yield Seen(
                part=about["service.name"],
                name=span.name,
                trace=span.trace_id.hex(),
                id=span.span_id.hex(),
                before=span.parent_span_id.hex(),
                failed=span.status.code == span.status.STATUS_CODE_ERROR,
                attributes={one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes},
            )
