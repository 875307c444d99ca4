"""What lists and rules find in a comment, beside the classifier, each with what a moderator needs to see why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from policy.actions import Action
from policy.rules.entries import Kind
from policy.rules.links import SHORTENERS, Link, host_of, host_within, links_in
from policy.rules.names import Name
from policy.rules.repeats import NONE, SHORT_WORDS, Repeats
from policy.rules.wordlist import EMPTY, Hit, WordList
from policy.rules.writers import LATEST, Writer
from policy.ruleset import Ruleset
from policy.words import words

SHOWN: Final = 10  # hosts and links named of a comment that holds more
_CODE_OF_KIND: Final = {Kind.WORD: "word-listed", Kind.PATTERN: "pattern-listed"}

# text, start, end of its fold -> start and end in the text itself
Place = Callable[[str, int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule or entry that applies. code: of the reason. label, score: where a score stands behind it.

    detail: for moderators. Ranges in it count characters of the text (or name) as it was typed, the end excluded.
    """

    code: str
    action: Action
    detail: dict[str, Any] = field(default_factory=dict)
    label: str | None = None
    score: float | None = None


@dataclass(slots=True)  # not frozen: one is made for every comment, and that takes three times as long
class Heard:
    """All that is known of a comment when its findings are made. folded: as the classifier folds it.

    place: leads from a fold back to its text. name: None where there is none, or the rules do not ask.
    """

    text: str
    folded: str
    place: Place
    name: Name | None = None
    url: str | None = None
    writer: Writer | None = None
    repeats: Repeats = NONE


def findings_on(heard: Heard, rules: Ruleset, lists: WordList) -> list[Finding]:
    """Return what applies to a comment: entries of the list first, then links, repeats, pace, record, and the name."""
    found: list[Finding] = []
    links = links_in(heard.text)
    if lists is not EMPTY:
        found += _listed(heard, lists)
        found += _listed_hosts(heard, links, lists)
    if links:
        found += _links(heard, links, rules)
    if heard.repeats is not NONE:
        found += _repeats(heard, rules)
    if heard.writer is not None:
        found += _writer(heard.writer, rules)
    if heard.name is not None:
        found += _name(heard.place, heard.name, rules, lists)
    return found


def _listed(heard: Heard, lists: WordList) -> Iterator[Finding]:
    for hit in lists.in_fold(heard.folded) if lists.has_words else ():
        yield _of_hit(_CODE_OF_KIND[Kind.WORD], hit, heard.place(heard.text, hit.start, hit.end))
    for hit in lists.in_text(heard.text):
        yield _of_hit(_CODE_OF_KIND[Kind.PATTERN], hit, (hit.start, hit.end))


def _of_hit(code: str, hit: Hit, at: tuple[int, int]) -> Finding:
    return Finding(code, hit.entry.action, {"entry": hit.entry.to_mapping(), "start": at[0], "end": at[1]})


def _listed_hosts(heard: Heard, links: list[Link], lists: WordList) -> Iterator[Finding]:
    told = set()
    for link in links:
        entry = lists.host(link.host)
        if entry is not None and entry.id not in told:
            told.add(entry.id)
            detail = {"entry": entry.to_mapping(), "host": link.host, "start": link.start, "end": link.end}
            yield Finding("host-listed", entry.action, detail)
    own = host_of(heard.url) if heard.url else ""
    entry = lists.host(own) if own else None
    if entry is not None and entry.id not in told:
        yield Finding("host-listed", entry.action, {"entry": entry.to_mapping(), "host": own, "field": "author.url"})


def _links(heard: Heard, links: list[Link], rules: Ruleset) -> Iterator[Finding]:
    counting = [link for link in links if host_within(link.host, rules.links.allow) is None]
    known = heard.writer is not None and heard.writer.approved > 0
    most = rules.links.most if known else min(rules.links.most_new, rules.links.most)
    if rules.links.action is not Action.OFF and len(counting) > most:
        hosts = list(dict.fromkeys(link.host for link in counting))[:SHOWN]
        spans = [[link.start, link.end] for link in counting[:SHOWN]]
        detail = {"links": len(counting), "most": most, "hosts": hosts, "spans": spans}
        yield Finding("links-many", rules.links.action, detail)
    if rules.links.shorteners is not Action.OFF:
        for link in counting:
            if host_within(link.host, SHORTENERS) is not None:
                detail = {"host": link.host, "start": link.start, "end": link.end}
                yield Finding("link-shortened", rules.links.shorteners, detail)
                return


def _repeats(heard: Heard, rules: Ruleset) -> Iterator[Finding]:
    seen, limits = heard.repeats, rules.repeats
    if limits.action is Action.OFF:
        return
    length = len(words(heard.folded))
    short = length < SHORT_WORDS
    own, enough = (seen.own_equal, limits.own_short) if short else (seen.own, limits.own)
    detail = {"of": seen.of, "bits": seen.distance, "hours": limits.hours}
    if own >= enough:
        yield Finding("text-repeated", limits.action, {"repeats": own, "least": enough, **detail})
    elif length >= limits.others_words and seen.own + seen.others >= limits.others:
        copies = {"repeats": seen.own + seen.others, "least": limits.others}
        yield Finding("text-copied", limits.action, {**copies, **detail})


def _writer(writer: Writer, rules: Ruleset) -> Iterator[Finding]:
    rate, record = rules.rate, rules.record
    if rate.action is not Action.OFF and writer.posts >= rate.posts:
        yield Finding("writing-fast", rate.action, {"posts": writer.posts, "minutes": rate.minutes, "most": rate.posts})
    if record.action is not Action.OFF and writer.rejected >= record.rejected:
        counts = {"rejected": writer.rejected, "approved": writer.approved, "latest": LATEST}
        detail = {**counts, "least": record.rejected}
        yield Finding("record-poor", record.action, detail)


def _name(place: Place, name: Name, rules: Ruleset, lists: WordList) -> Iterator[Finding]:
    """What is wrong with a name only ever holds: a name is read by a person before a comment is refused for it."""
    for hit in lists.in_fold(name.folded) if lists.has_words else ():
        start, end = place(name.text, hit.start, hit.end)
        yield Finding("name-listed", Action.HOLD, {"entry": hit.entry.to_mapping(), "start": start, "end": end})
    for hit in lists.in_text(name.text):
        yield Finding("name-listed", Action.HOLD, {"entry": hit.entry.to_mapping(), "start": hit.start, "end": hit.end})
    for link in links_in(name.text):
        entry = lists.host(link.host)
        at = {"host": link.host, "start": link.start, "end": link.end}
        if entry is not None:
            yield Finding("name-listed", Action.HOLD, {"entry": entry.to_mapping(), **at})
        elif host_within(link.host, rules.links.allow) is None:
            yield Finding("name-link", Action.HOLD, at)
    if name.label is not None and name.score >= rules.names.hold:
        yield Finding("name-unfit", Action.HOLD, {"threshold": rules.names.hold}, name.label, name.score)
