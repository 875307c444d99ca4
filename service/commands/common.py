"""What most commands begin with: the settings, the database, and words for what can go wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

from moderation.store_parts import StoreParts, open_store
from policy import delivery_errors, errors
from runtime.secret_box import SecretUnreadable
from service.commands.settings import settings_or_exit

Command = TypeVar("Command", bound=Callable[..., Any])

_SENTENCES: dict[type[errors.DomainError], str] = {
    errors.BackupFailed: "Nothing was done: {}.",
    errors.SiteNotFound: "There is no site '{}'; `prohori sites list` names them.",
    errors.SiteExists: "There is a site '{}' already.",
    errors.TooManyKeys: "The name '{}' has two valid keys; revoke one first.",
    errors.KeyNotFound: "The site has no valid key number {}.",
    errors.SecretNotFound: "The site has no valid secret number {}.",
    errors.TooManySecrets: "The site has {} valid secrets of this wire; `prohori wires end` ends one.",
    errors.ModelNotFound: "No model {} is kept; `prohori models list` names them, and a folder is taken as well.",
    errors.ModelUnfit: "Nothing was changed: {}.",
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
        except UnicodeDecodeError as error:
            raise click.ClickException("The file is not text in UTF-8.") from error
        except BrokenPipeError:  # `| head`, say: click ends in silence
            raise
        except OSError as error:  # a file that cannot be written, a full disk
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}.") from error
        except SecretUnreadable as error:
            raise click.ClickException(f"{error}; is PROHORI_ENCRYPTION_KEYS or PROHORI_SECRET_KEY another?") from error

    return wrapped  # type: ignore[return-value]


def _exit(error: errors.DomainError) -> NoReturn:
    sentence = _SENTENCES.get(type(error), "{}")
    raise click.ClickException(sentence.format(error)) from error
