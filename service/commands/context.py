"""What most commands begin with: the settings, the database, and words for what can go wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

from policy.errors import EntryExists, EntryInvalid, EntryNotFound, ListFull, RulesetInvalid, SiteNotFound
from runtime.settings import Settings, SettingsInvalid, read_settings
from store.people import PersonExists, PersonNotFound
from store.rulesets import RulesetMoved
from store.sites import KeyNotFound, Site, SiteExists, TooManyKeys, by_slug
from store.unit import Database, DatabaseUnavailable, open_database

Command = TypeVar("Command", bound=Callable[..., Any])

BAD_CONFIGURATION = 2
_SENTENCES: dict[type[Exception], str] = {
    SiteNotFound: "There is no site '{}'; `prohori sites list` names them.",
    SiteExists: "There is a site '{}' already.",
    TooManyKeys: "The name '{}' has two valid keys; revoke one first.",
    KeyNotFound: "The site has no valid key number {}.",
    PersonExists: "{} is known already.",
    PersonNotFound: "Nobody has the address {}.",
    EntryInvalid: "The entry {}.",
    EntryExists: "'{}' is on the list already.",
    EntryNotFound: "The list has no entry {}.",
    ListFull: "Nothing was added: {}.",
    RulesetMoved: "Somebody else changed the rules at this moment; look at them and try again.",
    DatabaseUnavailable: "The database cannot be used: {}. Has `prohori migrate` been run?",
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
def database() -> Iterator[Database]:
    """Open the database of the settings for one command."""
    opened = open_database(settings_or_exit().database_url, connections=1)
    try:
        yield opened
    finally:
        opened.close()


def find_site(opened: Database, slug: str) -> Site:
    """Return the site. Raises SiteNotFound."""
    return opened.read(lambda unit: by_slug(unit, slug))


def speaks_plainly(command: Command) -> Command:
    """Turn what a command may run into into one sentence and exit code 1."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except RulesetInvalid as error:
            for fault in error.faults:
                click.echo(f"{fault.pointer or '(whole document)'}: {fault.message}", err=True)
            sys.exit(1)
        except tuple(_SENTENCES) as error:
            _exit(error)

    return wrapped  # type: ignore[return-value]


def _exit(error: Exception) -> NoReturn:
    sentence = _SENTENCES.get(type(error), "{}")
    raise click.ClickException(sentence.format(error)) from error
