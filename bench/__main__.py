"""`python -m bench [names...] [--json FILE]`: measure, print measured beside wanted, exit 0."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import accept, deliver, drain, fair, judge, latency, live, memory, plans, queue, scale, sqlite, wires
from bench.figures import HEADER, Figure, machine
from bench.house import POSTGRES, SQLITE, BenchFailed
from bench.servers import PostgresNotFound
from runtime.embedded import ServerNotFound

BENCHES: dict[str, Callable[[str | None], list[Figure]]] = {
    "accept": accept.run,
    "latency": latency.run,
    "drain": drain.run,
    "fair": fair.run,
    "scale": scale.run,
    "deliver": deliver.run,
    "sqlite": sqlite.run,
    "memory": memory.run,
    "judge": judge.run,
    "queue": queue.run,
    "plans": plans.run,
    "wires": wires.run,
    "live": live.run,
}


def main() -> int:
    """Run the benches named, or all; return 0, or 1 when one of them gave no figure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHES)}; default: all")
    parser.add_argument("--database", choices=[POSTGRES, SQLITE], help="where a bench can run on both")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds, so that nothing is left running or lying about
    about = machine()
    print("\n".join(f"{name}: {value}" for name, value in about.items()))
    print(HEADER, flush=True)
    figures: list[Figure] = []
    failed = False
    for name in options.names or BENCHES:
        began = time.monotonic()
        try:
            for figure in BENCHES[name](options.database):
                figures.append(figure)
                print(figure.row(), flush=True)
        except (BenchFailed, PostgresNotFound, ServerNotFound) as error:
            failed = True
            print(f"{name}: no figure: {error}", file=sys.stderr)
        print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr)
    if options.json:
        content = {"machine": about, "figures": [figure.to_mapping() for figure in figures]}
        options.json.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
