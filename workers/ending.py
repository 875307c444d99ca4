"""How beat ends: on the first SIGTERM, wherever in its work that finds it."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn, Protocol


class Stoppable(Protocol):
    """Celery's beat service: stop makes its loop end at the next turn."""

    def stop(self) -> None: ...


def end_on_signals(service: Stoppable) -> None:
    """End the service on SIGTERM and SIGINT.

    Celery's own handler only raises SystemExit. Where that comes up inside a callback of the garbage collector it is
    dropped, and beat went on for ever (seen once in some hundred stops).
    """

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        service.stop()
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
