"""How much each training row counts, and what a row says about labels nobody annotated.

Comments under news count most. Sets sampled by slur words, or labelled from sentiment or by machine translation,
counted least until the development rows of every other source turned out no worse with them at full weight.
"""

from models.training.augment import BORROWED, FRAMES, ROMANISED
from models.training.augment import SOURCE as TEMPLATES
from models.training.read import Row

# It has positives only, and teaches that the style of news comments is toxic.
LEFT_OUT = ("en-civil-toxic-spans",)

_SOURCE_WEIGHTS = {
    TEMPLATES: 0.6,
    FRAMES: 1.0,
    "bn-everyday-tatoeba": 0.3,
    "bn-health-tico19": 0.3,
    "en-everyday-commonvoice": 0.5,
    "bn-vitd-violence": 10.0,
    "bn-multilabel-toxic": 2.0,
    "bn-hate-10k": 2.0,
    "bn-cyberbully-spam": 1.5,
    "bn-abusive-comments": 1.5,
    "bn-banglahatebert": 1.2,
    "bn-sms-spam2": 3.0,
    "bnlatn-banglish-hate": 5.0,
    "bnlatn-btcc": 4.0,
    "bnlatn-bnsentmix-weak": 0.5,
    "en-davidson-tweets": 2.0,
    "en-hatexplain": 2.0,
    "en-fox-news-hate": 2.0,
    "en-surge-toxicity": 2.0,
    "en-wiki-context": 1.5,
    "en-youtube-spam": 3.0,
    "en-gab-hate": 0.5,
    "en-jigsaw-lower": 0.5,
    "ru-telegram-spam": 1.5,
    "vi-victsd": 1.5,
}

# Our own sentences are the only Romanised threats, the calm mentions of religions that abuse sets lack, and most of
# the local adverts. For toxicity people's rows are enough: there ours cost some of the ranking, calm talk the least.
_TEMPLATE_WEIGHTS = {"threat": 2.0, "identity_attack": 2.0, "spam": 1.0, "toxicity": 0.09}
_TALK_TOXICITY = 0.36

# Hard cases of ours: people's rows tell toxicity better, and few tell the rest.
_FRAME_WEIGHTS = {
    "bn": {"toxicity": 0.25, "insult": 0.5, "identity_attack": 0.5, "threat": 3.0, "sexual": 2.0},
    "en": {"toxicity": 0.7, "insult": 0.5, "identity_attack": 0.1, "profanity": 0.5, "severe_toxicity": 0.5},
}
_FRAME_WEIGHTS["bn-Latn"] = _FRAME_WEIGHTS["bn"]

# There a wish for a hanging counts as a threat, and wishes of every kind ("হোক") come to sound like one.
_THREAT_WEIGHTS = {"bn-vitd-violence": 3.0}

# A comment that is not toxic at all is no insult, attack or threat either, and hardly ever obscene.
_IMPLIED = ("severe_toxicity", "insult", "identity_attack", "threat", "sexual", "profanity")
_IMPLIED_WEIGHT = 0.3

# Several kinds of abuse in one comment: severe, in languages whose sets have no such label.
_KINDS = ("insult", "identity_attack", "threat", "sexual", "profanity")
_SEVERE_KINDS = 3

# People who talk about the matter at hand, in sets made for abuse: next to none of them is an advert.
_TALK = (
    "bn-vitd-violence",
    "bn-multilabel-toxic",
    "bn-hate-10k",
    "bn-banglahatebert",
    "bn-abusive-comments",
    "bn-vulgar",
    "bnlatn-banglish-hate",
    "bnlatn-bnsentmix-weak",
    "en-jigsaw-wiki",
    "en-jigsaw-lower",
    "en-wiki-context",
    "en-fox-news-hate",
    "en-stormfront-hate",
    "hi-uli-gendered",
    "hilatn-hinglish-hate",
    "hilatn-hot",
    "urlatn-ruhsold",
    "vi-victsd",
    "de-germeval2018",
    "pt-toldbr",
    "ko-beep-news",
    "ar-lhsab",
)
_ROMANISED_WEIGHT = 0.3
_BORROWED_WEIGHT = 0.1
_TALK_WEIGHT = 0.1  # more of it ranks the sets of adverts worse


def known(row: Row, label: str) -> tuple[int, float] | None:
    """The truth about `label` and the weight of the row for it, or None when the row says nothing."""
    source = row.source.removeprefix(ROMANISED).removeprefix(BORROWED)
    usual = _SOURCE_WEIGHTS.get(source, 1.0)
    weight = _THREAT_WEIGHTS.get(source, usual) if label == "threat" else usual
    if row.source.startswith(ROMANISED):
        weight *= _ROMANISED_WEIGHT
    if row.source.startswith(BORROWED):
        weight *= _BORROWED_WEIGHT
    if row.source == TEMPLATES:
        calm = label == "toxicity" and not any(row.labels.values())
        weight = _TALK_TOXICITY if calm else _TEMPLATE_WEIGHTS.get(label, weight)
    if row.source == FRAMES:
        weight = _FRAME_WEIGHTS[row.lang].get(label, weight)
    stated = row.labels.get(label)
    if stated is not None:
        return stated, weight
    if label == "severe_toxicity" and sum(row.labels.get(kind, 0) for kind in _KINDS) >= _SEVERE_KINDS:
        return 1, weight * _IMPLIED_WEIGHT
    if label in _IMPLIED and row.labels.get("toxicity") == 0:
        return 0, weight * _IMPLIED_WEIGHT
    if label == "spam" and source in _TALK:
        return 0, weight * _TALK_WEIGHT
    return None
