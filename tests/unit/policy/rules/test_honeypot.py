"""The hidden field: filled in it holds, empty it says nothing, and a site may reject for it or not ask."""

import pytest

from moderation.judge import judge
from policy.hints import HONEYPOT
from policy.judge import Site
from policy.ruleset import parse
from policy.states import Status
from tests.factories import CLEAN, case, make_classifier


@pytest.mark.parametrize(
    ("action", "filled", "status"),
    [
        ("hold", True, Status.HELD),
        ("hold", False, Status.APPROVED),
        ("reject", True, Status.REJECTED),
        ("off", True, Status.APPROVED),
    ],
)
def test_a_filled_hidden_field_is_the_sites_to_judge(action: str, filled: bool, status: Status) -> None:
    site = Site(parse({"honeypot": {"action": action}}))
    (verdict,) = judge(make_classifier(), [case(site, CLEAN, hints=HONEYPOT if filled else None)])
    assert verdict.status is status
    assert [one.code for one in verdict.reasons] == (["honeypot-filled"] if status is not Status.APPROVED else [])
