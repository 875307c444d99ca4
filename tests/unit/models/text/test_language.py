"""Languages of short comments."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.language import LANGUAGES, detect, mixture


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("খবরটা পড়ে ভালো লাগল।", "bn"),
        ("Facebook-এ দেখলাম, সত্যি নাকি?", "bn"),
        ("ami tomar kotha bujhlam na vai", "bn-Latn"),
        ("khub valo lekha, amar onek kaje lagbe", "bn-Latn"),
        ("I do not think that this is the right way", "en"),
        ("यह खबर सही नहीं है।", "hi"),
        ("yeh kya ho raha hai bhai, kuch samajh nahi aaya", "hi-Latn"),
        ("یہ خبر ٹھیک نہیں ہے", "ur"),
        ("ye to hona hi tha, kia kren ap log bohat ghalat kehty ho", "ur-Latn"),
        ("HELLO, THANKS FOR THIS!", "en"),
        ("هذا الخبر غير صحيح", "ar"),
        ("bài viết này rất hay và hữu ích", "vi"),
        ("berita ini tidak benar dan saya tahu", "id"),
        ("das ist nicht der richtige Weg", "de"),
        ("isso não está certo, mas você sabe", "pt"),
        ("이 기사는 사실이 아니다", "ko"),
        ("это неправда, друзья", "ru"),
        ("12345 !!! 😂", "und"),
        ("", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect(text) == language


@given(st.text(st.characters(codec=None)))
def test_any_text_has_one_of_the_listed_languages(text: str) -> None:
    assert detect(text) in LANGUAGES


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("খবরটা পড়ে ভালো লাগল, thank you very much for the news", {"bn", "en"}),
        ("ami tomar kotha bujhlam na, because you did not say what they want", {"bn-Latn", "en"}),
        ("यह खबर सही नहीं है, please check again my friend", {"hi", "en"}),
        ("খবরটা পড়ে ভালো লাগল।", {"bn"}),
        ("12345 !!!", {"und"}),
    ],
)
def test_a_mixed_text_has_more_than_one_language(text: str, languages: set[str]) -> None:
    assert set(mixture(text)) == languages


def test_the_largest_share_comes_first() -> None:
    assert mixture("এই খবরটা পড়ে আমার খুব ভালো লাগল ভাই, thank you so much") == ("bn", "en")


LINKS = " https://example.com/the/best/of-all www.example.org/what-is-this example.net/yeh-kya-hai taka-win.xyz"


@pytest.mark.parametrize(
    "beside",
    [
        LINKS,
        " name.of.the.author@example.com, info@example.org",
        " @this_is_the_man @kya_hai_bhai @the @and",
        " #what #this_and_that #kya",
        " 01712-345678 ০১৭১২৩৪৫৬৭৮ +৮৮০ ১৭১২ ৩৪৫৬৭৮",
    ],
    ids=["links", "mail", "names", "tags", "phones"],
)
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("খবর ভালো", "bn"),
        ("यह खबर सही है", "hi"),
        ("khub valo hoise vai", "bn-Latn"),
        ("call me now please", "en"),
        ("das ist nicht richtig", "de"),
    ],
)
def test_links_addresses_names_tags_and_numbers_do_not_change_the_language(
    text: str, language: str, beside: str
) -> None:
    for both in (text + beside, f"{beside[1:]} {text}"):
        assert detect(both) == language
        assert mixture(both) == (language,)


def test_a_text_of_tags_alone_has_their_language() -> None:
    assert detect("#খবর #ভালো") == "bn"
    assert detect("#what #is #this") == "en"


def test_a_text_of_links_alone_has_no_language() -> None:
    assert detect(LINKS) == "und"


def test_full_stops_without_a_space_are_no_links() -> None:
    assert detect("das ist gut.aber nicht immer.und du") == "de"


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("এই মুভিটা আমি আর আমার বন্ধুরা গতকালও তিনবার দেখেছি, you should really watch it with your family", ("bn", "en")),
        ("You should really watch this with your family, দারুণ একটা মুভি", ("en", "bn")),
        ("ami eta onek age dekhsi vai, but i think you did not understand what they said about it", ("en", "bn-Latn")),
        ("vai tumi ki bolo eta to amra onek age thekei jani, but thanks for the idea of your team", ("bn-Latn", "en")),
        ("yeh film maine kal dekhi thi aur bahut achi lagi, you should watch it with your friends", ("hi-Latn", "en")),
        ("मैंने यह फिल्म कल देखी, you must see it", ("hi", "en")),
        ("আজকের খবরটা এখানে দেখুন https://example.com/this/is/what-we-have-for-you", ("bn",)),
        ("মোবাইল app-টা ভালো, কিন্তু দাম বেশি", ("bn",)),
        ("vai product ta valo, video ta dekhe kinsi", ("bn-Latn",)),
        ("bhai phone acha hai, battery bhi theek hai", ("hi-Latn",)),
        ("we all love this song, bhai", ("en",)),
        ("यह video बहुत अच्छा है", ("hi",)),
        ("আজকের match টা দারুণ ছিল!", ("bn",)),
    ],
)
def test_languages_of_mixed_sentences_and_borrowed_words(text: str, languages: tuple[str, ...]) -> None:
    assert mixture(text) == languages


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_mixture_of_listed_languages(text: str) -> None:
    found = mixture(text)
    assert found
    assert len(set(found)) == len(found)
    assert set(found) <= set(LANGUAGES)


@pytest.mark.parametrize(
    "part",
    ["লেখা ভালো ", "a.b", "a", "@", "#", "://", "www.", "a@", "a-", "০১", "০১ ", "https://a.co ", "@ক্ষ", "😂"],
)
def test_a_very_long_text_takes_no_longer(part: str) -> None:
    text = part * (20_000 // len(part))
    begun = time.process_time()
    for _ in range(50):
        detect(text)
        mixture(text)
    assert time.process_time() - begun < 0.5
