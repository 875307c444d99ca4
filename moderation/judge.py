"""The one path from texts to verdicts, for the web, the workers and the command line alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from models.protocol import Classifier, Scores
from moderation.caches import NameCache, TextCache
from policy.copies import NONE, Fingerprinted, Repeats, repeats_of
from policy.decide import Verdict
from policy.judge import Case, Reading, Site, verdict_on
from policy.rules import NAMES, REPEATS
from policy.rules.facts import Name

PATTERN_SECONDS: Final = 0.2  # for one text; a hundred ordinary patterns take 0.01 on the longest


def judge(
    classifier: Classifier,
    cases: Sequence[Case],
    cache: NameCache | None = None,
    texts: TextCache | None = None,
) -> list[Verdict]:
    """Return one verdict per case, in their order, from a single call of the classifier, or none.

    Equal texts are scored once, those that are known not at all; so are display names, in the same call. Cases of one
    Site are compared with each other as well: a later one may repeat an earlier one. A case without sound scores goes
    to a person. Raises what the classifier raises, and ValueError when it answers for more or fewer texts than it was
    given.
    """
    if not cases:
        return []
    shown = {case.subject.author_name for case in cases if case.subject.author_name and _reads_names(case.site)}
    names = {} if cache is None else cache.known(classifier.version, shown)
    unknown = sorted(shown - names.keys())
    different = dict.fromkeys(case.subject.text for case in cases)
    read = {} if texts is None else texts.known(classifier.version, different)
    unread = [text for text in different if text not in read]
    asked = unread + unknown
    answers = _readings(classifier, asked, classifier.score(asked)) if asked else []
    of_texts = list(zip(unread, answers[: len(unread)], strict=True))
    if texts is not None:
        texts.keep(classifier.version, of_texts)
    read |= dict(of_texts)
    readings = [read[case.subject.text] for case in cases]
    anew = [_name(text, one) for text, one in zip(unknown, answers[len(unread) :], strict=True)]
    if cache is not None:
        cache.keep(classifier.version, anew)
    names |= {name.text: name for name in anew}
    repeats = _repeats(classifier, cases, readings)
    place, find_links = classifier.place, classifier.links
    return [
        verdict_on(
            case,
            reading,
            place=place,
            find_links=find_links,
            name=names.get(case.subject.author_name or "") if _reads_names(case.site) else None,
            repeats=found,
            time_left=_deadline() if case.site.word_index.has_patterns else _always,
        )
        for case, reading, found in zip(cases, readings, repeats, strict=True)
    ]


def _readings(classifier: Classifier, asked: Sequence[str], scored: Scores) -> list[Reading]:
    expected = {language: frozenset(classifier.labels_in(language)) for language in set(scored.languages)}
    answers = zip(
        asked,
        scored.by_comment(),
        scored.rest_by_comment(),
        scored.languages,
        scored.folded,
        scored.fingerprints,
        strict=True,
    )
    return [
        Reading(scores, rest, expected[language], language, folded, mark)
        for _, scores, rest, language, folded, mark in answers
    ]


def _always() -> bool:
    return True


def _deadline() -> Callable[[], bool]:
    """Return what says whether a text's patterns may still be looked for: for PATTERN_SECONDS from now on."""
    end = time.monotonic() + PATTERN_SECONDS
    return lambda: time.monotonic() < end


def _reads_names(site: Site) -> bool:
    return site.ruleset.settings(NAMES).is_on


def _name(text: str, reading: Reading) -> Name:
    label = max(reading.scores, key=reading.scores.__getitem__, default=None)
    return Name(text, reading.folded, label, 0.0 if label is None else reading.scores[label])


def _repeats(classifier: Classifier, cases: Sequence[Case], readings: Sequence[Reading]) -> list[Repeats]:
    """Return how often each case repeats earlier ones of its own site, that came by the same wire.

    What a site asks over two wires is one comment, not a repetition.
    """
    of_site: dict[tuple[Site, str | None], list[int]] = {}
    for place, case in enumerate(cases):
        of_site.setdefault((case.site, case.subject.wire), []).append(place)
    found = [NONE] * len(cases)
    for (site, wire), places in of_site.items():
        if not site.ruleset.settings(REPEATS).is_on:
            continue
        drafts = [
            Fingerprinted(cases[one].subject.id, cases[one].subject.author_id, readings[one].fingerprint)
            for one in places
        ]
        recent = [one for one in site.recent if one.wire == wire]
        for place, repeats in zip(places, repeats_of(drafts, recent, classifier.near), strict=True):
            found[place] = repeats
    return found
