"""Where a page hears of what changes."""

from __future__ import annotations

from flask import request

from service.http.context import parts


def live_address() -> str | None:
    """Return the address of the live updates as this page reaches it; None where there are none.

    A setting of `:8001` says: another port of the host that was asked.
    """
    configured = parts().settings.live_url
    if configured.startswith(":"):
        host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdecimal() else request.host
        return f"{request.scheme}://{host}{configured}"
    return configured or None
