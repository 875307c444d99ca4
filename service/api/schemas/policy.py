"""A site's rules as returned. What is sent is checked by policy.ruleset, which names every fault."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from policy.bounds import Bound, Bounded, Choice, Count, Day, Hosts, Probability, Switch, Texts
from policy.labels import LABELS
from policy.reports import ReportSettings
from policy.rules import WITH_SETTINGS
from policy.ruleset import MAX_LANGUAGES
from policy.sections import LONGEST_SECTION, MAX_SECTIONS, House
from policy.wires import WIRES
from service.api.schemas.fields import Flag, language


class Threshold(Schema):
    """From hold on a person looks, from reject on the machine rejects; null: never."""

    hold = fields.Float(validate=validate.Range(min=0, max=1))
    reject = fields.Float(allow_none=True, validate=validate.Range(min=0, max=1))


Thresholds = Schema.from_dict({label: fields.Nested(Threshold) for label in LABELS}, name="Thresholds")


def _field(bound: Bound) -> fields.Field[Any]:
    """Return the field of a setting, from what the setting may be."""
    match bound:
        case Count(least, most):
            return fields.Integer(strict=True, validate=validate.Range(min=least, max=most))
        case Choice(members):
            return fields.String(validate=validate.OneOf([one.value for one in members]))
        case Switch():
            return Flag()
        case Day():
            return fields.Date()
        case Probability():
            return fields.Float(validate=validate.Range(min=0, max=1))
        case Texts(most, longest):
            one = fields.String(validate=validate.Length(min=1, max=longest))
            return fields.List(one, validate=validate.Length(max=most))
        case Hosts(most):
            return fields.List(fields.String(), validate=validate.Length(max=most))
    raise TypeError(f"no field is known for {bound}")


def _settings(name: str, kind: type[Bounded]) -> type[Schema]:
    return Schema.from_dict(
        {setting: _field(bound) for setting, bound in kind.bounds().items()}, name=name.capitalize()
    )


Wires = Schema.from_dict({wire: fields.Nested(_settings(wire, kind)) for wire, kind in WIRES.items()}, name="Wires")


class Thresholded(Schema):
    """Sections, thresholds and wires; the house rules and the settings of each rule join them below."""

    sections = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=LONGEST_SECTION)),
        values=fields.Nested(_settings("house", House)),
        validate=validate.Length(max=MAX_SECTIONS),
        metadata={"description": "Section of articles to what holds there instead; what is left out is as above."},
    )
    thresholds = fields.Nested(Thresholds)
    languages = fields.Dict(
        keys=language(),
        values=fields.Nested(Thresholds),
        validate=validate.Length(max=MAX_LANGUAGES),
        metadata={"description": "Language tag (BCP 47) to what holds for texts in it; what is left out is as above."},
    )
    wires = fields.Nested(Wires, metadata={"description": "Foreign wires: what they may keep, and what when late"})
    reports = fields.Nested(_settings("reports", ReportSettings), metadata={"description": "What readers' reports do"})


RulesIn = Thresholded.from_dict(
    {
        **{name: _field(bound) for name, bound in House.bounds().items()},
        **{name: fields.Nested(_settings(name, rule.settings)) for name, rule in WITH_SETTINGS.items()},
    },
    name="RulesIn",
)


class Rules(RulesIn):  # type: ignore[valid-type,misc] # made of the registry
    """The rules that hold. version 0 is what we ship."""

    version = fields.Integer(required=True)
    author = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True, allow_none=True)
