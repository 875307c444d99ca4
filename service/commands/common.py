"""What most commands begin with: the settings, the database, and words for what can go wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

from moderation.wiring import StoreParts, open_store
from policy import errors
from runtime.settings import Settings, SettingsInvalid, read_settings

Command = TypeVar("Command", bound=Callable[..., Any])

BAD_CONFIGURATION = 2
_SENTENCES: dict[type[errors.DomainError], str] = {
    errors.SiteNotFound: "There is no site '{}'; `prohori sites list` names them.",
    errors.SiteExists: "There is a site '{}' already.",
    errors.TooManyKeys: "The name '{}' has two valid keys; revoke one first.",
    errors.KeyNotFound: "The site has no valid key number {}.",
    errors.PersonExists: "{} is known already.",
    errors.PersonNotFound: "Nobody has the address {}.",
    errors.EntryInvalid: "The entry {}.",
    errors.EntryExists: "'{}' is on the list already.",
    errors.EntryNotFound: "The list has no entry {}.",
    errors.ListFull: "Nothing was added: {}.",
    errors.RulesetMoved: "Somebody else changed the rules at this moment; look at them and try again.",
    errors.DatabaseUnavailable: "The database cannot be used: {}. Has `prohori migrate` been run?",
}


def settings_or_exit() -> Settings:
    """Return the settings; a bad configuration names every fault and exits 2."""
    try:
        return read_settings()
    except SettingsInvalid as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        sys.exit(BAD_CONFIGURATION)


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

    return wrapped  # type: ignore[return-value]


def _exit(error: errors.DomainError) -> NoReturn:
    sentence = _SENTENCES.get(type(error), "{}")
    raise click.ClickException(sentence.format(error)) from error
