"""Hypothesis strategies shared by the tests of policy."""

from hypothesis import strategies as st

from policy.labels import LABELS
from policy.ruleset import MAX_NEW_AUTHOR_COMMENTS, Mode, Ruleset
from policy.thresholds import Threshold

probabilities = st.floats(0, 1)


def _threshold(limits: tuple[float, float], *, rejects: bool) -> Threshold:
    return Threshold(min(limits), max(limits) if rejects else None)


thresholds = st.builds(_threshold, st.tuples(probabilities, probabilities), rejects=st.booleans())
tags = st.sampled_from(["en", "en-GB", "bn", "bn-Latn", "bn-Latn-BD", "und", "de-1996"])
languages = st.dictionaries(tags, st.dictionaries(st.sampled_from(LABELS), thresholds), max_size=4)
rulesets = st.builds(
    Ruleset,
    mode=st.sampled_from(Mode),
    new_author_comments=st.integers(1, MAX_NEW_AUTHOR_COMMENTS),
    thresholds=st.fixed_dictionaries(dict.fromkeys(LABELS, thresholds)),
    languages=languages,
)
scores = st.dictionaries(st.sampled_from(LABELS), probabilities)
authors_approved = st.none() | st.integers(0, MAX_NEW_AUTHOR_COMMENTS + 1)
