"""The same text again, or nearly: fingerprints of 64 bits that differ in few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# A word changed in a comment of twenty changes five of the 64 bits; two unrelated comments differ in about 32.
NEAR_BITS: Final = 5
SHORT_WORDS: Final = 4  # below, one word is too much of the text: only equal ones count

# wanted, known, most bits -> (place in wanted, place in known, bits) of each pair that differs in so few of them
Near = Callable[[Sequence[int], Sequence[int], int], list[tuple[int, int, int]]]


class Fingerprinted(NamedTuple):
    """A comment by its fingerprint. id, author: None where they are not known. fingerprint: 0 has no words.

    wire: the foreign one that it came by.
    """

    # A named tuple: a thousand are made for each batch.
    id: str | None
    author: str | None
    fingerprint: int
    wire: str | None = None


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a text was there before: by its own author, and by others; near ones, and of those the equal ones.

    of: the id of the nearest one, of the same author first. distance: in how many bits that one differs, 0..5.
    """

    own: int = 0
    own_equal: int = 0
    others: int = 0
    of: str | None = None
    distance: int = 0


NONE: Final = Repeats()


@dataclass(slots=True)
class _Group:
    """All comments of one fingerprint: how many of each author, and one id of each."""

    total: int = 0
    of_author: dict[str | None, int] = field(default_factory=dict)
    id_of: dict[str | None, str | None] = field(default_factory=dict)

    def add(self, one: Fingerprinted) -> None:
        self.total += 1
        self.of_author[one.author] = self.of_author.get(one.author, 0) + 1
        self.id_of[one.author] = one.id

    def of_another(self, author: str | None) -> str | None:
        """Return the id of a comment that is not this author's; one without an author is nobody's own."""
        return next((id_ for other, id_ in self.id_of.items() if other is None or other != author), None)


def repeats_of(drafts: Sequence[Fingerprinted], recent: Iterable[Fingerprinted], near: Near) -> list[Repeats]:
    """Return for each draft how often it repeats recent comments and the drafts before it.

    A recent comment with the id of a draft is an earlier revision of it, and counts for nobody.
    """
    anew = {draft.id for draft in drafts if draft.id is not None}
    wanted = {draft.fingerprint for draft in drafts if draft.fingerprint}
    earlier = [one for one in recent if one.fingerprint and one.id not in anew]
    like = _alike(wanted, wanted.union([one.fingerprint for one in earlier]), near)
    matter = {fingerprint for pairs in like.values() for _, fingerprint in pairs}
    groups: dict[int, _Group] = {}
    for one in earlier:
        if one.fingerprint in matter:
            groups.setdefault(one.fingerprint, _Group()).add(one)
    found = []
    for draft in drafts:
        found.append(_counted(draft, like[draft.fingerprint], groups) if draft.fingerprint else NONE)
        if draft.fingerprint:
            groups.setdefault(draft.fingerprint, _Group()).add(draft)
    return found


def _alike(wanted: Iterable[int], known: Iterable[int], near: Near) -> dict[int, list[tuple[int, int]]]:
    """Return for each wanted fingerprint the known ones near to it as (bits, fingerprint), nearest first."""
    some, others = list(wanted), list(known)
    found: dict[int, list[tuple[int, int]]] = {one: [] for one in some}
    for place, other, bits in near(some, others, NEAR_BITS):
        found[some[place]].append((bits, others[other]))
    for alike in found.values():
        alike.sort()
    return found


def _counted(draft: Fingerprinted, near: list[tuple[int, int]], groups: dict[int, _Group]) -> Repeats:
    own = own_equal = others = 0
    of_own: tuple[str | None, int] | None = None
    of_others: tuple[str | None, int] | None = None
    for bits, fingerprint in near:
        group = groups.get(fingerprint)
        if group is None:
            continue
        mine = group.of_author.get(draft.author, 0) if draft.author is not None else 0
        own += mine
        own_equal += 0 if bits else mine
        others += group.total - mine
        if mine and of_own is None:
            of_own = group.id_of[draft.author], bits
        if mine < group.total and of_others is None:
            of_others = group.of_another(draft.author), bits
    if not own + others:
        return NONE
    of, distance = of_own or of_others or (None, 0)
    return Repeats(own, own_equal, others, of, distance)
