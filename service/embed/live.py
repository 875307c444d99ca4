"""Where a page hears of what changes."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from service.http.context import parts

_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")


def live_address() -> str | None:
    """Return the address of the live updates as this page reaches it; None where there are none.

    A setting of `:8001` says: another port of the host that was asked.
    """
    configured = parts().settings.live_url
    if configured.startswith(":"):
        if _HOST.fullmatch(request.host) is None:  # it goes into a policy that browsers read
            return None
        host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdecimal() else request.host
        return f"{request.scheme}://{host}{configured}"
    return configured or None
