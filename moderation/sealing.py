"""The decision log sealed, entry by entry, and looked through for what was changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from moderation.store_parts import StoreParts
from runtime.clock import SECOND
from runtime.ids import first_id_at
from store import sealing
from store.sealing import START, Head, Link

AT_ONCE: Final = 1_000
MOST_AT_A_TIME: Final = 50  # batches, before others have their turn
# An entry's id is made before it is committed: what commits late, or by a clock that goes behind, is found as well.
LATE: Final = 120 * SECOND
VERY_LATE: Final = 2 * 24 * 3600 * SECOND
SEALED_WITHIN: Final = 600 * SECOND


@dataclass(slots=True)
class Verified:
    """What a look through the log found. entries, erased: how many. faults: a sentence each, [] for a sound log."""

    entries: int = 0
    erased: int = 0
    head: Head = field(default_factory=lambda: Head(number=0, chain=START))
    faults: list[str] = field(default_factory=list)


def seal(parts: StoreParts, *, back: int = LATE) -> int:
    """Seal what was decided and is not sealed, in order; return how many entries.

    back: how far before the last sealed entry is looked for those that came late, microseconds.
    """
    sealed = 0
    last = parts.database.read(sealing.last_sealed)
    since = first_id_at(max(0, last - back)) if last else first_id_at(0)
    for _ in range(MOST_AT_A_TIME):
        done = parts.database.write(partial(sealing.seal, since=since, limit=AT_ONCE))
        sealed += len(done)
        if len(done) < AT_ONCE:
            break
        since = done[-1]
    return sealed


def verify(parts: StoreParts, outside: Head | None = None) -> Iterator[Verified]:
    """Look through the whole log; yield what was found so far every AT_ONCE entries, at last the whole.

    outside: an end of the chain that was kept elsewhere: the log must still lead through it.
    """
    found = Verified()
    met = outside is None or outside.number == 0
    while links := parts.database.read(lambda unit: sealing.links(unit, found.head.number, limit=AT_ONCE)):
        for link in links:
            _check(found, link)
            if outside is not None and link.number == outside.number:
                met = True
                if link.chain != outside.chain:
                    found.faults.append(f"entry {link.number} is not the one whose hash was kept outside")
        yield found
    if not met and outside is not None:
        found.faults.append(f"entry {outside.number}, whose hash was kept outside, is gone")
    ended = parts.database.read(sealing.noted_number)
    if ended > found.head.number:
        found.faults.append(f"the last entries are gone: {ended:,} were sealed, {found.head.number:,} are there")
    due = first_id_at(parts.clock() - SEALED_WITHIN)
    for id_ in parts.database.read(lambda unit: sealing.unsealed(unit, before=due, limit=AT_ONCE)):
        found.faults.append(f"decision {id_} was never sealed: it was written past the log, or no worker runs")
    yield found


def head(parts: StoreParts) -> Head:
    """Return the end of the chain."""
    return parts.database.read(sealing.head)


def _check(found: Verified, link: Link) -> None:
    before, number = found.head.chain, found.head.number + 1
    if link.number != number:
        gone = f"entry {number}" if link.number == number + 1 else f"entries {number} to {link.number - 1}"
        found.faults.append(f"{gone} of the chain {'is' if link.number == number + 1 else 'are'} gone")
    elif link.entry is None:
        found.faults.append(f"the decision of entry {link.number} is gone")
    else:
        what = f"entry {link.number} (decision {link.entry['id']})"
        if sealing.chain_of(before, link.entry, link.details) != link.chain:
            found.faults.append(f"{what} was changed")
        elif link.salt is None and not (link.erased_at and link.bare):
            found.faults.append(f"{what} has lost its seal, though its comment is there")
        elif link.salt is not None and sealing.details_of(link.entry, link.salt) != link.details:
            found.faults.append(f"{what} was changed: its reasons, note or who decided")
    found.entries += 1
    found.erased += link.salt is None
    # From what is stored: one changed entry is one fault, not a fault of all behind it.
    found.head = Head(number=link.number, chain=link.chain)
