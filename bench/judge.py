"""What judging costs: the shipped classifier alone, and with the rules, in batches and one by one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from bench.figures import Figure, over_rounds
from bench.texts import comments
from models.artifact import load
from moderation.judge import judge
from policy.judge import Background, Case, Site
from policy.ruleset import DEFAULT_RULESET
from policy.subject import of_text

BATCH = 256
TEXTS = 2_048
SINGLE = 500
ROUNDS = 9


def run(database: str | None = None) -> list[Figure]:
    """Measure in this process and return the figures; the database plays no part."""
    classifier = load(None)
    texts = comments(TEXTS)
    batches = [texts[start : start + BATCH] for start in range(0, TEXTS, BATCH)]
    site = Site(DEFAULT_RULESET)
    cases = [[Case(site, of_text(text), Background()) for text in batch] for batch in batches]
    length = statistics.mean(map(len, texts))

    def by_batch() -> None:
        for batch in batches:
            classifier.score(batch)

    def one_by_one() -> None:
        for text in texts[:SINGLE]:
            classifier.score([text])

    def with_rules() -> None:
        for batch in cases:
            judge(classifier, batch)

    return [
        _figure(f"score, batches of {BATCH}, {length:.0f} characters on average", by_batch, TEXTS),
        _figure("score, one by one", one_by_one, SINGLE),
        _figure(f"judge (score and rules), batches of {BATCH}", with_rules, TEXTS),
    ]


def _figure(name: str, work: Callable[[], None], number: int) -> Figure:
    work()
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        rounds.append((time.perf_counter() - began) / number * 1e6)
    return over_rounds(rounds, bench="judge", name=name, unit="µs a comment")
