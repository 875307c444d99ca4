"""Our OpenAPI 3.1 document: complete, true to the running application, and pleasant to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from jsonschema_rs import Draft202012Validator

from tests.client import ApiClient
from tests.contract.openapi_snapshot import agreed, promised

METHODS = ("get", "put", "post", "patch", "delete")
PROMISED = {
    ("put", "/v1/articles/{article}"): {"200", "201"},
    ("get", "/v1/articles/{article}"): {"200", "404"},
    ("post", "/v1/articles/{article}/comments"): {"200", "202", "409", "422"},
    ("get", "/v1/articles/{article}/comments"): {"200", "304"},
    ("get", "/v1/comments/{comment_id}"): {"200", "404", "422"},
    ("patch", "/v1/comments/{comment_id}"): {"200", "202", "404", "409", "422"},
    ("get", "/v1/comments/by-external-id/{external_id}"): {"200", "404"},
    ("patch", "/v1/comments/by-external-id/{external_id}"): {"200", "202", "404", "409", "422"},
    ("delete", "/v1/comments/by-external-id/{external_id}"): {"204", "404"},
    ("delete", "/v1/comments/{comment_id}"): {"204", "404"},
    ("get", "/v1/counts"): {"200", "304"},
    ("post", "/v1/comments/batch"): {"200", "422"},
    ("post", "/v1/check"): {"200", "422"},
    ("get", "/v1/queue"): {"200", "422"},
    ("get", "/v1/queue/counts"): {"200", "422"},
    ("post", "/v1/comments/{comment_id}/decisions"): {"201", "404", "409"},
    ("get", "/v1/comments/{comment_id}/history"): {"200", "404"},
    ("post", "/v1/comments/{comment_id}/reports"): {"202", "404", "422"},
    ("post", "/v1/comments/{comment_id}/appeals"): {"202", "404", "409", "422"},
    ("get", "/v1/comments/{comment_id}/statement"): {"200", "404", "409", "422"},
    ("post", "/v1/queue/claims"): {"200", "422"},
    ("post", "/v1/comments/{comment_id}/undo"): {"200", "404", "409"},
    ("post", "/v1/comments/{comment_id}/escalations"): {"200", "404", "409"},
    ("get", "/v1/comments/{comment_id}/notes"): {"200", "404"},
    ("post", "/v1/comments/{comment_id}/notes"): {"201", "404"},
    ("post", "/v1/comments/{comment_id}/claim"): {"200", "404", "409", "422"},
    ("delete", "/v1/comments/{comment_id}/claim"): {"204", "404"},
    ("post", "/v1/bulk"): {"202", "422"},
    ("get", "/v1/bulk/{bulk_id}"): {"200", "404"},
    ("post", "/v1/bulk/{bulk_id}/undo"): {"202", "404", "422"},
    ("get", "/v1/authors/{author_id}"): {"200", "404"},
    ("put", "/v1/authors/{author_id}/standing"): {"200", "404", "422"},
    ("get", "/v1/authors/{author_id}/data"): {"200"},
    ("delete", "/v1/authors/{author_id}/data"): {"200"},
    ("get", "/v1/policy"): {"200"},
    ("put", "/v1/policy"): {"200", "409"},
    ("get", "/v1/lists"): {"200", "422"},
    ("post", "/v1/lists"): {"201", "409", "422"},
    ("delete", "/v1/lists/{entry_id}"): {"204", "404"},
    ("get", "/v1/endpoints"): {"200"},
    ("post", "/v1/endpoints"): {"201", "409", "422"},
    ("get", "/v1/endpoints/{endpoint_id}"): {"200", "404"},
    ("patch", "/v1/endpoints/{endpoint_id}"): {"200", "404", "422"},
    ("delete", "/v1/endpoints/{endpoint_id}"): {"204", "404"},
    ("post", "/v1/endpoints/{endpoint_id}/rotate"): {"200", "404"},
    ("post", "/v1/endpoints/{endpoint_id}/test"): {"202", "404", "409"},
    ("post", "/v1/endpoints/{endpoint_id}/replay"): {"202", "404", "409", "422"},
    ("get", "/v1/endpoints/{endpoint_id}/deliveries"): {"200", "404", "422"},
    ("get", "/v1/store"): {"200"},
    ("put", "/v1/store"): {"200", "422"},
    ("get", "/v1/changes"): {"200", "410", "422"},
    ("get", "/v1/dead"): {"200", "422"},
    ("get", "/v1/dead/{dead_id}"): {"200", "404"},
    ("post", "/v1/dead/replay"): {"202"},
    ("post", "/v1/dead/{dead_id}/replay"): {"202", "404"},
    ("delete", "/v1/dead/{dead_id}"): {"204", "404"},
}


@pytest.fixture(scope="module")
def document(client: ApiClient) -> dict[str, Any]:
    response = client.get("/openapi.json", key="")
    assert response.status_code == 200
    return dict(response.json)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the document."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def test_it_is_openapi_3_1_and_names_its_licence(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] == "Prohori"
    assert document["info"]["license"]["name"] == "MIT"


def test_it_promises_what_was_agreed(document: dict[str, Any]) -> None:
    # What changes here is told in CHANGELOG.md; `python -m tests.contract.openapi_snapshot` then agrees to it.
    assert promised(document) == promised(agreed())


def test_it_describes_every_call_with_every_promised_answer(document: dict[str, Any]) -> None:
    described = {(method, path): set(one["responses"]) for method, path, one in operations(document)}
    assert set(described) == set(PROMISED)
    for call, statuses in PROMISED.items():
        assert statuses <= described[call], call


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for one in walk(document):
        if "$ref" in one:
            place: Any = document
            for step in one["$ref"].removeprefix("#/").split("/"):
                assert step in place, one["$ref"]
                place = place[step]


def test_every_parameter_of_a_path_is_declared(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        declared = {one["name"] for one in item.get("parameters", []) if one["in"] == "path"}
        for method in METHODS:
            declared |= {one["name"] for one in item.get(method, {}).get("parameters", []) if one["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), path


def test_operations_have_a_sentence_and_ids_of_their_own(document: dict[str, Any]) -> None:
    ids = [one.get("operationId") for _, _, one in operations(document) if one.get("operationId")]
    assert len(ids) == len(set(ids))
    for method, path, one in operations(document):
        assert one.get("summary"), (method, path)


def test_every_error_is_promised_as_a_problem_document(document: dict[str, Any]) -> None:
    shared = document["components"]["responses"]
    for method, path, one in operations(document):
        assert "default" in one["responses"], (method, path)
        for status, response in one["responses"].items():
            if status == "default" or int(status) >= 400:
                described = shared[response["$ref"].rsplit("/", 1)[1]] if "$ref" in response else response
                assert set(described["content"]) == {"application/problem+json"}, (method, path, status)


def test_every_call_is_behind_a_key(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert document["security"] == [{"key": []}]
    assert all(one.get("security", [{"key": []}]) for _, _, one in operations(document))


def test_objects_that_we_read_refuse_unknown_fields(document: dict[str, Any]) -> None:
    for name in (
        "ArticleIn",
        "CommentIn",
        "AuthorIn",
        "BatchIn",
        "EditIn",
        "CheckIn",
        "DecisionIn",
        "EntryIn",
        "ClaimIn",
    ):
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_the_shape_of_a_comment_is_the_promised_one(document: dict[str, Any]) -> None:
    assert set(document["components"]["schemas"]["Comment"]["properties"]) == {
        "id", "external_id", "article", "status", "version", "revision", "language", "text", "author", "parent_id",
        "wire", "created_at", "decided_at", "published_at", "reasons", "scores", "model", "policy",
    }  # fmt: skip


def test_an_explanation_is_promised_beside_the_usual_shape_and_never_required(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert set(schemas["ExplainedComment"]["properties"]) == {*schemas["Comment"]["properties"], "explanation"}
    for explained in (schemas["ExplainedComment"], schemas["ExplainedVerdict"]):
        assert "explanation" in explained["properties"]
        assert "explanation" not in explained["required"]
    assert set(schemas["Explanation"]["required"]) == {"model", "same_model", "labels", "signals"}
    span = {"start", "end", "start_utf16", "end_utf16"}
    assert set(schemas["Part"]["required"]) == {*span, "weight"}
    assert set(schemas["Word"]["required"]) == {*span, "weight", "text", "kind", "parts"}
    assert set(schemas["Signal"]["required"]) == {
        "code", "kind", "label", "score", "threshold", "margin", "count", "limit", "field", "spans",
    }  # fmt: skip


def test_every_call_has_a_name_of_its_own_and_an_example_of_what_it_is_sent_and_answers(
    document: dict[str, Any],
) -> None:
    assert document["servers"] == [{"url": "/", "description": "This Prohori"}]
    names = [one["operationId"] for _, _, one in operations(document)]
    assert len(set(names)) == len(names)
    checked = 0
    for _, path, one in operations(document):
        name = one["operationId"]
        if "requestBody" in one:
            checked += fits(document, one["requestBody"]["content"]["application/json"], f"{name} is sent")
        bodies = [answer for status, answer in one["responses"].items() if str(status).startswith("2")]
        told = [body["content"]["application/json"] for body in bodies if "application/json" in body.get("content", {})]
        assert not told or any("example" in body for body in told), (name, path)
        checked += sum(fits(document, body, f"{name} answers") for body in told if "example" in body)
    assert checked > 70


def fits(document: dict[str, Any], content: dict[str, Any], where: str) -> bool:
    """Check an example against the schema beside it, as a client's generator would."""
    schema = {**content["schema"], "components": document["components"]}
    faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(content["example"])]
    assert not faults, (where, faults)
    return True


def test_schemathesis_can_read_it_whole(client: ApiClient) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", client.app)
    found = {(one.ok().method, one.ok().path) for one in schema.get_all_operations()}
    assert found == set(PROMISED)
