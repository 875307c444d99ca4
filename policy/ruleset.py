"""The rules of one site: mode, thresholds for all languages and for single ones, policy/rules/sections.py; frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType
from typing import Any, Final

from policy.bounds import Probability, read_object, read_settings
from policy.errors import Fault, RulesetInvalid, pointer_part
from policy.labels import LABELS
from policy.languages import MAX_TAG, is_tag, spelled, wider
from policy.reports import ReportSettings
from policy.rules import RULES, WITH_SETTINGS, Facts, Finding, Rule, RuleSettings
from policy.rules.rule import S
from policy.sections import MAX_NEW_AUTHOR_COMMENTS, House, Mode, read_sections, sections_to_mapping
from policy.thresholds import DEFAULT_LANGUAGES, DEFAULT_THRESHOLDS, Threshold
from policy.wires import DEFAULT_WIRES, Wire, WireSettings, read_wires, wires_to_mapping

MAX_LANGUAGES: Final = 100
DEFAULT_RULES: Final[Mapping[str, RuleSettings]] = MappingProxyType(
    {name: rule.settings() for name, rule in WITH_SETTINGS.items()}
)

__all__ = ["DEFAULT_RULESET", "MAX_NEW_AUTHOR_COMMENTS", "House", "Mode", "Ruleset", "parse"]

# label -> (hold, reject) as plain numbers
Plain = Mapping[str, tuple[float, float]]


def _ordered(by_label: Mapping[str, Threshold]) -> Mapping[str, Threshold]:
    return MappingProxyType({label: by_label[label] for label in LABELS if label in by_label})


def _plain(by_label: Mapping[str, Threshold]) -> dict[str, tuple[float, float]]:
    return {label: (limit.hold, inf if limit.reject is None else limit.reject) for label, limit in by_label.items()}


def _merged(limits: Plain, own: Mapping[str, Plain], tag: str) -> dict[str, tuple[float, float]]:
    """Return the limits of all languages under those of each wider tag, the widest first, and those of the tag."""
    merged = dict(limits)
    for one in reversed([tag, *wider(tag)]):
        merged.update(own.get(one, {}))
    return merged


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What one site wants done with comments; what comes from outside enters by `parse`.

    new_author_comments, trust_lost_rejected, close_after_days: see policy.sections.House. sections: what holds in a
    section of the site instead, read only.
    thresholds: one per label of LABELS, read only. languages: language tag -> label -> the threshold that holds for
    texts in that language instead, read only; any may be left out. Raises ValueError when a label is missing or
    unknown, or a tag is none or not spelled as `policy.languages.spelled` does.
    rules: settings by the name of their rule. wires: settings of each foreign wire. reports: what readers' reports do.
    """

    mode: Mode = Mode.POST
    new_author_comments: int = 1
    thresholds: Mapping[str, Threshold] = field(default_factory=lambda: DEFAULT_THRESHOLDS, hash=False)
    rules: Mapping[str, RuleSettings] = field(default_factory=lambda: DEFAULT_RULES, hash=False)
    languages: Mapping[str, Mapping[str, Threshold]] = field(default_factory=lambda: DEFAULT_LANGUAGES, hash=False)
    wires: Mapping[Wire, WireSettings] = field(default_factory=lambda: DEFAULT_WIRES, hash=False)
    reports: ReportSettings = field(default_factory=ReportSettings)
    trust_lost_rejected: int = 3
    close_after_days: int = 0
    sections: Mapping[str, House] = field(default_factory=dict, hash=False)
    # Computed once: asked for every comment.
    house: House = field(init=False, repr=False, compare=False)
    # Whether the mode of the site, or of a section, lets authors appear at once who are known.
    asks_who_is_new: bool = field(init=False, repr=False, compare=False)
    _limits: Plain = field(init=False, repr=False, compare=False)
    _limits_in: Mapping[str, Plain] = field(init=False, repr=False, compare=False)
    # What looks for signals, with its settings; rules that are off are not in it.
    active: tuple[tuple[Callable[[Facts, Any], Iterable[Finding]], RuleSettings], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if self.thresholds.keys() != set(LABELS):
            raise ValueError(f"thresholds must be given for exactly these labels: {', '.join(LABELS)}")
        for tag, by_label in self.languages.items():
            if not is_tag(tag) or tag != spelled(tag) or not by_label.keys() <= set(LABELS):
                raise ValueError(f"languages must be tags such as bn-Latn, each with labels of {', '.join(LABELS)}")
        if self.rules.keys() != WITH_SETTINGS.keys():
            raise ValueError(f"rules must be given for exactly these: {', '.join(WITH_SETTINGS)}")
        settings = {rule: self.rules[rule.name] if rule.name else rule.settings() for rule in RULES}
        thresholds = _ordered(self.thresholds)
        languages = {tag: _ordered(by_label) for tag, by_label in self.languages.items()}
        limits = _plain(thresholds)
        own = {tag: _plain(by_label) for tag, by_label in languages.items()}
        object.__setattr__(self, "active", tuple((rule.find, own) for rule, own in settings.items() if own.is_on))
        object.__setattr__(self, "rules", MappingProxyType(dict(self.rules)))
        house = House(self.mode, self.new_author_comments, self.trust_lost_rejected, self.close_after_days)
        new = any(one.mode == Mode.NEW_AUTHORS for one in (house, *self.sections.values()))
        object.__setattr__(self, "house", house)
        object.__setattr__(self, "asks_who_is_new", new)
        object.__setattr__(self, "sections", MappingProxyType(dict(self.sections)))
        object.__setattr__(self, "thresholds", thresholds)
        object.__setattr__(self, "languages", MappingProxyType(languages))
        object.__setattr__(self, "_limits", MappingProxyType(limits))
        object.__setattr__(
            self, "_limits_in", MappingProxyType({tag: MappingProxyType(_merged(limits, own, tag)) for tag in own})
        )

    def limits(self, language: str) -> Plain:
        """Return label -> (hold, reject) for a text in this language (BCP 47, any case); reject is inf for never.

        A language without thresholds of its own takes those of the next wider tag that has some, en for en-GB, and
        else `thresholds`.
        """
        found = self._limits_in.get(language)
        if found is not None:
            return found
        return self._limits_of_other(language) if "-" in language or not language.islower() else self._limits

    def _limits_of_other(self, language: str) -> Plain:
        tag = spelled(language)
        return next((self._limits_in[one] for one in (tag, *wider(tag)) if one in self._limits_in), self._limits)

    def to_mapping(self) -> dict[str, Any]:
        """Return the rules in their JSON shape; `parse` reads it back to an equal ruleset."""
        return {
            **self.house.to_mapping(),
            "sections": sections_to_mapping(self.sections, self.house),
            "thresholds": _as_mapping(self.thresholds),
            "languages": {tag: _as_mapping(by_label) for tag, by_label in self.languages.items()},
            **{name: settings.to_mapping() for name, settings in self.rules.items()},
            "wires": wires_to_mapping(self.wires),
            "reports": self.reports.to_mapping(),
        }

    def house_in(self, section: str | None) -> House:
        """Return the house rules of a section; None for an article of which no section is known."""
        return self.sections.get(section or "") or self.house

    @property
    def closes_articles(self) -> bool:
        """Whether any article closes by itself after some days."""
        return any(one.close_after_days for one in (self.house, *self.sections.values()))

    def settings(self, rule: Rule[S]) -> S:
        """Return what the site has set of a rule."""
        found: S = self.rules[rule.name]  # type: ignore[assignment] # made by read_settings with the rule's own kind
        return found


DEFAULT_RULESET: Final = Ruleset()
_HOUSE: Final = tuple(House.bounds())
_FIELDS: Final = (*_HOUSE, "sections", "thresholds", "languages", *WITH_SETTINGS, "wires", "reports")
_PROBABILITY: Final = Probability()


def parse(mapping: object) -> Ruleset:
    """Return the rules that a mapping in the shape of `Ruleset.to_mapping` says.

    What is missing takes the default, with one exception: where `languages` is missing, a label stated under
    `thresholds` holds in every language alike. Raises RulesetInvalid naming every fault at once.
    """
    faults: list[Fault] = []
    fields = read_object(mapping, _FIELDS, "", faults)
    house = read_settings(House, {name: fields[name] for name in _HOUSE if name in fields}, "", faults)
    sections = read_sections(fields.get("sections", {}), house, "/sections", faults)
    by_label = read_object(fields.get("thresholds", {}), LABELS, "/thresholds", faults)
    thresholds = {
        label: _threshold(by_label.get(label, {}), DEFAULT_THRESHOLDS[label], f"/thresholds/{label}", faults)
        for label in LABELS
    }
    if "languages" in fields:
        languages = _languages(fields["languages"], thresholds, faults)
    else:
        languages = _default_languages(but={label for label, stated in by_label.items() if stated})
    rules = {
        name: read_settings(rule.settings, fields.get(name, {}), f"/{name}", faults)
        for name, rule in WITH_SETTINGS.items()
    }
    wires = read_wires(fields.get("wires", {}), "/wires", faults)
    reports = read_settings(ReportSettings, fields.get("reports", {}), "/reports", faults)
    if faults:
        raise RulesetInvalid(tuple(faults))
    return Ruleset(
        **{name: getattr(house, name) for name in _HOUSE},
        sections=sections,
        thresholds=thresholds,
        rules=rules,
        languages=languages,
        wires=wires,
        reports=reports,
    )


def _threshold(value: object, default: Threshold, pointer: str, faults: list[Fault]) -> Threshold:
    fields = read_object(value, ("hold", "reject"), pointer, faults)
    hold = _PROBABILITY.read(fields.get("hold", default.hold), f"{pointer}/hold", faults)
    stated = fields.get("reject", default.reject)
    reject = None if stated is None else _PROBABILITY.read(stated, f"{pointer}/reject", faults)
    if hold is not None and reject is not None and hold > reject:
        faults.append(Fault(f"{pointer}/hold", f"is {hold}, above the reject of {reject}"))
    return Threshold(default.hold if hold is None else hold, reject)


def _languages(
    value: object, thresholds: Mapping[str, Threshold], faults: list[Fault]
) -> dict[str, Mapping[str, Threshold]]:
    """Return the thresholds per language and label that are stated; a missing hold or reject takes that of all."""
    if not isinstance(value, Mapping):
        faults.append(Fault("/languages", "must be an object"))
        return {}
    if len(value) > MAX_LANGUAGES:
        faults.append(Fault("/languages", f"must be {MAX_LANGUAGES} languages at most"))
        return {}
    languages: dict[str, Mapping[str, Threshold]] = {}
    for stated, by_label in value.items():
        pointer = f"/languages/{pointer_part(stated)}"
        if not isinstance(stated, str) or not is_tag(stated):
            faults.append(
                Fault(pointer, f"must be a language tag such as bn, bn-Latn or en, of up to {MAX_TAG} characters")
            )
        elif spelled(stated) in languages:
            faults.append(Fault(pointer, f"is {spelled(stated)} once more"))
        else:
            labels = read_object(by_label, LABELS, pointer, faults)
            languages[spelled(stated)] = {
                label: _threshold(labels[label], thresholds[label], f"{pointer}/{label}", faults)
                for label in LABELS
                if label in labels
            }
    return languages


def _default_languages(*, but: set[str]) -> dict[str, Mapping[str, Threshold]]:
    left = {
        tag: {label: limit for label, limit in by_label.items() if label not in but}
        for tag, by_label in DEFAULT_LANGUAGES.items()
    }
    return {tag: by_label for tag, by_label in left.items() if by_label}


def _as_mapping(by_label: Mapping[str, Threshold]) -> dict[str, Any]:
    return {label: {"hold": limit.hold, "reject": limit.reject} for label, limit in by_label.items()}
