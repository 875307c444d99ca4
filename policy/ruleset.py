"""The rules of one site: its mode, its thresholds and the sections of policy/sections.py, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import Any, Final

from policy.errors import Fault, RulesetInvalid
from policy.reading import count, probability, read_object
from policy.sections import LinkRules, NameRules, RateRules, RecordRules, RepeatRules, Section, read_section
from policy.signals import LABELS

MAX_NEW_AUTHOR_COMMENTS: Final = 100


class Mode(StrEnum):
    """What happens to a comment that no threshold stops."""

    POST = "post"  # it appears at once
    PRE = "pre"  # a person reads it first
    NEW_AUTHORS = "new-authors"  # a person reads it first while its writer is new


@dataclass(frozen=True, slots=True)
class Threshold:
    """The limits of one label, probabilities 0..1, hold not above reject.

    Below `hold` a score passes; from `hold` on a person looks; from `reject` on the machine rejects,
    or never when `reject` is None.
    """

    hold: float
    reject: float | None


# Chosen on development rows; docs/model-card.md says what they stop. None: only a person rejects for this label.
DEFAULT_THRESHOLDS: Final[Mapping[str, Threshold]] = MappingProxyType(
    {
        "spam": Threshold(0.55, 0.98),
        "toxicity": Threshold(0.84, 0.98),
        "severe_toxicity": Threshold(0.30, 0.95),
        "insult": Threshold(0.60, None),
        "identity_attack": Threshold(0.85, 0.98),
        "threat": Threshold(0.45, None),
        "sexual": Threshold(0.80, 0.98),
        "profanity": Threshold(0.40, None),
    }
)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What one site wants done with comments; what comes from outside enters by `parse`.

    new_author_comments: how many approved comments make a writer known, 1 to 100.
    thresholds: one per label of LABELS, read only. Raises ValueError when a label is missing or unknown.
    """

    mode: Mode = Mode.POST
    new_author_comments: int = 1
    thresholds: Mapping[str, Threshold] = field(default_factory=lambda: DEFAULT_THRESHOLDS, hash=False)
    links: LinkRules = field(default_factory=LinkRules)
    repeats: RepeatRules = field(default_factory=RepeatRules)
    rate: RateRules = field(default_factory=RateRules)
    record: RecordRules = field(default_factory=RecordRules)
    names: NameRules = field(default_factory=NameRules)
    # label -> (hold, reject) as plain numbers, computed once: decide() reads it for every comment.
    limits: Mapping[str, tuple[float, float]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.thresholds.keys() != set(LABELS):
            raise ValueError(f"thresholds must be given for exactly these labels: {', '.join(LABELS)}")
        thresholds = {label: self.thresholds[label] for label in LABELS}
        limits = {
            label: (limit.hold, inf if limit.reject is None else limit.reject) for label, limit in thresholds.items()
        }
        object.__setattr__(self, "thresholds", MappingProxyType(thresholds))
        object.__setattr__(self, "limits", MappingProxyType(limits))

    def to_mapping(self) -> dict[str, Any]:
        """Return the rules in their JSON shape; `parse` reads it back to an equal ruleset."""
        return {
            "mode": self.mode.value,
            "new_author_comments": self.new_author_comments,
            "thresholds": {
                label: {"hold": limit.hold, "reject": limit.reject} for label, limit in self.thresholds.items()
            },
            **{name: self.section(name).to_mapping() for name in SECTIONS},
        }

    def section(self, name: str) -> Section:
        """Return the section of that name in SECTIONS."""
        found: Section = getattr(self, name)
        return found


SECTIONS: Final[Mapping[str, type[Section]]] = MappingProxyType(
    {"links": LinkRules, "repeats": RepeatRules, "rate": RateRules, "record": RecordRules, "names": NameRules}
)
DEFAULT_RULESET: Final = Ruleset()
_FIELDS: Final = ("mode", "new_author_comments", "thresholds", *SECTIONS)
_KNOWN_AFTER: Final = count(1, MAX_NEW_AUTHOR_COMMENTS)


def parse(mapping: object) -> Ruleset:
    """Return the rules that a mapping in the shape of `Ruleset.to_mapping` says.

    What is missing takes the default. Raises RulesetInvalid naming every fault at once.
    """
    faults: list[Fault] = []
    fields = read_object(mapping, _FIELDS, "", faults)
    default = DEFAULT_RULESET
    mode = _mode(fields.get("mode", default.mode), "/mode", faults)
    known_after = _KNOWN_AFTER(
        fields.get("new_author_comments", default.new_author_comments), "/new_author_comments", faults
    )
    by_label = read_object(fields.get("thresholds", {}), LABELS, "/thresholds", faults)
    thresholds = {
        label: _threshold(by_label.get(label, {}), DEFAULT_THRESHOLDS[label], f"/thresholds/{label}", faults)
        for label in LABELS
    }
    sections: dict[str, Any] = {
        name: read_section(kind, fields.get(name, {}), f"/{name}", faults) for name, kind in SECTIONS.items()
    }
    if faults:
        raise RulesetInvalid(tuple(faults))
    return Ruleset(mode, known_after, thresholds, **sections)


def _mode(value: object, pointer: str, faults: list[Fault]) -> Mode:
    modes = [mode.value for mode in Mode]
    if isinstance(value, str) and value in modes:
        return Mode(value)
    faults.append(Fault(pointer, f"must be one of {', '.join(modes)}"))
    return DEFAULT_RULESET.mode


def _threshold(value: object, default: Threshold, pointer: str, faults: list[Fault]) -> Threshold:
    fields = read_object(value, ("hold", "reject"), pointer, faults)
    hold = probability(fields.get("hold", default.hold), f"{pointer}/hold", faults)
    stated = fields.get("reject", default.reject)
    reject = None if stated is None else probability(stated, f"{pointer}/reject", faults)
    if hold is not None and reject is not None and hold > reject:
        faults.append(Fault(f"{pointer}/hold", f"is {hold}, above the reject of {reject}"))
    return Threshold(default.hold if hold is None else hold, reject)
