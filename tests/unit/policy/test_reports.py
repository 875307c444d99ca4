"""How much a report weighs: 1 at first, up to 2 for who was always right, towards 0 for who never was."""

from policy.reports import report_weight


def test_a_report_weighs_by_what_became_of_the_reporter_s_earlier_ones() -> None:
    assert report_weight(upheld=0, dismissed=0) == 100
    assert report_weight(upheld=9, dismissed=0) == 182
    assert report_weight(upheld=0, dismissed=9) == 18
    assert report_weight(upheld=5, dismissed=5) == 100
