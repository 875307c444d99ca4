"""How much each training row counts, and what a row says about labels nobody annotated.

The factors come from the remarks on quality in the data's own documentation: comments under news count most,
sets sampled by slur words, machine-translated or labelled from sentiment least.
"""

from models.training.read import Row

_SOURCE_WEIGHTS = {
    "prohori-templates": 4.0,
    "bn-vitd-violence": 3.0,
    "en-fox-news-hate": 2.0,
    "vi-victsd": 1.5,
    "bn-sms-spam2": 2.0,
    "en-youtube-spam": 2.0,
    "bnlatn-banglish-hate": 2.0,
    "bnlatn-btcc": 2.0,
    "en-surge-toxicity": 2.0,
    "bn-banglahatebert": 0.6,
    "bn-vulgar": 0.8,
    "bn-email-spam": 0.6,
    "bn-sms-spam": 1.0,
    "bnlatn-bnsentmix-weak": 0.3,
    "bn-news-positive-weak": 0.3,
    "bn-bad-aggression": 0.5,
    "en-davidson-tweets": 0.25,
    "en-gab-hate": 0.5,
    "en-hatexplain": 1.0,
    "en-stormfront-hate": 0.5,
    "en-jigsaw-lower": 0.5,
    "en-sms-spam": 1.0,
    "hi-macd": 0.6,
    "ru-telegram-spam": 0.5,
}

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
    "en-wiki-context",
    "en-fox-news-hate",
    "en-stormfront-hate",
    "en-civil-toxic-spans",
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
_TALK_WEIGHT = 0.15


def known(row: Row, label: str) -> tuple[int, float] | None:
    """The truth about `label` and the weight of the row for it, or None when the row says nothing."""
    weight = _SOURCE_WEIGHTS.get(row.source, 1.0)
    stated = row.labels.get(label)
    if stated is not None:
        return stated, weight
    if label == "severe_toxicity" and sum(row.labels.get(kind, 0) for kind in _KINDS) >= _SEVERE_KINDS:
        return 1, weight * _IMPLIED_WEIGHT
    if label in _IMPLIED and row.labels.get("toxicity") == 0:
        return 0, weight * _IMPLIED_WEIGHT
    if label == "spam" and row.source in _TALK:
        return 0, weight * _TALK_WEIGHT
    return None
