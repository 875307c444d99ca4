"""An article store over HTTP, as a site may build it: comments in SQLite, every call checked by its signature.

    pip install standardwebhooks
    STORE_SECRET=whsec_... python receive_comments.py 9000

Then choose it: PUT /v1/store {"kind": "http", "url": "https://your.site/prohori", "secret": "whsec_..."}.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from standardwebhooks import Webhook, WebhookVerificationError

SCHEMA = """
CREATE TABLE IF NOT EXISTS comments (id TEXT PRIMARY KEY, article TEXT, version INTEGER, revision INTEGER,
                                     shown INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS comments_article ON comments (article, id);
CREATE TABLE IF NOT EXISTS counts (article TEXT PRIMARY KEY, version INTEGER, count INTEGER);
"""
ROUTES = (
    ("PUT", re.compile(r"/comments/([0-9a-f-]{36})"), "put_comment"),
    ("DELETE", re.compile(r"/comments/([0-9a-f-]{36})"), "delete_comment"),
    ("PUT", re.compile(r"/articles/([^/]+)/count"), "put_count"),
    ("GET", re.compile(r"/articles/([^/]+)/comments"), "list_comments"),
)


class CommentStore:
    """The comments, their newest versions alone: an older one that arrives late changes nothing."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(SCHEMA)

    def put_comment(self, id_: str, message_id: str, said: dict[str, Any], _query: Any) -> tuple[int, Any]:
        """Show a comment, or change it."""
        if said["id"] != id_ or message_id != f"put_{id_}_{said['version']}":
            return 400, {"error": "the signed message is about another comment"}
        row = (id_, said["article"], said["version"], said["revision"], 1, json.dumps(said))
        return self._newer("comments", row)

    def delete_comment(self, id_: str, message_id: str, _said: Any, _query: Any) -> tuple[int, Any]:
        """Take a comment away; its version is kept, so that a late PUT does not bring it back."""
        if not message_id.startswith(f"delete_{id_}_"):
            return 400, {"error": "the signed message is about another comment"}
        row = (id_, None, int(message_id.rpartition("_")[2]), None, 0, None)
        return self._newer("comments", row)

    def put_count(self, article: str, _message_id: str, said: dict[str, Any], _query: Any) -> tuple[int, Any]:
        """Keep how many comments an article has."""
        if said["article"] != article:
            return 400, {"error": "the signed message is about another article"}
        return self._newer("counts", (article, said["version"], said["count"]))

    def list_comments(self, article: str, _message_id: str, _said: Any, query: dict[str, list[str]]) -> tuple[int, Any]:
        """Return what is shown under an article, page by page in the order of ids: for `articles reconcile`."""
        after, limit = query.get("after", [""])[0], int(query.get("limit", ["500"])[0])
        rows = self._db.execute(
            "SELECT id, revision FROM comments WHERE article = ? AND shown AND id > ? ORDER BY id LIMIT ?",
            (article, after, limit),
        )
        return 200, {"comments": [{"id": id_, "revision": revision} for id_, revision in rows]}

    def _newer(self, table: str, row: tuple[Any, ...]) -> tuple[int, Any]:
        place = 2 if table == "comments" else 1
        with self._lock:
            known = self._db.execute(
                f"SELECT version FROM {table} WHERE {'id' if place == 2 else 'article'} = ?", row[:1]
            ).fetchone()
            if known and known[0] > row[place]:
                return 409, {"error": "a newer version is here already"}
            self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)
        return 200, {}


def make_server(port: int, path: str, secret: str) -> ThreadingHTTPServer:
    """Return the server, not yet started."""
    store, webhook = CommentStore(path), Webhook(secret)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_call(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(*self._result(body))

        def _result(self, body: bytes) -> tuple[int, Any]:
            try:
                webhook.verify(body, dict(self.headers.items()), json_parse=False)
            except WebhookVerificationError as error:
                return 401, {"error": str(error)}
            parts = urlsplit(self.path)
            for method, pattern, name in ROUTES:
                match = pattern.fullmatch(parts.path)
                if match and method == self.command:
                    said = json.loads(body) if body else None
                    message_id = self.headers["webhook-id"]
                    result: tuple[int, Any] = getattr(store, name)(
                        unquote(match[1]), message_id, said, parse_qs(parts.query)
                    )
                    return result
            return 404, {"error": "there is nothing here"}

        def _answer(self, status: int, value: Any) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_DELETE = handle_call  # noqa: N815 - names of the base class

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    make_server(int(sys.argv[1]), "comments.db", os.environ["STORE_SECRET"]).serve_forever()
