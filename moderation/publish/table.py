"""A table of the site's own as article store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from moderation.publish.protocol import ArticleAt, DeliveryFailed, Receipt
from policy.delivery_errors import DestinationInvalid
from policy.errors import Fault
from runtime.outbound.addresses import OutboundRefused
from store.outside import OutsideItem
from store.outside_table import OutsideTable, OutsideTableError


class TableStore:
    """See ArticleStore. What is not to be seen has no row. The count per article is the number of its rows."""

    def __init__(
        self,
        url: str,
        settings: Mapping[str, Any],
        secrets: Mapping[str, Any],
        *,
        seconds: int,
        check: Callable[[str, int], list[str]],
    ) -> None:
        self._table = OutsideTable(
            url, secrets.get("password"), settings["table"], settings["columns"], seconds=seconds, check=check
        )

    def publish(self, item: OutsideItem) -> Receipt:
        """See ArticleStore."""
        with _failing():
            self._table.put(item)
        return Receipt(outside_id=item.comment_id)

    def retract(self, item: OutsideItem) -> Receipt:
        """See ArticleStore."""
        with _failing():
            self._table.take_away(item.comment_id)
        return Receipt(outside_id=None)

    def count(self, article: ArticleAt, number: int, version: int) -> None:
        """See ArticleStore: rows can be counted."""

    def shown(self, article: ArticleAt) -> dict[str, tuple[str, int | None]]:
        """See ArticleStore."""
        with _failing():
            return {id_: (id_, revision) for id_, revision in self._table.shown(article.id).items()}

    def try_out(self) -> None:
        """See ArticleStore: whether table and columns are there. Raises DestinationInvalid as well."""
        with _failing():
            faults = self._table.faults()
        if faults:
            raise DestinationInvalid(tuple(Fault(f"/{field}", message) for field, message in faults))

    def close(self) -> None:
        """See ArticleStore."""
        self._table.close()


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except OutsideTableError as error:
        raise DeliveryFailed(str(error)) from error
    except OutboundRefused as error:
        raise DeliveryFailed(f"the address {error}") from error
    except OSError as error:
        raise DeliveryFailed("the name of the database's host is not known") from error
