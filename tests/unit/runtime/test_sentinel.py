"""Redis behind Sentinels, as it is written in a setting."""

from __future__ import annotations

import pytest

from runtime.redis_client import connect
from runtime.sentinel import Watched, for_kombu, is_watched, parse

URL = "sentinel://:p%40ss@s1:26379,s2,s3:1234/prohori/2"


def test_a_url_names_sentinels_the_one_they_watch_and_its_database():
    assert parse(URL) == Watched(
        sentinels=(("s1", 26379), ("s2", 26379), ("s3", 1234)), name="prohori", db=2, password="p@ss"
    )
    assert parse("sentinel://s1/prohori") == Watched(sentinels=(("s1", 26379),), name="prohori", db=0, password=None)
    assert is_watched(URL)
    assert not is_watched("redis://s1/0")


def test_celery_s_transport_is_told_each_sentinel_by_itself():
    assert for_kombu(URL) == (
        "sentinel://:p%40ss@s1:26379/2;sentinel://:p%40ss@s2:26379/2;sentinel://:p%40ss@s3:1234/2"
    )
    assert for_kombu("sentinel://s1/prohori") == "sentinel://s1:26379/0"


@pytest.mark.parametrize(
    "url", ["sentinel:///prohori", "sentinel://s1", "sentinel://s1:x/prohori", "sentinel://s1/n/x"]
)
def test_what_says_less_is_refused(url):
    with pytest.raises(ValueError, match=r"must be sentinel://|is no host and port"):
        parse(url)


def test_the_client_asks_the_sentinels():
    pool = connect(URL).connection_pool
    assert (pool.service_name, pool.connection_kwargs["db"]) == ("prohori", 2)
