"""Sentences without any disguise keep every letter."""

import unicodedata

import pytest

from models.text.fold import fold_batch, fold_text

SENTENCES = [
    "সে না এলে আমি যাব না।", "এ কে খন্দকার বইটি লিখেছেন।", "বি.এন.পি ও আওয়ামী লীগ দুই দলই এসেছে।", "কি না কি বলে গেল!",
    "মা গো, যা গরম পড়েছে।", "ইমরান খান কি আসবেন?", "দাম ৫০০ টাকা, আগে ছিল ৪৫০।", "তারিখ ০৫.০৮.২০২৪, সময় ১০:৩০।",
    "ড. মুহম্মদ শহীদুল্লাহ্ ভাষাবিদ ছিলেন।", "২১শে ফেব্রুয়ারি মাতৃভাষা দিবস।",
    "বিশাল শাল গাছের নিচে বসলাম।", "ও কে ডাকছে রে?",
    "এস এস সি পরীক্ষা শুরু কাল।", "ঢাকা-চট্টগ্রাম মহাসড়কে যানজট।", "ধীরে-ধীরে সব ঠিক হবে।", "আমি তো তা বলি নি।",
    "1971 সালে দেশ স্বাধীন হয়।", "৩.৫ লাখ মানুষ, ১০০% সত্যি।", "তুমি কে? সে কে? ও কে?", "বাংলাদেশ ২-১ গোলে জিতল!",
    "৫টা বাজে, ২০২৪সালে দেখা হবে।", "10টি বই আর ৩জন মানুষ", "কোভিড১৯এর টিকা", "খামারে ছাগল৩টা আর গাধা২টা আছে", "জি৭দেশগুলো",
    "সে বলল नमस्ते, আমি বললাম সালাম।", "हिंदी और বাংলা दोनों सुंदर हैं।", "भारत ने 2-1 से जीता।", "মোবাইল৫জি এসেছে",
    "यह किताब ५०० रुपये की है।",
    "ami valo achi, tumi kemon acho?", "2mi koi jao?", "ei boi ta 500tk diye kinsi", "4u only, bujhla?",
    "ajke 1ta class chilo",
    "r na, ar parchi na", "o k bhai, dekha hobe", "ei je u r late", "kal 9tar moddhe asho",
    "amar phone A55, valo chole",
    "The U.S.A. and the U.K. signed it.", "I am a man, and so is he.", "a b c d e are letters",
    "Plan A or plan B? A+ for both!",
    "covid19 and covid-19 are one", "H2O is water; CO2 is not", "Buy 3G, 4G or 5G cards",
    "the G20 and the G7 met", "on 9/11 it rained",
    "U-19 World Cup, T20I next", "written in C++ and C#", "an mp3 of 10 MB costs $5.99", "Meet at 5pm, gate B12",
    "a well-known e-mail problem", "call me at home, o.k.?", "it's what they've said, isn't it?",
    "Win10 on an i7 with 16GB",
    "price: 1,200.50 USD (20% off)", "see pp. 12-15, fig. 3a", "J. K. Rowling wrote it",
    "I give it 10/10!!", "great!but late",
    "#news #bd2024 today", "100m in 9.58s", "x*y = z, 2*3=6", "he said: word* (see note)", "the dot com bubble",
    "Это хорошая новость, друзья.", "Мама мыла раму в 2024 году.", "А и Б сидели на трубе.", "Он сказал: «Не знаю».",
    "Καλημέρα σας, τι κάνετε;", "Η Ελλάδα είναι όμορφη.", "यह खबर सही नहीं है।", "मैं कल दिल्ली जा रहा हूँ।",
    "bài viết này rất hay và hữu ích", "Tôi không biết, bạn ạ.", "Das ist größer als früher.",
    "Não é verdade, você sabe.",
]  # fmt: skip


def _letters(text: str) -> str:
    """Lower-case letters, signs and digits, taken apart and with European digits, by the standard library alone."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in apart
        if unicodedata.category(char)[0] in "LMN"
    )


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_ordinary_sentence_keeps_every_letter_and_every_word(sentence: str) -> None:
    folded = fold_text(sentence)
    assert _letters(folded) == _letters(sentence)
    assert len(folded.split()) == len(sentence.split())


def test_ordinary_sentences_fold_alike_in_a_batch() -> None:
    assert fold_batch(SENTENCES) == [fold_text(sentence) for sentence in SENTENCES]
