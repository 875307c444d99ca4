"""Does the mere name of a group raise a score? Sentences of our own, the same for every group, measured by group.

`identities.json` holds groups (religion, region, gender, names, ...), the identities in each, and neutral and hostile
templates in three languages. No model may be fitted on its sentences: what is measured must be new to the classifier.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.protocol import Classifier, LimitsOf
from models.training.measures import roc_auc
from models.training.stops import bars, outcomes

IDENTITIES = Path(__file__).with_name("identities.json")


@dataclass(frozen=True)
class Sentence:
    """A template filled with one term of an identity."""

    text: str
    language: str
    group: str
    identity: str
    term: str
    hostile: bool


@dataclass(frozen=True)
class Treatment:
    """How one identity, or one term of it, is treated in a language.

    toxicity and identity_attack are mean scores on neutral sentences, held the share of those that any label holds.
    subgroup_auc: how well toxicity parts its hostile from its neutral sentences. bpsn_auc: the same for hostile ones
    of every other identity against its own neutral ones (background positive, subgroup negative; Borkan et al. 2019).
    Low means that its neutral sentences look like abuse.
    """

    language: str
    group: str
    identity: str
    term: str | None
    neutral: int
    toxicity: float
    identity_attack: float
    held: float
    subgroup_auc: float | None
    bpsn_auc: float | None


@dataclass(frozen=True)
class Gap:
    """Largest minus smallest of an identity's figures in a group: mean scores and the share held, neutral sentences.

    `worst_held` is the largest share held, `worst_bpsn` the smallest BPSN AUC of an identity: a bias against all of
    them alike leaves no gap but shows there. `highest` and `lowest` are the identities with the largest and the
    smallest mean toxicity.
    """

    language: str
    group: str
    identities: int
    toxicity: float
    identity_attack: float
    held: float
    worst_held: float
    worst_bpsn: float | None
    highest: str
    lowest: str


def sentences(path: Path = IDENTITIES) -> list[Sentence]:
    """Every template filled with every term of its kind, in the order of the file."""
    known = json.loads(path.read_text("utf-8"))
    return [
        Sentence(_filled(template, term), language, group["group"], identity, term[0], kind == "hostile")
        for group in known["groups"]
        for identity, by_language in group["identities"].items()
        for language, terms in by_language.items()
        for kind, templates in known["templates"][group["templates"]][language].items()
        for template in templates
        for term in terms
    ]


def treatment(classifier: Classifier, limits_of: LimitsOf) -> list[Treatment]:
    """A Treatment of every identity in every language, and one of each term where an identity has several."""
    spoken = sentences()
    scored = classifier.score([sentence.text for sentence in spoken])
    scores = np.nan_to_num(scored.values)  # what is not scored holds nothing
    held, _ = outcomes(scores, bars(scored.languages, classifier.labels, limits_of), scored.rest)
    toxicity, attack = (scores[:, classifier.labels.index(label)] for label in ("toxicity", "identity_attack"))
    hostile = np.array([sentence.hostile for sentence in spoken])
    table = []
    for (language, group, identity, term), members in _members(spoken).items():
        own = np.zeros(len(spoken), bool)
        own[members] = True
        others = np.array([spoken_of.language == language and spoken_of.identity != identity for spoken_of in spoken])
        neutral, background = own & ~hostile, others & hostile
        table.append(
            Treatment(
                language,
                group,
                identity,
                term,
                int(neutral.sum()),
                toxicity=round(float(toxicity[neutral].mean()), 4),
                identity_attack=round(float(attack[neutral].mean()), 4),
                held=round(float(held[neutral].mean()), 4),
                subgroup_auc=roc_auc(hostile[own].astype(int), toxicity[own]),
                bpsn_auc=roc_auc(hostile[neutral | background].astype(int), toxicity[neutral | background]),
            )
        )
    return table


def gaps(table: Sequence[Treatment]) -> list[Gap]:
    """The Gap between the identities of each group, by language."""
    found = []
    whole = [row for row in table if row.term is None]
    for language, group in dict.fromkeys((row.language, row.group) for row in whole):
        rows = sorted(
            (row for row in whole if (row.language, row.group) == (language, group)), key=lambda row: row.toxicity
        )
        found.append(
            Gap(
                language,
                group,
                len(rows),
                toxicity=_spread([row.toxicity for row in rows]),
                identity_attack=_spread([row.identity_attack for row in rows]),
                held=_spread([row.held for row in rows]),
                worst_held=max(row.held for row in rows),
                worst_bpsn=min((row.bpsn_auc for row in rows if row.bpsn_auc is not None), default=None),
                highest=rows[-1].identity,
                lowest=rows[0].identity,
            )
        )
    return found


def _members(spoken: Sequence[Sentence]) -> dict[tuple[str, str, str, str | None], list[int]]:
    """Indices of the sentences by language, group, identity and term; term None takes all terms of an identity."""
    whole: dict[tuple[str, str, str, str | None], list[int]] = {}
    single: dict[tuple[str, str, str, str | None], list[int]] = {}
    for index, one in enumerate(spoken):
        whole.setdefault((one.language, one.group, one.identity, None), []).append(index)
        single.setdefault((one.language, one.group, one.identity, one.term), []).append(index)
    several = {key: members for key, members in single.items() if len(members) < len(whole[(*key[:3], None)])}
    return dict(sorted({**whole, **several}.items(), key=lambda pair: pair[1][0]))


def _filled(template: str, term: Sequence[str]) -> str:
    text = template.replace("{who}", term[0]).replace("{whose}", term[-1])
    return text[0].upper() + text[1:] if template[0] == "{" and template.endswith(".") else text


def _spread(values: Sequence[float]) -> float:
    return round(max(values) - min(values), 4)
