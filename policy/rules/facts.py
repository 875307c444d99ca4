"""All that is known of a comment when the rules look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from policy.copies import NONE, Repeats
from policy.hosts import FindLinks, Link, links_in
from policy.phrases import Line
from policy.word_index import EMPTY, WordIndex

LATEST: Final = 10  # an author is known by so many comments; what lies further back is forgotten

# text, start, end of its fold -> start and end in the text itself
Place = Callable[[str, int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """An author's record and pace at the moment of a comment, that comment itself not counted.

    approved, rejected: among the LATEST comments written before it. posts: comments written in the minutes before
    it that the site's rules name, counted no further than they need.
    """

    approved: int = 0
    rejected: int = 0
    posts: int = 0


class Name(NamedTuple):
    """A display name as the classifier saw it: its fold, and the label it fits most with that label's probability.

    label: None when the classifier scored none.
    """

    text: str
    folded: str
    label: str | None
    score: float


@dataclass(slots=True)  # not frozen: one is made for every comment, and that takes three times as long
class Facts:
    """A comment, and what is known around it. folded: the text as the classifier folds it.

    place: leads from a fold back to its text. name: None where there is none, or the rules do not ask.
    find_links: as the classifier finds them.
    url: of the author. history: None when not known. allowed_hosts: those whose links do not count.
    hints: what was noticed about how it was sent (policy.hints).
    language: of the text, BCP 47. people: names in what is known of the article.
    time_left: whether the site's patterns may still be looked for.
    """

    text: str
    folded: str
    place: Place
    find_links: FindLinks
    name: Name | None = None
    url: str | None = None
    history: AuthorHistory | None = None
    repeats: Repeats = NONE
    word_index: WordIndex = EMPTY
    allowed_hosts: tuple[str, ...] = ()
    hints: str | None = None
    language: str = "und"
    people: tuple[str, ...] = ()
    time_left: Callable[[], bool] = lambda: True
    links: list[Link] = field(init=False)
    line: Line = field(init=False)

    def __post_init__(self) -> None:
        self.links = self.links_of(self.text)
        self.line = Line(self.folded)

    def links_of(self, text: str) -> list[Link]:
        """Return the links of a text, of the name say."""
        return links_in(text, self.find_links)
