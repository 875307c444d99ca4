"""What a rule is: a signal beside the classifier, with its settings, their bounds, its reasons, and how it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from policy.actions import Action
from policy.bounds import Bounded, Choice
from policy.reason import Reason
from policy.rules.facts import Facts


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


@dataclass(frozen=True, slots=True)
class RuleSettings(Bounded):
    """What a site may set of one rule: each field with its bound and its default.

    action: what becomes of a comment to which the rule applies; by default it is held.
    """

    action: Annotated[Action, Choice(*Action)] = Action.HOLD

    @property
    def is_on(self) -> bool:
        """Return whether the rule is asked at all."""
        return self.action is not Action.OFF

    @property
    def needs_history(self) -> bool:
        """Return whether the rule looks at what the author wrote before, which is read only where one does."""
        return False


S = TypeVar("S", bound=RuleSettings)


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One signal. name: of its settings in a ruleset; empty for one that has none.

    find: returns what applies to a comment; it is asked only where the settings are on.
    """

    name: str
    settings: type[S]
    reasons: tuple[Reason, ...]
    find: Callable[[Facts, S], Iterable[Finding]]
