"""Bad input: each a named problem that points at the fault, never a 500, and nothing of it stored."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from moderation.wiring import open_parts
from service.app import create_app
from store.tables import metadata
from store.unit import Database
from tests.client import ApiClient, assert_problem
from tests.factories import author, comment_body, make_classifier, make_key, make_settings, make_site
from tests.helpers import Copies

POST = "/v1/articles/a1/comments"
ID = "01890000-0000-7000-8000-000000000000"
SURROGATE = "\ud800"


@pytest.fixture(scope="module")
def api(
    postgres_copies: Copies, redis_server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApiClient]:
    """A client of an API that all tests of this file share: none of them may change what is stored.

    On PostgreSQL only, which is the stricter one: no NUL, no number out of range.
    """
    url, drop = postgres_copies()
    settings = make_settings(tmp_path_factory.mktemp("api"), database_url=url, redis_url=redis_server_url)
    parts = open_parts(settings, classifier=make_classifier())
    yield ApiClient(create_app(parts), make_key(parts.database, make_site(parts.database)))
    parts.close()
    drop()


@pytest.fixture(autouse=True)
def _nothing_is_stored(api: ApiClient) -> Iterator[None]:
    database = api.app.extensions["prohori"].parts.database
    before = everything(database)
    yield
    assert everything(database) == before


def everything(database: Database) -> dict[str, int]:
    """Return the number of rows of each table."""
    queries = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    found = database.read(lambda unit: [unit.execute(query).scalar_one() for query in queries])
    return {table.name: number for table, number in zip(metadata.sorted_tables, found, strict=True)}


def wire(value: Any) -> bytes:
    """Return JSON in which a lone surrogate stays an escape."""
    return json.dumps(value).encode()


MALFORMED = {
    "nothing": b"",
    "space": b" \n",
    "half an object": b'{"text": "x"',
    "no JSON": b"text=hello",
    "single quotes": b"{'text': 'x'}",
    "trailing comma": b'{"text": "x",}',
    "two values": b"{} {}",
    "NaN": b'{"text": NaN}',
    "Infinity": b'{"text": Infinity}',
    "NaN beside an escape": b'{"text": "\\u0995", "id": NaN}',
    "-Infinity beside an escape": b'{"text": "\\u0995", "id": -Infinity}',
    "a raw control character": b'{"text": "a\x01b"}',
    "a raw NUL": b'{"text": "a\x00b"}',
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "not UTF-8 beside an escape": b'{"text": "\\u0995\xff"}',
    "windows-1252": '{"text": "café"}'.encode("cp1252"),
    "UTF-16": '{"text": "x"}'.encode("utf-16"),
    "half an escape": b'{"text": "\\u09"}',
    "nested arrays": b"[" * 100_000,
    "nested arrays closed": b"[" * 5_000 + b"]" * 5_000,
    "nested arrays beside an escape": b"[" * 100_000 + b'"\\u0995"',
    "nested objects beside an escape": b'{"a":' * 50_000 + b'"\\u0995"' + b"}" * 50_000,
    "a number of 5,000 digits beside an escape": b'{"text": "\\u0995", "id": 1' + b"0" * 5_000 + b"}",
    "gzip without saying so": gzip.compress(b"{}"),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_not_json_is_malformed_json(api: ApiClient, body: bytes) -> None:
    for method, path in (("POST", POST), ("PUT", "/v1/policy"), ("PUT", "/v1/articles/a1")):
        assert_problem(api.call(method, path, data=body), 400, "malformed-json")


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"true", b"1", b'"text"', b"[{}]", b"1e999", b"10000000000000000000000"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", POST),
        ("PUT", "/v1/articles/a1"),
        ("PATCH", f"/v1/comments/{ID}"),
        ("POST", "/v1/comments/batch"),
        ("POST", "/v1/check"),
        ("POST", f"/v1/comments/{ID}/decisions"),
    ],
)
def test_a_body_that_is_no_object_is_invalid_input(api: ApiClient, method: str, path: str, body: bytes) -> None:
    response = api.call(method, path, data=body)
    if body == b"1e999":  # JSON by its grammar, but no number
        assert response.status_code in (400, 422)
    else:
        assert_problem(response, 422, "invalid-input", "")


WRONG_COMMENTS: list[tuple[Any, str]] = [
    *[(comment_body(text=wrong), "/text") for wrong in (None, True, 1, 1.5, [], {}, ["x"], {"x": "y"})],
    *[(comment_body(id=wrong), "/id") for wrong in (True, 7, [], {}, "", " ", "x" * 256, "a\nb", "a\x00b", "\u202ea")],
    *[(comment_body(author=wrong), "/author") for wrong in (None, "reader", 7, [], True)],
    *[(comment_body(parent_id=wrong), "/parent_id") for wrong in (True, 7, [], {}, "", "c-1", "x" * 36)],
    *[
        (comment_body(language=wrong), "/language")
        for wrong in (True, 7, [], "", "b", "bangla", "bn_BD", "bn\n", "bn-" + "x" * 40, "বাংলা", "b\x00n")
    ],
    *[
        (comment_body(created_at=wrong), "/created_at")
        for wrong in (
            True, 7, [], {}, "", "yesterday", "2024-02-21", "2024-02-21T06:30:00", "2024-13-01T00:00:00Z",
            "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
            "২০২৪-০২-২১T০৬:৩০:০০Z",
        )
    ],
    *[(comment_body(author=author(id=wrong)), "/author/id") for wrong in (None, True, 7, [], "", " ", "x" * 256)],
    *[(comment_body(author=author(id=wrong)), "/author/id") for wrong in ("\x00", "a\x1bb", SURROGATE)],
    *[(comment_body(author=author(name=wrong)), "/author/name") for wrong in (7, [], "x" * 201, "a\u2028b", SURROGATE)],
    *[(comment_body(author=author(email=wrong)), "/author/email") for wrong in (7, [], "x" * 255, SURROGATE, "a\x00b")],
    *[
        (comment_body(author=author(url=wrong)), "/author/url")
        for wrong in (
            7, [], " ", "javascript:alert(1)", "data:text/html,x", "//x.example", "http://", "http://a b", "http://[",
            "http://x:99999", "ftp://x.example", "http://x.example/\u202e", "http://x.example/" + "x" * 2000, "http://\x00",
        )
    ],
    *[
        (comment_body(author=author(ip=wrong)), "/author/ip")
        for wrong in (7, 2130706433, [], "", "localhost", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4\n", SURROGATE)
    ],
    *[(comment_body(author=author(user_agent=wrong)), "/author/user_agent") for wrong in (7, "x" * 1001, "a\x00b")],
    ({"author": author()}, "/text"),
    ({"text": "x"}, "/author"),
    (comment_body(author={}), "/author/id"),
    (comment_body(status="approved"), "/status"),
    (comment_body(Text="x"), "/Text"),
    (comment_body(article="a1"), "/article"),
    (comment_body(author=author(role="admin")), "/author/role"),
    (comment_body(**{"a/b~c": 1}), "/a~1b~0c"),
    (comment_body(**{"": 1}), "/"),
    (comment_body(**{SURROGATE: 1}), "/\ufffd"),
    (comment_body(author=author(**{f"x{SURROGATE}": 1})), "/author/x\ufffd"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointer"), WRONG_COMMENTS)
def test_a_wrong_field_of_a_comment_is_named(api: ApiClient, body: Any, pointer: str) -> None:
    assert_problem(api.post(POST, data=wire(body)), 422, "invalid-input", pointer)


UNFIT_TEXTS = {
    "empty": "",
    "space": " \n\t ",
    "Unicode space": "\u00a0\u2003\u3000",
    "nothing to see": "\u200b\u200d\ufeff",
    "too long in ASCII": "x" * 20_481,
    "too long in Bengali": "ক" * 6_827,
    "too long in emoji": "😀" * 5_121,
    "NUL": "ক\x00খ",
    "escape": "\x1b[31mlal",
    "backspace": "a\x08b",
    "delete": "a\x7fb",
    "lone high surrogate": f"ক{SURROGATE}",
    "lone low surrogate": "\udfffক",
    "reversed surrogates": "\udc00\ud800",
    "right-to-left override": "ভালো \u202eোলাভ",
    "left-to-right override": "\u202dabc",
    "10,000 combining marks": "e" + "\u0301" * 10_000,
    "31 combining marks": "ক" + "\u09cd" * 31,
}


@pytest.mark.parametrize("text", UNFIT_TEXTS.values(), ids=UNFIT_TEXTS)
def test_a_text_that_cannot_be_kept_is_refused_wherever_it_is_sent(api: ApiClient, text: str) -> None:
    body = comment_body(text=text)
    assert_problem(api.post(POST, data=wire(body)), 422, "invalid-input", "/text")
    assert_problem(api.post("/v1/check", data=wire({"text": text})), 422, "invalid-input", "/text")
    assert_problem(api.patch(f"/v1/comments/{ID}", data=wire({"text": text})), 422, "invalid-input", "/text")
    (result,) = api.post("/v1/comments/batch", data=wire({"comments": [{"article": "a1", **body}]})).json["results"]
    assert result["status"] == 422
    assert result["problem"]["type"] == "/problems/invalid-input"
    assert [one["pointer"] for one in result["problem"]["errors"]] == ["/text"]


def test_all_faults_are_named_at_once(api: ApiClient) -> None:
    body = {"text": "", "author": {"name": 7, "x": 1}, "language": "?", "shown": True}
    assert_problem(
        api.post(POST, body), 422, "invalid-input",
        "/text", "/author/id", "/author/name", "/author/x", "/language", "/shown",
    )  # fmt: skip


WRONG_ARTICLES: list[tuple[Any, str]] = [
    *[({"title": wrong}, "/title") for wrong in (7, [], "x" * 501, "a\nb", "a\x00", SURROGATE, "\u202ex")],
    *[({"url": wrong}, "/url") for wrong in (7, "khobor.example", "javascript:alert(1)", "http://x/" + "y" * 2000)],
    *[({"language": wrong}, "/language") for wrong in (7, "bangla", "bn\n", "")],
    *[({"section": wrong}, "/section") for wrong in (7, "x" * 201)],
    *[({"tags": wrong}, "/tags") for wrong in ("নদী", 7, {}, ["x"] * 51, None)],
    *[({"tags": ["ok", wrong]}, "/tags/1") for wrong in (7, None, "", "x" * 101, SURROGATE, [])],
    *[({"summary": wrong}, "/summary") for wrong in (7, "x" * 20_001, "a\x00")],
    *[({"comments": wrong}, "/comments") for wrong in (True, 7, "shut", "OPEN", None, [])],
    ({"comment_count": 7}, "/comment_count"),
]


@pytest.mark.parametrize(("body", "pointer"), WRONG_ARTICLES)
def test_a_wrong_field_of_an_article_is_named(api: ApiClient, body: Any, pointer: str) -> None:
    assert_problem(api.put("/v1/articles/a1", data=wire(body)), 422, "invalid-input", pointer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "x", "store": True}, "/store"),
        ({"text": "x", "store": "false"}, "/store"),
        ({"text": "x", "store": None}, "/store"),
        ({"text": "x", "store": 0}, "/store"),
        ({"text": "x", "author": {}}, "/author/id"),
        ({"text": "x", "article": ""}, "/article"),
        ({"text": "x", "language": "?"}, "/language"),
        ({"text": "x", "id": "c-1"}, "/id"),
    ],
)
def test_a_wrong_field_of_a_check_is_named(api: ApiClient, body: Any, pointer: str) -> None:
    assert_problem(api.post("/v1/check", body), 422, "invalid-input", pointer)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/comments"),
        ({"comments": []}, "/comments"),
        ({"comments": None}, "/comments"),
        ({"comments": {}}, "/comments"),
        ({"comments": "x"}, "/comments"),
        ({"comments": [{}] * 1_001}, "/comments"),
        ({"comments": [None] * 5_000}, "/comments"),
        ({"comments": [{}], "article": "a1"}, "/article"),
    ],
)
def test_a_wrong_batch_is_refused_as_a_whole(api: ApiClient, body: Any, pointer: str) -> None:
    assert_problem(api.post("/v1/comments/batch", body), 422, "invalid-input", pointer)


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        (7, ""),
        (None, ""),
        ([], ""),
        ("x", ""),
        (comment_body(), "/article"),
        (comment_body(article=""), "/article"),
        (comment_body(article=7), "/article"),
        (comment_body(article="x" * 256), "/article"),
        (comment_body(article="a\x00b"), "/article"),
        (comment_body(article="a/b"), "/article"),
        (comment_body(article="a1", x=1), "/x"),
        (comment_body(article="a1", **{SURROGATE: 1}), "/\ufffd"),
        (comment_body(article="a1", author=None), "/author"),
    ],
)
def test_a_wrong_comment_of_a_batch_is_named_in_its_result(api: ApiClient, item: Any, pointer: str) -> None:
    response = api.post("/v1/comments/batch", data=wire({"comments": [item]}))
    assert response.status_code == 200, response.text
    (result,) = response.json["results"]
    assert set(result) == {"status", "problem"}
    assert result["status"] == result["problem"]["status"] == 422
    assert result["problem"]["type"] == "/problems/invalid-input"
    assert [error["pointer"] for error in result["problem"]["errors"]] == [pointer]


WRONG_QUERIES = [
    *[
        (f"/v1/articles/a1/comments?limit={wrong}", "/limit")
        for wrong in ("0", "201", "-1", "x", "", "1.5", "9" * 5000)
    ],
    ("/v1/articles/a1/comments?order=priority", "/order"),
    ("/v1/articles/a1/comments?order=", "/order"),
    ("/v1/articles/a1/comments?page=2", "/page"),
    ("/v1/articles/a1/comments?" + "x=1", "/x"),
    ("/v1/articles/a1/comments?cursor=%00", "/cursor"),
    ("/v1/articles/a1/comments?cursor=" + "A" * 201, "/cursor"),
    ("/v1/queue?status=deleted", "/status"),
    ("/v1/queue?status=", "/status"),
    ("/v1/queue?limit=1000", "/limit"),
    ("/v1/queue?a%2Fb=1", "/a~1b"),
    ("/v1/counts", "/article"),
    ("/v1/counts?article=", "/article/0"),
    ("/v1/counts?article=a&article=" + "x" * 256, "/article/1"),
    ("/v1/counts?article=a&article=b%00c", "/article/1"),
    ("/v1/counts?" + "&".join(f"article=a{i}" for i in range(201)), "/article"),
    ("/v1/counts?articles=a", "/articles"),
]


@pytest.mark.parametrize(("path", "pointer"), WRONG_QUERIES)
def test_a_wrong_parameter_of_the_query_is_named(api: ApiClient, path: str, pointer: str) -> None:
    problem = assert_problem(api.get(path), 422, "invalid-input")
    assert pointer in {error["pointer"] for error in problem["errors"]}


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x7fb", "a\tb"])
def test_an_idempotency_key_that_cannot_be_one_is_named(api: ApiClient, key: str) -> None:
    response = api.post(POST, comment_body(), headers={"Idempotency-Key": key})
    assert_problem(response, 422, "invalid-input", "/Idempotency-Key")


def test_a_body_of_another_type_is_refused(api: ApiClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""):
        for path in (POST, "/v1/check", "/v1/comments/batch"):
            response = api.call("POST", path, data=wire(comment_body()), headers={"Content-Type": kind})
            assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, gzip", "GZIP"])
def test_a_compressed_body_is_not_read(api: ApiClient, encoding: str) -> None:
    bomb = gzip.compress(b'{"text": "' + b"x" * 5_000_000 + b'"}')
    for method, path in (("POST", POST), ("PUT", "/v1/policy")):
        response = api.call(method, path, data=bomb, headers={"Content-Encoding": encoding})
        assert_problem(response, 415, "unsupported-encoding")


def test_a_body_over_one_mebibyte_is_refused(api: ApiClient) -> None:
    body = wire(comment_body(text="x" * (1024 * 1024)))
    for method, path in (("POST", POST), ("PUT", "/v1/policy"), ("POST", "/v1/comments/batch")):
        problem = assert_problem(api.call(method, path, data=body), 413, "body-too-large")
        assert "1,048,576 bytes" in problem["detail"]


WRONG_PATHS: list[tuple[str, str, int, str]] = [
    ("GET", "/v1", 404, "not-found"),
    ("GET", "/v2/articles/a1", 404, "not-found"),
    ("GET", "/v1/articles/", 404, "not-found"),
    ("GET", "/v1/articles/a%00b", 422, "invalid-input"),
    ("GET", "/v1/articles/a%0Ab", 422, "invalid-input"),
    ("GET", "/v1/articles/a%1Bb", 422, "invalid-input"),
    ("POST", "/v1/articles/a%E2%80%AEb/comments", 422, "invalid-input"),
    ("POST", "/v1/articles/%20/comments", 422, "invalid-input"),
    ("GET", "/v1/articles/a%2Fb", 404, "not-found"),
    ("GET", "/v1/articles/" + "x" * 256, 422, "invalid-input"),
    ("GET", "/v1/articles/caf%E9", 400, "bad-request"),
    ("POST", "/v1/articles/caf%E8/comments", 400, "bad-request"),
    ("GET", "/v1/counts?article=caf%E9", 400, "bad-request"),
    ("GET", "/v1/comments/by-external-id/caf%E9", 400, "bad-request"),
    ("GET", "/v1/comments/1", 404, "not-found"),
    ("GET", "/v1/comments/%F0%9F%92%A9", 404, "not-found"),
    ("GET", f"/v1/comments/{ID}x", 404, "not-found"),
    ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404, "not-found"),
    ("GET", "/docs/../../pyproject.toml", 404, "not-found"),
    ("GET", "/docs/%2e%2e/%2e%2e/pyproject.toml", 404, "not-found"),
    ("POST", "/v1/articles/a1", 405, "method-not-allowed"),
    ("DELETE", "/v1/articles/a1", 405, "method-not-allowed"),
    ("PUT", POST, 405, "method-not-allowed"),
    ("GET", "/v1/comments/batch", 405, "method-not-allowed"),
    ("POST", f"/v1/comments/{ID}", 405, "method-not-allowed"),
    ("BREW", "/v1/queue", 405, "method-not-allowed"),
    ("POST", "/healthz", 405, "method-not-allowed"),
]


@pytest.mark.parametrize(("method", "path", "status", "name"), WRONG_PATHS)
def test_a_wrong_path_or_method_is_a_problem_as_well(
    api: ApiClient, method: str, path: str, status: int, name: str
) -> None:
    response = api.call(method, path, data=wire(comment_body()) if method == "POST" else None)
    assert_problem(response, status, name)
    if status == 405:
        assert "GET" in response.headers["Allow"] or "POST" in response.headers["Allow"]


def test_bytes_in_the_path_that_are_no_utf_8_are_no_fault_of_ours(api: ApiClient) -> None:
    for path in ("/v1/articles/%FF%FE", "/v1/articles/%ED%A0%80", "/v1/counts?article=%FF", "/%C0%AE%C0%AE/"):
        assert api.get(path).status_code < 500


@pytest.mark.parametrize("given", ["x" * 65, "a b", "a\xff", "<script>", "x;y", "ক".encode().decode("latin-1")])
def test_a_request_id_that_is_none_is_replaced(api: ApiClient, given: str) -> None:
    answered = api.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert len(answered) == 36
    assert api.get("/healthz", headers={"X-Request-Id": "abc-1.2_3"}).headers["X-Request-Id"] == "abc-1.2_3"


GOOD_TEXTS = {
    "20,480 bytes of ASCII": "x" * 20_480,
    "20,478 bytes of Bengali": "ক" * 6_826,
    "conjuncts and signs": "ক্ষ্ণৌ ঙ্ক্ষ্যঁ র‍্যাব শ্রীমতী",
    "30 combining marks": "e" + "\u0301" * 30,
    "emoji of a family": "👨‍👩‍👧‍👦 🇧🇩",
    "Arabic and Hebrew": "مرحبا שלום",
    "isolates": "\u2068مرحبا\u2069 ok",
    "lines and tabs": "এক\r\nদুই\tতিন\n",
    "HTML": "<script>alert('x')</script> & <b>",
    "SQL": "'; DROP TABLE comments; -- %s %(id)s :id {rows}",
    "JSON in text": '{"a": [1, "\\u0000"]} \\',
    "placeholders": "{{ 7*7 }} ${x} %n",
    "noncharacters": "\ufffe\uffff \U0010ffff",
}


@pytest.mark.parametrize("text", GOOD_TEXTS.values(), ids=GOOD_TEXTS)
def test_a_text_that_looks_odd_but_is_text_passes_unchanged(api: ApiClient, text: str) -> None:
    assert api.post("/v1/check", {"text": text}).status_code == 200


def test_no_problem_quotes_what_was_sent(api: ApiClient) -> None:
    secret = "গোপন-কথা-৪২"
    for body in (
        comment_body(text=secret, x=1),
        comment_body(text=secret, id=secret * 50),
        comment_body(text=[secret]),
    ):
        assert secret not in api.post(POST, body).text
    assert "কথা" not in api.post(POST, data=f'{{"text": "{secret}" '.encode()).text
