"""What our OpenAPI 3.1 document says beside what the views declare."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from apispec import APISpec, BasePlugin
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask

from runtime.queues import DISTRIBUTION

# By the name of the view: what was sent and answered. Recorded by `python -m tests.contract.openapi_examples`.
EXAMPLES: Final = Path(__file__).with_name("examples.json")
JSON: Final = "application/json"

DESCRIPTION = (
    "Self-hosted comment moderation. Post comments; approved ones appear in the thread under their article, "
    "doubtful ones wait for a moderator. Reasons are told in English or Bengali, as Accept-Language asks. Errors are "
    "RFC 9457 problem documents; [all of them](/problems/)."
)


def configure_openapi(app: Flask) -> None:
    """Set where the document is served and what it says of the whole API."""
    app.config.update(
        API_TITLE="Prohori",
        API_VERSION=f"v1 ({version(DISTRIBUTION)})",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
            "components": {
                "securitySchemes": {
                    "key": {"type": "http", "scheme": "bearer", "description": "A key made by `prohori keys create`"}
                }
            },
            "security": [{"key": []}],
            "servers": [{"url": "/", "description": "This Prohori"}],
        },
    )


class Named(BasePlugin):
    """Gives each call its name, which is that of its view, and an example of what it is sent and answers."""

    def __init__(self) -> None:
        self._examples: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))

    def init_spec(self, spec: APISpec) -> None:
        """Have patterns told in the words of ECMAScript, as JSON Schema reads them."""
        super().init_spec(spec)
        for plugin in spec.plugins:
            if isinstance(plugin, MarshmallowPlugin) and plugin.converter is not None:
                plugin.converter.add_attribute_function(_pattern)  # type: ignore[no-untyped-call]

    def path_helper(
        self, path: str | None = None, operations: Any = None, parameters: Any = None, **known: Any
    ) -> str | None:
        """Add to the operations of one rule; the path stays as the other plugins say."""
        name = known["rule"].endpoint.rpartition(".")[2]
        example = self._examples.get(name, {})
        for operation in (operations or {}).values():
            operation["operationId"] = name
            if "request" in example:
                operation["requestBody"]["content"][JSON]["example"] = example["request"]
            if "response" in example:
                usual = min(status for status in operation["responses"] if str(status).startswith("2"))
                operation["responses"][usual]["content"][JSON]["example"] = example["response"]
        return None


def _pattern(_converter: Any, _field: Any, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {"pattern": ret["pattern"].replace(r"\Z", "$")} if "pattern" in ret else {}
