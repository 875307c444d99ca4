"""What our OpenAPI 3.1 document says beside what the views declare."""

from __future__ import annotations

from importlib.metadata import version

from flask import Flask

from runtime.queues import DISTRIBUTION

DESCRIPTION = (
    "Self-hosted comment moderation. Post comments; approved ones appear in the thread under their article, "
    "doubtful ones wait for a moderator. Errors are RFC 9457 problem documents; [all of them](/problems/)."
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
        },
    )
