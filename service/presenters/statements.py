"""A statement of reasons in words, Bengali or English, and as data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from moderation.statements import Statement
from policy.reasons import reason
from runtime.clock import SECOND, iso

_BENGALI_DIGITS: Final = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Statement of reasons",
        "not-published": "Your comment of {written} under “{article}” was not published. It was so decided "
        "on {decided}.",
        "taken-down": "Your comment of {written} under “{article}” was taken down on {decided}.",
        "lasts": "It is not shown on this website, to anybody, for as long as this decision stands.",
        "facts": "The decision is about the text of your comment as you last sent it (version {revision}).",
        "reported": "Readers had reported the comment.",
        "read": "A computer program read the comment (classifier {model}, rules of the site in version {policy}).",
        "machine": "The decision was taken by that program, without a person.",
        "person": "The decision was taken by a moderator.",
        "ground": "Ground: the comment does not fit the rules for comments on this website.",
        "redress": "You can change the text and send it again. You can appeal against this decision, once and free of "
        "charge; a person who did not take it decides on the appeal.",
        "open": "Your appeal of {appealed} is open; a person who did not take the decision will decide.",
        "upheld": "Your appeal of {appealed} was looked at by another person on {settled}: the decision stands. "
        "You can change the text and send it again.",
        "court": "Your right to turn to a court, or to a body that settles disputes, is not touched.",
    },
    "bn": {
        "title": "সিদ্ধান্তের কারণ",
        "not-published": "“{article}” লেখায় {written} তারিখে পাঠানো আপনার মন্তব্যটি প্রকাশ করা হয়নি। সিদ্ধান্তের তারিখ {decided}।",
        "taken-down": "“{article}” লেখায় {written} তারিখে পাঠানো আপনার মন্তব্যটি {decided} তারিখে সরিয়ে নেওয়া হয়েছে।",
        "lasts": "যত দিন সিদ্ধান্তটি বহাল থাকবে, তত দিন এই ওয়েবসাইটে কাউকে মন্তব্যটি দেখানো হবে না।",
        "facts": "আপনি সর্বশেষ যে লেখাটি পাঠিয়েছেন (সংস্করণ {revision}), সিদ্ধান্তটি সেটির বিষয়ে।",
        "reported": "পাঠকেরা মন্তব্যটির বিরুদ্ধে অভিযোগ করেছিলেন।",
        "read": "একটি কম্পিউটার প্রোগ্রাম মন্তব্যটি পড়েছে (শ্রেণিকারক {model}, সাইটের নিয়মের সংস্করণ {policy})।",
        "machine": "সিদ্ধান্তটি ওই প্রোগ্রামের; কোনো মানুষ সিদ্ধান্ত নেননি।",
        "person": "সিদ্ধান্তটি একজন মডারেটরের।",
        "ground": "ভিত্তি: মন্তব্যটি এই ওয়েবসাইটের মন্তব্যের নিয়মের সঙ্গে মেলে না।",
        "redress": "আপনি লেখাটি বদলে আবার পাঠাতে পারেন। এই সিদ্ধান্তের বিরুদ্ধে একবার, বিনা খরচে আপত্তি জানাতে পারেন; সিদ্ধান্তটি "
        "যিনি নেননি এমন একজন আপত্তিটি দেখবেন।",
        "open": "{appealed} তারিখে জানানো আপনার আপত্তি জমা আছে; সিদ্ধান্তটি যিনি নেননি এমন একজন তা দেখবেন।",
        "upheld": "{appealed} তারিখে জানানো আপনার আপত্তি {settled} তারিখে অন্য একজন দেখেছেন: সিদ্ধান্তটি বহাল আছে। আপনি লেখাটি "
        "বদলে আবার পাঠাতে পারেন।",
        "court": "আদালতে বা বিরোধ নিষ্পত্তিকারী সংস্থার কাছে যাওয়ার অধিকার আপনার থেকেই যায়।",
    },
}
LANGUAGES: Final = tuple(_WORDS)


def statement(one: Statement, language: str) -> dict[str, Any]:
    """Return the statement as data, with its text in that language. language: bn or en."""
    appeal = one.appeal
    return {
        "comment": one.comment.id,
        "article": one.comment.article_id,
        "restriction": one.restriction,
        "decided_at": iso(one.decided_at),
        "facts": {
            "revision": one.comment.revision,
            "written_at": iso(one.comment.created_at),
            "reported": one.reported,
            "model": one.comment.model,
            "policy": one.comment.policy,
        },
        "automated": {"detection": one.read_by_machine, "decision": one.by_machine},
        "grounds": [{"code": code, "message": reason(code).sentence(language)} for code in one.codes],
        "redress": {
            "edit": True,
            "appeal": appeal is None,
            "appealed_at": iso(appeal.created_at) if appeal else None,
            "outcome": appeal.outcome if appeal else None,
        },
        "language": language,
        "text": text(one, language),
    }


def text(one: Statement, language: str) -> str:
    """Return the statement in words, a line for each part. language: bn or en."""
    said, appeal = _WORDS[language], one.appeal
    values = {
        "written": _day(one.comment.created_at, language),
        "decided": _day(one.decided_at, language),
        "article": one.article.title or one.comment.article_id,
        "revision": _digits(one.comment.revision, language),
        "model": one.comment.model or "",
        "policy": _digits(one.comment.policy or 0, language),
        "appealed": _day(appeal.created_at, language) if appeal else "",
        "settled": _day(appeal.settled_at or 0, language) if appeal else "",
    }
    redress = "redress" if appeal is None else "upheld" if appeal.outcome else "open"
    lines = [
        [one.restriction, "lasts"],
        ["facts", *(["reported"] if one.reported else []), *(["read"] if one.read_by_machine else [])],
        ["machine" if one.by_machine else "person"],
        ["ground"],
    ]
    parts = [" ".join(said[name].format(**values) for name in names) for names in lines]
    parts[-1] = " ".join([parts[-1], *(reason(code).sentence(language) for code in one.codes)])
    return "\n\n".join([said["title"], *parts, said[redress].format(**values), said["court"]]) + "\n"


def _day(moment: int, language: str) -> str:
    return _digits(f"{datetime.fromtimestamp(moment / SECOND, UTC):%d.%m.%Y}", language)


def _digits(value: object, language: str) -> str:
    return str(value).translate(_BENGALI_DIGITS) if language == "bn" else str(value)
