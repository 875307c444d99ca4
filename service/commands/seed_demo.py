"""The demonstration site of `make up`, and the file that says how to reach it."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from moderation import demo_site
from moderation.store_parts import open_store
from runtime.private_file import write_private
from runtime.settings import Settings
from service.security.identity import SCOPES
from service.security.keys import new_key
from service.security.passwords import hash_password

CREDENTIALS_FILE = "credentials.json"


def seed(settings: Settings, base_url: str) -> None:
    """Make the demonstration site where it is missing, and write credentials.json (mode 0600).

    A second call keeps what is there; when credentials.json was lost, it holds a new key and a new password, and the
    old ones end. Raises DatabaseUnavailable, OSError.
    """
    path = settings.data_dir / CREDENTIALS_FILE
    known = _read(path)
    key, hash_ = new_key()
    password = secrets.token_urlsafe(12)
    parts = open_store(settings)
    try:
        fresh = demo_site.seed(
            parts, key_hash=hash_, scopes=SCOPES, password_hash=hash_password(password), keep=known is not None
        )
    finally:
        parts.close()
    if known is None or fresh:
        known = {"api_key": key, "moderator": {"email": demo_site.MODERATOR, "password": password}}
    value = {**known, "base_url": base_url, "site": demo_site.SITE, **_places(base_url)}
    write_private(path, json.dumps(value, ensure_ascii=False, indent=2))


def _places(base_url: str) -> dict[str, str]:
    return {"console_url": f"{base_url}/console/", "demo_url": f"{base_url}/demo"}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return value if isinstance(value, dict) and {"api_key", "moderator"} <= value.keys() else None
