"""What the desk says in words: why a comment is here, how old it is, who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from flask_babel import format_datetime, gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from policy.reasons import reason
from policy.states import Actor, Status
from runtime.clock import SECOND
from service.console.locale import digits, language

LABELS: Final[Mapping[str, LazyString]] = {
    "spam": lazy_gettext("advertising"),
    "toxicity": lazy_gettext("hurtful words"),
    "severe_toxicity": lazy_gettext("extreme hatred"),
    "insult": lazy_gettext("an insult"),
    "identity_attack": lazy_gettext("an attack on a group"),
    "threat": lazy_gettext("a threat"),
    "sexual": lazy_gettext("sexual talk"),
    "profanity": lazy_gettext("swear words"),
}
STATUSES: Final[Mapping[str, LazyString]] = {
    Status.PENDING: lazy_gettext("Waiting for the judge"),
    Status.HELD: lazy_gettext("Held"),
    Status.APPROVED: lazy_gettext("Approved"),
    Status.REJECTED: lazy_gettext("Rejected"),
    Status.DELETED: lazy_gettext("Deleted"),
}
REJECTIONS: Final[Mapping[str, LazyString]] = {  # in the order of the digit keys
    "person-abuse": lazy_gettext("abuse"),
    "person-threat": lazy_gettext("threat"),
    "person-hate": lazy_gettext("hatred"),
    "person-spam": lazy_gettext("spam"),
    "person-off-topic": lazy_gettext("off topic"),
    "person-private-data": lazy_gettext("private data"),
    "person-other": lazy_gettext("other"),
}
REPORTED: Final[Mapping[str, LazyString]] = {  # what readers report a comment for
    "abuse": lazy_gettext("abuse"),
    "threat": lazy_gettext("threat"),
    "hate": lazy_gettext("hatred"),
    "spam": lazy_gettext("spam"),
    "off-topic": lazy_gettext("off topic"),
    "private-data": lazy_gettext("private data"),
    "other": lazy_gettext("other"),
}
OUTCOMES: Final[Mapping[str, LazyString]] = {  # of reports and of appeals
    "upheld": lazy_gettext("upheld"),
    "dismissed": lazy_gettext("dismissed"),
    "overturned": lazy_gettext("granted"),
    "withdrawn": lazy_gettext("withdrawn"),
}
ACTORS: Final[Mapping[str, LazyString]] = {  # who moved a comment, where it was no person
    Actor.MACHINE: lazy_gettext("the judge"),
    Actor.READERS: lazy_gettext("readers"),
    Actor.AUTHOR: lazy_gettext("the author"),
}
LANGUAGES: Final[Mapping[str, LazyString]] = {
    "bn": lazy_gettext("Bengali"),
    "bn-Latn": lazy_gettext("Banglish"),
    "en": lazy_gettext("English"),
    "hi": lazy_gettext("Hindi"),
    "ur": lazy_gettext("Urdu"),
    "und": lazy_gettext("unknown language"),
}
WIRES: Final = {  # names of products, the same in all languages
    "perspective": "Perspective API",
    "coral": "Coral",
    "openai": "OpenAI API",
    "akismet": "Akismet API",
}
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND


def why(status: str, reasons: Sequence[Mapping[str, Any]]) -> str:
    """Return in one line why a comment stands where it stands."""
    looks = [
        f"{LABELS[one['label']]} ({score(one['score'])})"
        for one in reasons
        if one.get("label") in LABELS and one.get("score") is not None
    ]
    said = [gettext("looks like %(what)s", what=", ".join(looks))] if looks else []
    said += [message(one["code"]) for one in reasons if one.get("label") not in LABELS or one.get("score") is None]
    return f"{STATUSES[status]}: {'; '.join(said)}" if said else str(STATUSES[status])


def message(code: str) -> str:
    """Return a reason as a sentence, without the full stop."""
    return reason(code).sentence(language()).rstrip(".।")


def signal(one: Mapping[str, Any]) -> str:
    """Return a finding beside the classifier's in words, with the number behind it and the rule's limit."""
    counted, detail = reason(one["code"]).counted, one.get("detail") or {}
    number = detail.get(counted.number) if counted else None
    limit = detail.get(counted.limit) if counted else None
    if counted is None or number is None or limit is None:
        return message(one["code"])
    return f"{message(one['code'])} · " + gettext(
        "%(number)s, from %(limit)s on", number=digits(number), limit=digits(limit + counted.beyond)
    )


def score(value: float) -> str:
    """Return a probability with two places."""
    return digits(f"{value:.2f}")


def weight(value: float) -> str:
    """Return a weight with its sign and two places."""
    return digits(f"{value:+.2f}".replace("-", "−"))


def percent(value: float) -> str:
    """Return a share 0..1 in percent."""
    return digits(f"{value * 100:.0f} %")


def age(span: int) -> str:
    """Return a span of microseconds in the largest unit that fits."""
    if span >= DAY:
        return digits(ngettext("%(num)s day", "%(num)s days", span // DAY))
    if span >= HOUR:
        return digits(gettext("%(num)s h", num=span // HOUR))
    if span >= MINUTE:
        return digits(gettext("%(num)s min", num=span // MINUTE))
    return gettext("just now")


def moment(at: int | None) -> str:
    """Return a moment, microseconds, as date and time of day; empty for none."""
    return "" if at is None else digits(format_datetime(datetime.fromtimestamp(at / SECOND, UTC), "d MMM yyyy, HH:mm"))


def time_of_day(at: int) -> str:
    """Return the time of day of a moment, microseconds."""
    return digits(format_datetime(datetime.fromtimestamp(at / SECOND, UTC), "HH:mm"))


class Written(Protocol):
    """A comment, of which it is told who wrote it."""

    @property
    def id(self) -> str: ...
    @property
    def author_id(self) -> str: ...
    @property
    def author_name(self) -> str | None: ...


def writer(one: Written) -> str:
    """Return who wrote a comment: by name, else by id; over some foreign wires nobody is known."""
    if one.author_name:
        return one.author_name
    return str(gettext("author not known")) if one.author_id.endswith(f":{one.id}") else one.author_id
