"""The OpenAPI document as it was agreed last: `python -m tests.contract.openapi_snapshot` writes the present one.

The version of the release is left out: it changes without a promise changing.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from service.app import create_app, open_services
from tests.factories import make_classifier, make_settings

SNAPSHOT = Path(__file__).with_name("openapi.json")


def agreed() -> dict[str, Any]:
    """Return the document of the file."""
    found: dict[str, Any] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return found


def without_release(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without the version of the release."""
    info = {name: value for name, value in document["info"].items() if name != "version"}
    return {**document, "info": info}


def _present() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(
            Path(folder), database_url=f"sqlite:///{folder}/none.db", redis_url="redis://127.0.0.1:1"
        )
        services = open_services(settings, make_classifier())
        try:
            return dict(create_app(services).test_client().get("/openapi.json").get_json())
        finally:
            services.close()


if __name__ == "__main__":
    words = json.dumps(without_release(_present()), ensure_ascii=False, indent=1, sort_keys=True)
    SNAPSHOT.write_text(words + "\n", encoding="utf-8")
