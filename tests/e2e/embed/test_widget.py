"""The widget on a newspaper's page: writing, waiting, being refused, and what changes by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import violations
from tests.e2e.conftest import HELD_WORD, PASSWORD, Stack
from tests.e2e.embed.conftest import Readers

People = Callable[..., Page]
KARIM = "karim@prohori.example"
CALM = "নতুন নৌকা আসায় শিশুরা খুব খুশি হয়েছে।"
RUDE = "তুই একটা কুত্তার বাচ্চা, তোকে মেরে ফেলব"
UNDONE = 16_000  # milliseconds: the time to undo is over, the sweep has published, and the page has heard


def test_a_bengali_comment_appears_and_the_count_goes_from_nought_to_one(readers: Readers) -> None:
    reader = readers()
    expect(reader.heading).to_have_text("মন্তব্য (০)")
    reader.write(CALM)
    expect(reader.heading).to_have_text("মন্তব্য (১)")
    expect(reader.said).to_have_text("প্রকাশিত")
    expect(reader.comment(CALM)).to_contain_text("রাশেদ")
    reader.page.reload()
    expect(reader.comment(CALM)).to_be_visible()
    expect(reader.comment(CALM).get_by_role("button", name=re.compile("মুছুন"))).to_be_visible()


def test_an_abusive_one_is_warned_of_held_and_appears_by_itself_when_a_moderator_approves_it(
    readers: Readers, people: People
) -> None:
    reader, other = readers(), readers()
    reader.write(RUDE, send=False)
    expect(reader.widget.locator(".warning")).to_contain_text("পাঠানোর আগে একবার দেখুন")
    reader.widget.get_by_role("button", name="পাঠান").click()
    expect(reader.said).to_have_text("একজন মডারেটর দেখছেন")
    expect(reader.own(RUDE)).to_contain_text("একজন মডারেটর দেখছেন")
    expect(other.heading).to_have_text("মন্তব্য (০)")

    desk = people(KARIM, PASSWORD)
    held = reader.own(RUDE).get_attribute("id").removeprefix("own-")
    desk.goto(desk.url.partition("/console")[0] + f"/console/comments/{held}?status=held")
    expect(desk.locator("#history, details", has_text="History").first).to_be_visible()
    desk.keyboard.press("f")
    for one in (reader, other):  # in another browser, by itself
        expect(one.heading).to_have_text("মন্তব্য (১)", timeout=UNDONE)
        expect(one.comment(RUDE)).to_be_visible()
    expect(reader.own(RUDE)).to_have_count(0)


def test_a_reader_edits_and_deletes_what_is_the_reader_s_own_and_nothing_else(readers: Readers) -> None:
    reader, other = readers(), readers()
    reader.write(CALM)
    mine = reader.comment(CALM)
    mine.get_by_role("button", name=re.compile("বদলান")).click()
    mine.get_by_label("আপনার মন্তব্য").fill("তিনটি নৌকা আসায় শিশুরা স্কুলে যেতে পারছে।")
    mine.get_by_role("button", name="পাঠান").click()
    expect(reader.comment("তিনটি নৌকা")).to_contain_text("সম্পাদিত")
    expect(other.comment("তিনটি নৌকা")).to_be_visible(timeout=5_000)
    expect(other.widget.get_by_role("button", name=re.compile("মুছুন"))).to_have_count(0)
    reader.comment("তিনটি নৌকা").get_by_role("button", name=re.compile("মুছুন")).click()
    reader.widget.get_by_role("button", name="হ্যাঁ, মুছুন").click()
    expect(reader.heading).to_have_text("মন্তব্য (০)")


def test_answers_stand_below_what_they_answer_and_open_forms_outlive_what_changes(readers: Readers) -> None:
    reader, other = readers(), readers()
    reader.write(CALM)
    expect(other.comment(CALM)).to_be_visible(timeout=5_000)
    other.comment(CALM).get_by_role("button", name=re.compile("উত্তর দিন")).click()
    answer = other.comment(CALM).get_by_role("textbox", name=re.compile("উত্তর"))
    answer.fill("আমাদের গ্রামেও এমন নৌকা দরকার।")
    reader.write("শিক্ষকদের ধন্যবাদ জানাই।")
    expect(other.comment("শিক্ষকদের ধন্যবাদ")).to_be_visible(timeout=5_000)
    expect(answer).to_have_value("আমাদের গ্রামেও এমন নৌকা দরকার।")
    answer.press("Tab")
    other.comment(CALM).get_by_role("button", name="পাঠান").click()
    expect(other.widget.locator(".replies article", has_text="আমাদের গ্রামেও")).to_be_visible()
    expect(reader.widget.locator(".replies article", has_text="আমাদের গ্রামেও")).to_be_visible(timeout=5_000)


def test_a_link_to_a_comment_leads_to_it_wherever_it_stands(readers: Readers, stack: Stack, article: str) -> None:
    comments = [
        {
            "article": article,
            "text": f"নদীর ধারের {n} নম্বর গ্রাম থেকে শুভেচ্ছা রইল সবার জন্য {n * 7}।",
            "author": {"id": f"v{n}"},
        }
        for n in range(40)
    ]
    stack.api("POST", "/v1/comments/batch", json={"comments": comments}).raise_for_status()
    reader = readers()
    expect(reader.heading).not_to_have_text("মন্তব্য (০)")
    thread = stack.api("GET", f"/v1/articles/{article}/comments?order=oldest").json()["comments"]
    first = thread[0]["id"]
    reader.page.goto(f"{reader.page.url}#comment-{first}")
    expect(reader.widget.locator(f"[id='comment-{first}']")).to_be_focused()
    more = reader.widget.get_by_role("button", name="আরও মন্তব্য")
    shown = reader.widget.locator(".talk:not(.linked) > li")
    before = shown.count()
    more.click()
    expect(shown.nth(before)).to_be_visible()
    reader.widget.get_by_label("সাজান").select_option("oldest")
    expect(shown.first.locator("article").first).to_have_id(f"comment-{first}")


def test_a_report_puts_a_comment_before_the_moderators_who_keep_it(
    readers: Readers, people: People, stack: Stack
) -> None:
    writer, reader = readers(), readers()
    writer.write(CALM)
    expect(reader.comment(CALM)).to_be_visible(timeout=5_000)
    reader.comment(CALM).get_by_role("button", name=re.compile("অভিযোগ")).click()
    form = reader.comment(CALM).locator("form.ask")
    form.get_by_label("কী সমস্যা?").select_option("off-topic")
    form.get_by_label("আর কিছু বলতে চান?").fill("লেখার সঙ্গে মিল নেই")
    form.get_by_role("button", name="পাঠান").click()
    expect(reader.said).to_have_text("ধন্যবাদ। মডারেটররা দেখবেন।")
    id_ = reader.widget.locator(".talk article", has_text=CALM).get_attribute("id").removeprefix("comment-")

    desk = people(KARIM, PASSWORD)
    desk.goto(f"{stack.url}/console/comments/{id_}?status=reported")
    expect(desk.locator("#stage")).to_contain_text("লেখার সঙ্গে মিল নেই")
    expect(desk.locator("#stage")).to_contain_text("Waiting for the judge → Approved")  # the earlier decision
    desk.get_by_role("button", name="Keep it f").click()
    expect(desk.locator(f".list [href*='{id_}']")).to_have_count(0)
    assert stack.status_of(id_) == "approved"
    expect(writer.comment(CALM)).to_be_visible()


def test_a_refusal_is_stated_appealed_against_and_decided_by_another_person(
    readers: Readers, people: People, stack: Stack
) -> None:
    reader = readers()
    text = f"{HELD_WORD} নিয়ে আমার একটা কথা আছে।"
    reader.write(text)
    expect(reader.own(text)).to_contain_text("একজন মডারেটর দেখছেন")
    id_ = reader.own(text).get_attribute("id").removeprefix("own-")
    desk = people(KARIM, PASSWORD)
    desk.goto(f"{stack.url}/console/comments/{id_}?status=held")
    desk.get_by_text("Reject d").click()
    desk.get_by_role("button", name="off topic").click()
    expect(desk.locator(f".list [href*='{id_}']")).to_have_count(0)
    reader.page.reload()
    expect(reader.own(text)).to_contain_text("প্রকাশ করা যায়নি")
    reader.own(text).get_by_role("button", name="সিদ্ধান্তের বিবরণ").click()
    expect(reader.own(text).locator("pre")).to_contain_text("সিদ্ধান্তটি একজন মডারেটরের।")
    reader.own(text).get_by_role("button", name="আপত্তি জানান").click()
    reader.own(text).get_by_label("কেন সিদ্ধান্তটি ভুল মনে করেন?").fill("কথাটি লেখার সঙ্গেই সম্পর্কিত।")
    reader.own(text).get_by_role("button", name="পাঠান").click()
    expect(reader.own(text)).to_contain_text("আপত্তি জমা হয়েছে")

    desk.goto(f"{stack.url}/console/comments/{id_}?status=appealed")
    expect(desk.locator("#stage")).to_contain_text("কথাটি লেখার সঙ্গেই সম্পর্কিত।")
    desk.get_by_role("button", name="Grant the appeal").click()
    expect(desk.get_by_text("a colleague decides on it").first).to_be_visible()
    assert stack.status_of(id_) == "rejected"
    other = people()
    other.goto(f"{stack.url}/console/comments/{id_}?status=appealed")
    other.get_by_role("button", name="Grant the appeal").click()
    expect(reader.comment(text)).to_be_visible(timeout=UNDONE)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_used_by_all(readers: Readers, theme: str) -> None:
    reader = readers(color_scheme=theme, bypass_csp=True)
    reader.write(RUDE, send=False)
    expect(reader.widget.locator(".warning")).to_contain_text("পাঠানোর আগে")
    reader.widget.get_by_role("button", name="পাঠান").click()
    expect(reader.own(RUDE)).to_be_visible()
    reader.write(CALM)
    other = readers(color_scheme=theme, bypass_csp=True)
    other.comment(CALM).get_by_role("button", name=re.compile("অভিযোগ")).click()
    other.widget.locator("summary").click()
    assert violations(reader.page) == []
    assert violations(other.page) == []


def test_hands_stay_on_the_keys(readers: Readers) -> None:
    reader = readers()
    keys = reader.page.keyboard
    reader.widget.get_by_label("মন্তব্য লিখুন").focus()
    keys.type("কীবোর্ডেই লেখা হলো এই মন্তব্যটি।")
    for key in ("Tab", "Tab", "Enter"):  # past the name, to what sends
        keys.press(key)
    expect(reader.comment("কীবোর্ডেই লেখা")).to_be_visible()


def test_what_is_sent_from_where_many_came_makes_an_effort_first(readers: Readers) -> None:
    reader = readers()
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url) if "/challenge" in request.url else None)
    texts = (
        "আজ সকালে ঘাটে অনেক মানুষ ছিল।",
        "শিক্ষক আপাকে অনেক ধন্যবাদ জানাই।",
        "বাচ্চাদের বইগুলো কি ভিজে যায় না?",
        "আমাদের ইউনিয়নেও এমন একটি উদ্যোগ চাই।",
        "ছবিটা কে তুলেছেন, খুব সুন্দর হয়েছে।",
        "বর্ষায় স্রোত বেশি থাকলে কী করা হয়?",
        "খবরটি ইংরেজিতেও ছাপা হোক।",
    )
    for number, text in enumerate(texts, 1):
        reader.write(text)
        expect(reader.comment(text)).to_be_visible()
        expect(reader.widget.locator("form.writing").first.get_by_label("মন্তব্য লিখুন")).to_have_value("")
        if number == len(texts):
            assert asked
