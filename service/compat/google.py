"""Google's error envelope, as the clients of Perspective read it (google.rpc.Status in JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, g

from service.http.json import json_response
from service.http.problems.problem import Problem

CONTENT_TYPE: Final = "application/json; charset=UTF-8"
ERROR_TYPE: Final = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_INFO_TYPE: Final = "type.googleapis.com/google.rpc.ErrorInfo"
_SERVICE: Final = "commentanalyzer.googleapis.com"
_QUOTA: Final = "Analysis requests (AnalyzeComment)"
_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class GoogleError(Exception):
    """An error of the Comment Analyzer. details: objects of the envelope."""

    def __init__(self, code: int, message: str, details: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


def invalid(message: str, error_type: str = "INVALID_REQUEST", **more: Any) -> GoogleError:
    """Return the error for a request that cannot be answered. more: what its kind carries beside errorType."""
    return GoogleError(400, message, [{"@type": ERROR_TYPE, "errorType": error_type, **more}])


def unavailable() -> GoogleError:
    """Return the error for an answer that could not be given in time."""
    return GoogleError(503, "The service is currently unavailable.")


def envelope(error: GoogleError, headers: Mapping[str, str] | None = None) -> Response:
    """Return the error as its clients read it."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "status": _STATUS.get(error.code, "UNKNOWN"),
    }
    if error.details:
        body["details"] = list(error.details)
    response = json_response({"error": body}, error.code, headers)
    response.content_type = CONTENT_TYPE
    return response


def google_form(problem: Problem) -> Response:
    """Return any problem in Google's envelope."""
    headers = {name: value for name, value in problem.headers.items() if name != "WWW-Authenticate"}
    return envelope(_error_of(problem), headers)


def _error_of(problem: Problem) -> GoogleError:
    match problem.type.name:
        case "missing-key":
            return GoogleError(
                403,
                "Method doesn't allow unregistered callers (callers without established identity). Please use API Key "
                "or other form of API consumer identity to call this API.",
            )
        case "wrong-key":
            return GoogleError(400, "API key not valid. Please pass a valid API key.", [_info("API_KEY_INVALID")])
        case "too-many-requests":
            limit = str(g.allowance.limit)
            quota = {"quota_limit": "AnalyzeRequestsPerMinutePerProject", "quota_limit_value": limit}
            metric = f"{_SERVICE}/analyze_requests"
            return GoogleError(
                429,
                f"Quota exceeded for quota metric '{_QUOTA}' and limit '{_QUOTA} per minute' of service '{_SERVICE}'.",
                [_info("RATE_LIMIT_EXCEEDED", **quota, quota_metric=metric)],
            )
        case "malformed-json":
            return invalid(f"Invalid JSON payload received. {problem.detail}")
        case "body-too-large":
            return invalid("Request payload size exceeds the limit: 1048576 bytes.")
    status = problem.status if problem.status in _STATUS else 400
    return GoogleError(404 if status == 405 else status, problem.detail or problem.type.title)


def _info(reason: str, **metadata: str) -> dict[str, Any]:
    return {
        "@type": _INFO_TYPE,
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": _SERVICE, **metadata},
    }
