"""Reason codes: why a comment stands where it stands. Public and append only; listed in docs/reasons.md.

Those of a rule stand in its file under policy/rules/.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from policy.classifier_reasons import OF_CLASSIFIER
from policy.reason import Reason
from policy.rules import RULES


class UnknownReason(KeyError):
    """Raised when a reason code is asked for that is not in the table."""


# Append only: codes are stored with every decision and compared by other people's programs.
_OWN: Final = (
    *OF_CLASSIFIER,
    Reason(
        "pre-moderation",
        "rule",
        None,
        "On this site a moderator reads every comment before it appears.",
        "এই সাইটে প্রতিটি মন্তব্য প্রকাশের আগে একজন মডারেটর পড়ে দেখেন।",
    ),
    Reason(
        "new-author",
        "rule",
        None,
        "A moderator reads the first comments of a new author before they appear.",
        "নতুন মন্তব্যকারীর প্রথম দিকের মন্তব্য প্রকাশের আগে একজন মডারেটর পড়ে দেখেন।",
    ),
    Reason(
        "reported-by-readers",
        "rule",
        None,
        "Readers reported this comment, so a moderator looks at it again.",
        "পাঠকেরা মন্তব্যটির বিরুদ্ধে অভিযোগ করেছেন, তাই একজন মডারেটর আবার দেখছেন।",
    ),
    Reason(
        "sent-after-warning",
        "author",
        None,
        "The author was told before sending how this comment reads, and asked for a moderator to look.",
        "পাঠানোর আগে সতর্ক করার পরও মন্তব্যকারী একজন মডারেটরের দেখার জন্য এটি পাঠিয়েছেন।",
    ),
    Reason(
        "trust-lost",
        "rule",
        None,
        "Several of this author's latest comments were rejected, so a moderator reads the next ones first.",
        "মন্তব্যকারীর সাম্প্রতিক কয়েকটি মন্তব্য প্রত্যাখ্যাত হওয়ায় পরেরগুলো আগে একজন মডারেটর পড়ে দেখেন।",
    ),
    Reason(
        "judge-failed",
        "judge",
        None,
        "The automatic check could not be completed, so a moderator will read this comment.",
        "স্বয়ংক্রিয় যাচাই সম্পন্ন করা যায়নি, তাই একজন মডারেটর মন্তব্যটি পড়ে দেখবেন।",
    ),
    Reason(
        "person-abuse",
        "person",
        None,
        "A moderator found that this comment abuses or belittles someone.",
        "মডারেটরের বিবেচনায় মন্তব্যটিতে কাউকে গালাগাল বা হেয় করা হয়েছে।",
    ),
    Reason(
        "person-threat",
        "person",
        None,
        "A moderator found a threat in this comment.",
        "মডারেটরের বিবেচনায় মন্তব্যটিতে হুমকি রয়েছে।",
    ),
    Reason(
        "person-hate",
        "person",
        None,
        "A moderator found hatred against a group of people in this comment.",
        "মডারেটরের বিবেচনায় মন্তব্যটিতে কোনো জনগোষ্ঠীর প্রতি বিদ্বেষ প্রকাশ পেয়েছে।",
    ),
    Reason(
        "person-spam",
        "person",
        None,
        "A moderator found this comment to be spam or advertising.",
        "মডারেটরের বিবেচনায় মন্তব্যটি স্প্যাম বা বিজ্ঞাপন।",
    ),
    Reason(
        "person-off-topic",
        "person",
        None,
        "A moderator found that this comment is not about the article.",
        "মডারেটরের বিবেচনায় মন্তব্যটি এই লেখার বিষয়ের সঙ্গে প্রাসঙ্গিক নয়।",
    ),
    Reason(
        "person-private-data",
        "person",
        None,
        "A moderator found someone's private details in this comment, such as a phone number or address.",
        "মডারেটরের বিবেচনায় মন্তব্যটিতে কারও ব্যক্তিগত তথ্য রয়েছে, যেমন ফোন নম্বর বা ঠিকানা।",
    ),
    Reason(
        "person-other",
        "person",
        None,
        "A moderator found that this comment does not follow the rules of this site.",
        "মডারেটরের বিবেচনায় মন্তব্যটি এই সাইটের নিয়ম মেনে লেখা হয়নি।",
    ),
    Reason(
        "person-approved",
        "person",
        None,
        "A moderator read this comment and approved it.",
        "একজন মডারেটর মন্তব্যটি পড়ে অনুমোদন করেছেন।",
    ),
    Reason(
        "import-approved",
        "person",
        None,
        "This comment was published already where it was written.",
        "মন্তব্যটি যেখানে লেখা হয়েছিল সেখানে আগেই প্রকাশিত হয়েছে।",
    ),
    Reason(
        "import-rejected",
        "person",
        None,
        "This comment was refused already where it was written.",
        "মন্তব্যটি যেখানে লেখা হয়েছিল সেখানে আগেই প্রত্যাখ্যাত হয়েছে।",
    ),
    Reason(
        "author-edited",
        "author",
        None,
        "This comment was edited, so it is being checked again.",
        "মন্তব্যটি সম্পাদনা করা হয়েছে, তাই এটি আবার যাচাই করা হচ্ছে।",
    ),
    Reason(
        "author-deleted",
        "author",
        None,
        "This comment was deleted by its author or by the site.",
        "মন্তব্যকারী বা সাইট কর্তৃপক্ষ মন্তব্যটি মুছে দিয়েছেন।",
    ),
    Reason(
        "retention-over",
        "author",
        None,
        "This comment was deleted because the time for which this site keeps such comments is over.",
        "এই সাইট এ ধরনের মন্তব্য যত দিন রাখে তা পেরিয়ে যাওয়ায় মন্তব্যটি মুছে ফেলা হয়েছে।",
    ),
    Reason(
        "edited-after-decision",
        "rule",
        None,
        "The author changed this comment after a moderator had decided on it, so a moderator reads it again.",
        "একজন মডারেটরের সিদ্ধান্তের পর মন্তব্যটি বদলানো হয়েছে, তাই একজন মডারেটর আবার পড়ে দেখছেন।",
    ),
    Reason(
        "person-held",
        "person",
        None,
        "A moderator wants to look at this comment again.",
        "একজন মডারেটর মন্তব্যটি আবার দেখতে চান।",
    ),
    Reason(
        "person-undone",
        "person",
        None,
        "A moderator took back a decision on this comment.",
        "একজন মডারেটর মন্তব্যটির ব্যাপারে নিজের সিদ্ধান্ত ফিরিয়ে নিয়েছেন।",
    ),
    Reason(
        "author-banned",
        "rule",
        None,
        "The author of this comment may no longer write on this site.",
        "মন্তব্যকারীর এই সাইটে মন্তব্য করার অনুমতি আর নেই।",
    ),
    Reason(
        "author-suspended",
        "rule",
        None,
        "The author of this comment is suspended on this site for a while.",
        "মন্তব্যকারীর এই সাইটে মন্তব্য করার সুযোগ সাময়িকভাবে স্থগিত আছে।",
    ),
    Reason(
        "author-trusted",
        "rule",
        None,
        "The moderators trust the author of this comment, so it appeared without waiting.",
        "মডারেটররা এই মন্তব্যকারীর ওপর আস্থা রাখেন, তাই মন্তব্যটি অপেক্ষা ছাড়াই প্রকাশিত হয়েছে।",
    ),
    Reason(
        "bulk-undone",
        "person",
        None,
        "A moderator took back a decision on many comments, so this one stands as it did before.",
        "একজন মডারেটর একসঙ্গে অনেক মন্তব্যের ওপর নেওয়া সিদ্ধান্ত ফিরিয়ে নিয়েছেন, তাই মন্তব্যটি আগের অবস্থায় ফিরেছে।",
    ),
)

REASONS: Final = (*_OWN, *(reason for rule in RULES for reason in rule.reasons))
UNDONE: Final = "person-undone"  # the entry of an undo is known by it

_BY_CODE: Final[Mapping[str, Reason]] = {reason.code: reason for reason in REASONS}
REASON_OF_LABEL: Final[Mapping[str, Reason]] = MappingProxyType(
    {reason.label: reason for reason in REASONS if reason.label is not None}
)


def reason(code: str) -> Reason:
    """Return the reason with this code. Raises UnknownReason when there is none."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise UnknownReason(code) from None
