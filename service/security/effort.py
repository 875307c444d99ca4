"""What a page's form carries against programs: when it was opened and, where many come, a proof of effort.

Both are signed with the instance's secret, so nothing of them is kept. The proof is a number that makes the SHA-256 of
seed and number begin with BITS zero bits: a browser needs some tenths of a second, once; who posts by thousands, hours.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

import redis

from moderation.wiring import Parts
from runtime.clock import SECOND
from runtime.ids import new_id

LEAST_SECONDS: Final = 3  # between the form's opening and its sending
OPEN_SECONDS: Final = 24 * 3600  # a page may stay open in a tab; afterwards its form is issued anew
SEED_SECONDS: Final = 600
BITS: Final = 14

_STAMP: Final = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})")
_SEED: Final = re.compile(r"([0-9]{1,17})\.([0-9a-f-]{36})\.([0-9a-f]{32})")
_NUMBER: Final = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is asked for: a number with which SHA-256 of `seed:number` begins with so many zero bits."""

    seed: str
    bits: int


def stamp(parts: Parts, site_id: int) -> str:
    """Return what a form carries from when it is opened."""
    opened = parts.clock()
    return f"{opened}.{_sign(parts, f'form {site_id} {opened}')}"


def age_of(parts: Parts, site_id: int, stamped: str) -> float | None:
    """Return how many seconds ago the form was opened; None where that is no stamp of ours, or one too old."""
    found = _STAMP.fullmatch(stamped)
    if found is None or found[2] != _sign(parts, f"form {site_id} {found[1]}"):
        return None
    seconds = (parts.clock() - int(found[1])) / SECOND
    return seconds if 0 <= seconds <= OPEN_SECONDS else None


def challenge(parts: Parts, site_id: int) -> Challenge:
    """Return a new challenge."""
    at, once = parts.clock(), new_id()
    return Challenge(f"{at}.{once}.{_sign(parts, f'seed {site_id} {at} {once}')}", BITS)


def is_met(parts: Parts, site_id: int, seed: str, number: str) -> bool:
    """Return whether the number meets the challenge of that seed, which is ours, not old, and was not used before."""
    found = _SEED.fullmatch(seed)
    if found is None or _NUMBER.fullmatch(number) is None:
        return False
    at, once, signed = found.groups()
    fresh = 0 <= parts.clock() - int(at) <= SEED_SECONDS * SECOND
    if not fresh or signed != _sign(parts, f"seed {site_id} {at} {once}"):
        return False
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    if int.from_bytes(digest[:8]) >> (64 - BITS):
        return False
    try:
        return bool(parts.redis.set(f"effort:{once}", 1, nx=True, ex=SEED_SECONDS))
    except redis.RedisError:
        return True  # nobody can say now whether it was used


def _sign(parts: Parts, text: str) -> str:
    return parts.hasher.content(f"embed {text}".encode())
