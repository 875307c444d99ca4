"""Secrets at rest: unreadable without a key, readable with an older one, renewed with the newest."""

from __future__ import annotations

import pytest

from runtime.secret_box import SecretBox, SecretUnreadable, is_key, new_key

INSTANCE = "not-a-secret-of-anybody"


def test_what_is_sealed_shows_nothing_and_opens_again():
    box = SecretBox((), INSTANCE)
    sealed = box.seal({"password": "পাসওয়ার্ড"})
    assert "পাসওয়ার্ড" not in sealed
    assert sealed != box.seal({"password": "পাসওয়ার্ড"})
    assert box.open(sealed) == {"password": "পাসওয়ার্ড"}


def test_another_instance_cannot_read_it_and_a_changed_one_is_refused():
    sealed = SecretBox((), INSTANCE).seal({"a": 1})
    with pytest.raises(SecretUnreadable):
        SecretBox((), "another-secret-of-nobody").open(sealed)
    with pytest.raises(SecretUnreadable):
        SecretBox((), INSTANCE).open(sealed[:-2] + "AA")


def test_a_new_key_in_front_reads_the_old_and_renews_it():
    old, new = new_key(), new_key()
    sealed = SecretBox((old,), INSTANCE).seal({"a": 1})
    renewed = SecretBox((new, old), INSTANCE).renew(sealed)
    assert SecretBox((new,), INSTANCE).open(renewed) == {"a": 1}
    with pytest.raises(SecretUnreadable):
        SecretBox((new,), INSTANCE).open(sealed)


def test_what_is_a_key():
    assert is_key(new_key())
    assert not is_key("short")
    assert not is_key("")
