"""The shipped artefact keeps calm about grim news and knows plain abuse and adverts."""

import os
from pathlib import Path

import pytest

from models.artifact import SHIPPED, load
from models.linear import LinearClassifier
from models.protocol import LABELS
from policy.ruleset import DEFAULT_RULESET

CALM = 0.75  # of the threshold from which a person looks

NEWS_TALK = [
    "রাইফেল উপহার দিয়েছেন পুতিন",
    "ফাঁসির রায় কার্যকর হোক দ্রুত",
    "যুদ্ধ বন্ধ হোক",
    "এই যুদ্ধে কত মানুষ মারা গেল",
    "ধর্ষণ মামলার রায় আজ ঘোষণা করা হবে",
    "পুলিশের গুলিতে দুজন নিহত, এর বিচার চাই",
    "খুনিদের শাস্তি হওয়া দরকার",
    "একাত্তরে পাকিস্তানি সেনারা আমাদের গ্রামে আগুন দিয়েছিল",
    "বোমা হামলায় শিশুরা মারা যাচ্ছে, বিশ্ব চুপ কেন?",
    "কোরবানির গরু জবাই করার নিয়ম নিয়ে লেখাটা কাজে লাগল",
    "আগামীকাল ছুটি ঘোষণা করা হয়েছে",
    "সরকারের এই সিদ্ধান্তের সঙ্গে আমি একমত নই",
    "দ্রব্যমূল্য নিয়ন্ত্রণে সরকার পুরোপুরি ব্যর্থ",
    "খবরটি পড়ে মনটা খারাপ হয়ে গেল",
    "আওয়ামী লীগ ও বিএনপি দুই দলই দায়ী",
    "মেসি কাল রাতে দুই গোল করেছেন",
    "ব্যাংক ঋণের সুদের হার কমানো উচিত",
    "চাকরির বাজারে অভিজ্ঞতা ছাড়া কেউ নেয় না",
    "হিন্দু মুসলমান সবাই মিলে এই দেশ",
    "নামাজের সময়সূচি দিলে ভালো হতো",
    "judhdho bondho hok, ar kono ma jeno na kade",
    "khunir fashi chai, druto bichar hok",
    "police guli korlo keno, eta tonto kora dorkar",
    "dam onek bere gese, sadharon manush kivabe cholbe",
    "The rifle was a gift",
    "he was hanged in 1971",
    "The army killed twelve people in the village yesterday",
    "Police shot a suspect after a bank robbery",
    "The death penalty should be abolished",
    "She was raped and the court still has not heard the case",
    "I disagree with the prime minister on this tax",
    "Muslims and Hindus both voted in large numbers",
]

ABUSE = [
    "শুয়োরের বাচ্চা তুই মর",
    "কুত্তার বাচ্চা, তোর মুখে জুতা",
    "হারামজাদা রাজাকার তুই পাকিস্তান যা",
    "তুই একটা বলদ, বেহায়া কোথাকার",
    "মাদারচোদ",
    "kuttar baccha tui mor",
    "khankir pola",
    "you are a stupid idiot and a piece of shit",
    "go die you worthless moron",
]

THREATS = ["তোকে সামনে পেলে মেরে ফেলব", "I will kill you and your family"]

# Romanised Bengali has no admitted rows labelled as threats, only templates: far above calm talk, not all held.
ROMANISED_THREATS = ["toke dekhle jobai korbo", "tore paile matha fataiya dimu", "toke mere felbo"]
SUSPECT = 0.35

ADVERTS = [
    "ঘরে বসে মাসে ৫০ হাজার টাকা আয় করুন, যোগাযোগ করুন ০১৭১২৩৪৫৬৭৮",
    "আমার চ্যানেলটি সাবস্ক্রাইব করবেন প্লিজ https://youtu.be/abc123",
    "সহজ শর্তে লোন নিন, কোনো জামানত লাগবে না, কল করুন 01812-345678",
    "অনলাইন ক্যাসিনোতে খেলুন আর জিতুন লাখ টাকা www.bet-win.xyz",
    "আমাদের টেলিগ্রাম গ্রুপে জয়েন করুন প্রতিদিন ফ্রি ইনকাম",
    "ghore boshe income korun, inbox korun 01912345678",
    "amar channel ta subscribe korun please https://youtu.be/xyz",
    "Earn $5000 per week working from home, visit http://easy-cash.biz",
    "Check out my channel and subscribe please https://youtube.com/c/abc",
    "Need a loan? Contact us on WhatsApp +1 555 0123 456",
]


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


@pytest.mark.parametrize("text", NEWS_TALK)
def test_calm_talk_about_the_news_stays_low(shipped: LinearClassifier, text: str) -> None:
    scored = shipped.score([text])
    limits = DEFAULT_RULESET.limits(scored.languages[0])
    near = {label: score for label, score in scored.by_comment()[0].items() if score >= CALM * limits[label][0]}
    assert near.keys() & {"toxicity", "threat", "spam"} == set()


@pytest.mark.parametrize("text", NEWS_TALK)
def test_calm_talk_about_the_news_is_not_held(shipped: LinearClassifier, text: str) -> None:
    scored = shipped.score([text])
    limits = DEFAULT_RULESET.limits(scored.languages[0])
    assert [label for label, score in scored.by_comment()[0].items() if score >= limits[label][0]] == []


@pytest.mark.parametrize("text", ABUSE)
def test_plain_abuse_scores_high(shipped: LinearClassifier, text: str) -> None:
    assert shipped.score([text]).by_comment()[0]["toxicity"] > 0.85


@pytest.mark.parametrize("text", THREATS)
def test_plain_threats_score_high(shipped: LinearClassifier, text: str) -> None:
    assert shipped.score([text]).by_comment()[0]["threat"] > 0.7


@pytest.mark.parametrize("text", ROMANISED_THREATS)
def test_plain_threats_in_latin_letters_score_far_above_calm_talk(shipped: LinearClassifier, text: str) -> None:
    assert shipped.score([text]).by_comment()[0]["threat"] > SUSPECT


@pytest.mark.parametrize("text", ADVERTS)
def test_plain_adverts_score_high(shipped: LinearClassifier, text: str) -> None:
    assert shipped.score([text]).by_comment()[0]["spam"] > 0.7


def test_the_shipped_artefact_is_small_and_knows_all_labels(shipped: LinearClassifier) -> None:
    assert shipped.labels == LABELS
    assert sum(os.path.getsize(Path(SHIPPED) / name) for name in os.listdir(SHIPPED)) < 25_000_000


def test_no_research_or_noncommercial_source_is_in_it(shipped: LinearClassifier) -> None:
    assert {item.licence for item in shipped.card.trained_on} <= {"permissive", "share-alike", "check", "none-stated"}
    english = {item.source for item in shipped.card.trained_on if item.source.startswith("en-")}
    assert not {item.source for item in shipped.card.trained_on if item.licence == "none-stated"} & english


def test_without_its_heaviest_word_a_comment_of_one_bad_word_is_hardly_suspect(shipped: LinearClassifier) -> None:
    scored = shipped.score(["মাদারচোদ", "মাদারচোদ কুত্তার বাচ্চা তুই একটা শুয়োর খানকির পোলা", "ধন্যবাদ, খবরটা পড়ে ভালো লাগল"])
    toxicity = LABELS.index("toxicity")
    assert scored.values[0, toxicity] > 0.9 > 0.5 > scored.rest[0, toxicity]
    assert scored.rest[1, toxicity] > 0.9
    assert (scored.rest[2] == scored.values[2]).all()
    assert (scored.rest <= scored.values).all()


def test_what_a_site_may_reject_for_is_asked_of_every_score_from_a_half_on(shipped: LinearClassifier) -> None:
    scored = shipped.score(["তুই একটা গাধা"])  # 0.8 by these words, of which each is needed
    toxicity = LABELS.index("toxicity")
    assert 0.5 <= scored.values[0, toxicity] < 0.85
    assert scored.rest[0, toxicity] < scored.values[0, toxicity]
