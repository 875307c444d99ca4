"""The OpenAPI document as it was agreed last: `python -m tests.contract.openapi_snapshot` agrees to the present one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from moderation.wiring import open_parts
from service.app import create_app
from tests.factories import make_classifier, make_settings

SNAPSHOT = Path(__file__).with_name("openapi.json")


def agreed() -> dict[str, Any]:
    """Return the document of the file."""
    found: dict[str, Any] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return found


def promised(document: dict[str, Any]) -> dict[str, Any]:
    """Return what the document promises: without the release's version and examples, and with enums in one order."""
    info = {name: value for name, value in document["info"].items() if name != "version"}
    found: dict[str, Any] = _ordered({**document, "info": info})
    return found


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: one for name, one in value.items() if not (name == "example" and "schema" in value)}
        return {name: sorted(one, key=str) if name == "enum" else _ordered(one) for name, one in kept.items()}
    return [_ordered(one) for one in value] if isinstance(value, list) else value


def _present() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(
            Path(folder), database_url=f"sqlite:///{folder}/none.db", redis_url="redis://127.0.0.1:1"
        )
        parts = open_parts(settings, classifier=make_classifier())
        try:
            return dict(create_app(parts).test_client().get("/openapi.json").get_json())
        finally:
            parts.close()


if __name__ == "__main__":
    words = json.dumps(promised(_present()), ensure_ascii=False, indent=1, sort_keys=True)
    SNAPSHOT.write_text(words + "\n", encoding="utf-8")
