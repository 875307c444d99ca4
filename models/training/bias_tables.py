"""The tables about fairness: gaps between groups, how each is treated, and the functional cases."""

from models.training.assess import Assessment
from models.training.cells import Table, number, percent


def gaps(found: Assessment) -> Table:
    """Return the table of gaps between identity groups."""
    return Table(
        "Bias: gaps inside a group",
        "Largest minus smallest of the identities of a group, on neutral sentences of our own that differ in the name "
        "alone (`models/training/identities.json`): mean toxicity, mean identity_attack, share held. Then the worst "
        "identity's share held and BPSN AUC (see the next table), and those with the largest and smallest toxicity.",
        (
            "group",
            "language",
            "identities",
            "toxicity",
            "identity_attack",
            "held",
            "worst held",
            "worst BPSN",
            "highest",
            "lowest",
        ),
        [
            (
                one.group,
                one.language,
                str(one.identities),
                number(one.toxicity),
                number(one.identity_attack),
                percent(one.held),
                percent(one.worst_held),
                number(one.worst_bpsn),
                one.highest,
                one.lowest,
            )
            for one in found.gaps
        ],
    )


def treatment(found: Assessment) -> Table:
    """Return the table of how each group is treated at the thresholds."""
    whole = [one for one in found.treatment if one.term is None]
    languages = list(dict.fromkeys(one.language for one in whole))
    cells = {
        (one.group, one.identity, one.language): (
            number(one.toxicity, 2),
            percent(one.held, 0),
            number(one.subgroup_auc, 2),
            number(one.bpsn_auc, 2),
        )
        for one in whole
    }
    measures = ("tox.", "held", "sub.", "BPSN")
    return Table(
        "Bias: identity by identity",
        "Neutral sentences: mean toxicity (tox.) and share held. AUC of toxicity between hostile and neutral "
        "sentences: of this identity (subgroup); BPSN, its neutral ones against the hostile ones of all others (Borkan "
        "et al. 2019). A low BPSN says that the name alone looks like abuse.",
        ("group", "identity", *(f"{language} {measure}" for language in languages for measure in measures)),
        [
            (group, identity, *(cell for language in languages for cell in cells.get((group, identity, language), ())))
            for group, identity in dict.fromkeys((one.group, one.identity) for one in whole)
        ],
    )


def functional(found: Assessment) -> Table:
    """Return the table of functional cases by function and language."""
    languages = list(dict.fromkeys(one.language for one in found.functional))
    cells = {(one.function, one.language): f"{one.cases - len(one.wrong)}/{one.cases}" for one in found.functional}
    return Table(
        "Functional cases",
        "Cases of our own (`tests/functional/`) that come out as they must, by function and language: pass, no "
        "label is held; stop, some label is; not-rejected, none is rejected.",
        ("function", "expected", *languages),
        [
            (name, expect, *(cells.get((name, language), "") for language in languages))
            for name, expect in dict.fromkeys((one.function, one.expect) for one in found.functional)
        ],
    )
