"""Google's discovery document of the Comment Analyzer, with our own root: Google's client libraries build on it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, request

from policy.perspective import LABEL_OF
from service.compat.google import CONTENT_TYPE, GoogleError, envelope
from service.http.auth import public
from service.http.json import json_response

blp = Blueprint("discovery", __name__, url_prefix="/$discovery")
VERSION: Final = "v1alpha1"
REVISION: Final = "20261128"
_STRING: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _STRING}
_SCORE_TYPES: Final = ["SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW"]
_TEXT_TYPES: Final = ["TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"]


@blp.errorhandler(GoogleError)
def _refused(error: GoogleError) -> Response:
    return envelope(error)


@blp.route("/rest", methods=["GET"])
@public
def rest() -> Response:
    """Return the description that clients are built from."""
    if request.args.get("version", VERSION) != VERSION:
        raise GoogleError(404, "Requested entity was not found.")
    response = json_response(document(request.host_url))
    response.content_type = CONTENT_TYPE
    return response


def document(root: str) -> dict[str, Any]:
    """Return the document for a service at that root, which ends in a slash."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"commentanalyzer:{VERSION}",
        "name": "commentanalyzer",
        "version": VERSION,
        "revision": REVISION,
        "title": "Perspective Comment Analyzer API, as Prohori answers it",
        "description": f"Scores of comments. Attributes: {', '.join(LABEL_OF)}.",
        "ownerDomain": "prohori.invalid",
        "ownerName": "Prohori",
        "protocol": "rest",
        "rootUrl": root,
        "mtlsRootUrl": root,
        "baseUrl": root,
        "basePath": "",
        "servicePath": "",
        "batchPath": "batch",
        "fullyEncodeReservedExpansion": True,
        "parameters": _PARAMETERS,
        "auth": {"oauth2": {"scopes": {}}},
        "schemas": _SCHEMAS,
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", "AnalyzeCommentRequest", "AnalyzeCommentResponse"),
                    "suggestscore": _method(
                        "suggestscore", "SuggestCommentScoreRequest", "SuggestCommentScoreResponse"
                    ),
                }
            }
        },
    }


def _method(name: str, takes: str, gives: str) -> dict[str, Any]:
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": f"{VERSION}/comments:{name}",
        "flatPath": f"{VERSION}/comments:{name}",
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": takes},
        "response": {"$ref": gives},
        "scopes": [],
    }


def _query(description: str, **more: Any) -> dict[str, Any]:
    return {"location": "query", "type": "string", "description": description, **more}


def _object(name: str, **properties: Any) -> dict[str, Any]:
    return {"id": name, "type": "object", "properties": properties}


def _map(to: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"$ref": to}}


def _list(of: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": of}}


_PARAMETERS: Final = {
    "key": _query("The API key."),
    "alt": _query("Data format of the answer.", enum=["json"], enumDescriptions=["JSON"], default="json"),
    "fields": _query("Which fields to answer with; all are answered."),
    "prettyPrint": _query("Answers are never indented.", type="boolean", default="true"),
    "quotaUser": _query("Left aside."),
    "$.xgafv": _query("Form of errors; left aside.", enum=["1", "2"], enumDescriptions=["v1", "v2"]),
    "callback": _query("Left aside."),
    "access_token": _query("Left aside."),
    "oauth_token": _query("Left aside."),
    "uploadType": _query("Left aside."),
    "upload_protocol": _query("Left aside."),
}
_COMMON: Final = {
    "comment": {"$ref": "TextEntry"},
    "context": {"$ref": "Context"},
    "languages": _TEXTS,
    "clientToken": _STRING,
    "sessionId": _STRING,
    "communityId": _STRING,
}
_SCHEMAS: Final = {
    "TextEntry": _object("TextEntry", text=_STRING, type={"type": "string", "enum": _TEXT_TYPES}),
    "ArticleAndParentComment": _object(
        "ArticleAndParentComment", article={"$ref": "TextEntry"}, parentComment={"$ref": "TextEntry"}
    ),
    "Context": _object(
        "Context", entries=_list("TextEntry"), articleAndParentComment={"$ref": "ArticleAndParentComment"}
    ),
    "AttributeParameters": _object(
        "AttributeParameters",
        scoreType={"type": "string", "enum": _SCORE_TYPES},
        scoreThreshold={"type": "number", "format": "float"},
    ),
    "Score": _object(
        "Score", value={"type": "number", "format": "float"}, type={"type": "string", "enum": _SCORE_TYPES}
    ),
    "SpanScore": _object(
        "SpanScore",
        begin={"type": "integer", "format": "int32"},
        end={"type": "integer", "format": "int32"},
        score={"$ref": "Score"},
    ),
    "AttributeScores": _object("AttributeScores", summaryScore={"$ref": "Score"}, spanScores=_list("SpanScore")),
    "AnalyzeCommentRequest": _object(
        "AnalyzeCommentRequest",
        **_COMMON,
        requestedAttributes=_map("AttributeParameters"),
        spanAnnotations={"type": "boolean"},
        doNotStore={"type": "boolean"},
    ),
    "AnalyzeCommentResponse": _object(
        "AnalyzeCommentResponse",
        attributeScores=_map("AttributeScores"),
        languages=_TEXTS,
        detectedLanguages=_TEXTS,
        clientToken=_STRING,
    ),
    "SuggestCommentScoreRequest": _object(
        "SuggestCommentScoreRequest", **_COMMON, attributeScores=_map("AttributeScores")
    ),
    "SuggestCommentScoreResponse": _object(
        "SuggestCommentScoreResponse", clientToken=_STRING, detectedLanguages=_TEXTS, requestedLanguages=_TEXTS
    ),
}
