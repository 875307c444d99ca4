"""One method for each call that a website makes. Answers are what the API says: dicts and lists."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from prohori_client.problem import Problem, Unreachable, said_in

TIMEOUT_SECONDS: Final = 10.0
TRIES: Final = 3
WAIT_SECONDS: Final = 0.2  # before the second try, and five times as long before the third
LONGEST_WAIT: Final = 5.0  # a service that asks for more is left alone: Problem.retry_after says so
BUSY: Final = frozenset({429, 503})

Json = dict[str, Any]


class Prohori:
    """A site's connection to Prohori. Use it as a context manager, or close it; threads may share one.

    url: of the service, as "http://127.0.0.1:8000". key: as `prohori keys create` prints it. language: of reasons'
    sentences, "bn" or "en". Every call raises Problem for what is refused, and Unreachable. A call is tried three
    times when the service is busy or the connection breaks, unless that could do it twice; no comment is stored twice.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        language: str = "en",
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/v1", headers=headers, timeout=timeout, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def describe(self, article: str, **said: Any) -> Json:
        """Say what an article is: url, title, language, section, tags, summary, comments ("open" or "closed").

        What is left out is emptied. Returns the article with its comment_count.
        """
        return self._ask("PUT", _article(article), json=said)

    def article(self, article: str) -> Json:
        """Return an article with its comment_count."""
        return self._ask("GET", _article(article))

    def post(
        self,
        article: str,
        *,
        text: str,
        author: Mapping[str, Any],
        id: str | None = None,
        wait: bool = False,
        **more: Any,
    ) -> Json:
        """Post a comment; return it, pending or decided. author: {"id", "name"?, "email"?, "url"?, "ip"?}.

        id: your own id, by which the same comment is never stored twice. wait: have it judged before the answer.
        more: parent_id, language, created_at.
        """
        body = {"text": text, "author": dict(author), **more}
        headers = {"Prefer": "wait=5"} if wait else {}
        if id is None:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        else:
            body["id"] = id
        return self._ask("POST", f"{_article(article)}/comments", json=body, headers=headers)

    def comment(self, id: str, *, external: bool = False) -> Json:
        """Return a comment, where it stands and why. external: the id is your own."""
        return self._ask("GET", _comment(id, external))

    def edit(self, id: str, text: str, *, version: int | None = None, external: bool = False) -> Json:
        """Give a comment a new text; it is judged anew. version: refuse when it has changed since that one."""
        body = {"text": text, **({} if version is None else {"version": version})}
        return self._ask("PATCH", _comment(id, external), json=body, again=version is None)

    def delete(self, id: str, *, external: bool = False) -> None:
        """Delete a comment. One that is gone already is no error."""
        try:
            self._ask("DELETE", _comment(id, external))
        except Problem as problem:
            if problem.type != "/problems/comment-not-found":
                raise

    def thread(self, article: str, *, order: str = "oldest") -> Iterator[Json]:
        """Yield the comments shown under an article, all pages of them. order: oldest or newest."""
        return self._pages(f"{_article(article)}/comments", "comments", {"order": order, "limit": 200})

    def counts(self, *articles: str) -> dict[str, int]:
        """Return how many comments are shown under each of up to 200 articles."""
        found: dict[str, int] = self._ask("GET", "/counts", params={"article": list(articles)})["counts"]
        return found

    def check(self, text: str, **more: Any) -> Json:
        """Return the verdict on a text of which nothing is kept. more: author, article, language, explain."""
        return self._ask("POST", "/check", json={"text": text, **more})

    def queue(self, **filters: Any) -> Iterator[Json]:
        """Yield what waits for a moderator (scope `moderate`). filters: status, order, article, author, search, ..."""
        return self._pages("/queue", "comments", {"limit": 200, **filters})

    def decide(self, id: str, action: str, reason: str, *, version: int, **more: Any) -> Json:
        """Record a moderator's decision on the version that was seen (scope `moderate`). more: note, person."""
        body = {"action": action, "reason": reason, "version": version, **more}
        return self._ask("POST", f"{_comment(id, False)}/decisions", json=body, again=False)

    def _pages(self, path: str, name: str, query: Mapping[str, Any]) -> Iterator[Json]:
        cursor: Json = {}
        while True:
            page = self._ask("GET", path, params={**query, **cursor})
            yield from page[name]
            if page["next"] is None:
                return
            cursor = {"cursor": page["next"]}

    def _ask(self, method: str, path: str, *, again: bool = True, **options: Any) -> Json:
        for wait in _waits() if again else (None,):
            try:
                answer = self._http.request(method, path, **options)
            except httpx.TransportError as error:
                if wait is None:
                    raise Unreachable(f"{method} {path}: {error or type(error).__name__}") from error
                time.sleep(wait)
                continue
            if answer.is_success:
                found: Json = answer.json() if answer.content else {}
                return found
            asked = _seconds(answer.headers.get("Retry-After"))
            if wait is None or answer.status_code not in BUSY or (asked or 0) > LONGEST_WAIT:
                raise Problem(answer.status_code, said_in(answer.content), retry_after=asked)
            time.sleep(max(wait, asked or 0))
        raise AssertionError("the last try returns or raises")


def _waits() -> Sequence[float | None]:
    """Return how long to wait after each try, None after the last."""
    return (*(WAIT_SECONDS * 5**place for place in range(TRIES - 1)), None)


def _article(article: str) -> str:
    return f"/articles/{quote(article, safe='')}"


def _comment(id_: str, external: bool) -> str:
    return f"/comments/by-external-id/{quote(id_, safe='')}" if external else f"/comments/{quote(id_, safe='')}"


def _seconds(value: str | None) -> float | None:
    return float(value) if value is not None and value.isdecimal() else None
