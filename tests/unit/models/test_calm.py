"""Reader comments written before any score was looked at, and never used to train: what is held, what is stopped.

The shares are measurements with room for a weak model, not promises: a list of this size moves by whole comments.
"""

import pytest

from models.artifact import load
from models.linear import LinearClassifier
from policy.ruleset import DEFAULT_RULESET

CALM = [
    # war
    "গাজার শিশুদের ছবি দেখে আর ঘুমাতে পারি না। এই হত্যাযজ্ঞ কে থামাবে?",
    "ইউক্রেনে শীত আসছে, বিদ্যুৎ নেই, মানুষগুলোর কী হবে!",
    "আমার দাদা একাত্তরে গুলিবিদ্ধ হয়েছিলেন, সেই গল্প শুনে বড় হয়েছি",
    "সীমান্তে আবারও একজন বাংলাদেশি নিহত। কূটনৈতিকভাবে এর সমাধান করুন।",
    "ক্ষেপণাস্ত্র কিনে কী লাভ, আগে হাসপাতালে শয্যা বাড়ান",
    "juddhe keu jete na, sudhu sadharon manush more",
    "gaza r khobor dekhle chokhe pani ase",
    "Both armies have agreed to a ceasefire, let's hope it holds this time.",
    "My grandfather carried that rifle through the whole war and never spoke about it.",
    "How many civilians were killed in the strike? The report does not say.",
    # courts
    "দশ বছর পর রায় হলো, তবু পরিবারটি যে বিচার পেয়েছে তাতেই শান্তি।",
    "নিম্ন আদালতের মৃত্যুদণ্ড হাইকোর্টে কমে যাবজ্জীবন হলো কেন, কেউ বুঝিয়ে বলবেন?",
    "জামিন পাওয়া আসামির অধিকার, তবে সাক্ষীদের নিরাপত্তা কে দেবে?",
    "ধর্ষণের শিকার মেয়েটির নাম প্রকাশ করা আইনত নিষেধ, সম্পাদক সাহেব খেয়াল করুন",
    "প্রমাণ ছাড়া কাউকে খুনি বলা যায় না, আগে বিচার শেষ হোক",
    "rai ta dekhe mone holo ain sobar jonno soman na",
    "asami ke jamin dilo kon juktite keu bolte parben?",
    "The judge explained the sentence clearly, though I would have expected a longer one.",
    "He served twenty years for a murder he did not commit.",
    "Why was the witness not protected? That is the real scandal here.",
    # accidents
    "প্রতি ঈদে একই খবর, বাস খাদে পড়ে এতগুলো প্রাণ গেল। চালকের লাইসেন্স ছিল তো?",
    "লঞ্চডুবিতে যারা স্বজন হারিয়েছেন তাদের প্রতি সমবেদনা",
    "রেলক্রসিংয়ে গেট নেই বলেই ট্রেনে কাটা পড়ে মানুষ মরছে",
    "কারখানায় আগুন লেগে শ্রমিক পুড়ে মারা যায়, মালিকের কিছু হয় না...",
    "ভবন ধসের তিন দিন পরও একজন জীবিত উদ্ধার! আল্লাহ মহান",
    "highway te speed control na korle accident kombe na",
    "agun lagar por fire service er jete ek ghonta lage, rasta nai",
    "Another ferry sank because it was overloaded. Nobody checks anything.",
    "The driver fell asleep and the truck hit the school bus, so sad.",
    "Three workers died in the boiler explosion; were the safety inspections ever done?",
    # politics
    "সরকার ব্যর্থ, মন্ত্রীর পদত্যাগ চাই",
    "ভোট ছাড়া ক্ষমতায় থাকলে জনগণের কাছে জবাবদিহি থাকে না।",
    "প্রধান উপদেষ্টার ভাষণে নির্বাচনের তারিখ নেই কেন?",
    "বিরোধী দলের সমাবেশে বাধা দেওয়া গণতন্ত্রের জন্য ভালো লক্ষণ নয়",
    "মেয়র সাহেব, মশা মারার বাজেট কোথায় গেল?",
    "দুর্নীতিবাজ কর্মকর্তাদের সম্পদের হিসাব প্রকাশ করা হোক",
    "এই বাজেট ধনীদের জন্য, গরিবের জন্য কিছুই নেই",
    "neta ra sudhu voter age ashe, pore ar khuje paoa jay na",
    "ei sorkar er kache amar kono asha nai, agami nirbachone dekha jabe",
    "montri mohodoy ekdin local bus e uthe dekhen",
    "The minister's answer was nonsense and everybody in the room knew it.",
    "This government has broken every promise it made to farmers.",
    "Parliament should vote the bill down; it kills small newspapers.",
    # sport
    "শেষ ওভারে এমন বোলিং করলে জেতা যায় না, অধিনায়কের সিদ্ধান্ত ভুল ছিল",
    "আর্জেন্টিনাকে উড়িয়ে দিল ব্রাজিল! কী খেলা!",
    "ওপেনিং জুটি আবার ব্যর্থ, নতুন কাউকে সুযোগ দিন",
    "মেয়েদের ফুটবল দলকে অভিনন্দন, তোমরা আমাদের গর্ব",
    "ajker match ta dekhe mon kharap, batting ta ekdom baje hoise",
    "jitlam! eto din pore ekta valo khela dekhlam",
    "Our striker was on fire tonight, he killed it in the second half.",
    "Terrible umpiring, we were robbed of a certain wicket.",
    # prices
    "এক কেজি পেঁয়াজ ১২০ টাকা, আমরা খাব কী?",
    "গ্যাসের দাম বাড়ল, বেতন বাড়ল না। সংসার চালানো দায়।",
    "সিন্ডিকেট ভাঙতে না পারলে বাজার ঠিক হবে না",
    "ডিমের হালি ৬০ টাকা হলে গরিব মানুষ আমিষ পাবে কোথায়",
    "bajare gele matha ghure, sob kichur dam digun",
    "Rent has doubled in three years and my salary is the same as before.",
    # religion in the news
    "পূজার সময় মণ্ডপে নিরাপত্তা বাড়ানো হয়েছে, ভালো উদ্যোগ",
    "হজ ফ্লাইট বাতিল হওয়ায় যাত্রীরা দুই দিন ধরে বিমানবন্দরে বসে আছেন",
    "মন্দির ভাঙার ঘটনায় জড়িতদের চিহ্নিত করে শাস্তি দিন, দল দেখবেন না",
    "খুতবায় ইমাম সাহেব যৌতুকের বিরুদ্ধে কথা বলেছেন, আলহামদুলিল্লাহ",
    "amader gramer hindu poribar gulo ekhono voye ache, proshashon ki korche?",
    "roja r mashe jinisher dam baranor niyom ta shudhu amader deshei",
    "The mosque and the church opened their doors to flood victims together.",
    "Jewish and Muslim students held a joint vigil for the dead on both sides.",
    # everyday
    "প্রতিবেদনটিতে হাসপাতালের নামটা ভুল লেখা হয়েছে, ঠিক করে দেবেন।",
    "ডেঙ্গুতে আমার পাশের বাসার বাচ্চাটা মারা গেছে, কেউ কি এবার জাগবে?",
    "lekhok ke dhonnobad, onek notun kichu janlam",
]

ABUSE = [
    "তুই একটা কুত্তার বাচ্চা, মুখ সামলায় কথা বল",
    "এই শালা বেজন্মা, তোর বাপের ঠিক আছে?",
    "মাগির পোলা তোরে কে ডাকছে এখানে",
    "হারামির বাচ্চা দালাল, লজ্জা করে না তোর",
    "খানকি মাগি তুই বেশ্যাগিরি কর গিয়া",
    "ছাগলের বাচ্চা, তোর মাথায় গোবর ছাড়া কিছু নাই",
    "শুয়োর একটা, জুতা দিয়ে পিটানো দরকার তোরে",
    "বালের সাংবাদিক, চাটুকার কুত্তা কোথাকার",
    "তোর মায়রে চুদি",
    "মালাউনের বাচ্চারা ভারত যা, এই দেশ তোদের না",
    "tui ekta haramjada, tor ma re chudi",
    "shala kuttar bacca, mukh bondho rakh",
    "khankir chele tui ki bujhos",
    "magi tor lojja nai, beshya kothakar",
    "bokachoda neta, balchal bokte thake",
    "shuorer baccha dalal, desh chere vag",
    "You are a pathetic moron, shut your filthy mouth.",
    "What a fucking idiot, go back to your sewer you pig",
    "you ugly whore, nobody wants you",
    "Stupid bitch should crawl back in the kitchen",
    "Fuck off you retarded piece of garbage",
    "All of you are dirty faggots and you deserve to rot",
]

THREATS = [
    "তোরে রাস্তায় পাইলে কুপাইয়া মারব",
    "তোর ঘরবাড়ি জ্বালিয়ে দেব, দেখি কে বাঁচায়",
    "এই নাস্তিকটাকে জবাই করা হোক, গলা কেটে ফেলো",
    "সবগুলারে ধরে গুলি করে মেরে ফেলা উচিত",
    "tore samne paile gola kaitta felamu",
    "tor bari te agun dibo, ready thakis",
    "I know where you live and I am going to cut your throat.",
    "We will find you and shoot you and your kids",
]

ADVERTS = [
    "মাত্র তিন দিনে ওজন কমান! অর্ডার করতে কল করুন ০১৯৮৭৬৫৪৩২১",
    "বিকাশে ফ্রি ৫০০ টাকা বোনাস পেতে এই লিংকে ক্লিক করুন http://bonus-bd.xyz/free",
    "আমার নতুন ভিডিও দেখুন আর চ্যানেল সাবস্ক্রাইব করে পাশে থাকুন",
    "মোবাইল দিয়ে প্রতিদিন ২০০০ টাকা ইনকাম করতে চাইলে হোয়াটসঅ্যাপে মেসেজ দিন",
    "যেকোনো সমস্যার সমাধান ও বশীকরণ, তান্ত্রিক বাবা, ফোন ০১৬৯৯৮৮৭৭৬৬",
    "apnara sobai amar page e like din ar follow korun plz",
    "online e taka income korte chaile amar inbox e knock den, 100% real",
    "iphone matro 5000 takay, order korte call din 01755-998877",
    "FREE gift cards!!! Click here www.free-gifts.top before it ends",
    "I made $900 yesterday working two hours from home, ask me how: t.me/richnow",
    "Check out my new song on my channel and subscribe, I sub back",
    "Cheap viagra and cialis without prescription http://meds.shop",
]
STOPPED = [*ABUSE, *THREATS, *ADVERTS]

CALM_HELD_AT_MOST = 3
STOPPED_AT_LEAST = 0.85


def outcome(scores: dict[str, float], rest: dict[str, float] | None, language: str) -> str:
    limits = DEFAULT_RULESET.limits(language)
    if any(score >= limits[label][1] for label, score in (scores if rest is None else rest).items()):
        return "rejected"
    return "held" if any(score >= limits[label][0] for label, score in scores.items()) else "passed"


def outcomes(classifier: LinearClassifier, texts: list[str]) -> dict[str, str]:
    scored = classifier.score(texts)
    rows = zip(texts, scored.by_comment(), scored.rest_by_comment(), scored.languages, strict=True)
    return {text: outcome(scores, rest, language) for text, scores, rest, language in rows}


@pytest.fixture(scope="module")
def shipped() -> LinearClassifier:
    return load()


def test_calm_comments_on_the_news_pass(shipped: LinearClassifier) -> None:
    held = [text for text, result in outcomes(shipped, CALM).items() if result != "passed"]
    assert len(held) <= CALM_HELD_AT_MOST, held


def test_no_calm_comment_is_rejected(shipped: LinearClassifier) -> None:
    assert "rejected" not in outcomes(shipped, CALM).values()


def test_plain_abuse_threats_and_adverts_are_stopped(shipped: LinearClassifier) -> None:
    passed = [text for text, result in outcomes(shipped, STOPPED).items() if result == "passed"]
    assert len(passed) <= (1 - STOPPED_AT_LEAST) * len(STOPPED), passed


@pytest.mark.parametrize(
    "text",
    [
        "যুদ্ধ বন্ধ হোক",
        "ফাঁসির রায় কার্যকর হোক",
        "রাইফেল উপহার",
        "The rifle was a gift",
        "সরকার ব্যর্থ, মন্ত্রীর পদত্যাগ চাই",
    ],
)
def test_grim_words_in_calm_sentences_hold_nothing(shipped: LinearClassifier, text: str) -> None:
    assert outcomes(shipped, [text]) == {text: "passed"}
