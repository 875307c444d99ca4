"""API keys of a site."""

from __future__ import annotations

import click

from moderation import keys as api_keys
from runtime.clock import iso, system_clock
from service.commands.common import speaks_plainly, store_parts
from service.commands.options import MOST_HOURS, MOST_PER_MINUTE, NAME, NUMBER
from service.security.identity import SCOPES
from service.security.keys import new_key
from store.sites import ApiKey

DEFAULT_SCOPES = ("submit", "read")
SHORT_SCOPE = "submit"


@click.group()
def keys() -> None:
    """The keys with which a website calls the API."""


@keys.command("create")
@click.argument("site")
@click.option("--name", type=NAME, default="default", show_default=True, help="What uses it; two valid ones at a time.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(sorted(SCOPES)), help="Default: submit and read.")
@click.option("--per-minute", type=click.IntRange(0, MOST_PER_MINUTE), help="Requests a minute; 0: no limit.")
@click.option("--short", is_flag=True, help="Twelve digits, as WordPress's Akismet plugin demands; it may only submit.")
@speaks_plainly
def create(site: str, name: str, scopes: tuple[str, ...], per_minute: int | None, short: bool) -> None:
    """Make a key for SITE. It is shown once; only its hash is kept."""
    if short and set(scopes) - {SHORT_SCOPE}:
        raise click.UsageError(f"A short key may only {SHORT_SCOPE}: leave --scope out.")
    key, hash_ = new_key(short=short)
    rights = frozenset({SHORT_SCOPE} if short else scopes or DEFAULT_SCOPES)
    with store_parts() as parts:
        number = api_keys.create(parts, site, name=name, hash_=hash_, scopes=rights, per_minute=per_minute)
    click.echo(f"Key number {number} of {site}, shown only now:", err=True)
    click.echo(key)


@keys.command("rotate")
@click.argument("site")
@click.argument("number", type=NUMBER)
@click.option(
    "--hours", default=24, show_default=True, type=click.IntRange(0, MOST_HOURS), help="How long the old one lasts."
)
@speaks_plainly
def rotate(site: str, number: int, hours: int) -> None:
    """Make a successor of key NUMBER of SITE; both are valid for a while, then the old one ends."""
    key, hash_ = new_key()
    with store_parts() as parts:
        made = api_keys.rotate(parts, site, number, hash_=hash_, hours=hours)
    click.echo(f"Key number {made} of {site}, shown only now; number {number} ends in {hours} h:", err=True)
    click.echo(key)


@keys.command("revoke")
@click.argument("site")
@click.argument("number", type=NUMBER)
@speaks_plainly
def revoke(site: str, number: int) -> None:
    """End key NUMBER of SITE; running processes notice within PROHORI_CACHE_SECONDS."""
    with store_parts() as parts:
        api_keys.revoke(parts, site, number)
    click.echo(f"Key number {number} of {site} is revoked.")


@keys.command("list")
@click.argument("site")
@speaks_plainly
def list_(site: str) -> None:
    """List the keys of SITE, without the keys themselves."""
    now = system_clock()
    with store_parts() as parts:
        for one in api_keys.of_site(parts, site):
            limit = "default" if one.per_minute is None else one.per_minute or "no limit"
            click.echo(f"{one.id}\t{one.name}\t{','.join(sorted(one.scopes))}\t{limit}\t{_state(one, now)}")


def _state(key: ApiKey, now: int) -> str:
    if key.revoked_at is not None:
        return f"revoked {iso(key.revoked_at)}"
    if key.expires_at is None:
        return "valid"
    return f"{'expired' if key.expires_at <= now else 'valid until'} {iso(key.expires_at)}"
