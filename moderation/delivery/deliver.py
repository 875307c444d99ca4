"""Sending what is due to one destination: claimed, sent, and written down, round by round, for a bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import structlog

from moderation.delivery.courier import Courier, EndpointCourier, StoreCourier
from moderation.delivery.distribute import pull, wake
from moderation.delivery_parts import DeliveryParts
from moderation.publish.protocol import DeliveryFailed, Receipt
from moderation.publish.stores import opened
from policy import retries
from runtime import metrics, origin, tracing
from runtime.clock import SECOND
from runtime.secret_box import SecretUnreadable
from store import deliveries, destinations
from store.deliveries import Attempt, Delivery
from store.destinations import Destination, Disabled, Kind

ROUNDS_SECONDS = 20.0  # of one task; then it rings again, so that others have their turn
CLAIMED_PER_THREAD = 8
LANES = 32  # the most attempts beside each other to one destination
MARGIN_SECONDS = 10  # by which a lease outlives what begins last: an attempt, and then one count

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    delivery: Delivery
    tried_at: int
    milliseconds: int
    receipt: Receipt | None
    failure: DeliveryFailed | None


def deliver(parts: DeliveryParts, destination_id: int) -> int:
    """Send what is due to a destination and return how many deliveries were tried. Rings again when there is more.

    One sender at a time has a destination in hand. Killed at any moment, what was not written down is sent again once
    its lease is over: at least once, with the same id. Raises DatabaseUnavailable.
    """
    end = time.monotonic() + ROUNDS_SECONDS
    parts.bell(destination_id, Kind.WEBHOOK).answer()
    tried, mine, more = 0, 0, True
    with ThreadPoolExecutor(max_workers=LANES, thread_name_prefix="courier") as threads:
        while more and time.monotonic() < end:
            number, more, mine = _round(parts, destination_id, mine, threads.map)
            tried += number
    if mine:
        parts.database.write(lambda unit: destinations.put_back(unit, destination_id, until=mine))
        wake(parts)  # what became due since the last look, and was not rung for, because we were busy
    return tried


def _round(parts: DeliveryParts, id_: int, mine: int, beside: Callable[..., Any]) -> tuple[int, bool, int]:
    """Send one batch; return how many were tried, whether to go on, and until when the destination is in our hands.

    mine: until when it was, 0 when it is not; 0 is returned when it may not be asked, or another has it.
    """
    now = parts.clock()
    destination = parts.database.read(lambda unit: destinations.by_id(unit, id_))
    if destination is None or destination.disabled_at is not None or destination.rest_until > now:
        return 0, False, mine
    if destination.busy_until > now and destination.busy_until != mine:
        return 0, False, 0
    try:
        courier = _courier(parts, destination)
    except SecretUnreadable as error:
        log.error("secret_unreadable", destination=id_)
        _rest(parts, destination, 1, DeliveryFailed(str(error)))
        return 0, False, mine
    probing = destination.failures >= retries.FAILURES_UNTIL_REST
    limit = 1 if probing else courier.at_once * CLAIMED_PER_THREAD
    until = now + (3 * courier.seconds + MARGIN_SECONDS) * SECOND

    def take(unit: Any) -> tuple[bool, int, list[Delivery], dict[int, Any]]:
        if not destinations.take(unit, destination, until=until):
            return False, 0, [], {}
        taken = deliveries.claim(unit, id_, limit=limit, now=now, until=until)
        pulled = pull(unit, destination, limit=limit - len(taken), now=now) if len(taken) < limit else 0
        if pulled:
            taken += deliveries.claim(unit, id_, limit=limit - len(taken), now=now, until=until)
        return True, pulled, taken, courier.ready(unit, taken) if taken else {}

    ours, pulled, taken, wares = parts.database.write(take)
    if not ours:
        return 0, False, 0
    if not taken:
        return 0, pulled > 0, until
    tried = _send_all(parts, courier, taken, wares, beside)
    _write_down(parts, destination, courier, taken, wares, tried)
    _say(destination, tried)
    return len(tried), bool(tried), until


def _courier(parts: DeliveryParts, destination: Destination) -> Courier:
    if destination.kind is Kind.WEBHOOK:
        return EndpointCourier(parts, destination)
    return StoreCourier(parts, destination, opened(parts, destination))


def _send_all(
    parts: DeliveryParts, courier: Courier, taken: Sequence[Delivery], wares: dict[int, Any], beside: Callable[..., Any]
) -> list[_Tried]:
    """Return what was tried. It stops early where the destination fails again and again, or time runs out."""
    over = time.monotonic() + courier.seconds
    failures = 0

    def send(one: Delivery) -> _Tried | None:
        nonlocal failures
        if failures >= retries.FAILURES_UNTIL_REST or time.monotonic() > over:
            return None
        begun, tried_at = time.monotonic(), parts.clock()
        receipt, failure = None, None
        try:
            with tracing.step("deliver", tracing.SpanKind.CLIENT, one.origin, _about(one)):
                receipt = courier.send(one, wares[one.id]) if one.id in wares else Receipt(outside_id=None)
            failures = 0
        except DeliveryFailed as error:
            failure = error
            failures += retries.FAILURES_UNTIL_REST if error.gone or error.wish else 1
        except Exception as error:  # a fault of ours must not hold the others back: it is repeated, then given up
            log.error("delivery_broke", destination=one.destination_id, error=type(error).__name__)
            failure = DeliveryFailed(f"a fault of Prohori: {type(error).__name__}")
        took = int((time.monotonic() - begun) * 1000)
        return _Tried(delivery=one, tried_at=tried_at, milliseconds=took, receipt=receipt, failure=failure)

    # As many lanes as may be sent beside each other; each takes every so-manieth.
    lanes = [taken[start :: courier.at_once] for start in range(min(courier.at_once, len(taken)))]
    results = beside(lambda lane: [send(one) for one in lane], lanes)
    return [one for lane in results for one in lane if one is not None]


def _about(one: Delivery) -> dict[str, str | int]:
    return {"prohori.destination": one.destination_id, "prohori.event": one.event, "prohori.attempt": one.attempts}


def _say(destination: Destination, tried: Sequence[_Tried]) -> None:
    log.info(
        "delivered",
        destination=destination.id,
        kind=destination.kind.value,
        tried=len(tried),
        failed=sum(1 for one in tried if one.failure is not None),
        requests=origin.request_ids(one.delivery.origin for one in tried),
    )


def _write_down(
    parts: DeliveryParts,
    destination: Destination,
    courier: Courier,
    taken: Sequence[Delivery],
    wares: dict[int, Any],
    tried: Sequence[_Tried],
) -> None:
    received = [one for one in tried if one.receipt is not None and one.delivery.id in wares]
    late = courier.finish({one.delivery.id: wares[one.delivery.id] for one in received})
    now = parts.clock()
    failures = {one.delivery.id: one.failure or late.get(one.delivery.id) for one in tried}
    attempts = [_attempt(one, failures[one.delivery.id], now) for one in tried]
    arrived = {
        one.delivery.id: (wares[one.delivery.id], one.receipt)
        for one in received
        if one.receipt is not None and failures[one.delivery.id] is None
    }
    begun = {one.delivery.id for one in tried}
    failed = [error for error in failures.values() if error is not None]

    def work(unit: Any) -> None:
        if destinations.by_id(unit, destination.id) is None:
            return  # removed meanwhile, with all of this
        deliveries.record(unit, attempts, now=now)
        courier.settle(unit, arrived, now=now)
        deliveries.release(unit, [one for one in taken if one.id not in begun])
        if len(failed) < len(tried):
            destinations.change(unit, destination.id, **_WELL, last_success_at=now)

    parts.database.write(work)
    counter = metrics.WEBHOOK_ATTEMPTS if destination.kind is Kind.WEBHOOK else metrics.PUBLISH_ATTEMPTS
    for one in attempts:
        counter.labels(_RESULTS[one.state]).inc()
    if failed and len(failed) == len(tried):
        _rest(parts, destination, len(failed), failed[-1])


_RESULTS = {"done": "delivered", "open": "failed", "dead": "given up"}
_WELL: dict[str, Any] = {"failures": 0, "failing_since": None, "rest_until": 0}


def _attempt(one: _Tried, failure: DeliveryFailed | None, now: int) -> Attempt:
    status = one.receipt.status if one.receipt and failure is None else failure.status if failure else None
    state, due_at = "done", 0
    if failure is not None:
        again = retries.next_try(
            one.delivery.attempts,
            first_tried_at=one.delivery.first_tried_at or one.tried_at,
            now=now,
            chance=random.random(),  # noqa: S311 - jitter
            wish=failure.wish,
        )
        state, due_at = ("dead", now) if again is None else ("open", again)
    return Attempt(
        delivery=one.delivery,
        state=state,
        due_at=due_at,
        tried_at=one.tried_at,
        milliseconds=one.milliseconds,
        status=status,
        error=None if failure is None else failure.error,
        answer=None if failure is None else failure.answer,
    )


def _rest(parts: DeliveryParts, destination: Destination, failed: int, last: DeliveryFailed) -> None:
    """Leave a destination alone for a while after failures, or switch an endpoint off that wants or answers nothing."""
    now = parts.clock()
    failures = destination.failures + failed
    since = destination.failing_since or now
    rest = retries.rest_until(failures, now=now, chance=random.random(), wish=last.wish)  # noqa: S311 - jitter
    off = None
    if destination.kind is Kind.WEBHOOK and last.gone:
        off = Disabled.GONE
    elif destination.kind is Kind.WEBHOOK and now - since >= retries.SWITCHED_OFF_AFTER:
        off = Disabled.FAILING

    def work(unit: Any) -> None:
        if destinations.by_id(unit, destination.id) is None:
            return  # removed meanwhile
        destinations.change(unit, destination.id, failures=failures, failing_since=since, rest_until=rest)
        if off is not None:
            destinations.change(unit, destination.id, disabled_at=now, disabled_because=off.value)
            state = "dropped" if off is Disabled.GONE else "dead"
            deliveries.close_open(unit, destination.id, state=state, because=f"the endpoint is {off}", now=now)

    parts.database.write(work)
    if off is not None:
        log.error("endpoint_switched_off", endpoint=destination.id, because=off.value)
    elif rest > now:
        log.warning("destination_rests", destination=destination.id, kind=destination.kind.value, failures=failures)
