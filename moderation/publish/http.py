"""Any article store that speaks HTTP: signed, idempotent PUT and DELETE per comment, and the count per article."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson

from moderation.publish.calls import call, failed, is_success
from moderation.publish.protocol import ArticleAt, DeliveryFailed, Receipt
from runtime.clock import Clock, iso
from runtime.outbound import signing
from runtime.outbound.client import Answer, Client
from store.outside import OutsideItem

PAGE = 500
MOST_PAGES = 2_000
TRIAL = "00000000-0000-7000-8000-000000000000"


class HttpStore:
    """See ArticleStore. docs/delivery.md says what the site's side answers.

    Each call is signed as Standard Webhooks has it; its webhook-id names method and comment, so that no call can be
    sent again as another.
    """

    def __init__(self, client: Client, url: str, secrets: dict[str, Any], *, seconds: int, clock: Clock) -> None:
        self._client = client
        self._url = url.rstrip("/")
        self._secrets = secrets
        self._seconds = seconds
        self._clock = clock

    def publish(self, item: OutsideItem) -> Receipt:
        """See ArticleStore. 409 says that the store has a newer version already."""
        answer = self._call("PUT", f"/comments/{item.comment_id}", f"put_{_name(item)}", _body(item))
        if not is_success(answer) and answer.status != HTTPStatus.CONFLICT:
            raise failed(answer)
        return Receipt(outside_id=item.comment_id, status=answer.status)

    def retract(self, item: OutsideItem) -> Receipt:
        """See ArticleStore."""
        answer = self._call("DELETE", f"/comments/{item.comment_id}", f"delete_{_name(item)}")
        if not is_success(answer) and answer.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.CONFLICT):
            raise failed(answer)
        return Receipt(outside_id=None, status=answer.status)

    def count(self, article: ArticleAt, number: int, version: int) -> None:
        """See ArticleStore. A store that keeps no counts answers 404 or 405."""
        body = {"article": article.id, "url": article.url, "count": number, "version": version}
        answer = self._call("PUT", f"{_of(article)}/count", f"count_{version}", body)
        unwanted = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.CONFLICT)
        if not is_success(answer) and answer.status not in unwanted:
            raise failed(answer)

    def shown(self, article: ArticleAt) -> dict[str, tuple[str, int | None]]:
        """See ArticleStore: page by page, in the order of ids."""
        found: dict[str, tuple[str, int | None]] = {}
        after = ""
        for _ in range(MOST_PAGES):
            path = f"{_of(article)}/comments?after={after}&limit={PAGE}"
            answer = self._call("GET", path, f"list_{after or 'first'}")
            if not is_success(answer):
                raise failed(answer)
            page = _listed(answer)
            found |= {id_: (id_, revision) for id_, revision in page}
            last = max((id_ for id_, _ in page), default="")
            if not page or last <= after:
                return found
            after = last
        return found

    def try_out(self) -> None:
        """See ArticleStore: deletes a comment that nobody has."""
        answer = self._call("DELETE", f"/comments/{TRIAL}", f"delete_{TRIAL}_0")
        if not is_success(answer) and answer.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise failed(answer)

    def close(self) -> None:
        """See ArticleStore: the connections are shared."""

    def _call(self, method: str, path: str, message_id: str, body: dict[str, Any] | None = None) -> Answer:
        now = self._clock()
        sent = b"" if body is None else orjson.dumps(body)
        headers = signing.headers(message_id, sent, signing.valid_secrets(self._secrets, now=now), now=now)
        headers["Idempotency-Key"] = message_id
        if sent:
            headers["Content-Type"] = "application/json"
        return call(self._client, method, self._url + path, headers=headers, body=sent, seconds=self._seconds)


def _name(item: OutsideItem) -> str:
    return f"{item.comment_id}_{item.version}"


def _of(article: ArticleAt) -> str:
    return f"/articles/{quote(article.id, safe='')}"


def _body(item: OutsideItem) -> dict[str, Any]:
    return {
        "id": item.comment_id,
        "external_id": item.external_id,
        "article": item.article_id,
        "article_url": item.article_url,
        "article_title": item.article_title,
        "parent_id": item.parent_id,
        "author": {"id": item.author_id, "name": item.author_name, "url": item.author_url},
        "text": item.text,
        "language": item.language,
        "version": item.version,
        "revision": item.revision,
        "created_at": iso(item.created_at),
        "published_at": iso(item.published_at),
    }


def _listed(answer: Answer) -> list[tuple[str, int | None]]:
    try:
        page = orjson.loads(answer.body)["comments"]
        return [(str(one["id"]), one.get("revision")) for one in page]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DeliveryFailed("its list of comments cannot be read", status=answer.status) from error
