"""The API as a website's developer calls it, in this process; and what every problem must look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.factories import comment_body


class ApiClient:
    """Calls the application with a key. json: the body; data: raw bytes instead; key: another key, "" for none."""

    def __init__(self, app: Flask, key: str) -> None:
        self.app = app
        self.key = key

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> TestResponse:
        sent = dict(headers or {})
        if key != "":
            sent["Authorization"] = f"Bearer {key or self.key}"
        body: dict[str, Any] = {} if json is None else {"json": json}
        if data is not None:
            body = {"data": data, "content_type": sent.pop("Content-Type", "application/json")}
        return self.app.test_client().open(path, method=method, headers=sent, query_string=query, buffered=True, **body)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def post_comment(self, article: str = "a1", *, wait: bool = False, **fields: Any) -> dict[str, Any]:
        """Post a comment that must be taken, and return it; with wait it is judged already."""
        headers = {"Prefer": "wait=5"} if wait else {}
        response = self.post(f"/v1/articles/{article}/comments", comment_body(**fields), headers=headers)
        assert response.status_code == (200 if wait else 202), response.text
        return dict(response.json)

    def thread(self, article: str = "a1", **query: Any) -> dict[str, Any]:
        """Return a page of the thread."""
        response = self.get(f"/v1/articles/{article}/comments", query=query)
        assert response.status_code == 200, response.text
        return dict(response.json)


def assert_problem(response: TestResponse, status: int, name: str, *pointers: str) -> dict[str, Any]:
    """Check that the answer is this RFC 9457 problem naming these fields; return it."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.json
    assert body["type"] == f"/problems/{name}", body
    assert body["status"] == status
    assert body["title"]
    assert body["request_id"] == response.headers["X-Request-Id"]
    if pointers:
        assert {error["pointer"] for error in body["errors"]} == set(pointers), body
        assert all(error["message"] for error in body["errors"])
    return body
