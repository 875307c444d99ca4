"""Who judged: every answer over a foreign wire names the classifier, the rules and the record in headers of our own."""

from __future__ import annotations

from typing import Final

from flask import Response

from moderation.foreign.ask import Answer

MODEL: Final = "X-Prohori-Model"
POLICY: Final = "X-Prohori-Policy"
STATUS: Final = "X-Prohori-Status"  # approved, held or rejected
COMMENT: Final = "X-Prohori-Comment"  # our id, where the comment is on the disk
AGAIN: Final = "X-Prohori-Again"  # the same was asked before: its verdict was remembered


def name_judge(response: Response, answer: Answer | None) -> Response:
    """Return the answer with what it was reached by. answer: None where nothing was judged."""
    if answer is None:
        return response
    if answer.model is not None:
        response.headers[MODEL] = answer.model
    if answer.status is not None:
        response.headers[STATUS] = answer.status
    if answer.policy is not None:
        response.headers[POLICY] = str(answer.policy)
    if answer.id is not None and answer.stored:
        response.headers[COMMENT] = answer.id
    if answer.again:
        response.headers[AGAIN] = "1"
    return response
