"""The one path from text to verdict, for the web and the worker alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from policy.decide import UNDETERMINED, Verdict, decide, unscored
from policy.reasons import reason
from policy.ruleset import Ruleset
from policy.signals import Signal, UnsoundSignal
from policy.states import Status

_JUDGE_FAILED: Final = unscored(reason("judge-failed"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment to be judged.

    language: the caller's hint (BCP 47), used only when the text itself does not tell.
    author_approved: approved comments of this writer so far; None when the writer is not known.
    edited_after_decision: a person decided on an earlier text of this comment.
    """

    text: str
    language: str | None
    author_approved: int | None
    edited_after_decision: bool = False


class Scored(Protocol):
    """What a scorer answers, one entry per text and in the order of the texts."""

    @property
    def languages(self) -> Sequence[str]:
        """Return the language of each text as a BCP 47 tag, `und` when the text does not tell."""

    def by_comment(self) -> Sequence[Mapping[str, float]]:
        """Return for each text every label's probability, 0..1."""


class Scorer(Protocol):
    """A classifier, as far as judging needs one."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels it scores."""

    @property
    def version(self) -> str:
        """Return what tells its figures from those of any other classifier."""

    def score(self, texts: list[str], /) -> Scored:
        """Return the scores of the texts."""


def judge(classifier: Scorer, drafts: Sequence[tuple[Ruleset, Draft]]) -> list[Verdict]:
    """Return one verdict per draft, in their order, from a single call of the classifier.

    Each draft comes with the rules of its own site. A draft without sound scores (a label missing, a value
    outside 0..1 or NaN) goes to a person. Raises what the classifier raises, and ValueError when it answers
    for more or fewer texts than it was given.
    """
    if not drafts:
        return []
    scored = classifier.score([draft.text for _, draft in drafts])
    return [
        _verdict(classifier, ruleset, draft, scores=scores, found=found)
        for (ruleset, draft), scores, found in zip(drafts, scored.by_comment(), scored.languages, strict=True)
    ]


def judge_failed(language: str = UNDETERMINED) -> Verdict:
    """Return the verdict on a comment that could not be judged: a person must look."""
    return Verdict(Status.HELD, (_JUDGE_FAILED,), {}, language)


def _verdict(classifier: Scorer, ruleset: Ruleset, draft: Draft, *, scores: Mapping[str, float], found: str) -> Verdict:
    language = (draft.language or UNDETERMINED) if found == UNDETERMINED else found
    if any(label not in scores for label in classifier.labels):
        return judge_failed(language)
    version = classifier.version
    signals = [Signal(label, scores[label], version) for label in classifier.labels]
    try:
        return decide(
            signals,
            ruleset,
            author_approved=draft.author_approved,
            language=language,
            edited_after_decision=draft.edited_after_decision,
        )
    except UnsoundSignal:  # what is no probability must never let a comment pass
        return judge_failed(language)
