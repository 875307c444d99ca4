"""What a reason is; the table of all of them is in policy/reasons.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# classifier: a label's score was high. rule: the site's mode, or the author's standing. judge: the judge itself.
# person: a moderator chose it. author: the author, or the site in the author's name.
# signal: links, repeats, the author's pace and record, the display name. list: an entry of the site's word list.
Group = Literal["classifier", "rule", "judge", "person", "author", "signal", "list"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How a reason's detail is read as a number beside its limit: detail[number] reached detail[limit] + beyond."""

    number: str
    limit: str
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its public code, and one sentence each in English and Bengali that an author may read.

    label: the classifier's label it stands for; None for all groups but `classifier`. counted: where a number stands
    behind it. in_name: its places are in the display name, not in the text.
    """

    code: str
    group: Group
    label: str | None
    message_en: str
    message_bn: str
    counted: Counted | None = None
    in_name: bool = False

    def sentence(self, language: str) -> str:
        """Return what the reason tells its author. language: bn; any other for English."""
        return self.message_bn if language == "bn" else self.message_en
