"""Links in a text, as typed or folded: addresses and bare domains, also those written to slip through.

Folding, the language and the rules of a site all go by this one finder.
"""

from __future__ import annotations

import re
from typing import Final

# Endings that make a bare domain a link. A sentence without its space ("it was done.so we") ends in none of them.
_ENDINGS = (
    "com|net|org|info|biz|xyz|site|online|website|app|dev|io|co|bd|uk|pk|lk|np|au|ca|eu|de|fr|nl|jp|kr|cn|ru|ua|tr|ir|sa|ae|"
    "sg|hk|tv|cc|ws|ly|gl|gg|gd|gy|tk|ml|ga|cf|gq|edu|gov|mobi|asia|icu|buzz|cyou|sbs|click|casino|vip|loan|বাংলা|ভারত"
)
# Words and syllables as well: these need "www." before them or a path behind them.
_DOUBTFUL = (
    "me|my|in|it|is|so|to|at|no|be|us|am|as|by|do|id|re|st|sh|ai|live|life|today|news|blog|world|money|fun|win|bet|top|shop|"
    "store|club|space|host|press|tech|link|email|pro|one|work|zone"
)
_LABEL = r"[\w\u0900-\u0963\u0966-\u0dff-]{1,63}"  # with Indic signs, without the danda that ends a sentence
# Written so that nobody follows it by mistake: hxxp://, bit[.]ly, bit(dot)ly.
_DOT = r"(?:\.| ?[\[({](?:\.|dot)[\])}] ?)"
_SCHEME = r"(?:h(?:tt+|xx+)p+s*|ftp)(?:\[:\]|:)//"
_REST = r"[^\s<>\"'`]"
_TAIL = rf"(?:[/?#:]{_REST}{{0,2048}})?"
PATTERN: Final = re.compile(
    rf"{_SCHEME}(?P<address>{_REST}{{1,2048}})"
    rf"|(?P<www>www\d?{_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{1,5}}){_TAIL}"
    rf"|(?<![\w.@/-])(?P<bare>(?:{_LABEL}{_DOT}){{1,5}}"
    rf"(?:(?:{_ENDINGS})(?:(?![\w@-])|(?={_SCHEME}|www\d?{_DOT}))|(?:{_DOUBTFUL})(?=/\w))){_TAIL}",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_CLOSING = ".,;:!?)]}'\"।"


def find_links(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and the address or host as written of each link, in their order. Mail addresses are none."""
    if "." not in text and "//" not in text and "[" not in text and "(" not in text and "{" not in text:
        return []  # as most comments
    found = []
    for match in PATTERN.finditer(text):
        written = match["www"] or match["bare"] or match["address"]
        found.append((match.start(), match.start() + len(match[0].rstrip(_CLOSING)), _DOTS.sub(".", written)))
    return found
