"""The one path from text to verdict, for the web and the worker alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from policy.actions import Action
from policy.decide import UNDETERMINED, Verdict, decide, unscored
from policy.labels import Signal, UnsoundSignal
from policy.reasons import reason
from policy.rules.findings import Heard, findings_on
from policy.rules.names import Name, NameMemory
from policy.rules.repeats import NONE, Printed, Repeats, repeats_of
from policy.rules.wordlist import EMPTY, WordList
from policy.rules.writers import Writer
from policy.ruleset import Ruleset
from policy.states import Status
from policy.trust import Standing, in_standing

_JUDGE_FAILED: Final = unscored(reason("judge-failed"))


@dataclass(frozen=True, eq=False, slots=True)
class Site:
    """What a site's comments are judged by. recent: comments of late by their fingerprints, newest first."""

    ruleset: Ruleset
    lists: WordList = EMPTY
    recent: Sequence[Printed] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment to be judged.

    language: the caller's hint (BCP 47), used only when the text itself does not tell.
    author_approved: approved comments of this writer so far, for the mode `new-authors`; None when not known.
    edited_after_decision: a person decided on an earlier text of this comment.
    id, author: None where there is none yet. name, url: as shown beside the comment. writer: None when not known.
    standing: what a person said about the writer, None for nothing.
    """

    text: str
    language: str | None
    author_approved: int | None
    edited_after_decision: bool = False
    id: str | None = None
    author: str | None = None
    name: str | None = None
    url: str | None = None
    writer: Writer | None = None
    standing: Standing | None = None


class Scored(Protocol):
    """What a scorer answers, one entry per text and in the order of the texts."""

    @property
    def languages(self) -> Sequence[str]:
        """Return the language of each text as a BCP 47 tag, `und` when the text does not tell."""

    @property
    def folded(self) -> Sequence[str]:
        """Return each text as it was compared."""

    @property
    def fingerprints(self) -> Sequence[int]:
        """Return the fingerprint of each text, signed 64 bits; 0 for one without words."""

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

    def fold(self, texts: list[str], /) -> list[str]:
        """Return the texts as they are compared: one spelling for what means the same."""

    def near(self, wanted: Sequence[int], known: Sequence[int], most: int, /) -> list[tuple[int, int, int]]:
        """Return the fingerprints that differ in at most `most` bits: (place in wanted, place in known, bits)."""

    def place(self, text: str, start: int, end: int, /) -> tuple[int, int]:
        """Return the half-open range of text that start:end of its folded form stands for."""


class _Line(NamedTuple):
    """What the scorer answered for one text."""

    scores: Mapping[str, float]
    language: str
    folded: str
    fingerprint: int


def judge(classifier: Scorer, drafts: Sequence[tuple[Site, Draft]], memory: NameMemory | None = None) -> list[Verdict]:
    """Return one verdict per draft, in their order, from a single call of the classifier.

    Each draft comes with its own site. Display names that the memory does not know are scored in the same call, each
    once. Drafts of one Site are compared with each other as well: a later one may repeat an earlier one. A draft
    without sound scores (a label missing, a value outside 0..1 or NaN) goes to a person. Raises what the classifier
    raises, and ValueError when it answers for more or fewer texts than it was given.
    """
    if not drafts:
        return []
    asked = [draft.text for _, draft in drafts]
    shown = {draft.name for site, draft in drafts if draft.name and _judges_names(site)}
    names = {} if memory is None else memory.known(classifier.version, shown)
    asked += sorted(shown - names.keys())
    scored = classifier.score(asked)
    answers = zip(asked, scored.by_comment(), scored.languages, scored.folded, scored.fingerprints, strict=True)
    lines = [_Line(scores, language, folded, mark) for _, scores, language, folded, mark in answers]
    anew = [_name(text, line) for text, line in zip(asked[len(drafts) :], lines[len(drafts) :], strict=True)]
    if memory is not None:
        memory.keep(classifier.version, anew)
    names |= {name.text: name for name in anew}
    repeats = _repeats(classifier, drafts, lines)
    return [
        _verdict(classifier, site, draft, line, names.get(draft.name or "") if _judges_names(site) else None, found)
        for (site, draft), line, found in zip(drafts, lines[: len(drafts)], repeats, strict=True)
    ]


def judge_failed(language: str = UNDETERMINED, fingerprint: int = 0) -> Verdict:
    """Return the verdict on a comment that could not be judged: a person must look."""
    return Verdict(Status.HELD, (_JUDGE_FAILED,), {}, language, fingerprint)


def _judges_names(site: Site) -> bool:
    return site.ruleset.names.action is not Action.OFF


def _name(text: str, line: _Line) -> Name:
    label = max(line.scores, key=line.scores.__getitem__, default=None)
    return Name(text, line.folded, label, 0.0 if label is None else line.scores[label])


def _repeats(classifier: Scorer, drafts: Sequence[tuple[Site, Draft]], lines: Sequence[_Line]) -> list[Repeats]:
    """Return how often each draft repeats earlier ones of its own site."""
    of_site: dict[Site, list[int]] = {}
    for place, (site, _) in enumerate(drafts):
        of_site.setdefault(site, []).append(place)
    found = [NONE] * len(drafts)
    for site, places in of_site.items():
        if site.ruleset.repeats.action is Action.OFF:
            continue
        printed = [Printed(drafts[one][1].id, drafts[one][1].author, lines[one].fingerprint) for one in places]
        for place, repeats in zip(places, repeats_of(printed, site.recent, classifier.near), strict=True):
            found[place] = repeats
    return found


def _verdict(classifier: Scorer, site: Site, draft: Draft, line: _Line, name: Name | None, repeats: Repeats) -> Verdict:
    language = (draft.language or UNDETERMINED) if line.language == UNDETERMINED else line.language
    labels = classifier.labels
    if not line.scores.keys() >= set(labels):
        return in_standing(judge_failed(language, line.fingerprint), draft.standing)
    version = classifier.version
    heard = Heard(
        text=draft.text,
        folded=line.folded,
        place=classifier.place,
        name=name,
        url=draft.url,
        writer=draft.writer,
        repeats=repeats,
    )
    try:
        verdict = decide(
            [Signal(label, line.scores[label], version) for label in labels],
            site.ruleset,
            author_approved=draft.author_approved,
            language=language,
            edited_after_decision=draft.edited_after_decision,
            findings=findings_on(heard, site.ruleset, site.lists),
            fingerprint=line.fingerprint,
        )
    except UnsoundSignal:  # what is no probability must never let a comment pass
        verdict = judge_failed(language, line.fingerprint)
    if draft.standing is None:
        return verdict
    return in_standing(verdict, draft.standing, edited_after_decision=draft.edited_after_decision)
