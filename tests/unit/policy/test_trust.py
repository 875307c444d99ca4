"""What a person said about an author outweighs what the judge says, within its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.decide import FiredReason, Verdict, unscored
from policy.reasons import REASONS, reason
from policy.states import Status
from policy.trust import Standing, in_standing

CODES = [one.code for one in REASONS if one.group in ("classifier", "rule", "judge", "signal", "list")]
CODES = [code for code in CODES if not code.startswith("author-")]
PASSED_OVER = {one.code for one in REASONS if one.group == "classifier"} | {
    "name-unfit",
    "new-author",
    "trust-lost",
    "pre-moderation",
    "record-poor",
    "writing-fast",
}


def verdict(status: Status, *codes: str) -> Verdict:
    return Verdict(status, tuple(unscored(reason(code)) for code in codes), {"spam": 0.5}, "bn", 7)


def codes(found: Verdict) -> list[str]:
    return [one.code for one in found.reasons]


verdicts = st.one_of(
    st.just(verdict(Status.APPROVED)),
    st.builds(
        lambda status, some: verdict(status, *some),
        st.sampled_from([Status.HELD, Status.REJECTED]),
        st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True),
    ),
)


@given(verdicts, st.booleans())
def test_nobody_in_particular_is_judged_by_the_text_alone(found: Verdict, edited: bool) -> None:
    assert in_standing(found, None, edited_after_decision=edited) == found


@given(verdicts, st.booleans())
def test_a_banned_author_is_rejected_whatever_is_written(found: Verdict, edited: bool) -> None:
    after = in_standing(found, Standing.BANNED, edited_after_decision=edited)
    assert (after.status, codes(after)) == (Status.REJECTED, ["author-banned", *codes(found)])
    assert (after.scores, after.language, after.fingerprint) == (found.scores, found.language, found.fingerprint)


@given(verdicts, st.booleans())
def test_a_suspended_author_waits_unless_rejected_anyway(found: Verdict, edited: bool) -> None:
    after = in_standing(found, Standing.SUSPENDED, edited_after_decision=edited)
    if found.status is Status.REJECTED:
        assert after == found
    else:
        assert (after.status, codes(after)) == (Status.HELD, ["author-suspended", *codes(found)])


@given(verdicts, st.booleans())
def test_trust_passes_over_what_is_said_of_tone_mode_and_author_and_nothing_else(found: Verdict, edited: bool) -> None:
    after = in_standing(found, Standing.TRUSTED, edited_after_decision=edited)
    if found.status is Status.HELD and not edited and PASSED_OVER.issuperset(codes(found)):
        assert (after.status, codes(after)) == (Status.APPROVED, ["author-trusted"])
        assert after.reasons[0].detail == {"waived": codes(found)}
    else:
        assert after == found


@pytest.mark.parametrize(
    "code",
    [
        *("word-listed", "host-listed", "pattern-listed", "name-listed", "links-many", "link-shortened", "name-link"),
        *("text-repeated", "text-copied", "edited-after-decision", "judge-failed"),
    ],
)
def test_trust_does_not_outvote_a_list_a_link_a_repeat_or_a_person(code: str) -> None:
    held = verdict(Status.HELD, "insult-likely", code)
    assert in_standing(held, Standing.TRUSTED) == held


def test_what_would_have_appeared_anyway_needs_no_reason() -> None:
    assert in_standing(verdict(Status.APPROVED), Standing.TRUSTED).reasons == ()


def test_a_reason_of_trust_reads_like_any_other() -> None:
    (why,) = in_standing(verdict(Status.HELD, "pre-moderation"), Standing.TRUSTED).reasons
    assert why == FiredReason(
        "author-trusted", None, None, reason("author-trusted").message_en, {"waived": ["pre-moderation"]}
    )
