"""Addresses are told apart within their period, and not across."""

from __future__ import annotations

from runtime.keyed_hash import DAY, Hasher

HASHER = Hasher("a secret of sixteen", address_days=30)
NOW = 20_000 * DAY
IP = "198.51.100.7"


def test_an_address_has_one_hash_within_a_period_and_another_in_the_next():
    begins = NOW - NOW % (30 * DAY)
    first, last = HASHER.address(IP, begins), HASHER.address(IP, begins + 30 * DAY - 1)
    assert first == last
    assert first != HASHER.address(IP, begins + 30 * DAY)
    assert first != HASHER.address("198.51.100.8", begins)
    assert HASHER.address(None, NOW) is None


def test_another_installation_has_another_hash():
    assert Hasher("another secret of it", address_days=30).address(IP, NOW) != HASHER.address(IP, NOW)
