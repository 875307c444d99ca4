"""The demonstration page: the newest comments first, page by page, also without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flask import Flask

from moderation import demo_site
from moderation.judging import judge_pending
from moderation.wiring import Parts
from service.security.keys import new_key
from tests.client import ApiClient
from tests.factories import ON_ONE_DATABASE

COMMENTS = 25
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@ON_ONE_DATABASE
def test_the_newest_comment_stands_first_and_pages_lead_to_the_oldest(app: Flask, parts: Parts) -> None:
    key, hash_ = new_key()
    demo_site.seed(parts, key_hash=hash_, scopes=frozenset({"submit"}), password_hash="none", keep=False)
    said = [
        {
            "article": demo_site.ARTICLE,
            "text": f"{number} নম্বর কথা {number * 37}",
            "author": {"id": f"r{number}"},
            "created_at": (BEGAN + timedelta(minutes=number)).isoformat(),
        }
        for number in range(COMMENTS)
    ]
    ApiClient(app, key).post("/v1/comments/batch", {"comments": said})
    judge_pending(parts)
    read: list[int] = []
    pages = 0
    address: str | None = "/demo"
    while address is not None:
        page = app.test_client().get(address).text
        read += [int(number) for number in re.findall(r"(\d+) নম্বর কথা", page)]
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = more[1].replace("&amp;", "&") if more else None
        pages += 1
    assert read == list(reversed(range(COMMENTS)))
    assert pages == 2
