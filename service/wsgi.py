"""What the web server loads: `granian --interface wsgi service.wsgi:app`, started by `prohori api`."""

from __future__ import annotations

from moderation.wiring import open_parts
from runtime import tracing
from runtime.logs import configure_logs
from runtime.settings import read_settings
from service.app import create_app

_settings = read_settings()
configure_logs(_settings.log_level, _settings.log_format)
tracing.configure(_settings.otlp_endpoint, "api")
app = create_app(open_parts(_settings))
