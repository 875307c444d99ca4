"""Schemathesis against our own document: whatever is sent, right or wrong, the answer is one that it promises."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.control import SkipTest
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.client import ApiClient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 30, GenerationMode.NEGATIVE: 15}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", list(EXAMPLES), ids=lambda mode: mode.value)
def test_every_call_answers_as_the_document_promises(client: ApiClient, mode: GenerationMode) -> None:
    config = SchemathesisConfig(
        projects=ProjectsConfig(
            default=ProjectConfig(generation=GenerationConfig(modes=[mode], with_security_parameters=False))
        )
    )
    schema = schemathesis.openapi.from_wsgi("/openapi.json", client.app, config=config)
    tried = 0
    for found in schema.get_all_operations():
        with suppress(SkipTest):  # a call without parameters or body cannot be called wrongly
            _try(client, found.ok(), mode)
            tried += 1
    assert tried >= 12


def _try(client: ApiClient, operation: Any, mode: GenerationMode) -> None:
    turn = iter(range(10**9))

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        if "comment_id" in (case.path_parameters or {}) and next(turn) % 2:
            # A random id is never found; every other call gets a comment that is there.
            case.path_parameters["comment_id"] = client.post_comment("a1", wait=True)["id"]
        response = case.call(headers={"Authorization": f"Bearer {client.key}"})
        case.validate_response(response, checks=CHECKS)

    run()
