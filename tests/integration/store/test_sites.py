"""Sites, keys, rules and people."""

from __future__ import annotations

import pytest

from policy.ruleset import DEFAULT_RULESET, Mode, parse
from store import people, rulesets, sites

DAY = 86_400_000_000
NOW = 1_700_000_000_000_000


def add_key(database, site, hash_, **changed):
    values = {"name": "web", "scopes": frozenset({"read"}), "per_minute": None, "expires_at": None, "now": NOW}
    return database.write(lambda unit: sites.add_key(unit, site.id, hash_=hash_, **{**values, **changed}))


def find(database, hash_, now=NOW):
    return database.read(lambda unit: sites.valid_key(unit, hash_, now=now))


def test_two_keys_of_a_name_are_valid_at_once_and_a_third_is_refused(database, site):
    add_key(database, site, "h1")
    add_key(database, site, "h2")
    with pytest.raises(sites.TooManyKeys):
        add_key(database, site, "h3")
    assert find(database, "h1").scopes == find(database, "h2").scopes == {"read"}
    assert add_key(database, site, "h3", name="import")


def test_a_key_ends_when_it_expires_or_is_revoked(database, site):
    number = add_key(database, site, "h1")
    later = NOW + DAY
    database.write(lambda unit: sites.end_key(unit, site.id, number, at=later, now=NOW))
    assert find(database, "h1") is not None
    assert find(database, "h1", now=later) is None
    database.write(lambda unit: sites.end_key(unit, site.id, number, at=NOW, now=NOW))
    assert find(database, "h1") is None
    with pytest.raises(sites.KeyNotFound):
        database.write(lambda unit: sites.end_key(unit, site.id, number, at=NOW, now=NOW))


def test_a_slug_belongs_to_one_site(database, site):
    with pytest.raises(sites.SiteExists):
        database.write(lambda unit: sites.add(unit, slug=site.slug, name="x", origins=(), now=NOW))


def test_a_site_without_rules_of_its_own_has_the_shipped_ones(database, site):
    assert database.read(lambda unit: rulesets.current(unit, site.id)) == rulesets.SHIPPED


def test_each_change_of_the_rules_is_a_new_version(database, site):
    strict = parse({"mode": "pre"})
    first = database.write(lambda unit: rulesets.put(unit, site.id, strict, author="a", now=NOW))
    second = database.write(lambda unit: rulesets.put(unit, site.id, DEFAULT_RULESET, author="b", now=NOW))
    assert (first.version, second.version) == (1, 2)
    rules = database.read(lambda unit: rulesets.current(unit, site.id))
    assert (rules.version, rules.ruleset.mode, rules.author) == (2, Mode.POST, "b")


def test_a_person_is_known_by_the_address_whatever_its_case(database):
    def add(unit, email="Rahima@Example.org"):
        return people.add(unit, email=email, name="রহিমা", password_hash="h", role="moderator", now=NOW)

    assert database.write(add).email == "rahima@example.org"
    with pytest.raises(people.PersonExists):
        database.write(lambda unit: add(unit, "rahima@example.org"))
    assert database.write(lambda unit: people.disable(unit, "RAHIMA@example.org", now=NOW)).disabled_at == NOW
    with pytest.raises(people.PersonNotFound):
        database.write(lambda unit: people.disable(unit, "nobody@example.org", now=NOW))
