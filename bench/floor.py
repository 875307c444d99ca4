"""The floor: the least a Flask service can do for a comment. One view: parse JSON, one INSERT, COMMIT."""

from __future__ import annotations

import os
import threading
from typing import Any

import psycopg
from flask import Flask, request

DATABASE_VARIABLE = "BENCH_FLOOR_DATABASE_URL"
TABLE = (
    "CREATE TABLE floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL, "
    "created_at timestamptz NOT NULL DEFAULT now())"
)

app = Flask(__name__)
_local = threading.local()


def _connection() -> psycopg.Connection[Any]:
    """Return this thread's connection, open from its first request on."""
    known: psycopg.Connection[Any] | None = getattr(_local, "connection", None)
    if known is None:
        known = _local.connection = psycopg.connect(os.environ[DATABASE_VARIABLE])
    return known


@app.get("/readyz")
def ready() -> dict[str, Any]:
    """Answer that the server runs."""
    return {}


@app.post("/v1/articles/<article>/comments")
def post_comment(article: str) -> tuple[dict[str, Any], int]:
    """Store the text, durably, and say its number."""
    connection = _connection()
    row = connection.execute(
        "INSERT INTO floor (text) VALUES (%s) RETURNING id", [request.get_json()["text"]]
    ).fetchone()
    connection.commit()
    return {"id": row[0] if row else None, "article": article}, 202
