"""Entries of the site's word list met in a comment. Each entry says itself what becomes of the comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policy.actions import Action
from policy.entries import Kind
from policy.hosts import host_of
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.word_index import EMPTY, Hit, OutOfTime

_CODE_OF_KIND: Final = {Kind.WORD: "word-listed", Kind.PATTERN: "pattern-listed"}


def find(facts: Facts, _settings: RuleSettings) -> Iterator[Finding]:
    """Yield the words, then the patterns, then the hosts of the list that a comment meets."""
    index = facts.word_index
    if index is EMPTY:
        return
    for hit in index.in_fold(facts.folded):
        yield _of_hit(Kind.WORD, hit, facts.place(facts.text, hit.start, hit.end))
    try:
        for hit in index.in_text(facts.text, facts.time_left):
            yield _of_hit(Kind.PATTERN, hit, (hit.start, hit.end))
    except OutOfTime:  # a person looks at what could not be looked through
        yield Finding("patterns-unfinished", Action.HOLD)
    yield from _hosts(facts)


def _of_hit(kind: Kind, hit: Hit, at: tuple[int, int]) -> Finding:
    detail = {"entry": hit.entry.to_mapping(), "start": at[0], "end": at[1]}
    return Finding(_CODE_OF_KIND[kind], hit.entry.action, detail)


def _hosts(facts: Facts) -> Iterator[Finding]:
    told = set()
    for link in facts.links:
        entry = facts.word_index.host(link.host)
        if entry is not None and entry.id not in told:
            told.add(entry.id)
            detail = {"entry": entry.to_mapping(), "host": link.host, "start": link.start, "end": link.end}
            yield Finding("host-listed", entry.action, detail)
    own = host_of(facts.url) if facts.url else ""
    entry = facts.word_index.host(own) if own else None
    if entry is not None and entry.id not in told:
        yield Finding("host-listed", entry.action, {"entry": entry.to_mapping(), "host": own, "field": "author.url"})


WORDLIST: Final = Rule(
    "",  # entries are the site's list, not settings of its ruleset
    RuleSettings,
    (
        Reason(
            "word-listed",
            "list",
            None,
            "This comment contains a word or phrase that is on this site's list.",
            "মন্তব্যটিতে এমন একটি শব্দ বা বাক্যাংশ আছে যা এই সাইটের তালিকায় রয়েছে।",
        ),
        Reason(
            "host-listed",
            "list",
            None,
            "This comment contains a link to a website that is on this site's list.",
            "মন্তব্যটিতে এমন একটি ওয়েবসাইটের লিংক আছে যা এই সাইটের তালিকায় রয়েছে।",
        ),
        Reason(
            "pattern-listed",
            "list",
            None,
            "Part of this comment has a form that is on this site's list.",
            "মন্তব্যটির একটি অংশ এই সাইটের তালিকার একটি নিয়মের সঙ্গে মিলে গেছে।",
        ),
        Reason(
            "patterns-unfinished",
            "list",
            None,
            "This comment could not be compared with all patterns of the site in time.",
            "সময়মতো সাইটের সব বাক্যধাঁচের সঙ্গে মন্তব্যটি মিলিয়ে দেখা যায়নি।",
        ),
    ),
    find,
)
