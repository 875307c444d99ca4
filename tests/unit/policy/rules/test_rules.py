"""What lists and rules find in a comment, what becomes of it, and what a moderator is told."""

from typing import Any

import pytest

from moderation.judge import judge
from policy.actions import Action
from policy.copies import Fingerprinted
from policy.decide import Verdict
from policy.entries import Entry, Kind
from policy.judge import Background, Case, Site
from policy.rules.facts import AuthorHistory
from policy.ruleset import parse
from policy.states import Status
from policy.word_index import WordIndex
from tests.factories import case
from tests.fake_classifier import FakeClassifier

CLASSIFIER = FakeClassifier({"profanity": ["গালিশব্দ"]})
KNOWN = AuthorHistory(approved=4)
LONG = (
    "আমাদের এলাকার সেতুটি তিন বছর ধরে ভাঙা পড়ে আছে প্রতিদিন শত শত ছাত্রছাত্রী নৌকায় নদী পার হয়ে স্কুলে যায় অথচ কর্তৃপক্ষের কারও চোখে পড়ে না"
)
SENTENCE = "সেতুটি তিন বছর ধরে ভাঙা পড়ে আছে"


def lists(*entries: tuple[str, str, Action]) -> WordIndex:
    made = [
        Entry(f"id-{text}", Kind(kind), text, action, "rahima", "2026-11-23T10:00:00Z")
        for kind, text, action in entries
    ]
    return WordIndex(made, CLASSIFIER.fold)


def printed(text: str, author: str = "me", id_: str = "earlier") -> Fingerprinted:
    return Fingerprinted(id_, author, CLASSIFIER.score([text]).fingerprints[0])


def verdict_on(
    text: str,
    rules: dict[str, Any] | None = None,
    words: WordIndex | None = None,
    recent: tuple[Fingerprinted, ...] = (),
    history: AuthorHistory | None = KNOWN,
    **known: Any,
) -> Verdict:
    site = Site(parse(rules or {}), words or lists(), recent)
    return judge(CLASSIFIER, [mine(site, text, "new", history=history, **known)])[0]


def mine(site: Site, text: str, id_: str, *, history: AuthorHistory | None = KNOWN, **known: Any) -> Case:
    return case(site, text, Background(history=history), id=id_, author_id="me", **known)


def codes(verdict: Verdict) -> list[str]:
    return [fired.code for fired in verdict.reasons]


# Lists


@pytest.mark.parametrize(("action", "status"), [(Action.HOLD, Status.HELD), (Action.REJECT, Status.REJECTED)])
def test_a_listed_word_has_its_action_and_tells_who_listed_it_and_where_it_stands(
    action: Action, status: Status
) -> None:
    text = "ওই  বিশাল শাল দেখো"
    verdict = verdict_on(text, words=lists(("word", "শাল", action)))
    assert (verdict.status, codes(verdict)) == (status, ["word-listed"])
    detail = verdict.reasons[0].detail
    assert detail is not None
    assert text[detail["start"] : detail["end"]] == "শাল"
    assert (detail["entry"]["author"], detail["entry"]["added_at"]) == ("rahima", "2026-11-23T10:00:00Z")


def test_a_pattern_and_a_host_are_found_in_the_text_as_typed() -> None:
    text = "কল 01712345678 https://a.spam.example/x"
    verdict = verdict_on(
        text, words=lists(("pattern", r"017\d{8}", Action.HOLD), ("host", "spam.example", Action.REJECT))
    )
    assert (verdict.status, codes(verdict)) == (Status.REJECTED, ["host-listed", "pattern-listed"])
    host, pattern = (fired.detail or {} for fired in verdict.reasons)
    assert host["host"] == "a.spam.example"
    assert text[pattern["start"] : pattern["end"]] == "01712345678"


@pytest.mark.parametrize(
    "text",
    [
        "দেখুন badsite.comএ",
        "badsite.com-এ আসুন",
        "https://shop.badsite.comতে",
        "[url=https://badsite.com]x[/url]",
        "bad\u00adsite.com",
        "http://%62adsite.com",
    ],
)
def test_a_listed_host_is_met_however_it_is_dressed_up(text: str) -> None:
    verdict = verdict_on(text, words=lists(("host", "badsite.com", Action.REJECT)))
    assert (verdict.status, codes(verdict)) == (Status.REJECTED, ["host-listed"])
    few = {"links": {"most": 0}}
    assert "links-many" in codes(verdict_on(text, few))


def test_the_authors_own_address_is_looked_up_as_well() -> None:
    verdict = verdict_on(
        "ভালো", words=lists(("host", "spam.example", Action.HOLD)), author_url="https://spam.example/me"
    )
    assert codes(verdict) == ["host-listed"]
    assert (verdict.reasons[0].detail or {})["field"] == "author.url"


def test_a_rejecting_entry_stands_before_what_only_holds() -> None:
    words = lists(("word", "শাল", Action.REJECT), ("word", "মাঠ", Action.HOLD))
    verdict = verdict_on("মাঠ শাল গালিশব্দ", words=words)
    assert verdict.status is Status.REJECTED
    assert codes(verdict) == ["word-listed", "word-listed", "profanity-likely"]
    assert (verdict.reasons[0].detail or {})["entry"]["text"] == "শাল"


# Links


def links(number: int) -> str:
    return " ".join(f"https://khobor-{place}.example/a" for place in range(number))


@pytest.mark.parametrize(
    ("history", "number", "held"),
    [(KNOWN, 3, False), (KNOWN, 4, True), (AuthorHistory(), 1, False), (AuthorHistory(), 2, True), (None, 2, True)],
)
def test_more_links_than_allowed_are_held_sooner_for_a_new_author(
    history: AuthorHistory | None, number: int, held: bool
) -> None:
    verdict = verdict_on(f"দেখুন {links(number)}", history=history)
    assert codes(verdict) == (["links-many"] if held else [])


def test_many_links_name_their_hosts() -> None:
    detail = verdict_on(links(4)).reasons[0].detail
    assert detail is not None
    spans = detail.pop("spans")
    assert detail == {"links": 4, "most": 3, "hosts": [f"khobor-{place}.example" for place in range(4)]}
    assert all("khobor-" in links(4)[start:end] for start, end in spans)
    assert len(spans) == 4


def test_hosts_that_the_site_allows_do_not_count() -> None:
    own = " ".join(f"https://www.khobor.example/{place} bit.ly/{place}" for place in range(9))
    assert verdict_on(own, {"links": {"allow": ["khobor.example", "bit.ly"]}}).status is Status.APPROVED


def test_the_authors_own_address_is_a_link_as_well() -> None:
    url = "https://khobor-own.example"
    assert verdict_on(links(3)).status is Status.APPROVED
    verdict = verdict_on(links(3), author_url=url)
    assert codes(verdict) == ["links-many"]
    assert (verdict.reasons[0].detail or {})["links"] == 4
    assert "khobor-own.example" in (verdict.reasons[0].detail or {})["hosts"]
    assert codes(verdict_on(links(1), author_url=url, history=AuthorHistory())) == ["links-many"]
    assert verdict_on("ভালো", author_url=url, history=AuthorHistory()).status is Status.APPROVED
    assert verdict_on(links(3), {"links": {"allow": ["khobor-own.example"]}}, author_url=url).reasons == ()
    short = verdict_on("ভালো", author_url="https://bit.ly/3xYz")
    assert codes(short) == ["link-shortened"]
    assert short.reasons[0].detail == {"host": "bit.ly", "field": "author.url"}


@pytest.mark.parametrize(
    "link", ["t.co/aB3", "youtu.be/x", "fb.me/x", "wa.me/8801712345678", "lnkd.in/x", "m.me/khobor"]
)
def test_a_short_name_of_one_service_hides_nothing(link: str) -> None:
    assert codes(verdict_on(f"দেখুন https://{link}")) == []


def test_a_shortened_link_is_held_and_a_site_may_let_it_pass_or_reject_it() -> None:
    text = "এখানে bit.ly/3xYz"
    assert codes(verdict_on(text)) == ["link-shortened"]
    assert verdict_on(text, {"links": {"shorteners": "off"}}).status is Status.APPROVED
    assert verdict_on(text, {"links": {"shorteners": "reject"}}).status is Status.REJECTED


# Repeats


def test_the_same_authors_same_words_are_held_in_another_thread() -> None:
    verdict = verdict_on(SENTENCE + "!!", recent=(printed(SENTENCE),))
    assert codes(verdict) == ["text-repeated"]
    assert verdict.reasons[0].detail == {"repeats": 1, "least": 1, "of": "earlier", "bits": 0, "hours": 24}


def test_equal_short_greetings_by_different_authors_are_not_held() -> None:
    for text in ("ধন্যবাদ", "Thanks", "আলহামদুলিল্লাহ!", "অসাধারণ প্রতিবেদন, ধন্যবাদ"):
        crowd = tuple(printed(text, f"w{place}", f"c{place}") for place in range(50))
        assert verdict_on(text, recent=crowd).status is Status.APPROVED, text


def test_a_formula_that_many_write_is_not_held() -> None:
    formula = "ইন্না লিল্লাহি ওয়া ইন্না ইলাইহি রাজিউন, আল্লাহ তাঁকে জান্নাত দান করুন"
    crowd = tuple(printed(formula, f"w{place}", f"c{place}") for place in range(50))
    assert verdict_on(formula, recent=crowd).status is Status.APPROVED


def test_a_short_text_by_the_same_author_counts_only_when_equal_and_often() -> None:
    thrice = tuple(printed("ধন্যবাদ ভাই", "me", f"c{place}") for place in range(3))
    assert verdict_on("ধন্যবাদ ভাই", recent=thrice[:2]).status is Status.APPROVED
    assert codes(verdict_on("ধন্যবাদ ভাই", recent=thrice)) == ["text-repeated"]
    assert verdict_on("ধন্যবাদ আপু", recent=thrice).status is Status.APPROVED


def test_a_long_text_spread_by_several_authors_is_held() -> None:
    crowd = tuple(printed(LONG, f"w{place}", f"c{place}") for place in range(3))
    assert verdict_on(LONG, recent=crowd[:2]).status is Status.APPROVED
    verdict = verdict_on(LONG, recent=crowd)
    assert codes(verdict) == ["text-copied"]
    assert (verdict.reasons[0].detail or {})["repeats"] == 3


def test_short_praise_with_a_link_by_the_eighth_writer_is_a_copy() -> None:
    praise = "দারুণ লেখা! দেখুন https://khobor.example/a"
    crowd = tuple(printed(praise, f"w{place}", f"c{place}") for place in range(7))
    assert verdict_on(praise, recent=crowd[:6]).status is Status.APPROVED
    verdict = verdict_on(praise, recent=crowd)
    assert (verdict.status, codes(verdict)) == (Status.HELD, ["text-copied"])
    assert (verdict.reasons[0].detail or {})["repeats"] == 7
    assert verdict_on("দারুণ লেখা! দেখুন", recent=crowd).status is Status.APPROVED
    assert verdict_on(praise, {"links": {"allow": ["khobor.example"]}}, recent=crowd).status is Status.APPROVED


def test_an_edit_does_not_repeat_what_it_was() -> None:
    assert verdict_on(SENTENCE, recent=(printed(SENTENCE, "me", "new"),)).status is Status.APPROVED


def test_a_batch_is_compared_with_itself() -> None:
    site = Site(parse({}))
    cases = [mine(site, SENTENCE, str(place)) for place in range(2)]
    assert [codes(one) for one in judge(CLASSIFIER, cases)] == [[], ["text-repeated"]]


def test_sites_do_not_see_each_others_comments() -> None:
    cases = [mine(Site(parse({})), SENTENCE, str(place), history=None) for place in range(2)]
    assert [codes(one) for one in judge(CLASSIFIER, cases)] == [[], []]


# The author


def test_a_hurried_author_is_held_and_told_how_hurried() -> None:
    assert verdict_on("ভালো", history=AuthorHistory(posts=9)).status is Status.APPROVED
    verdict = verdict_on("ভালো", history=AuthorHistory(posts=10))
    assert codes(verdict) == ["writing-fast"]
    assert verdict.reasons[0].detail == {"posts": 10, "minutes": 5, "most": 10}


def test_a_poor_record_is_held() -> None:
    assert verdict_on("ভালো", history=AuthorHistory(rejected=2)).status is Status.APPROVED
    verdict = verdict_on("ভালো", history=AuthorHistory(approved=1, rejected=3))
    assert codes(verdict) == ["record-poor"]
    assert verdict.reasons[0].detail == {"rejected": 3, "approved": 1, "latest": 10, "least": 3}


@pytest.mark.parametrize("section", ["links", "repeats", "rate", "record"])
def test_a_section_that_is_off_finds_nothing_and_one_that_rejects_rejects(section: str) -> None:
    def judged(action: str) -> Verdict:
        others = {name: {"action": "off"} for name in ("links", "repeats", "rate", "record") if name != section}
        return verdict_on(
            f"{LONG} {links(9)}",
            {**others, section: {"action": action}},
            recent=(printed(LONG),),
            history=AuthorHistory(rejected=20, posts=100),
        )

    assert [judged(action).status for action in ("off", "hold", "reject")] == ["approved", "held", "rejected"]


# Names


def test_a_name_only_ever_holds_and_the_reason_says_that_it_is_the_name() -> None:
    words = lists(("word", "শাল", Action.REJECT), ("host", "spam.example", Action.REJECT))
    assert codes(verdict_on("ভালো", author_name="গালিশব্দ মিয়া")) == ["name-unfit"]
    assert codes(verdict_on("ভালো", author_name="কাজ www.taka.example")) == ["name-link"]
    listed = verdict_on("ভালো", author_name="শাল", words=words)
    assert (listed.status, codes(listed)) == (Status.HELD, ["name-listed"])
    assert codes(verdict_on("ভালো", author_name="www.spam.example", words=words)) == ["name-listed"]
    assert verdict_on("ভালো", {"names": {"action": "off"}}, author_name="গালিশব্দ").status is Status.APPROVED


def test_a_name_shared_by_many_comments_is_scored_once_in_the_same_call() -> None:
    calls: list[list[str]] = []

    class Counting(FakeClassifier):
        def score(self, texts: Any) -> Any:
            calls.append(list(texts))
            return super().score(texts)

    site = Site(parse({}))
    judge(Counting({}), [case(site, f"কথা {place}", author_name="রহিমা") for place in range(5)])
    assert calls == [[*(f"কথা {place}" for place in range(5)), "রহিমা"]]


# Together


def test_the_mode_waits_for_what_nothing_else_stopped() -> None:
    assert codes(verdict_on("ভালো", {"mode": "pre"}, history=AuthorHistory(posts=99))) == ["writing-fast"]
    assert codes(verdict_on("ভালো", {"mode": "pre"})) == ["pre-moderation"]
