"""A claim looks back only as far as something may wait, and at everything again from time to time."""

from __future__ import annotations

from moderation.horizon import MARGIN, Horizon
from policy.subject import Subject
from runtime.clock import SECOND

EVERY = 5 * SECOND
NOW = 1_000 * SECOND
ONE = Subject(
    id="1",
    site_id=1,
    version=1,
    revision=1,
    author_id=None,
    author_name=None,
    author_url=None,
    text="কথা",
    language_hint=None,
    created_at=NOW,
    pending_since=NOW,
)


def test_it_looks_at_everything_first_and_again_after_a_while():
    horizon = Horizon(every=EVERY)
    assert horizon.since(NOW) == 0
    horizon.claimed([ONE, ONE._replace(pending_since=NOW + SECOND)])
    assert horizon.since(NOW + 1) == NOW - MARGIN
    assert horizon.since(NOW + EVERY) == 0


def test_an_old_comment_or_an_empty_claim_does_not_take_it_back():
    horizon = Horizon(every=EVERY)
    horizon.since(NOW)
    for claimed in ([ONE], [], [ONE._replace(pending_since=5)]):
        horizon.claimed(claimed)
    assert horizon.since(NOW + 1) == NOW - MARGIN


def test_a_clock_that_went_back_hides_nothing():
    horizon = Horizon(every=5 * SECOND)
    ahead = NOW + 3_600 * SECOND
    horizon.since(ahead)
    horizon.claimed([ONE._replace(pending_since=ahead)])
    assert horizon.since(ahead + SECOND) > NOW
    assert horizon.since(NOW) == 0
    assert horizon.since(NOW + SECOND) == 0, "nothing was claimed since"
