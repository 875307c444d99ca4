"""Article stores outside, as tests look at them: how a site chooses each, and what readers would see there."""

from __future__ import annotations

import html
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pymysql

from examples.receive_comments import make_server
from runtime.outbound.signing import new_secret
from tests.wordpress import Maria, WordPress

COLUMNS = {
    "id": "comment_id",
    "article": "article",
    "text": "body",
    "parent_id": "parent",
    "author_name": "author",
    "revision": "revision",
    "created_at": "written_at",
}
_CREATE = (
    "CREATE TABLE comments (comment_id CHAR(36) PRIMARY KEY, article VARCHAR(255) NOT NULL, body TEXT NOT NULL, "
    "parent CHAR(36), author VARCHAR(200), revision INTEGER, written_at {moment}, seen INTEGER DEFAULT 0)"
)
# What is shown: (text, author, text of the comment replied to), in no order.
Shown = list[tuple[str, str, str | None]]


class Shop(Protocol):
    """An article store outside."""

    chosen: dict[str, Any]

    def shown(self, article: str) -> Shown: ...

    def lose(self, id_: str) -> None: ...

    def spoil(self, id_: str) -> None: ...


@dataclass
class HttpShop:
    """The reference receiver of examples/."""

    path: Path
    chosen: dict[str, Any] = field(default_factory=dict)

    def query(self, statement: str, *values: Any) -> list[Any]:
        with sqlite3.connect(self.path) as db:
            return db.execute(statement, values).fetchall()

    def shown(self, article: str) -> Shown:
        rows = self.query("SELECT body FROM comments WHERE shown AND article = ?", article)
        said = {one["id"]: one for one in (json.loads(body) for (body,) in rows)}
        return [
            (one["text"], one["author"]["name"], said.get(one["parent_id"], {}).get("text")) for one in said.values()
        ]

    def lose(self, id_: str) -> None:
        self.query("DELETE FROM comments WHERE id = ?", id_)

    def spoil(self, id_: str) -> None:
        self.query("UPDATE comments SET revision = 0, version = 0, body = '{}' WHERE id = ?", id_)

    def count(self, article: str) -> int:
        return self.query("SELECT count FROM counts WHERE article = ?", article)[0][0]


@dataclass
class TableShop:
    """A table in PostgreSQL or MariaDB. ask: runs a query there."""

    ask: Any
    chosen: dict[str, Any] = field(default_factory=dict)

    def shown(self, article: str) -> Shown:
        rows = self.ask("SELECT comment_id, body, author, parent FROM comments WHERE article = 'a1'")
        texts = {row[0]: row[1] for row in rows}
        return [(row[1], row[2], texts.get(row[3])) for row in rows]

    def lose(self, id_: str) -> None:
        self.ask(f"DELETE FROM comments WHERE comment_id = '{id_}'")

    def spoil(self, id_: str) -> None:
        self.ask(f"UPDATE comments SET revision = 0, body = 'x' WHERE comment_id = '{id_}'")


@dataclass
class BlogShop:
    """A post of a real WordPress for each article."""

    blog: WordPress
    posts: dict[str, int]
    chosen: dict[str, Any] = field(default_factory=dict)

    def shown(self, article: str) -> Shown:
        found = {one["id"]: one for one in self.blog.comments(self.posts[article])}
        text = {id_: html.unescape(one["content"]["raw"]) for id_, one in found.items()}
        return [(text[id_], one["author_name"], text.get(one["parent"])) for id_, one in found.items()]

    def lose(self, id_: str) -> None:
        assert self.blog.call("DELETE", f"/comments/{self._number(id_)}", query={"force": "true"}).status_code == 200

    def spoil(self, id_: str) -> None:
        said = {"content": "x", "author_user_agent": f"Prohori/1 ({id_}; revision 0)"}
        assert self.blog.call("POST", f"/comments/{self._number(id_)}", json=said).status_code == 200

    def _number(self, id_: str) -> int:
        return next(one["id"] for one in self.blog.comments(self.posts["a1"]) if f"({id_};" in one["author_user_agent"])


@contextmanager
def http_shop(folder: Path) -> Iterator[HttpShop]:
    """Start the reference receiver."""
    path, secret = folder / "shop.db", new_secret()
    server = make_server(0, str(path), secret)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    yield HttpShop(path, {"kind": "http", "url": url, "secret": secret})
    server.shutdown()
    server.server_close()


@contextmanager
def postgres_shop(url: str) -> Iterator[TableShop]:
    """Make the table in a PostgreSQL database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS comments")
        connection.execute(_CREATE.format(moment="timestamptz").encode())
        chosen = {"kind": "table", "url": url, "table": "public.comments", "columns": COLUMNS}

        def ask(query: str) -> Any:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

        yield TableShop(ask, chosen)


@contextmanager
def maria_shop(maria: Maria) -> Iterator[TableShop]:
    """Make the table in a MariaDB database."""
    maria.run("CREATE OR REPLACE DATABASE shop CHARACTER SET utf8mb4")
    maria.run(_CREATE.format(moment="DATETIME(6)"), "shop")

    def ask(query: str) -> Any:
        with pymysql.connect(unix_socket=str(maria.socket), user="root", database="shop", charset="utf8mb4") as one:
            cursor = one.cursor()
            cursor.execute(query)
            one.commit()
            return cursor.fetchall()

    yield TableShop(ask, {"kind": "table", "url": maria.url("shop"), "table": "comments", "columns": COLUMNS})


@contextmanager
def blog_shop(blog: WordPress) -> Iterator[BlogShop]:
    """Use the blog, with a post of its own for the article."""
    slug = f"khobor-{new_secret()[-9:-1].lower().replace('/', 'x').replace('+', 'y')}"
    posts = {"a1": blog.post(slug)}
    chosen = {"kind": "wordpress", "url": blog.url, "user": "editor", "password": blog.password}
    yield BlogShop(blog, posts, chosen)
