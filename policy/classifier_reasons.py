"""Reason codes of the classifier: one for each label. Public and append only, as all of policy/reasons.py."""

from __future__ import annotations

from typing import Final

from policy.reason import Reason

OF_CLASSIFIER: Final = (
    Reason(
        "spam-likely",
        "classifier",
        "spam",
        "This comment looks like spam or advertising.",
        "মন্তব্যটি স্প্যাম বা বিজ্ঞাপন বলে মনে হচ্ছে।",
    ),
    Reason(
        "toxicity-likely",
        "classifier",
        "toxicity",
        "This comment looks rude or hurtful.",
        "মন্তব্যটির ভাষা রূঢ় বা আঘাতমূলক বলে মনে হচ্ছে।",
    ),
    Reason(
        "severe-toxicity-likely",
        "classifier",
        "severe_toxicity",
        "This comment looks extremely hateful or aggressive.",
        "মন্তব্যটি চরম বিদ্বেষপূর্ণ বা আক্রমণাত্মক বলে মনে হচ্ছে।",
    ),
    Reason(
        "insult-likely",
        "classifier",
        "insult",
        "This comment looks like an insult to someone.",
        "মন্তব্যটিতে কাউকে অপমান করা হয়েছে বলে মনে হচ্ছে।",
    ),
    Reason(
        "identity-attack-likely",
        "classifier",
        "identity_attack",
        "This comment seems to attack people for their religion, ethnicity, gender or other identity.",
        "মন্তব্যটিতে ধর্ম, জাতিগোষ্ঠী, লিঙ্গ বা অন্য কোনো পরিচয়ের কারণে মানুষকে আক্রমণ করা হয়েছে বলে মনে হচ্ছে।",
    ),
    Reason(
        "threat-likely",
        "classifier",
        "threat",
        "This comment looks like a threat to harm someone.",
        "মন্তব্যটিতে কারও ক্ষতি করার হুমকি দেওয়া হয়েছে বলে মনে হচ্ছে।",
    ),
    Reason(
        "sexual-likely",
        "classifier",
        "sexual",
        "This comment looks sexually explicit.",
        "মন্তব্যটিতে যৌনতাপূর্ণ বা অশ্লীল কথা আছে বলে মনে হচ্ছে।",
    ),
    Reason(
        "profanity-likely",
        "classifier",
        "profanity",
        "This comment seems to contain swear words.",
        "মন্তব্যটিতে গালি বা অশালীন শব্দ আছে বলে মনে হচ্ছে।",
    ),
)
