"""A page for each reason, in English and in Bengali."""

from __future__ import annotations

import pytest

from policy.reasons import REASONS
from service.presenters.reasons import WORDS
from tests.client import ApiClient
from tests.factories import ON_ONE_DATABASE


@ON_ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "bn"])
def test_each_reason_is_explained_in_each_language(client: ApiClient, language: str) -> None:
    listed = client.get(f"/reasons/?lang={language}", key="").text
    for one in REASONS:
        answer = client.get(f"/reasons/{one.code}?lang={language}", key="")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        assert one.sentence(language) in answer.get_data(as_text=True).replace("&#39;", "'")
        assert WORDS[language]["groups"][one.group]["meaning"] in answer.text.replace("&#39;", "'")
        assert f"/reasons/{one.code}?lang={language}" in listed
        assert answer.headers["Content-Language"] == language


@ON_ONE_DATABASE
@pytest.mark.parametrize(("asked", "language"), [("bn", "bn"), ("en-GB, bn;q=0.5", "en"), ("fr", "en")])
def test_the_language_is_the_one_asked_for_and_the_other_is_a_link(
    client: ApiClient, asked: str, language: str
) -> None:
    answer = client.get("/reasons/spam-likely", key="", headers={"Accept-Language": asked})
    assert answer.headers["Content-Language"] == language
    other = "en" if language == "bn" else "bn"
    assert f'href="/reasons/spam-likely?lang={other}"' in answer.text


@ON_ONE_DATABASE
def test_a_code_that_is_none_is_not_found_on_a_page(client: ApiClient) -> None:
    answer = client.get("/reasons/nothing-such", key="")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_both_languages_say_the_same_things() -> None:
    def names(words: object) -> object:
        return {name: names(one) for name, one in words.items()} if isinstance(words, dict) else None

    assert names(WORDS["en"]) == names(WORDS["bn"])
    assert WORDS["en"]["groups"].keys() == {one.group for one in REASONS}
