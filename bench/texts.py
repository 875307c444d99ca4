"""Bengali comments of about 150 characters, all different, written for the benches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

_PLACES = (
    "আমাদের গ্রামে", "শহরের এই মোড়ে", "নদীর ওপারে", "বাজারের পাশে", "হাসপাতালের সামনে", "স্কুলের মাঠে", "বাসস্ট্যান্ডে",
    "পুরোনো সেতুর কাছে", "উত্তরের চরে", "রেললাইনের ধারে", "আমাদের পাড়ায়", "ইউনিয়ন পরিষদে", "মহাসড়কের ওপর", "খালের পাড়ে",
)  # fmt: skip
_FACTS = (
    "প্রতি বর্ষায় হাঁটুপানি জমে যায়, অথচ কেউ দেখতে আসে না।",
    "নতুন রাস্তা হওয়ার পর মানুষের কষ্ট অনেকটাই কমেছে।",
    "সন্ধ্যার পর কোনো বাতি জ্বলে না, মেয়েরা ভয়ে বের হয় না।",
    "তরুণেরা নিজেরা টাকা তুলে একটা পাঠাগার বানিয়েছে।",
    "সবজির দাম এত বেড়েছে যে সাধারণ মানুষ আর কিনতে পারছে না।",
    "তিন বছর ধরে কাজ চলছে, শেষ হওয়ার কোনো লক্ষণ দেখি না।",
    "চিকিৎসক আছেন কিন্তু ওষুধ নেই, রোগীরা ফিরে যাচ্ছে।",
    "শিক্ষকেরা খুব আন্তরিক, ছেলেমেয়েরা এখন আনন্দে পড়ে।",
    "বাঁধ ভেঙে ধানের জমি তলিয়ে গেছে, ক্ষতিপূরণ কেউ পায়নি।",
    "গাছ কেটে মার্কেট বানানো হচ্ছে, এটা মেনে নেওয়া যায় না।",
    "খেলার মাঠটা বাঁচানোর জন্য সবাই মিলে দাঁড়িয়েছিলাম।",
    "ভোটের আগে কত কথা শুনলাম, পরে আর কারও দেখা পেলাম না।",
)
_VIEWS = (
    "প্রতিবেদকের জন্য ধন্যবাদ, এমন খবর আরও চাই।",
    "কর্তৃপক্ষের দ্রুত ব্যবস্থা নেওয়া উচিত বলে মনে করি।",
    "লেখাটা পড়ে মন ভালো হয়ে গেল, শুভকামনা রইল।",
    "আমি নিজে দেখেছি, খবরের সঙ্গে পুরোপুরি একমত।",
    "তথ্যটা আংশিক ঠিক, পুরো ছবিটা আরেকটু জটিল।",
    "যাঁরা কাজটা করছেন তাঁদের পাশে আমাদের থাকা দরকার।",
    "এই বিষয়ে একটা ধারাবাহিক প্রতিবেদন করলে ভালো হয়।",
    "দায়িত্ব কার, সেটা পরিষ্কার করে বলা হোক।",
    "জবাবদিহি না থাকলে কিছুই বদলাবে না।",
    "টাকা কোথায় গেল তার হিসাব জনগণ জানতে চায়।",
    "আগামী বছর যেন একই কথা আবার লিখতে না হয়।",
    "ছোট উদ্যোগও যে কত বড় হতে পারে, এটাই তার প্রমাণ।",
)
_NUMBERS = ("২", "৩", "৪", "৫", "৬", "৭", "৮", "৯", "১০", "১১")
_SINCE = tuple(
    f"{count} {unit} ধরে দেখছি,"
    for unit in ("বছর", "মাস", "সপ্তাহ")
    for count in ["২", "৩", "৪", "৫", "৬", "৭", "৮", "৯", "১০", "১১"]
)
# One in twenty is of the kind that moderation is there for, so that every outcome has its share of the work.
_ADVERTS = (
    "ঘরে বসে দিনে ৫০০০ টাকা আয় করুন, এখনই লিংকে ক্লিক করুন",
    "লোন লাগলে ইনবক্স করুন, কোনো কাগজ লাগবে না, যোগাযোগ",
)
_EVERY = 20
# Neighbours in the product share most of their words, and would be held as copies of each other; a step that has no
# factor in common with the number of comments visits each once, far from the last.
_STEP = 7_919


def comments(number: int) -> list[str]:
    """Return that many different comments, always the same ones. Raises ValueError above 60,480."""
    made = list(islice(_all(), number))
    if len(made) < number:
        raise ValueError(f"there are only {len(made)} different comments")
    return made


def _all() -> Iterator[str]:
    everything = list(product(_SINCE, _VIEWS, _FACTS, _PLACES))
    for place in range(len(everything)):
        since, view, fact, where = everything[place * _STEP % len(everything)]
        if place % _EVERY == _EVERY - 1:
            yield f"{_ADVERTS[place % len(_ADVERTS)]} https://taka-{place}.example/join {since} {where} {view}"
        else:
            yield f"{since} {where} {fact} {view}"
