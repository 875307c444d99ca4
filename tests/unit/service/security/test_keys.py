"""Keys are random, shown once, and stored as hashes."""

from __future__ import annotations

import re

from runtime.keyed_hash import Hasher
from service.security.keys import key_hash, new_key


def test_a_new_key_is_never_the_same_and_can_be_the_label_of_a_host_name():
    made = {new_key()[0] for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch("[0-9a-f]{48}", key) for key in made)  # a label has 63 characters at the most


def test_a_short_key_has_the_length_that_wordpress_takes():
    assert re.fullmatch("[0-9a-f]{12}", new_key(short=True)[0])


def test_the_hash_stored_is_that_of_the_key_and_does_not_show_it():
    key, hash_ = new_key()
    assert hash_ == key_hash(key)
    assert key not in hash_


def test_an_address_is_hashed_by_the_secret_of_the_installation():
    here, there = (Hasher(f"secret of {where}", address_days=30) for where in ("this place", "another"))
    assert here("10.0.0.1") == here(" 10.0.0.1 ")
    assert here("10.0.0.1") != there("10.0.0.1")
    assert here(None) is None
