"""The shipped classifier and the default rules hold nobody for bearing an ordinary name."""

import pytest

from models.artifact import load
from moderation.judge import judge
from policy.judge import Site
from policy.ruleset import DEFAULT_RULESET
from policy.states import Status
from tests.factories import case

ORDINARY = [
    "রহিমা বেগম",
    "মোহাম্মদ আবদুল করিম",
    "মোঃ শফিকুল ইসলাম",
    "ফাতেমা তুজ জোহরা",
    "আয়েশা সিদ্দিকা",
    "নুরুল হক",
    "তানজিলা আক্তার",
    "খন্দকার মোশাররফ",
    "সৈয়দ আলী আহসান",
    "মাওলানা আবু বকর",
    "শেখ হাসিবুর রহমান",
    "গোলাম রব্বানী",
    "জাহানারা খাতুন",
    "শ্যামল চন্দ্র দাস",
    "অনিতা রানী সাহা",
    "কৃষ্ণা চক্রবর্তী",
    "দুর্গাদাস মুখোপাধ্যায়",
    "লক্ষ্মী দেবী",
    "হরিপদ মণ্ডল",
    "গোবিন্দ হালদার",
    "বিমল বড়ুয়া",
    "প্রজ্ঞালোক ভিক্ষু",
    "শান্তিরক্ষিত মহাথের",
    "জন গোমেজ",
    "মেরি ডি কস্তা",
    "প্যাট্রিক রোজারিও",
    "সিস্টার অনিমা",
    "রিপন চাকমা",
    "কল্পনা চাকমা",
    "মং প্রু মারমা",
    "জুই ত্রিপুরা",
    "সঞ্জীব দ্রং",
    "রবীন্দ্রনাথ সরেন",
    "পাঠক",
    "একজন পাঠক",
    "নাম প্রকাশে অনিচ্ছুক",
    "বাংলার ছেলে",
    "গ্রামের মানুষ",
    "এম এ মান্নান",
    "এ কে এম ফজলুল হক",
    "ড. মো. জাফর আহমেদ",
    "আ. ন. ম. এহসানুল",
    "মিতু",
    "টুটুল",
    "ভোলা মিয়া",
    "কালাচাঁদ",
    "পাগলা হাওয়া",
    "Rahima Begum",
    "Md. Abdul Karim",
    "Md.Rahim Uddin",
    "Md Shafiqul Islam",
    "A.K.M. Fazlul Haque",
    "S M Sultan",
    "Fatema Tuz Johora",
    "Tanvir Hossain",
    "Nusrat Jahan",
    "Kazi Farhan",
    "Anita Rani Saha",
    "Shyamal Das",
    "Krishna Chakraborty",
    "Durga Prasad",
    "Hindol Pal",
    "Bimal Barua",
    "Sumon Barua",
    "John Gomes",
    "Mary D'Costa",
    "Patrick Rozario",
    "Ripon Chakma",
    "Kalpana Chakma",
    "Mong Pru Marma",
    "Sanjeeb Drong",
    "Rabindra Soren",
    "R.I. Khan",
    "M. A. Mannan",
    "Rony 24",
    "Sadia_007",
    "The Reader",
    "A Citizen",
    "Guest",
    "Anonymous",
    "Titu",
    "Ranjit Sarkar",
    "Gadadhar Pal",
]


def test_ordinary_names_are_not_held() -> None:
    assert len(ORDINARY) >= 60
    site = Site(DEFAULT_RULESET)
    verdicts = judge(load(None), [case(site, "ভালো লাগল", author_name=name) for name in ORDINARY])
    held = [name for name, one in zip(ORDINARY, verdicts, strict=True) if one.status is not Status.APPROVED]
    assert held == []


@pytest.mark.parametrize("name", ["মাগির পোলা", "Fuck You", "শুয়োরের বাচ্চা", "www.taka-aay.com"])
def test_a_name_that_insults_or_advertises_is_held(name: str) -> None:
    (verdict,) = judge(load(None), [case(Site(DEFAULT_RULESET), "ভালো লাগল", author_name=name)])
    assert verdict.status is Status.HELD
    assert verdict.reasons[0].code.startswith("name-")
