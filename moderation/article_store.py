"""The site's article store: the built-in one, which is always there, and one of the site's own beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from moderation.delivery_parts import DeliveryParts
from moderation.endpoints import check_url
from moderation.publish.protocol import ArticleAt, ArticleStore, DeliveryFailed
from moderation.publish.stores import open_article_store, opened
from policy.delivery_errors import DestinationInvalid, NoOutsideStore
from policy.errors import Fault
from runtime.ids import is_id
from runtime.outbound import signing
from runtime.outbound.addresses import OutboundRefused
from store import destinations, outside
from store.destinations import Destination, Kind
from store.outside_table import read_table_url
from store.reads import articles_shown
from store.reads.articles_shown import ShownArticle
from store.unit import Unit

_SETTINGS: dict[Kind, tuple[str, ...]] = {
    Kind.HTTP: (),
    Kind.WORDPRESS: ("user", "articles", "email_domain"),
    Kind.TABLE: ("table", "columns"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The store that a site chose; secret: of an HTTP store, where it was made just now."""

    store: Destination | None
    secret: str | None = None


def show(parts: DeliveryParts, site_id: int) -> Destination | None:
    """Return the site's own store, None when it has the built-in one alone."""
    return parts.database.read(lambda unit: destinations.store_of(unit, site_id))


def choose(parts: DeliveryParts, site_id: int, described: Mapping[str, Any]) -> Chosen:
    """Have the site's comments published to that store from now on, and all that is published already; return it.

    described: kind ("builtin" to leave an own one), url, and what the kind needs. The store is tried before it is
    kept. The same kind at the same address keeps what it knows of the comments there; another one begins anew.
    Raises DestinationInvalid saying what is wrong, or what the store answered.
    """
    if described["kind"] == "builtin":
        parts.database.write(lambda unit: _replace(unit, site_id, None))
        return Chosen(store=None)
    kind = Kind(described["kind"])
    url, secrets, made = _address(parts, kind, described, show(parts, site_id))
    settings = {name: described[name] for name in _SETTINGS[kind] if name in described}
    _try(parts, kind, url, settings, secrets)
    sealed = parts.box.seal(secrets)
    now = parts.clock()

    def work(unit: Unit) -> Destination:
        known = destinations.store_of(unit, site_id)
        if known is not None and (known.kind, known.url) == (kind, url):
            well = {"failures": 0, "failing_since": None, "rest_until": 0}
            return destinations.change(unit, known.id, settings=settings, secrets=sealed, **well)
        _replace(unit, site_id, known)
        added = destinations.add(unit, site_id, kind=kind, url=url, settings=settings, secrets=sealed, now=now)
        outside.sync_site(unit, added.id, site_id, now=now)
        return added

    chosen = parts.database.write(work)
    parts.bell(chosen.id, chosen.kind).ring()
    return Chosen(store=chosen, secret=made)


def _replace(unit: Unit, site_id: int, known: Destination | None) -> None:
    known = known or destinations.store_of(unit, site_id)
    if known is not None:
        destinations.remove(unit, known.id)


def _address(
    parts: DeliveryParts, kind: Kind, described: Mapping[str, Any], known: Destination | None
) -> tuple[str, dict[str, Any], str | None]:
    """Return the address as it is kept, the secrets, and a secret that was made here."""
    if kind is Kind.TABLE:
        return *_of_table(parts, described["url"]), None
    check_url(parts, described["url"])
    if kind is Kind.WORDPRESS:
        return described["url"], {"password": described["password"]}, None
    if described.get("secret"):
        return described["url"], {"secret": described["secret"]}, None
    if known is not None and (known.kind, known.url) == (kind, described["url"]):
        return known.url, parts.box.open(known.secrets), None
    made = signing.new_secret()
    return described["url"], {"secret": made}, made


def _of_table(parts: DeliveryParts, url: str) -> tuple[str, dict[str, Any]]:
    try:
        told = read_table_url(url)
        parts.client.guard.addresses_of(told.host or "", told.port or 0)
    except (ValueError, OutboundRefused) as error:
        raise DestinationInvalid((Fault("/url", str(error)),)) from error
    except OSError as error:
        raise DestinationInvalid((Fault("/url", "names a host that is not known"),)) from error
    return told.set(password=None).render_as_string(), {"password": told.password}


def with_password(url: str, password: str) -> str:
    """Return a database URL with that password in it. Raises DestinationInvalid."""
    try:
        return read_table_url(url).set(password=password).render_as_string(hide_password=False)
    except ValueError as error:
        raise DestinationInvalid((Fault("/url", str(error)),)) from error


def _try(parts: DeliveryParts, kind: Kind, url: str, settings: dict[str, Any], secrets: dict[str, Any]) -> None:
    store = open_article_store(parts, kind, url, settings, secrets)
    try:
        store.try_out()
    except DeliveryFailed as error:
        raise DestinationInvalid((Fault("/url", f"was tried, and did not work: {error.error}"),)) from error
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How an article stands in the site's own store. Ids of comments. failed: why it could not be compared."""

    article: str
    right: int
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    failed: str | None = None

    @property
    def wrong(self) -> int:
        """How many comments are not as they should be."""
        return len(self.missing) + len(self.stale) + len(self.extra)


def reconcile(
    parts: DeliveryParts, site_id: int, articles: Iterable[str] | None, *, repair: bool
) -> Iterable[Compared]:
    """Compare ledger and outside store article by article; with repair, have what is wrong delivered anew.

    articles: their ids; None for all that have comments. Raises NoOutsideStore, SecretUnreadable.
    """
    destination = show(parts, site_id)
    if destination is None:
        raise NoOutsideStore
    store = opened(parts, destination)
    wanted = parts.database.read(lambda unit: articles_shown.with_comments(unit, site_id, articles))
    for article in wanted:
        yield _compare(parts, destination, store, article, repair=repair)
    if repair:
        parts.bell(destination.id, destination.kind).ring()


def _compare(
    parts: DeliveryParts, destination: Destination, store: ArticleStore, article: ShownArticle, *, repair: bool
) -> Compared:
    try:
        there = store.shown(ArticleAt(id=article.id, url=article.url))
    except DeliveryFailed as error:
        return Compared(article=article.id, right=0, failed=error.error)
    ours = parts.database.read(lambda unit: articles_shown.revisions(unit, destination.site_id, article.id))
    stale = [id_ for id_, (_, revision) in there.items() if id_ in ours and revision not in (None, ours[id_])]
    compared = Compared(
        article=article.id,
        right=len(ours.keys() & there.keys()) - len(stale),
        missing=tuple(sorted(ours.keys() - there.keys())),
        stale=tuple(sorted(stale)),
        extra=tuple(sorted(there.keys() - ours.keys())),
    )
    if repair and compared.wrong:
        now = parts.clock()
        ids = [one for one in (*compared.missing, *compared.stale, *compared.extra) if is_id(one)]
        known = [(id_, there[id_][0]) for id_ in ids if id_ in there]

        def work(unit: Unit) -> None:
            outside.keep(unit, destination.id, known)
            outside.sync(unit, destination.id, destination.site_id, ids, now=now)

        parts.database.write(work)
    return compared
