"""What the web server loads: `granian --interface asgi service.live.asgi:app`, started by `prohori live`."""

from __future__ import annotations

from moderation.store_parts import open_store
from runtime.logs import configure_logs
from runtime.settings import read_settings
from service.live.app import Live

_settings = read_settings()
configure_logs(_settings.log_level, _settings.log_format)
app = Live(open_store(_settings, connections=4), memory_seconds=_settings.cache_seconds)
