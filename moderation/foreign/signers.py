"""Who may sign over a foreign wire: secrets of a site, several valid at a time, so that they can be changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from typing import Final

from moderation.delivery_parts import DeliveryParts
from moderation.foreign.in_time import NotInTime
from moderation.wiring import Parts
from policy.errors import SiteNotFound
from store import sites, wire_secrets
from store.wire_secrets import Signer, WireSecret

READERS: Final = "readers"  # not a wire: by these a site signs for its readers

# Milliseconds that reading the secrets may take, where none are known yet, and where they are read anew.
FIRST: Final = 1_000
ANEW: Final = 20

_NOBODY: Final = Signer(site_id=0, site="", secrets=())  # nothing is known yet
_UNKNOWN: Final = Signer(site_id=0, site="?", secrets=())  # no such site


def add(parts: DeliveryParts, slug: str, wire: str, secret: str) -> int:
    """Store a secret, encrypted, and return its number. Raises SiteNotFound, TooManySecrets."""
    now = parts.clock()
    sealed = parts.box.seal({"secret": secret})
    return parts.database.write(
        lambda unit: wire_secrets.add(unit, sites.by_slug(unit, slug).id, wire, sealed, now=now)
    )


def of_site(parts: DeliveryParts, slug: str, wires: Collection[str]) -> list[WireSecret]:
    """Return the site's secrets of these wires, still encrypted, oldest first. Raises SiteNotFound."""
    found = parts.database.read(lambda unit: wire_secrets.of_site(unit, sites.by_slug(unit, slug).id))
    return [one for one in found if one.wire in wires]


def end(parts: DeliveryParts, slug: str, number: int) -> None:
    """Let a secret end at once. Raises SiteNotFound, SecretNotFound."""
    now = parts.clock()
    parts.database.write(lambda unit: wire_secrets.end(unit, sites.by_slug(unit, slug).id, number, now=now))


def find(parts: Parts, slug: str, wire: str) -> Signer:
    """Return who may sign for the site; one without secrets where there is no such site.

    Where the database does not answer in time, what was read last. Raises NotInTime where nothing was, and
    SecretUnreadable.
    """

    def read() -> Signer:
        try:
            site_id, sealed = parts.database.read(lambda unit: wire_secrets.valid_of(unit, slug, wire))
        except SiteNotFound:
            return _UNKNOWN
        opened = tuple(str(parts.delivery.box.open(one)["secret"]).encode() for one in sealed)
        return Signer(site_id=site_id, site=slug, secrets=opened)

    found = parts.signers.get(
        (slug, wire), read, default=_NOBODY, milliseconds=lambda known: FIRST if known is _NOBODY else ANEW
    )
    if found is _NOBODY:
        raise NotInTime
    return found


def signed_by(signer: Signer, body: bytes, signatures: Sequence[str]) -> bool:
    """Return whether any of the signatures, HMAC-SHA-256 in lower-case hex, is that of one of the secrets.

    All pairs are compared, each in constant time, so that nothing is learned from how long it takes.
    """
    wanted = [hmac.new(one, body, hashlib.sha256).hexdigest().encode() for one in signer.secrets]
    given = [one.encode("utf-8", "replace") for one in signatures]
    return sum(hmac.compare_digest(one, other) for one in wanted for other in given) > 0
