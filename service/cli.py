"""`prohori`: the command. Those that load a classifier join through the entry points `prohori.commands`."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from runtime.queues import DISTRIBUTION

# Imported when they are run: all together take two seconds, and each part of `prohori up` begins with one of them.
COMMANDS = {
    "api": "run:api",
    "articles": "articles:group",
    "authors": "authors:group",
    "backup": "backup:backup",
    "beat": "run:beat",
    "dead": "dead:group",
    "deliverer": "run:deliverer",
    "doctor": "doctor:doctor",
    "endpoints": "endpoints:group",
    "import": "imports:import_",
    "keys": "keys:keys",
    "labels": "labels:group",
    "lists": "lists:lists",
    "live": "run:live",
    "migrate": "migrate:migrate",
    "models": "models:group",
    "people": "people:people",
    "policy": "policy:policy",
    "readers": "readers:group",
    "restore": "backup:restore",
    "secrets": "secret_keys:group",
    "retention": "retention:command",
    "sites": "sites:sites",
    "store": "store:group",
    "up": "start:up",
    "verify-log": "verify_log:verify_log",
    "wires": "wires:group",
    "worker": "run:worker",
}
ENTRY_POINTS = "prohori.commands"
HELP = {
    "demo": "Post a day of comments to the demonstration site.",
    "score": "Print the verdict on a text, with its reasons and the words that weighed.",
    "train": "Fit a classifier on labelled rows and write its artefact.",
    "evaluate": "Measure a classifier on labelled rows: ranking, calibration, false alarms, bias.",
}


class Elsewhere(click.Command):
    """A command imported when it is run, not when commands are listed."""

    def __init__(self, point: EntryPoint) -> None:
        super().__init__(point.name, help=HELP.get(point.name, "See its own --help."))
        self._point = point

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Return a context of the real command."""
        try:
            command: click.Command = self._point.load()
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"'{self.name}' needs the package {error.name}: install prohori[train]"
            ) from error
        return command.make_context(*args, **kwargs)


class Commands(click.Group):
    """The commands of COMMANDS and of the entry points, imported only when they are run.

    A classifier takes time to load, and fitting one needs libraries that serving must not load.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*COMMANDS, *(point.name for point in entry_points(group=ENTRY_POINTS))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name].partition(":")
            found: click.Command = getattr(import_module(f"service.commands.{module}"), name)
            return found
        return next((Elsewhere(point) for point in entry_points(group=ENTRY_POINTS, name=cmd_name)), None)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Prohori, the guard: self-hosted comment moderation."""


if __name__ == "__main__":
    main()
