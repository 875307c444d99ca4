"""From what the classifier answered, and what is known around a comment, to its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from policy.copies import NONE, Fingerprinted, Repeats
from policy.decide import UNDETERMINED, UnsoundScore, Verdict, decide, unscored
from policy.hosts import FindLinks
from policy.imported import as_before
from policy.insisting import after_warning
from policy.reasons import reason
from policy.rules import LINKS, Facts
from policy.rules.facts import AuthorHistory, Name, Place
from policy.ruleset import Ruleset
from policy.states import Status
from policy.subject import Subject
from policy.trust import Standing, in_standing
from policy.word_index import EMPTY, WordIndex

_JUDGE_FAILED: Final = unscored(reason("judge-failed"))


@dataclass(frozen=True, eq=False, slots=True)
class Site:
    """What a site's comments are judged by. recent: comments of late by their fingerprints, newest first."""

    ruleset: Ruleset
    word_index: WordIndex = EMPTY
    recent: Sequence[Fingerprinted] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a comment beside its text.

    author_approved: approved comments of this author so far, for the mode `new-authors`; None when not known.
    edited_after_decision: a person decided on an earlier text of this comment. history: None when not known.
    standing: what a moderator said about the author, None for nothing. section, people: of the article, as far as the
    rules ask: its section, and names in its tags.
    """

    author_approved: int | None = None
    edited_after_decision: bool = False
    history: AuthorHistory | None = None
    standing: Standing | None = None
    section: str | None = None
    people: tuple[str, ...] = ()


class Case(NamedTuple):
    """A comment to be judged, with all that it is judged by."""

    site: Site
    subject: Subject
    background: Background


class Reading(NamedTuple):
    """What the classifier answered for one text. scores: label -> probability 0..1, of the labels it scores there.

    rest: the same without the word that weighs most for the label, None where no score is so high that it was asked.
    expected: the labels that it scores in this language.
    language: BCP 47, `und` when the text does not tell. folded: as texts are compared. fingerprint: signed 64 bits, 0
    for a text without words.
    """

    scores: Mapping[str, float]
    rest: Mapping[str, float] | None
    expected: frozenset[str]
    language: str
    folded: str
    fingerprint: int


def judge_failed(language: str = UNDETERMINED, fingerprint: int = 0) -> Verdict:
    """Return the verdict on a comment that could not be judged: a person must look."""
    return Verdict(Status.HELD, (_JUDGE_FAILED,), {}, language, fingerprint)


def verdict_on(
    case: Case,
    reading: Reading,
    *,
    place: Place,
    find_links: FindLinks,
    name: Name | None = None,
    repeats: Repeats = NONE,
    time_left: Callable[[], bool] = lambda: True,
) -> Verdict:
    """Return the verdict on one comment.

    A comment without sound scores (an expected label missing, a value outside 0..1 or NaN) goes to a person.
    place, find_links: of the classifier. name: as read, None where the rules do not ask.
    time_left: whether the site's patterns may still be looked for.
    """
    site, subject, background = case
    scores, rest, expected, language, folded, fingerprint = reading
    if language == UNDETERMINED:
        language = subject.language_hint or UNDETERMINED
    standing = background.standing
    if not scores.keys() >= expected:
        return in_standing(judge_failed(language, fingerprint), standing)
    ruleset = site.ruleset
    facts = Facts(
        text=subject.text,
        folded=folded,
        place=place,
        find_links=find_links,
        name=name,
        url=subject.author_url,
        history=background.history,
        repeats=repeats,
        word_index=site.word_index,
        allowed_hosts=ruleset.settings(LINKS).allow,
        hints=subject.hints,
        language=language,
        people=background.people,
        time_left=time_left,
    )
    try:
        verdict = decide(
            scores,
            ruleset,
            rest=rest,
            author_approved=background.author_approved,
            author_rejected=background.history.rejected if background.history else 0,
            section=background.section,
            language=language,
            edited_after_decision=background.edited_after_decision,
            findings=[found for find, settings in ruleset.active for found in find(facts, settings)],
            fingerprint=fingerprint,
        )
    except UnsoundScore:  # what is no probability must never let a comment pass
        verdict = judge_failed(language, fingerprint)
    if subject.hints is not None:
        verdict = as_before(after_warning(verdict, subject.hints), subject.hints)
    if standing is None:
        return verdict
    return in_standing(verdict, standing, edited_after_decision=background.edited_after_decision)
