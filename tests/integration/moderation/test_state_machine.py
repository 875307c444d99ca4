"""Whatever moderators, authors, workers and clocks do, and in which order: the books agree after every step.

Hypothesis makes up the order. Two workers hold batches in their hands for any number of steps, so that what they record
has moved meanwhile, or their lease has run out and another took it.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from moderation import claims, decisions, reports, retention, rights, sealing, upkeep
from moderation import comments as comment_work
from moderation.judging import judge_pending, judged, move_of
from moderation.publishing import publish_due
from moderation.submit import Posted, submit, submit_many
from moderation.wiring import Parts
from policy.errors import DomainError
from runtime.clock import SECOND
from runtime.retention import parse
from store import decisions as door
from store import leases
from tests.factories import CLEAN, INSULT, SPAM, make_site
from tests.ledger import books, faults

TEXTS = st.sampled_from([CLEAN, INSULT, SPAM])
PEOPLE = st.sampled_from(["rahima", "karim"])
AUTHORS = st.sampled_from(["a", "b", "c"])
WORKERS = st.sampled_from(["first", "second"])
ACTIONS = st.sampled_from(["approve", "reject", "hold"])
STALE = st.sampled_from([0, 0, 0, 1])  # how many versions behind what a person saw is
LEASE_SECONDS = 60


class Site(RuleBasedStateMachine):
    """One site, and everybody who has to do with its comments."""

    parts: Parts
    posted = Bundle("posted")

    @initialize()
    def begin(self) -> None:
        self.ahead = 0
        clock = self.parts.clock
        self.now = replace(self.parts, clock=lambda: clock() + self.ahead)
        self.site = make_site(self.parts.database).id
        self.accepted: set[str] = set()
        self.in_hand: dict[str, list[Any]] = {}

    def _post(self, text: str, author: str, id_: str | None = None, parent: str | None = None) -> Posted:
        said = {
            "article": "a1",
            "id": id_,
            "text": text,
            "author": {"id": author},
            "language": None,
            "created_at": None,
        }
        return Posted(**said, parent_id=parent)

    @rule(target=posted, text=TEXTS, author=AUTHORS, wait=st.booleans())
    def submit(self, text: str, author: str, wait: bool) -> str:
        done = submit(self.now, self.site, self._post(text, author), wait=wait)
        self.accepted.add(done.comment.id)
        return done.comment.id

    @rule(target=posted, parent=posted, text=TEXTS)
    def reply(self, parent: str, text: str) -> str:
        try:
            done = submit(self.now, self.site, self._post(text, "c", parent=parent), wait=False)
        except DomainError:  # deleted meanwhile
            return parent
        self.accepted.add(done.comment.id)
        return done.comment.id

    @rule(text=TEXTS, number=st.integers(0, 3))
    def submit_again(self, text: str, number: int) -> None:
        """The same ids again and again, with the same text or another."""
        for result in submit_many(self.now, self.site, [self._post(text, "a", f"own-{number}")]):
            if not isinstance(result, DomainError):
                self.accepted.add(result.comment.id)

    @rule(comment=posted, text=TEXTS)
    def edit(self, comment: str, text: str) -> None:
        with contextlib.suppress(DomainError):
            comment_work.edit(self.now, self.site, comment, text)

    @rule(comment=posted)
    def delete(self, comment: str) -> None:
        with contextlib.suppress(DomainError):
            comment_work.delete(self.now, self.site, comment)

    @rule(
        comment=posted,
        person=PEOPLE,
        action=st.sampled_from(["approve", "reject", "hold"]),
        stale=STALE,
        undo=st.sampled_from([0, 10]),
    )
    def decide(self, comment: str, person: str, action: str, stale: int, undo: int) -> None:
        with contextlib.suppress(DomainError):
            seen = comment_work.show(self.now, self.site, comment)
            said = {"reason_code": "person-other", "note": None, "person": person, "undo_seconds": undo}
            decisions.decide(self.now, self.site, comment, action, version=max(1, seen.version - stale), **said)

    @rule(comment=posted, person=PEOPLE)
    def undo(self, comment: str, person: str) -> None:
        with contextlib.suppress(DomainError):
            seen = comment_work.show(self.now, self.site, comment)
            decisions.undo(self.now, self.site, comment, version=seen.version, person=person)

    @rule(person=PEOPLE, limit=st.integers(1, 3))
    def claim(self, person: str, limit: int) -> None:
        taken, _ = claims.claim_next(self.now, self.site, person, limit=limit)
        assert len(taken) <= limit

    @rule(comment=posted, person=PEOPLE)
    def release(self, comment: str, person: str) -> None:
        with contextlib.suppress(DomainError):
            claims.release(self.now, self.site, comment, person)

    @rule(comment=posted, reader=st.sampled_from(["x", "y", "z"]))
    def report(self, comment: str, reader: str) -> None:
        with contextlib.suppress(DomainError):
            reports.report(self.now, self.site, comment, reader=reader, reason="abuse", note=None)

    @rule()
    def judge(self) -> None:
        judge_pending(self.now)

    @rule(worker=WORKERS, limit=st.integers(1, 4))
    def take(self, worker: str, limit: int) -> None:
        """A worker takes a batch in hand; what it had before, it was killed with."""
        now = self.now.clock()
        until = now + LEASE_SECONDS * SECOND
        work = self.now.database.write(lambda unit: leases.lease(unit, limit=limit, now=now, until=until))
        self.in_hand[worker] = work

    @rule(worker=WORKERS)
    def record(self, worker: str) -> None:
        """A worker records what it took, however long ago."""
        subjects = self.in_hand.pop(worker, [])
        if subjects:
            moves = [move_of(one, seen) for one, seen in zip(subjects, judged(self.now, subjects), strict=True)]
            self.now.database.write(lambda unit: door.record(unit, moves, now=self.now.clock()))

    @rule(seconds=st.sampled_from([1, 11, LEASE_SECONDS + 1, 3_600]))
    def wait(self, seconds: int) -> None:
        self.ahead += seconds * SECOND

    @rule()
    def sweep(self) -> None:
        upkeep.sweep(self.now)
        publish_due(self.now)
        upkeep.prune(self.now)

    @rule()
    def seal(self) -> None:
        sealing.seal(self.now, back=sealing.VERY_LATE)

    @rule(author=AUTHORS)
    def erase(self, author: str) -> None:
        rights.erase(self.now, self.site, author)

    @rule()
    def forget(self) -> None:
        retention.run(self.now, parse(["rejected.text=1", "any.ip=1"]))

    @invariant()
    def the_books_agree(self) -> None:
        assert faults(self.parts.database, self.site) == []
        assert books(self.parts.database, self.site).accepted == len(self.accepted)

    def teardown(self) -> None:
        """Nobody acts any more: in the end everything is decided and published, and the log proves itself."""
        self.ahead += 3_600 * SECOND
        for _ in range(30):
            if not judge_pending(self.now):
                break
        publish_due(self.now)
        found = books(self.parts.database, self.site)
        assert faults(self.parts.database, self.site) == []
        assert found.statuses.get("pending", 0) == 0
        assert found.accepted == len(self.accepted)
        assert found.shown == found.statuses.get("approved", 0)
        sealing.seal(self.now, back=10**15)
        *_, log = sealing.verify(self.parts)
        assert log.faults == []


@pytest.mark.timeout(240)
def test_the_books_agree_in_whatever_order_things_happen(parts, request) -> None:
    machine = type("SiteOnThisDatabase", (Site,), {"parts": parts})
    examples = request.config.getoption("--soak") * 40 or 8
    how = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not request.config.getoption("--soak"),
    )
    run_state_machine_as_test(machine, settings=how)
