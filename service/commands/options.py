"""What arguments may be: numbers that a database holds, names of one line, text in whole characters."""

from __future__ import annotations

import sys

import click

from service.api.schemas.fields import one_form
from service.api.schemas.texts import fault_in
from service.security.passwords import MINIMUM_LENGTH, hash_password

NUMBER = click.IntRange(1, 2**63 - 1)  # of a row
MOST_PER_MINUTE = 1_000_000
MOST_HOURS = 8_760  # a year
MAX_NAME = 100


class OneLine(click.ParamType[str]):
    """A text of one line that is not empty, without control characters."""

    def __init__(self, most: int) -> None:
        self.name = "text"
        self._most = most

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text without spaces around it; ends the command where it cannot be used."""
        text = value.strip()
        fault = fault_in(text)
        if not text:
            fault = "must not be empty"
        elif len(text) > self._most or len(text.splitlines()) > 1:
            fault = f"use one line of {self._most} characters at most"
        if fault:
            self.fail(fault, param, ctx)
        return text


class SiteId(click.ParamType[str]):
    """An id that the site chose, in the form in which ids are kept."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id in Unicode's form NFC."""
        return one_form(value)


NAME = OneLine(MAX_NAME)
SITE_ID = SiteId()


def asked_password(given: str | None = None, *, where: str = "the password") -> str:
    """Return the hash of the password given, typed at a terminal, or read from standard input."""
    if given is None:
        if sys.stdin.isatty():
            given = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < MINIMUM_LENGTH:
        raise click.BadParameter(f"use at least {MINIMUM_LENGTH} characters", param_hint=where)
    return hash_password(given)
