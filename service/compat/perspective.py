"""Perspective (Comment Analyzer v1alpha1): scores for a text, and what moderators elsewhere say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, request

from moderation.foreign import feedback
from moderation.foreign.ask import Answer, Asked, ask, settings_of
from moderation.foreign.sentences import scored_sentences
from policy.languages import is_tag
from policy.perspective import LABEL_OF
from policy.wires import PerspectiveSettings, Wire
from service.compat.bodies import json_of
from service.compat.google import CONTENT_TYPE, ERROR_TYPE, GoogleError, envelope, invalid, unavailable
from service.compat.named import name_judge
from service.compat.perspective_bodies import read_analyze, read_suggest, threshold_of
from service.compat.perspective_proxy import ANSWERED_BY, US, answer_of, forward
from service.http.auth import requires
from service.http.context import identity, parts
from service.http.json import json_response
from service.presenters.utf16 import Offsets
from service.security.credentials import first_of, header, query

blp = Blueprint("perspective", __name__, url_prefix="/v1alpha1")
KEY: Final = first_of(query("key"), header("X-Goog-Api-Key"))
UNDETERMINED: Final = "und"


@blp.errorhandler(GoogleError)
def _refused(error: GoogleError) -> Response:
    return envelope(error)


@blp.route("/comments:analyze", methods=["POST"])
@requires("submit", read_key=KEY)
def analyze() -> Response:
    """Return the probabilities of the attributes asked for."""
    settings = _settings()
    body_sent = json_of(request)
    said = read_analyze(body_sent, strict=settings.strict)
    sent = forward(parts(), identity(), settings, body_sent)
    text, languages = said["comment"]["text"], said["languages"]
    answer = ask(
        parts(),
        identity().site_id,
        Asked(
            wire=Wire.PERSPECTIVE,
            text=text,
            author={"id": said["sessionId"]} if said["sessionId"] else {},
            language=next((one for one in languages if is_tag(one)), None),
            once=parts().hasher.content(text.encode()),
            keep=not said["doNotStore"],
        ),
    )
    theirs = answer_of(parts(), identity(), sent, answer, said)
    if theirs is not None:
        return theirs
    if answer.status is None:
        raise unavailable()
    if answer.language == UNDETERMINED and not any(map(str.isalpha, text)) and not languages:
        raise invalid("Unable to detect language", "LANGUAGE_DETECTION_FAILED")
    scores = {name: _score(answer, name, languages) for name in said["requestedAttributes"]}
    wanted = {name: score for name, score in scores.items() if score >= threshold_of(said["requestedAttributes"][name])}
    body: dict[str, Any] = {}
    if wanted:
        spans = _Spans(text, answer, by_sentence=said["spanAnnotations"])
        body["attributeScores"] = {
            name: {
                "spanScores": spans.of(LABEL_OF[name], score),
                "summaryScore": {"value": score, "type": "PROBABILITY"},
            }
            for name, score in wanted.items()
        }
    body["languages"] = languages or [answer.language]
    body["detectedLanguages"] = [answer.language]
    response = _answered(body, said, answer)
    if settings.proxy:
        response.headers[ANSWERED_BY] = US
    return response


@blp.route("/comments:suggestscore", methods=["POST"])
@requires("submit", read_key=KEY)
def suggest_score() -> Response:
    """Take down what somebody says of a text: a label, once for each token and attribute, the latest word counts."""
    said = read_suggest(json_of(request), strict=_settings().strict)
    text = said["comment"]["text"]
    token = said["clientToken"]
    by = f"{said['communityId'] or ''} {token}".strip() if token else parts().hasher.content(text.encode())
    labels = {
        LABEL_OF[name]: given["summaryScore"]["value"]
        for name, given in said["attributeScores"].items()
        if name in LABEL_OF
    }
    feedback.take(
        parts(),
        identity().site_id,
        wire=Wire.PERSPECTIVE,
        token=by,
        values=labels,
        text=text,
        language=next((one for one in said["languages"] if is_tag(one)), None),
        given_by=identity().name,
    )
    return _answered({"requestedLanguages": said["languages"]}, said, None)


def _settings() -> PerspectiveSettings:
    found = settings_of(parts(), identity().site_id, Wire.PERSPECTIVE)
    return found if isinstance(found, PerspectiveSettings) else PerspectiveSettings()


def _score(answer: Answer, name: str, languages: list[str]) -> float:
    """Return the attribute's probability. Raises GoogleError where it is not computed for the text's language."""
    score = answer.scores.get(LABEL_OF.get(name, ""))
    if score is not None:
        return score
    asked = {"requestedLanguages": languages} if languages else {}
    raise GoogleError(
        400,
        f"Attribute {name} does not support request languages: {answer.language}",
        [
            {
                "@type": ERROR_TYPE,
                "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
                "languageNotSupportedByAttributeError": {
                    "detectedLanguages": [answer.language],
                    **asked,
                    "attribute": name,
                },
            }
        ],
    )


class _Spans:
    """The stretches of a text with their scores, in UTF-16 code units: its sentences, or the whole of it."""

    def __init__(self, text: str, answer: Answer, *, by_sentence: bool) -> None:
        self._offsets = Offsets(text)
        self._whole = self._range(0, len(text))
        milliseconds = answer.settings.milliseconds
        self._sentences = scored_sentences(parts(), text, milliseconds=milliseconds) if by_sentence else []

    def of(self, label: str, score: float) -> list[dict[str, Any]]:
        """Return the spans of one attribute. Where the text is one sentence, or none is scored: the whole."""
        scored = [one for one in self._sentences if label in one.scores]
        if len(scored) < 2:
            return [self._span(self._whole, score)]
        return [self._span(self._range(one.start, one.end), one.scores[label]) for one in scored]

    def _range(self, start: int, end: int) -> dict[str, int]:
        found = self._offsets.span(start, end)
        return {"begin": found["start_utf16"], "end": found["end_utf16"]}

    def _span(self, place: Mapping[str, int], score: float) -> dict[str, Any]:
        return {**place, "score": {"value": score, "type": "PROBABILITY"}}


def _answered(body: dict[str, Any], said: Mapping[str, Any], answer: Answer | None) -> Response:
    if said["clientToken"] is not None:
        body["clientToken"] = said["clientToken"]
    response = json_response(body)
    response.content_type = CONTENT_TYPE
    return name_judge(response, answer)
