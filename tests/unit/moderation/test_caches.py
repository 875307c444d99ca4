"""Names judged before: the same verdicts at less cost, no more names than the bound, none of another classifier."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from models.fake import FakeClassifier
from models.protocol import Scores
from policy.judge import Draft, Site, judge
from policy.rules.names import Name, NameMemory
from policy.ruleset import parse

NAMES = ["রহিমা", "গালিশব্দ", "বাজার.com", "রহিমা", None, "", "Kobir"]


class Counting(FakeClassifier):
    """Remembers what it was asked."""

    def __init__(self, markers: dict[str, list[str]], version: str = "fake-1") -> None:
        super().__init__(markers, version)
        self.asked: list[list[str]] = []

    def score(self, texts: Sequence[str]) -> Scores:
        self.asked.append(list(texts))
        return super().score(texts)


def drafts(site: Site) -> list[tuple[Site, Draft]]:
    return [(site, Draft(f"কথা {place}", None, None, name=name)) for place, name in enumerate(NAMES)]


def name(text: str) -> Name:
    return Name(text, text, "spam", 0.5)


def test_verdicts_are_the_same_with_and_without_memory_and_names_are_asked_once() -> None:
    classifier, memory = Counting({"profanity": ["গালিশব্দ"]}), NameMemory()
    site = Site(parse({}))
    first, again = judge(classifier, drafts(site), memory), judge(classifier, drafts(site), memory)
    assert first == again == judge(classifier, drafts(site))
    assert {fired.code for verdict in first for fired in verdict.reasons} == {"name-unfit", "name-link"}
    assert [len(asked) - len(NAMES) for asked in classifier.asked] == [4, 0, 4]


def test_another_classifier_is_asked_anew() -> None:
    memory, site = NameMemory(), Site(parse({}))
    draft = [(site, Draft("কথা", None, None, name="রহিমা"))]
    assert judge(Counting({}), draft, memory)[0].reasons == ()
    (stricter,) = judge(Counting({"profanity": ["রহিমা"]}, "fake-2"), draft, memory)
    assert [fired.code for fired in stricter.reasons] == ["name-unfit"]


def test_a_site_that_does_not_ask_for_names_is_told_nothing_though_another_one_asks() -> None:
    classifier = Counting({"profanity": ["গালিশব্দ"]})
    asks, not_asks = Site(parse({})), Site(parse({"names": {"action": "off"}}))
    both = [(site, Draft("কথা", None, None, name="গালিশব্দ")) for site in (asks, not_asks)]
    assert [len(one.reasons) for one in judge(classifier, both, NameMemory())] == [1, 0]


def test_the_names_met_longest_ago_are_forgotten() -> None:
    memory = NameMemory(most=3)
    memory.keep("v", map(name, "abc"))
    assert memory.known("v", ["a"])
    memory.keep("v", map(name, "de"))
    assert set(memory.known("v", "abcde")) == {"a", "d", "e"}
    assert memory.known("w", "abcde") == {}


def test_threads_share_it() -> None:
    memory = NameMemory(most=50)

    def work(seed: int) -> None:
        for number in range(2_000):
            text = str((number * seed) % 97)
            for found in memory.known("v", [text]).values():
                assert found.text == text
            memory.keep("v", [name(text)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1, 9)))
    assert len(memory.known("v", map(str, range(97)))) == 50
