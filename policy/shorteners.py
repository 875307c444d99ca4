"""Hosts that hide where a link leads, because anybody may have them lead anywhere.

Source: named by hand after what each service says of itself, and compared on 28 November 2026 with the public
collection github.com/PeterDaveHello/url-shorteners. Nothing was copied of that: most of its names lead to one company's
pages.

Not here, because their links do not hide a stranger's page:
- what a platform puts around every link by itself, whoever posts it: t.co (X), lnkd.in (LinkedIn), qr.ae (Quora);
- short names of one service for its own pages: youtu.be, fb.me, fb.watch, wa.me, m.me, t.me, redd.it, g.co, forms.gle.
"""

from __future__ import annotations

from typing import Final

SHORTENERS: Final = frozenset(
    (
        "adf.ly",
        "b.link",
        "bit.do",
        "bit.ly",
        "bitly.com",
        "buff.ly",
        "clck.ru",
        "cutt.ly",
        "cutt.us",
        "da.gd",
        "dub.sh",
        "gg.gg",
        "goo.gl",
        "goo.su",
        "is.gd",
        "j.mp",
        "kutt.it",
        "n9.cl",
        "ouo.io",
        "ow.ly",
        "rb.gy",
        "rebrand.ly",
        "reurl.cc",
        "s.id",
        "short.gy",
        "shorte.st",
        "shorturl.at",
        "shrtco.de",
        "soo.gd",
        "surl.li",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "tny.im",
        "u.to",
        "urlz.fr",
        "v.gd",
        "x.gd",
    )
)
