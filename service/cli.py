"""`prohori`: the command. Those that load a classifier join through the entry points `prohori.commands`."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from runtime.queues import DISTRIBUTION
from service.commands import (
    articles,
    dead,
    endpoints,
    keys,
    labels,
    lists,
    people,
    policy,
    readers,
    run,
    secret_keys,
    sites,
    store,
    wires,
)

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
    """A group that also finds the commands of the entry points, and imports those only when they are run.

    A classifier takes time to load, and fitting one needs libraries that serving must not load.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *(point.name for point in entry_points(group=ENTRY_POINTS))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        return next((Elsewhere(point) for point in entry_points(group=ENTRY_POINTS, name=cmd_name)), None)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Prohori, the guard: self-hosted comment moderation."""


for _command in (
    run.up,
    run.api,
    run.live,
    run.worker,
    run.deliverer,
    run.beat,
    run.migrate,
    sites.sites,
    keys.keys,
    people.people,
    policy.policy,
    lists.lists,
    endpoints.group,
    store.group,
    dead.group,
    articles.group,
    secret_keys.group,
    labels.group,
    readers.group,
    wires.group,
):
    main.add_command(_command)

if __name__ == "__main__":
    main()
