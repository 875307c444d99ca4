"""A site's endpoints."""

from __future__ import annotations

import json
import time
from typing import Any

import click

from moderation import endpoints, replays, sites
from policy.events import EVENTS
from runtime.clock import SECOND, iso
from service import presenters
from service.api.schemas.endpoints import EndpointIn
from service.commands.common import speaks_plainly
from service.commands.destinations import delivery_parts, loaded
from service.commands.options import NUMBER
from store.destinations import Destination

HOUR = 3600 * SECOND


@click.group("endpoints")
def group() -> None:
    """Where a site is told what happens to its comments (webhooks)."""


_SITE = click.argument("site")
_NUMBER = click.argument("number", type=NUMBER)


@group.command("list")
@_SITE
@speaks_plainly
def list_(site: str) -> None:
    """List the endpoints of SITE: number, address, state, failures, events."""
    with delivery_parts() as parts:
        for one in endpoints.everyone(parts, sites.find(parts, site).id):
            click.echo(f"{one.id}\t{one.url}\t{_state(one)}\t{one.failures}\t{','.join(one.settings['events'])}")


@group.command("add")
@_SITE
@click.argument("url")
@click.option("--event", "events", multiple=True, type=click.Choice(EVENTS), help="May be repeated. Default: all.")
@click.option("--description", help="What it is for.")
@click.option("--thin", is_flag=True, help="Send ids and states alone, no text and no names.")
@speaks_plainly
def add(site: str, url: str, events: tuple[str, ...], description: str | None, thin: bool) -> None:
    """Tell URL what happens to comments of SITE. Its secret is shown once."""
    given: dict[str, Any] = {"url": url, "payload": "thin" if thin else "full"}
    given |= {"events": list(events)} if events else {}
    given |= {"description": description} if description else {}
    described = loaded(EndpointIn(), given)
    with delivery_parts() as parts:
        made = endpoints.create(parts, sites.find(parts, site).id, described)
    click.echo(f"Endpoint number {made.endpoint.id} of {site}; its secret, shown only now:", err=True)
    click.echo(made.secret)


@group.command("remove")
@_SITE
@_NUMBER
@speaks_plainly
def remove(site: str, number: int) -> None:
    """Remove endpoint NUMBER of SITE with its log."""
    with delivery_parts() as parts:
        endpoints.remove(parts, sites.find(parts, site).id, number)
    click.echo(f"Endpoint {number} is removed.")


@group.command("enable")
@_SITE
@_NUMBER
@speaks_plainly
def enable(site: str, number: int) -> None:
    """Switch endpoint NUMBER of SITE on again. What happened meanwhile is not sent by itself: see replay."""
    with delivery_parts() as parts:
        endpoints.change(parts, sites.find(parts, site).id, number, {"enabled": True})
    click.echo(f"Endpoint {number} is on.")


@group.command("disable")
@_SITE
@_NUMBER
@speaks_plainly
def disable(site: str, number: int) -> None:
    """Send nothing to endpoint NUMBER of SITE until it is enabled."""
    with delivery_parts() as parts:
        endpoints.change(parts, sites.find(parts, site).id, number, {"enabled": False})
    click.echo(f"Endpoint {number} is off.")


@group.command("rotate")
@_SITE
@_NUMBER
@speaks_plainly
def rotate(site: str, number: int) -> None:
    """Give endpoint NUMBER of SITE a new secret; for a day the old one signs beside it."""
    with delivery_parts() as parts:
        made = endpoints.rotate(parts, sites.find(parts, site).id, number)
    click.echo(f"The new secret of endpoint {number}, shown only now:", err=True)
    click.echo(made.secret)


@group.command("test")
@_SITE
@_NUMBER
@speaks_plainly
def test(site: str, number: int) -> None:
    """Have a test event sent to endpoint NUMBER of SITE; the log shows what became of it."""
    with delivery_parts() as parts:
        endpoints.test(parts, sites.find(parts, site).id, number)
    click.echo(f"On its way; see: prohori endpoints log {site} {number}")


@group.command("replay")
@_SITE
@_NUMBER
@click.option("--hours", type=click.FloatRange(min=0, max=24 * 366), required=True, help="Events of the last so many.")
@speaks_plainly
def replay(site: str, number: int, hours: float) -> None:
    """Have events sent to endpoint NUMBER of SITE again, with the ids they had."""
    with delivery_parts() as parts:
        since = parts.clock() - int(hours * HOUR)
        done = replays.replay(parts, sites.find(parts, site).id, number, since=since)
    click.echo(f"{done} events are on their way.")


@group.command("log")
@_SITE
@_NUMBER
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@click.option("--full", is_flag=True, help="Print each delivery as JSON, with its request and all answers.")
@speaks_plainly
def log(site: str, number: int, limit: int, full: bool) -> None:
    """Print what was sent to endpoint NUMBER of SITE, newest first."""
    with delivery_parts() as parts:
        site_id = sites.find(parts, site).id
        found, _ = endpoints.log_of(parts, site_id, number, limit=limit, before=None, state=None)
    for one, body in found:
        if full:
            click.echo(json.dumps(presenters.delivery(one, body), ensure_ascii=False))
            continue
        last = one.tries[-1] if one.tries else None
        said = "" if last is None else f"{last.status or last.error} in {last.milliseconds} ms"
        click.echo(f"{iso(one.created_at)}\t{one.event}\t{one.state}\t{one.attempts}\t{said}\t{one.comment_id or ''}")


def _state(one: Destination) -> str:
    if one.disabled_because is not None:
        return one.disabled_because.value
    return "resting" if one.rest_until > time.time() * SECOND else "on"
