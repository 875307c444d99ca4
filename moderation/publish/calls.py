"""Calls to receivers: an answer that is no success, in words that are kept with the delivery."""

from __future__ import annotations

import time
from collections.abc import Mapping
from http import HTTPStatus

from moderation.publish.protocol import DeliveryFailed
from runtime import origin
from runtime.clock import SECOND
from runtime.outbound.addresses import OutboundRefused
from runtime.outbound.client import Answer, CallFailed, Client, retry_after


def call(client: Client, method: str, url: str, *, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
    """Return the answer, whatever its status. It is told which request it goes back to.

    Raises DeliveryFailed when there was none.
    """
    try:
        return client.call(method, url, headers={**origin.headers(), **headers}, body=body, seconds=seconds)
    except OutboundRefused as error:
        raise DeliveryFailed(f"the address {error}") from error
    except CallFailed as error:
        raise DeliveryFailed(str(error)) from error


def failed(answer: Answer, *, gone: bool = False) -> DeliveryFailed:
    """Return what an answer that is no success means."""
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        error = f"answered {answer.status}; redirects are not followed"
    else:
        error = f"answered {answer.status}"
    wish = retry_after(answer, now=time.time())
    return DeliveryFailed(
        error,
        status=answer.status,
        answer=answer.text,
        wish=None if wish is None else wish * SECOND,
        gone=gone and answer.status == HTTPStatus.GONE,
    )


def is_success(answer: Answer) -> bool:
    """Return whether the receiver took it."""
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
