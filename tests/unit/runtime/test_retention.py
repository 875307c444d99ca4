"""Rules of retention as operators write them."""

from __future__ import annotations

import pytest

from runtime.retention import RetentionRule, parse


def test_any_stands_for_all_and_what_is_said_later_counts():
    found = parse(["any.ip=90", " rejected.text=30 ", "", "held.ip=7"])
    assert {one.name: one.days for one in found} == {
        "approved.ip": 90,
        "held.ip": 7,
        "rejected.ip": 90,
        "rejected.text": 30,
    }
    assert parse([]) == ()
    assert RetentionRule(status="held", field="ip", days=7) in found


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("approved.text=30", "names no field that may go by itself"),
        ("any.text=30", "names no field that may go by itself"),
        ("pending.ip=30", "names no field"),
        ("ip=30", "names no field"),
        ("rejected.text", "must end with a number of days"),
        ("rejected.text=0", "must end with a number of days"),
        ("rejected.text=৩০", "must end with a number of days"),
        ("rejected.text=99999999", "must end with a number of days"),
    ],
)
def test_what_is_no_rule_is_refused_by_name(rule, why):
    with pytest.raises(ValueError, match=why):
        parse([rule])
