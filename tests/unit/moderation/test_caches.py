"""Names judged before: the same verdicts at less cost, no more names than the bound, none of another classifier."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from models.protocol import Scores
from moderation.caches import LONGEST_TEXT, NameCache, TextCache
from moderation.judge import judge
from policy.judge import Case, Site
from policy.rules.facts import Name
from policy.ruleset import parse
from tests.factories import case
from tests.fake_classifier import FakeClassifier

NAMES = ["রহিমা", "গালিশব্দ", "বাজার.com", "রহিমা", None, "", "Kobir"]


class Counting(FakeClassifier):
    """Remembers what it was asked."""

    def __init__(self, markers: dict[str, list[str]], version: str = "fake-1") -> None:
        super().__init__(markers, version)
        self.asked: list[list[str]] = []

    def score(self, texts: Sequence[str]) -> Scores:
        self.asked.append(list(texts))
        return super().score(texts)


def cases(site: Site) -> list[Case]:
    return [case(site, f"কথা {place}", author_name=name) for place, name in enumerate(NAMES)]


def name(text: str) -> Name:
    return Name(text, text, "spam", 0.5)


def test_verdicts_are_the_same_with_and_without_cache_and_names_are_asked_once() -> None:
    classifier, cache = Counting({"profanity": ["গালিশব্দ"]}), NameCache()
    site = Site(parse({}))
    first, again = judge(classifier, cases(site), cache), judge(classifier, cases(site), cache)
    assert first == again == judge(classifier, cases(site))
    assert {fired.code for verdict in first for fired in verdict.reasons} == {"name-unfit", "name-link"}
    assert [len(asked) - len(NAMES) for asked in classifier.asked] == [4, 0, 4]


def test_another_classifier_is_asked_anew() -> None:
    cache, site = NameCache(), Site(parse({}))
    draft = [case(site, "কথা", author_name="রহিমা")]
    assert judge(Counting({}), draft, cache)[0].reasons == ()
    (stricter,) = judge(Counting({"profanity": ["রহিমা"]}, "fake-2"), draft, cache)
    assert [fired.code for fired in stricter.reasons] == ["name-unfit"]


def test_a_site_that_does_not_ask_for_names_is_told_nothing_though_another_one_asks() -> None:
    classifier = Counting({"profanity": ["গালিশব্দ"]})
    asks, not_asks = Site(parse({})), Site(parse({"names": {"action": "off"}}))
    both = [case(site, "কথা", author_name="গালিশব্দ") for site in (asks, not_asks)]
    assert [len(one.reasons) for one in judge(classifier, both, NameCache())] == [1, 0]


def test_the_names_met_longest_ago_are_forgotten() -> None:
    cache = NameCache(most=3)
    cache.keep("v", map(name, "abc"))
    assert cache.known("v", ["a"])
    cache.keep("v", map(name, "de"))
    assert set(cache.known("v", "abcde")) == {"a", "d", "e"}
    assert cache.known("w", "abcde") == {}


def test_threads_share_it() -> None:
    cache = NameCache(most=50)

    def work(seed: int) -> None:
        for number in range(2_000):
            text = str((number * seed) % 97)
            for found in cache.known("v", [text]).values():
                assert found.text == text
            cache.keep("v", [name(text)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1, 9)))
    assert len(cache.known("v", map(str, range(97)))) == 50


def test_equal_texts_are_scored_once_and_the_verdicts_are_the_same() -> None:
    classifier, texts = Counting({"spam": ["বিজ্ঞাপন"]}), TextCache()
    site = Site(parse({}))
    said = ["ভালো", "বিজ্ঞাপন দেখুন", "ভালো", "অন্য কথা", "বিজ্ঞাপন দেখুন"]
    batch = [case(site, text) for text in said]
    first = judge(classifier, batch, None, texts)
    assert classifier.asked == [["ভালো", "বিজ্ঞাপন দেখুন", "অন্য কথা"]]
    assert judge(classifier, [*batch, case(site, "নতুন")], None, texts)[:5] == first
    assert classifier.asked[1:] == [["নতুন"]]
    assert judge(classifier, batch, None, texts) == first
    assert len(classifier.asked) == 2, "nothing was unread"
    assert first == judge(classifier, batch)


def test_another_classifier_reads_equal_texts_anew() -> None:
    texts, site = TextCache(), Site(parse({}))
    draft = [case(site, "বিজ্ঞাপন দেখুন")]
    assert judge(Counting({}), draft, None, texts)[0].reasons == ()
    (stricter,) = judge(Counting({"spam": ["বিজ্ঞাপন"]}, "fake-2"), draft, None, texts)
    assert stricter.reasons


def test_long_texts_are_not_remembered_and_no_more_than_the_bound() -> None:
    classifier, texts, site = Counting({}), TextCache(most=2), Site(parse({}))
    for _ in range(2):
        judge(classifier, [case(site, "ক" * (LONGEST_TEXT + 1))], None, texts)
    for text in ("এক", "দুই", "তিন", "এক"):
        judge(classifier, [case(site, text)], None, texts)
    assert [len(asked) for asked in classifier.asked] == [1] * 6
