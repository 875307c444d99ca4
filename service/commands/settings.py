"""The settings of a command, or an end that names every fault."""

from __future__ import annotations

import sys

import click

from runtime.settings import Settings, SettingsInvalid, read_settings

BAD_CONFIGURATION = 2


def settings_or_exit() -> Settings:
    """Return the settings, and warn of variables that are none; a bad configuration names every fault and exits 2."""
    try:
        settings = read_settings()
    except SettingsInvalid as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        sys.exit(BAD_CONFIGURATION)
    for sentence in settings.unknown.values():
        click.echo(sentence, err=True)
    return settings
