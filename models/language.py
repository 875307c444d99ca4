"""Language of a comment, guessed from its letters and its most frequent words."""

LANGUAGES = ("bn", "bn-Latn", "en", "hi", "hi-Latn", "ur", "vi", "id", "de", "pt", "ar", "ko", "ru", "und")

_LOOKED_AT = 400  # characters; more changes the answer in no comment worth the time

_WORDS = {
    "en": "the and is are was were this that of to in it for with not have has you they what will be on as "
    "by from he she we",
    "bn-Latn": "ami tumi apni tui amar tomar apnar tor se tara amra ki keno kemon kothay kobe bhai vai apu ache "
    "nai nei korbo korte kore korlo korse korche hobe hoy hoise hoyeche holo kotha onek khub valo "
    "bhalo eta oita ekta ei oi ar na jodi tahole kintu sob shob manush desh der ke diye theke jonno "
    "moto ekhon amader tomader bolen bole jabe jay thik takay taka lagbe lage pore sathe chai dekhe",
    "hi-Latn": "hai hain nahi nahin kya kyu kyun mein mai main tum aap mera meri tera teri hum ye yeh wo woh ka "
    "ki ke ko se bhi aur tha thi ho gaya raha rahe rahi karo karna kar hota sab log bahut accha acha "
    "kuch abhi phir jab toh apna kaise",
    "de": "der die das und ist nicht ich du wir sie ein eine mit auf den dem von zu auch sich wie aber nur "
    "noch wenn werden hat",
    "pt": "que não nao de da do uma um para com os as em por mais mas isso esse essa você voce ele ela "
    "muito seu sua tem foi são",
    "vi": "là và của không có được người những cho một này với các khong nguoi nhung thì mà đã anh em bạn "
    "ơi nên cũng rồi",
    "id": "yang dan di itu ini tidak untuk dengan dari kau kamu saya aku apa ada akan bisa juga gak nggak "
    "banget orang sudah",
}
_VOTES: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _VOTES.setdefault(_word, []).append(_language)

_URDU_ONLY = "ٹڈڑںےہگچپکی"
_VIETNAMESE_ONLY = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_NOT_LETTERS = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)


def detect(text: str) -> str:
    """One of LANGUAGES: the script decides, for Latin letters the frequent words do; "und" when neither can.

    Takes a few microseconds: scripts are counted by their lead bytes in UTF-8.
    """
    text = text[:_LOOKED_AT]
    if text.isascii():
        return _latin_language(text.lower())
    data = text.encode("utf-8", "ignore")
    bengali = data.count(b"\xe0\xa6") + data.count(b"\xe0\xa7")
    if bengali * 2 > len(text):
        return "bn"
    counts = {
        "bn": bengali,
        # The full stop of Bengali, the danda, is encoded among the Devanagari letters.
        "hi": data.count(b"\xe0\xa4") + data.count(b"\xe0\xa5") - data.count(b"\xe0\xa5\xa4"),
        "ar": sum(map(data.count, (b"\xd8", b"\xd9", b"\xda", b"\xdb"))),
        "ru": sum(map(data.count, (b"\xd0", b"\xd1"))),
        "ko": sum(map(data.count, (b"\xea", b"\xeb", b"\xec", b"\xed"))),
    }
    script = max(counts, key=counts.__getitem__)
    latin = len(data.translate(None, _NOT_LETTERS))
    # A Latin word or link inside Bengali text weighs less than the Bengali around it.
    if counts[script] and counts[script] * 2 >= latin:
        if script == "ar" and any(letter in text for letter in _URDU_ONLY):
            return "ur"
        return script
    return _latin_language(text.lower()) if latin else "und"


def _latin_language(lowered: str) -> str:
    votes = dict.fromkeys(_WORDS, 0)
    if not lowered.isascii() and any(letter in lowered for letter in _VIETNAMESE_ONLY):
        votes["vi"] += 3
    for word in _VOTES.keys() & lowered.split():
        for language in _VOTES[word]:
            votes[language] += 1
    best = max(votes, key=votes.__getitem__)
    return best if votes[best] else "und"
