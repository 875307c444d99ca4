"""What most commands begin with: the settings, the database, and words for what can go wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

import click
from marshmallow import Schema, ValidationError

from moderation.wiring import DeliveryParts, StoreParts, open_delivery, open_store
from policy import delivery_errors, errors
from runtime.secret_box import SecretUnreadable
from service.commands.folder_key import known_folder_key
from service.commands.settings import BAD_CONFIGURATION, settings_or_exit
from service.http.problems.problem import faults_of

Command = TypeVar("Command", bound=Callable[..., Any])

_SENTENCES: dict[type[errors.DomainError], str] = {
    errors.SiteNotFound: "There is no site '{}'; `prohori sites list` names them.",
    errors.SiteExists: "There is a site '{}' already.",
    errors.TooManyKeys: "The name '{}' has two valid keys; revoke one first.",
    errors.KeyNotFound: "The site has no valid key number {}.",
    errors.SecretNotFound: "The site has no valid secret number {}.",
    errors.TooManySecrets: "The site has {} valid secrets of this wire; `prohori wires end` ends one.",
    errors.LabelNotFound: "The site has no label number {} that counts.",
    errors.PersonExists: "{} is known already.",
    errors.PersonNotFound: "Nobody has the address {}.",
    errors.EntryInvalid: "The entry {}.",
    errors.EntryExists: "'{}' is on the list already.",
    errors.EntryNotFound: "The list has no entry {}.",
    errors.ListFull: "Nothing was added: {}.",
    errors.RulesetMoved: "Somebody else changed the rules at this moment; look at them and try again.",
    delivery_errors.EndpointNotFound: "The site has no endpoint number {}.",
    delivery_errors.EndpointDisabled: "Endpoint {} is switched off; `prohori endpoints enable` switches it on.",
    delivery_errors.TooManyEndpoints: "Nothing was added: {}.",
    delivery_errors.DeadLetterNotFound: "There is no dead letter number {}.",
    delivery_errors.NoOutsideStore: "The site has no article store of its own; `prohori store set` chooses one.",
    errors.DatabaseUnavailable: "The database cannot be used: {}.",
}


@contextmanager
def store_parts() -> Iterator[StoreParts]:
    """Open what one command reads and writes with."""
    opened = open_store(settings_or_exit())
    try:
        yield opened
    finally:
        opened.close()


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


def speaks_plainly(command: Command) -> Command:
    """Turn what a command may run into into one sentence and exit code 1."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except errors.RulesetInvalid as error:
            for fault in error.faults:
                click.echo(f"{fault.pointer or '(whole document)'}: {fault.message}", err=True)
            sys.exit(1)
        except errors.DomainError as error:
            _exit(error)
        except UnicodeEncodeError as error:  # the shell hands on bytes that are no UTF-8 as lone surrogates
            raise click.UsageError("An argument is not written in UTF-8.") from error
        except SecretUnreadable as error:
            raise click.ClickException(f"{error}; is PROHORI_ENCRYPTION_KEYS or PROHORI_SECRET_KEY another?") from error

    return wrapped  # type: ignore[return-value]


def _exit(error: errors.DomainError) -> NoReturn:
    sentence = _SENTENCES.get(type(error), "{}")
    raise click.ClickException(sentence.format(error)) from error
