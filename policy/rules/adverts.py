"""Adverts in languages of which the classifier has learned none, and an author whose name or address is an advert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from policy.hosts import host_of
from policy.phrases import LINK, MAIL, PHONE, Line, Phrases, folded
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings

# What is offered: money, loans, bets. Russian, Chinese, Arabic, Hindi, Vietnamese, Portuguese, Spanish, French,
# Indonesian, Turkish.
OFFERS: Final = Phrases(
    """
    заработ, подработ, доход, от 5000 рублей, рублей в день, казино, ставки на, кредит без, займ, вложени,
    инвестиц, 赚钱, 日赚, 月入, 兼职, 赌场, 博彩, 彩票, 贷款, 代开, 发票, 返利, 高薪, 投资回报, 棋牌, 娱乐城,
    اربح, ربح المال, ارباح, أرباح,
    دخل اضافي, دخل إضافي, كازينو, قرض, قروض, استثمار مضمون, مراهنات, कमाएं, कमाएँ, कमाओ, कमाई, पैसे कमा, लोन,
    कैसीनो, सट्टा, घर बैठे, लॉटरी, kiếm tiền, kiem tien, thu nhập, thu nhap, vay tiền, vay nhanh, cá cược,
    ca cuoc, nhà cái, nha cai, nổ hũ, lô đề, việc nhẹ lương cao, ganhe dinheiro, ganhar dinheiro, renda extra,
    empréstimo, emprestimo, cassino, apostas, lucro garantido, gana dinero, ganar dinero, ingresos extra,
    préstamo, prestamo, apuestas, dinero desde casa, gagnez, gagner de l argent, revenus complémentaires,
    prêt rapide, offre de prêt, casino en ligne, slot gacor, judi online, togel, pinjaman, penghasilan tambahan,
    hasilkan uang, para kazan, bahis, kredi ver
    """
)
# How to get at it, beside a link, a mail address or a number.
CONTACTS: Final = Phrases(
    """
    телеграм, телегу, в тг, вотсап, ватсап, ссылк, пишите, пиши в, подпис, в лс, переход, 微信, 电报, 加我, 联系, 链接,
    点击, 咨询, 扫码, qq$, vx$, واتساب, واتس اب, تيليجرام, تلغرام, تواصل, الرابط, اضغط, راسلني, व्हाट्सएप, वॉट्सऐप,
    टेलीग्राम, संपर्क, लिंक, क्लिक, जुड़ें, मैसेज, zalo, liên hệ, lien he, bấm vào, đăng ký, inbox, ib$, clique,
    link$, chama no, entre em contato, contato, haz clic, contacta, contacto, escríbeme, escribeme, enlace,
    cliquez, contactez, écrivez, hubungi, klik, daftar, iletişim, tıkla, whatsapp, telegram, wechat, dm$
    """
)
TRADES: Final = Phrases(
    """
    casino, kasino, казино, ক্যাসিনো, slot$, slots, jackpot, জ্যাকপট, poker, roulette, betting, বেটিং, sportsbook,
    1xbet, mostbet, bet365, melbet, togel, judi, viagra, cialis, levitra, tramadol, escort, porn, payday,
    quick loan, cheap loan, personal loan, লোন দিচ্ছি, forex, crypto signals, binary option, backlink,
    seo service, seo expert, buy followers, essay writ, replica, vashikaran, love spell, spell caster, বশীকরণ
    """
)
_WAYS: Final = (LINK, MAIL, PHONE)
_IN_HOSTS: Final = (
    *(
        "casino",
        "kasino",
        "jackpot",
        "poker",
        "roulette",
        "1xbet",
        "mostbet",
        "bet365",
        "melbet",
        "betting",
        "togel",
        "slots",
    ),
    *("viagra", "cialis", "levitra", "escort", "porn", "payday", "replica", "spellcaster", "essaywrit", "backlink"),
)


@dataclass(frozen=True, slots=True)
class AdvertSettings(RuleSettings):
    """It applies to an offer of money, loans or bets with a way to get at it, and to authors named after a trade."""


def find(facts: Facts, settings: AdvertSettings) -> Iterator[Finding]:
    """Yield the offer in the text, then the advert that the name or the address of the author is."""
    offer = OFFERS.find(facts.line)
    if offer is not None and (any(way in facts.folded for way in _WAYS) or CONTACTS.find(facts.line) is not None):
        start, end = facts.place(facts.text, *offer)
        yield Finding("advert-foreign", settings.action, {"start": start, "end": end})
    if facts.name is not None and (trade := TRADES.find(Line(facts.name.folded))) is not None:
        start, end = facts.place(facts.name.text, *trade)
        yield Finding("author-advertises", settings.action, {"field": "author.name", "start": start, "end": end})
    if facts.url:
        host = host_of(facts.url)
        plain = folded(host).replace("-", "")
        if any(trade in plain for trade in _IN_HOSTS):
            yield Finding("author-advertises", settings.action, {"field": "author.url", "host": host})


ADVERTS: Final = Rule(
    "adverts",
    AdvertSettings,
    (
        Reason(
            "advert-foreign",
            "signal",
            None,
            "This comment reads like an advert for money, loans or bets.",
            "মন্তব্যটি টাকা, ঋণ বা বাজির বিজ্ঞাপনের মতো মনে হচ্ছে।",
        ),
        Reason(
            "author-advertises",
            "signal",
            None,
            "The author's name or web address looks like an advert.",
            "মন্তব্যকারীর নাম বা ওয়েব ঠিকানা বিজ্ঞাপনের মতো মনে হচ্ছে।",
        ),
    ),
    find,
)
