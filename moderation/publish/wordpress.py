"""A WordPress blog as article store, by its own REST API (wp/v2) with an application password.

Facts of the API: https://developer.wordpress.org/rest-api/reference/comments/
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from moderation.publish.calls import call, failed, is_success
from moderation.publish.protocol import ArticleAt, DeliveryFailed, Receipt
from moderation.publish.wordpress_posts import Posts, value_of
from policy.states import Status
from runtime.clock import SECOND, iso
from runtime.outbound.client import Answer, Client
from store.outside import OutsideItem

PAGE: Final = 100  # the most that WordPress gives
MOST_PAGES: Final = 1_000
EMAIL_DOMAIN: Final = "readers.invalid"  # RFC 2606: an address that nobody has
LONGEST_NAME: Final = 245  # of WordPress's column

# The mark by which a comment of ours is known again, in the field for the author's browser: WordPress lets one search
# for nothing better, and a comment must be found when the answer to its creation was lost.
_MARK = re.compile(r"Prohori/1 \(([0-9a-f-]{36}); revision ([0-9]+)\)")


class WordPressStore:
    """See ArticleStore. An article is a post, by its id, its slug or its address."""

    def __init__(
        self, client: Client, url: str, settings: Mapping[str, Any], secrets: Mapping[str, Any], *, seconds: int
    ) -> None:
        self._client = client
        self._root = url.rstrip("/")
        self._domain = settings.get("email_domain", EMAIL_DOMAIN)
        name_and_password = f"{settings['user']}:{secrets['password']}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(name_and_password).decode()}"}
        self._seconds = seconds
        self._posts = Posts(self._call, by=settings.get("articles", "auto"))

    def publish(self, item: OutsideItem) -> Receipt:
        """See ArticleStore: changed where it is, else made. A reply hangs under what it answers, if that is there."""
        post = self._posts.of(ArticleAt(id=item.article_id, url=item.article_url))
        outside = item.outside_id or (self._find(item, post) if item.known else None)
        said = self._said(item, post)
        if outside is not None:
            answer = self._call("POST", f"/comments/{outside}", body=said)
            if is_success(answer):
                return Receipt(outside_id=outside, status=answer.status)
            if answer.status != HTTPStatus.NOT_FOUND:  # somebody deleted it there: it is made anew
                raise failed(answer)
        return self._make(said)

    def retract(self, item: OutsideItem) -> Receipt:
        """See ArticleStore: what was rejected goes to the trash, what waits again is held, what was deleted is gone."""
        outside = item.outside_id
        if outside is None:
            outside = self._find(item, self._posts.of(ArticleAt(id=item.article_id, url=item.article_url)))
        if outside is None:
            return Receipt(outside_id=None)
        if item.status in (Status.HELD, Status.PENDING, Status.APPROVED):
            answer = self._call("POST", f"/comments/{outside}", body={"status": "hold", **_mark(item)})
        else:
            answer = self._remove(outside, for_good=item.status == Status.DELETED)
        if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            there = answer.status == HTTPStatus.GONE and item.status != Status.DELETED  # in the trash already
            return Receipt(outside_id=outside if there else None, status=answer.status)
        if not is_success(answer):
            raise failed(answer)
        return Receipt(outside_id=None if item.status == Status.DELETED else outside, status=answer.status)

    def count(self, article: ArticleAt, number: int, version: int) -> None:
        """See ArticleStore: WordPress counts by itself."""

    def shown(self, article: ArticleAt) -> dict[str, tuple[str, int | None]]:
        """See ArticleStore: those of ours alone; comments that others made there are left alone."""
        post = self._posts.of(article)
        found: dict[str, tuple[str, int | None]] = {}
        for page in range(1, MOST_PAGES + 1):
            query = {"post": post, "status": "approve", "orderby": "id", "order": "asc", "page": page}
            comments = self._listed(query)
            for one in comments:
                match = _MARK.search(str(one.get("author_user_agent", "")))
                if match:
                    found[match[1]] = (str(one["id"]), int(match[2]))
            if len(comments) < PAGE:
                break
        return found

    def try_out(self) -> None:
        """See ArticleStore: whether the user is known and may moderate."""
        answer = self._call("GET", "/users/me", {"context": "edit", "_fields": "capabilities"})
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise DeliveryFailed("WordPress does not know this user and application password", status=answer.status)
        capabilities = value_of(answer).get("capabilities") if is_success(answer) else None
        if not isinstance(capabilities, dict):
            raise DeliveryFailed(f"there is no WordPress REST API (answered {answer.status})", status=answer.status)
        if not capabilities.get("moderate_comments"):
            raise DeliveryFailed("this WordPress user may not moderate comments; an editor may")

    def close(self) -> None:
        """See ArticleStore: the connections are shared."""

    def _make(self, said: dict[str, Any]) -> Receipt:
        answer = self._call("POST", "/comments", body=said)
        if answer.status == HTTPStatus.CONFLICT:
            # WordPress refuses what an author has said before. It asks that of new comments only.
            answer = self._call(
                "POST", "/comments", body={**said, "content": said["author_user_agent"], "status": "hold"}
            )
            if is_success(answer):
                made = str(value_of(answer)["id"])
                changed = self._call("POST", f"/comments/{made}", body=said)
                if not is_success(changed):
                    raise failed(changed)
                return Receipt(outside_id=made, status=changed.status)
        if not is_success(answer):
            raise failed(answer)
        return Receipt(outside_id=str(value_of(answer)["id"]), status=answer.status)

    def _remove(self, outside: str, *, for_good: bool) -> Answer:
        answer = self._call("DELETE", f"/comments/{outside}", {"force": "true"} if for_good else {})
        if answer.status == HTTPStatus.NOT_IMPLEMENTED and not for_good:  # a blog without a trash
            return self._call("DELETE", f"/comments/{outside}", {"force": "true"})
        return answer

    def _said(self, item: OutsideItem, post: int) -> dict[str, Any]:
        nobody = hashlib.blake2b(item.author_id.encode(), digest_size=8).hexdigest()
        return {
            "post": post,
            "parent": int(item.parent_outside_id or 0),
            "author_name": (item.author_name or item.author_id)[:LONGEST_NAME],
            "author_email": f"{nobody}@{self._domain}",
            "author_url": item.author_url if len(item.author_url or "") <= 200 else "",
            **_mark(item),
            # A reader's text is no HTML, whatever the user of the password may write there.
            "content": html.escape(item.text, quote=False),
            "date_gmt": (iso(item.created_at) or "")[:19],
            "status": "approved",
        }

    def _find(self, item: OutsideItem, post: int) -> str | None:
        """Return what WordPress calls a comment whose creation was not answered, None when it is not there."""
        query = {
            "post": post,
            "status": "any",
            "after": iso(item.created_at - 2 * SECOND),
            "before": iso(item.created_at + 2 * SECOND),
        }
        for page in range(1, MOST_PAGES + 1):
            comments = self._listed({**query, "page": page})
            for one in comments:
                match = _MARK.search(str(one.get("author_user_agent", "")))
                if match and match[1] == item.comment_id:
                    return str(one["id"])
            if len(comments) < PAGE:
                break
        return None

    def _listed(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        fields = {"context": "edit", "per_page": PAGE, "_fields": "id,author_user_agent"}
        answer = self._call("GET", "/comments", {**query, **fields})
        if answer.status == HTTPStatus.BAD_REQUEST and query.get("page", 1) > 1:
            return []  # a page after the last
        if not is_success(answer):
            raise failed(answer)
        found = value_of(answer)
        if not isinstance(found, list):
            raise DeliveryFailed("its list of comments cannot be read", status=answer.status)
        return found

    def _call(
        self, method: str, route: str, query: Mapping[str, Any] | None = None, body: dict[str, Any] | None = None
    ) -> Answer:
        # rest_route works with every kind of permalinks.
        asked = urlencode({"rest_route": f"/wp/v2{route}", **(query or {})})
        sent = b"" if body is None else orjson.dumps(body)
        headers = {**self._headers, "Content-Type": "application/json"} if sent else self._headers
        url = f"{self._root}/?{asked}"
        return call(self._client, method, url, headers=headers, body=sent, seconds=self._seconds)


def _mark(item: OutsideItem) -> dict[str, str]:
    """Return the mark, which goes with every change: WordPress would write our client's name over it."""
    return {"author_user_agent": f"Prohori/1 ({item.comment_id}; revision {item.revision})"}
