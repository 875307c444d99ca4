"""Endpoints: a site's own addresses that are told what happens to its comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moderation.delivery import akismet, payload
from moderation.delivery_parts import DeliveryParts
from policy.delivery_errors import DestinationInvalid, EndpointDisabled, TooManyEndpoints
from policy.errors import Fault
from policy.events import ENDPOINT_TEST, EVENTS
from runtime import origin
from runtime.clock import SECOND
from runtime.outbound import signing
from runtime.outbound.addresses import OutboundRefused
from store import deliveries, delivery_log, destinations, outbox
from store.delivery_log import LoggedDelivery
from store.destinations import Destination, Disabled, Kind
from store.reads import changes
from store.unit import Unit

MOST_ENDPOINTS = 20
OVERLAP_SECONDS = 24 * 3600  # in which both the old and the new secret sign
SETTINGS = ("events", "description", "payload", "timeout_seconds", "concurrency")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSecret:
    """An endpoint with its secret, which is shown only when it is made."""

    endpoint: Destination
    secret: str


def everyone(parts: DeliveryParts, site_id: int) -> list[Destination]:
    """Return the site's endpoints."""
    return parts.database.read(lambda unit: destinations.endpoints(unit, site_id))


def show(parts: DeliveryParts, site_id: int, id_: int) -> Destination:
    """Return the endpoint. Raises EndpointNotFound."""
    return parts.database.read(lambda unit: destinations.endpoint(unit, site_id, id_))


def create(parts: DeliveryParts, site_id: int, described: Mapping[str, Any]) -> WithSecret:
    """Add an endpoint; return it with its secret. described: url, and what of SETTINGS is given.

    Raises DestinationInvalid where the address may not be called, TooManyEndpoints.
    """
    check_url(parts, described["url"])
    secret = described.get("secret") or signing.new_secret()
    sealed = parts.box.seal({"secret": secret})
    settings = {"events": list(EVENTS), "payload": "full", **_settings(described)}
    now = parts.clock()

    def work(unit: Unit) -> Destination:
        if len(destinations.endpoints(unit, site_id)) >= MOST_ENDPOINTS:
            raise TooManyEndpoints(MOST_ENDPOINTS)
        return destinations.add(
            unit, site_id, kind=Kind.WEBHOOK, url=described["url"], settings=settings, secrets=sealed, now=now
        )

    return WithSecret(endpoint=parts.database.write(work), secret=secret)


def change(parts: DeliveryParts, site_id: int, id_: int, described: Mapping[str, Any]) -> Destination:
    """Change what is given of an endpoint: url, what of SETTINGS, and enabled. Raises as create, EndpointNotFound."""
    if "url" in described:
        check_url(parts, described["url"])
    now = parts.clock()

    def work(unit: Unit) -> Destination:
        known = destinations.endpoint(unit, site_id, id_)
        values: dict[str, Any] = {"settings": {**known.settings, **_settings(described)}}
        if akismet.speaks_akismet(known):  # whoever listens there understands nothing else
            values["settings"]["payload"] = akismet.PAYLOAD
        if "url" in described:
            values["url"] = described["url"]
        if described.get("enabled") is True or "url" in described:
            values |= {"failures": 0, "failing_since": None, "rest_until": 0}
        if described.get("enabled") is True:
            values |= {"disabled_at": None, "disabled_because": None}
            if known.disabled_at is not None:
                values["position"] = outbox.last_position(unit)
        elif described.get("enabled") is False and known.disabled_at is None:
            values |= {"disabled_at": now, "disabled_because": Disabled.PAUSED.value}
        return destinations.change(unit, id_, **values)

    return parts.database.write(work)


def remove(parts: DeliveryParts, site_id: int, id_: int) -> None:
    """Remove an endpoint with its log. Raises EndpointNotFound."""

    def work(unit: Unit) -> None:
        destinations.endpoint(unit, site_id, id_)
        destinations.remove(unit, id_)

    parts.database.write(work)


def rotate(parts: DeliveryParts, site_id: int, id_: int) -> WithSecret:
    """Give an endpoint a new secret; for OVERLAP_SECONDS the old one signs beside it. Raises EndpointNotFound."""
    secret = signing.new_secret()
    now = parts.clock()

    def work(unit: Unit) -> Destination:
        known = destinations.endpoint(unit, site_id, id_)
        kept = parts.box.open(known.secrets)
        until = now + OVERLAP_SECONDS * SECOND
        sealed = parts.box.seal({"secret": secret, "previous": kept["secret"], "previous_until": until})
        return destinations.change(unit, id_, secrets=sealed)

    return WithSecret(endpoint=parts.database.write(work), secret=secret)


def test(parts: DeliveryParts, site_id: int, id_: int) -> None:
    """Have a test event sent to an endpoint; the log shows what became of it.

    Raises EndpointNotFound, EndpointDisabled.
    """
    now, asked_by = parts.clock(), origin.current()

    def work(unit: Unit) -> None:
        enabled(destinations.endpoint(unit, site_id, id_))
        row = {
            "destination_id": id_,
            "site_id": site_id,
            "event_id": None,
            "comment_id": None,
            "threaded": 0,
            "version": 0,
            "event": ENDPOINT_TEST,
            "created_at": now,
            "due_at": now,
            "origin": asked_by,
        }
        deliveries.create(unit, [row])

    parts.database.write(work)
    parts.bell(id_, Kind.WEBHOOK).ring()


def log_of(
    parts: DeliveryParts, site_id: int, id_: int, *, limit: int, before: int | None, state: str | None
) -> tuple[list[tuple[LoggedDelivery, bytes]], int | None]:
    """Return deliveries to an endpoint, newest first, each with the body that it carries, and the id to go on from.

    The body is made anew: what was erased since is not in it. Raises EndpointNotFound.
    """

    def work(unit: Unit) -> tuple[list[tuple[LoggedDelivery, bytes]], int | None]:
        endpoint = destinations.endpoint(unit, site_id, id_)
        found, more = delivery_log.of_endpoint(unit, id_, limit=limit, before=before, state=state)
        stood = changes.of_versions(unit, [(one.comment_id, one.version) for one in found if one.comment_id])
        thin = endpoint.settings.get("payload") == "thin"

        def body(one: LoggedDelivery) -> bytes:
            change = stood.get((one.comment_id or "", one.version))
            if akismet.speaks_akismet(endpoint):
                return akismet.shown(unit, one.comment_id, change)
            return payload.body(one, change, thin=thin)

        return [(one, body(one)) for one in found], more

    return parts.database.read(work)


def check_url(parts: DeliveryParts, url: str) -> None:
    """Pass over an address that may be called. Raises DestinationInvalid saying why not."""
    try:
        told = parts.client.guard.check_url(url)
        default = 443 if told.scheme == "https" else 80
        parts.client.guard.addresses_of(told.hostname or "", told.port or default)
    except OutboundRefused as error:
        raise DestinationInvalid((Fault("/url", str(error)),)) from error
    except OSError as error:
        raise DestinationInvalid((Fault("/url", "names a host that is not known"),)) from error


def _settings(described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: described[name] for name in SETTINGS if name in described}


def enabled(endpoint: Destination) -> Destination:
    """Return the endpoint. Raises EndpointDisabled when it is switched off."""
    if endpoint.disabled_at is not None:
        raise EndpointDisabled(str(endpoint.id))
    return endpoint
