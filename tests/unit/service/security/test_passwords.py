"""Passwords are stored as slow hashes, and told from wrong ones."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from service.security.passwords import NO_PASSWORD, hash_password, is_outdated, verify_password

PASSWORD = "নদীর পাড়ে ভোর 7"


def test_the_right_password_is_told_from_others() -> None:
    hash_ = hash_password(PASSWORD)
    assert verify_password(PASSWORD, hash_)
    assert not verify_password(PASSWORD + " ", hash_)
    assert not verify_password("", hash_)


def test_equal_passwords_have_hashes_of_their_own() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
    assert hash_password(PASSWORD).startswith("$argon2id$")


@pytest.mark.parametrize("hash_", ["", "x", "$argon2id$v=19$m=1", "md5:0cc175b9c0f1b6a831c399e269772661"])
def test_what_is_no_hash_verifies_nothing(hash_: str) -> None:
    assert not verify_password("", hash_)
    assert not verify_password(hash_, hash_)


def test_a_hash_of_weaker_parameters_is_to_be_made_anew() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    assert verify_password(PASSWORD, weak)
    assert is_outdated(weak)
    assert not is_outdated(hash_password(PASSWORD))


def test_an_account_without_a_password_is_opened_by_none():
    assert not any(verify_password(given, NO_PASSWORD) for given in ("", "none", NO_PASSWORD))
