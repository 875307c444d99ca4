"""What commands about endpoints, article stores and secrets begin with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click
from marshmallow import Schema, ValidationError

from moderation.delivery_parts import DeliveryParts, open_delivery
from service.commands.folder_key import known_folder_key
from service.commands.settings import BAD_CONFIGURATION, settings_or_exit
from service.http.problems.problem import faults_of


@contextmanager
def delivery_parts() -> Iterator[DeliveryParts]:
    """Open what one command sets up endpoints and article stores with. Exits 2 where the instance's key is unknown."""
    settings = settings_or_exit()
    key = settings.secret_key or known_folder_key(settings.data_dir)
    if not key:
        click.echo("PROHORI_SECRET_KEY: is needed to read and write secrets; set what the service has", err=True)
        sys.exit(BAD_CONFIGURATION)
    opened = open_delivery(replace(settings, secret_key=key), rings=False)
    try:
        yield opened
    finally:
        opened.close()


def loaded(schema: Schema, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the API's own shape makes of options. Exits 2 with a sentence for each fault."""
    try:
        found: dict[str, Any] = schema.load(given)
        return found
    except ValidationError as error:
        for fault in faults_of(error.normalized_messages()):  # type: ignore[no-untyped-call]
            click.echo(f"{fault.pointer.lstrip('/')}: {fault.message}", err=True)
        sys.exit(BAD_CONFIGURATION)
