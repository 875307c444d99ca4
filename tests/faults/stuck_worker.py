"""A worker whose consumer stands still once a file is there, as it did by a fault of a library: for one test.

python -m tests.faults.stuck_worker FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from kombu.transport.redis import MultiChannelPoller

from runtime.queues import QUEUES_OF_WORKER
from workers.app import app

_FILE = Path(sys.argv[1])
_begin = MultiChannelPoller.on_poll_start


def _unless_stuck(poller: MultiChannelPoller) -> None:
    if not _FILE.exists():
        _begin(poller)


MultiChannelPoller.on_poll_start = _unless_stuck
app.worker_main(["worker", "-Q", ",".join(QUEUES_OF_WORKER), "-O", "fair", "--loglevel", "warning", "--without-gossip"])
