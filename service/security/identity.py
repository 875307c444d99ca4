"""Who asks: one type, whether an API key, a person who signed in, or a credential of a foreign wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from store.people import Person
from store.sites import ApiKey, Site
from store.wire_secrets import Signer

SCOPES = frozenset({"submit", "read", "moderate", "admin"})
DETAILED = frozenset({"moderate", "admin"})  # scopes
_SCOPES_OF_ROLE = {
    "moderator": frozenset({"read", "moderate"}),
    "senior": frozenset({"read", "moderate"}),
    "admin": frozenset({"read", "moderate", "admin"}),
}


class Means(StrEnum):
    """By what somebody is known to us."""

    KEY = "key"  # an API key, wherever its wire carries it
    PERSON = "person"  # somebody who signed in
    READER = "reader"  # a page of a site, by its public key
    SIGNATURE = "signature"  # a secret that signed the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who asks. id: of the key or person, unique among its means. name: as the decision log names them.

    sites: ids of the sites it may act for. scopes: what it may do there; admin does not include the others.
    per_minute: requests, None for the default, 0 for no limit. label: of its site, for log lines.
    """

    means: Means
    id: int
    name: str
    sites: frozenset[int]
    scopes: frozenset[str]
    per_minute: int | None = None
    label: str | None = None

    @property
    def site_id(self) -> int:
        """The one site it acts for. Raises ValueError when there are several, or none: then the request must say."""
        (site_id,) = self.sites
        return site_id

    @property
    def sees_details(self) -> bool:
        """Whether it may know what fired a reason; no reader is told of a list's entries."""
        return not self.scopes.isdisjoint(DETAILED)

    def may(self, scope: str) -> bool:
        """Return whether it may do that."""
        return scope in self.scopes


def of_key(key: ApiKey) -> Identity:
    """Return the identity of a valid API key: it speaks for one site."""
    return Identity(
        means=Means.KEY,
        id=key.id,
        name=key.name,
        sites=frozenset({key.site_id}),
        scopes=key.scopes,
        per_minute=key.per_minute,
        label=key.site,
    )


def of_page(site: Site) -> Identity:
    """Return the identity of a site's pages, and of whoever reads them: it may do what readers may."""
    return Identity(
        means=Means.READER,
        id=site.id,
        name="page",
        sites=frozenset({site.id}),
        scopes=frozenset({"reader"}),
        per_minute=0,
        label=site.slug,
    )


def of_signer(signer: Signer, wire: str) -> Identity:
    """Return the identity of a caller whose signature is right: it speaks for one site, over one wire."""
    return Identity(
        means=Means.SIGNATURE,
        id=signer.site_id,
        name=wire,
        sites=frozenset({signer.site_id}),
        scopes=frozenset({"submit"}),
        per_minute=0,
        label=signer.site,
    )


def of_person(person: Person, sites: Iterable[int]) -> Identity:
    """Return the identity of a person who signed in. sites: ids of those that the person may see."""
    return Identity(
        means=Means.PERSON,
        id=person.id,
        name=person.email,
        sites=frozenset(sites),
        scopes=_SCOPES_OF_ROLE[person.role] if person.disabled_at is None else frozenset(),
        per_minute=0,
    )
