"""Who asks: one type for keys and people, with the sites and rights that each has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.security.identity import Means, of_key, of_person
from store.people import ROLES, Person
from store.sites import ApiKey

KEY = ApiKey(
    id=7,
    site_id=3,
    site="khobor",
    name="cms",
    scopes=frozenset({"submit", "read"}),
    per_minute=60,
    created_at=0,
    expires_at=None,
    revoked_at=None,
)
PERSON = Person(id=7, email="rahima@khobor.example", name="রহিমা", role="moderator", created_at=0, disabled_at=None)


def test_a_key_speaks_for_its_site_with_its_own_rights() -> None:
    who = of_key(KEY)
    assert (who.means, who.site_id, who.name, who.per_minute) == (Means.KEY, 3, "cms", 60)
    assert who.may("submit")
    assert not who.may("moderate")
    assert not who.sees_details


def test_a_person_may_act_for_several_sites_and_must_then_say_for_which() -> None:
    who = of_person(PERSON, [3, 4])
    assert (who.means, who.name, who.sites) == (Means.PERSON, "rahima@khobor.example", {3, 4})
    with pytest.raises(ValueError, match="unpack"):
        _ = who.site_id
    assert of_person(PERSON, [3]).site_id == 3


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gives_rights_and_only_an_admin_administers(role: str) -> None:
    who = of_person(replace(PERSON, role=role), [3])
    assert (who.may("moderate"), who.may("admin"), who.may("submit")) == (True, role == "admin", False)
    assert who.sees_details


def test_a_disabled_person_may_do_nothing() -> None:
    assert of_person(replace(PERSON, disabled_at=1), [3]).scopes == frozenset()


def test_a_key_and_a_person_of_one_number_are_not_one() -> None:
    key, person = of_key(KEY), of_person(PERSON, [3])
    assert (key.means, key.id) != (person.means, person.id)
