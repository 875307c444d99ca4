"""Leaving Perspective: its scores beside ours, and the thresholds that keep a site's flag rate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from models.protocol import Classifier
from moderation import ruleset
from moderation.foreign import signers
from moderation.foreign.in_time import NotInTime
from moderation.store_parts import StoreParts
from moderation.wiring import Parts
from policy.errors import DatabaseUnavailable
from policy.matching import Matched, matched
from policy.perspective import LABEL_OF
from policy.wires import Wire
from runtime.secret_box import SecretUnreadable
from store import pairs as stored_pairs
from store import sites
from store.pairs import Pair
from store.rulesets import SiteRules

BATCH: Final = 256
MOST_PAIRS: Final = 200_000  # of those stored, the latest
LEAST_PAIRS: Final = 100  # of a language, for a threshold of its own
SHOWN: Final = 20  # texts that would change sides, of each direction
ALL: Final = "all"
DEFAULT_THRESHOLD: Final = 0.8  # Coral's

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A text that would change sides. theirs, ours: its scores. text: None where it was not kept."""

    language: str
    theirs: float
    ours: float
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is known of one attribute in one language, or in all. proposed: whether there are pairs enough to go by.

    no_longer, newly: how many texts would no longer, or newly, be flagged, and the clearest of them.
    """

    attribute: str
    label: str
    language: str
    found: Matched
    proposed: bool
    no_longer: int
    newly: int
    crossings: tuple[tuple[Crossing, ...], tuple[Crossing, ...]]
    points: tuple[tuple[float, float], ...]


class PairInvalid(Exception):
    """A line that holds no pair. The message names the line and the field."""


@dataclass(frozen=True, slots=True)
class Given:
    """A text with Perspective's scores of it, by attribute."""

    text: str
    scores: Mapping[str, float]


def upstream_key(parts: Parts, slug: str) -> str | None:
    """Return the site's own key of Perspective, None where it has none, or that cannot be read now."""
    try:
        found = signers.find(parts, slug, Wire.PERSPECTIVE).secrets
    except (NotInTime, SecretUnreadable):
        return None
    return found[0].decode() if found else None


def keep_pairs(parts: Parts, site_id: int, pairs: Sequence[Pair]) -> None:
    """Have pairs stored, soon; the caller is not kept waiting, and a pair that is lost is no harm."""
    now = parts.clock()

    def work() -> None:
        try:
            parts.database.write(lambda unit: stored_pairs.add(unit, site_id, pairs, now=now))
        except DatabaseUnavailable:
            log.warning("pairs_not_kept", pairs=len(pairs))

    parts.in_time.keep(work)


def kept_pairs(parts: StoreParts, slug: str) -> list[Pair]:
    """Return the pairs that the proxy kept for the site, the latest MOST_PAIRS. Raises SiteNotFound."""
    return parts.database.read(lambda unit: stored_pairs.latest(unit, sites.by_slug(unit, slug).id, limit=MOST_PAIRS))


def forget_pairs(parts: StoreParts, slug: str) -> int:
    """Forget the pairs of the site; return how many. Raises SiteNotFound."""
    return parts.database.write(lambda unit: stored_pairs.forget(unit, sites.by_slug(unit, slug).id))


def scored(classifier: Classifier, given: Iterable[Given]) -> Iterator[Pair]:
    """Yield Perspective's scores with ours beside them, but for labels that we do not score in a text's language."""
    batch: list[Given] = []
    for one in given:
        batch.append(one)
        if len(batch) == BATCH:
            yield from _scored(classifier, batch)
            batch = []
    if batch:
        yield from _scored(classifier, batch)


def _scored(classifier: Classifier, batch: Sequence[Given]) -> Iterator[Pair]:
    answered = classifier.score([one.text for one in batch])
    for one, scores, language in zip(batch, answered.by_comment(), answered.languages, strict=True):
        for attribute, theirs in one.scores.items():
            ours = scores.get(LABEL_OF[attribute])
            if ours is not None:
                yield Pair(attribute, language, theirs, ours, one.text)


def compare(pairs: Iterable[Pair], threshold_of: Callable[[str], float]) -> list[Comparison]:
    """Return what the pairs say of each attribute, in all languages and in each. threshold_of: the site's, there."""
    by_attribute: dict[str, list[Pair]] = {}
    for one in pairs:
        by_attribute.setdefault(one.attribute, []).append(one)
    found = []
    for attribute, mine in sorted(by_attribute.items()):
        by_language: dict[str, list[Pair]] = {}
        for one in mine:
            by_language.setdefault(one.language, []).append(one)
        groups = [(ALL, mine), *sorted(by_language.items(), key=lambda item: -len(item[1]))]
        found += [_compared(attribute, language, group, threshold_of(attribute)) for language, group in groups]
    return found


def _compared(attribute: str, language: str, pairs: Sequence[Pair], threshold: float) -> Comparison:
    found = matched([one.theirs for one in pairs], [one.ours for one in pairs], threshold)
    no_longer = [one for one in pairs if one.theirs > threshold and one.ours < found.ours]
    newly = [one for one in pairs if one.theirs <= threshold and one.ours >= found.ours]
    step = max(1, len(pairs) // 500)
    return Comparison(
        attribute=attribute,
        label=LABEL_OF[attribute],
        language=language,
        found=found,
        proposed=len(pairs) >= LEAST_PAIRS,
        no_longer=len(no_longer),
        newly=len(newly),
        crossings=(_clearest(no_longer, found, threshold), _clearest(newly, found, threshold)),
        points=tuple((one.theirs, one.ours) for one in pairs[::step]),
    )


def _clearest(crossing: Sequence[Pair], found: Matched, threshold: float) -> tuple[Crossing, ...]:
    """Return those that lie farthest from both thresholds."""
    ordered = sorted(crossing, key=lambda one: -(abs(one.theirs - threshold) + abs(one.ours - found.ours)))
    return tuple(
        Crossing(language=one.language, theirs=one.theirs, ours=one.ours, text=one.text) for one in ordered[:SHOWN]
    )


def apply(parts: StoreParts, slug: str, compared: Sequence[Comparison], *, author: str) -> SiteRules:
    """Write the proposed thresholds into the site's rules, as `hold`, and return the version that holds then.

    Of two attributes of one label, the one with more pairs counts. A `reject` below its new `hold` rises with it.
    Raises SiteNotFound, RulesetMoved.
    """
    site = parts.database.read(lambda unit: sites.by_slug(unit, slug))
    wanted = ruleset.show(parts, site.id).ruleset.to_mapping()
    for one in sorted((one for one in compared if one.proposed), key=lambda one: one.found.pairs):
        if one.language == ALL:
            _hold(wanted["thresholds"], one)
        else:
            _hold(wanted["languages"].setdefault(one.language, {}), one, wanted["thresholds"])
    return ruleset.change(parts, site.id, wanted, author=author)


def _hold(by_label: dict[str, Any], one: Comparison, default: Mapping[str, Any] | None = None) -> None:
    known = by_label.get(one.label) or (default or {}).get(one.label, {})
    reject = known.get("reject")
    hold = one.found.ours
    by_label[one.label] = {"hold": hold, "reject": None if reject is None else max(reject, hold)}


def read_line(line: Any, number: int) -> Given:
    """Return a line of a file as a text with scores: `{"text", "scores": {NAME: 0.8}}`.

    In place of `scores` may stand `attributeScores`, as Perspective answers. Attributes that we do not compute are left
    aside. Raises PairInvalid.
    """
    if not isinstance(line, Mapping):
        raise PairInvalid(f"line {number}: must be an object")
    text = line.get("text")
    if not isinstance(text, str) or not text.strip():
        raise PairInvalid(f"line {number}: 'text' must be text")
    given = line.get("scores")
    if given is None and isinstance(line.get("attributeScores"), Mapping):
        given = {name: _value(one) for name, one in line["attributeScores"].items()}
    if not isinstance(given, Mapping) or not given:
        raise PairInvalid(f"line {number}: 'scores' must name attributes with their scores")
    for name, score in given.items():
        if not isinstance(score, int | float) or isinstance(score, bool) or not 0 <= score <= 1:
            raise PairInvalid(f"line {number}: 'scores/{name}' must be a number from 0 to 1")
    return Given(text, {name: float(score) for name, score in given.items() if name in LABEL_OF})


def _value(given: Any) -> Any:
    summary = given.get("summaryScore") if isinstance(given, Mapping) else None
    return summary.get("value") if isinstance(summary, Mapping) else None
