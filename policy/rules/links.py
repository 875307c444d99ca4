"""Too many links for this author, and links that hide where they lead. The author's own address is one as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice, Count, Hosts
from policy.hosts import Link, host_of, host_within
from policy.reason import Counted, Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.shorteners import SHORTENERS

AUTHOR_URL: Final = "author.url"
SHOWN: Final = 10  # hosts and links named of a comment that holds more


@dataclass(frozen=True, slots=True)
class LinkSettings(RuleSettings):
    """most: links that a comment may hold; most_new: the same while none of the author's is approved.

    shorteners: what becomes of a comment whose links hide where they lead. allow: hosts whose links do not count.
    """

    most: Annotated[int, Count(0, 100)] = 3
    most_new: Annotated[int, Count(0, 100)] = 1
    shorteners: Annotated[Action, Choice(*Action)] = Action.HOLD
    allow: Annotated[tuple[str, ...], Hosts(200)] = ()

    @property
    def is_on(self) -> bool:
        """Return whether either of its two findings is asked for."""
        return self.action is not Action.OFF or self.shorteners is not Action.OFF

    @property
    def needs_history(self) -> bool:
        """Return whether the author's record is looked at."""
        return self.action is not Action.OFF


def find(facts: Facts, settings: LinkSettings) -> Iterator[Finding]:
    """Yield what is wrong with the links of a comment."""
    if not facts.links and not facts.url:
        return
    counting = [link for link in facts.links if host_within(link.host, settings.allow) is None]
    own = host_of(facts.url) if facts.url else ""
    if host_within(own, settings.allow) is not None:
        own = ""
    known = facts.history is not None and facts.history.approved > 0
    most = settings.most if known else min(settings.most_new, settings.most)
    if settings.action is not Action.OFF and len(counting) + bool(own) > most:
        yield _many(counting, own, most, settings.action)
    if settings.shorteners is not Action.OFF:
        short = next((link for link in counting if host_within(link.host, SHORTENERS) is not None), None)
        if short is not None:
            detail = {"host": short.host, "start": short.start, "end": short.end}
            yield Finding("link-shortened", settings.shorteners, detail)
        elif host_within(own, SHORTENERS) is not None:
            yield Finding("link-shortened", settings.shorteners, {"host": own, "field": AUTHOR_URL})


def _many(counting: list[Link], own: str, most: int, action: Action) -> Finding:
    links = len(counting) + bool(own)
    hosts = list(dict.fromkeys(filter(None, [*(link.host for link in counting), own])))[:SHOWN]
    spans = [[link.start, link.end] for link in counting[:SHOWN]]
    return Finding("links-many", action, {"links": links, "most": most, "hosts": hosts, "spans": spans})


LINKS: Final = Rule(
    "links",
    LinkSettings,
    (
        Reason(
            "links-many",
            "signal",
            None,
            "This comment contains more links than this site allows.",
            "মন্তব্যটিতে এই সাইটে অনুমোদিত সংখ্যার চেয়ে বেশি লিংক আছে।",
            counted=Counted("links", "most", beyond=1),
        ),
        Reason(
            "link-shortened",
            "signal",
            None,
            "This comment contains a shortened link that hides where it leads.",
            "মন্তব্যটিতে এমন একটি সংক্ষিপ্ত লিংক আছে যার আসল গন্তব্য বোঝা যায় না।",
        ),
    ),
    find,
)
