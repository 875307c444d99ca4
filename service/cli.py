"""`prohori`: the command. Commands of other packages join through the entry points `prohori.commands`."""

from __future__ import annotations

from importlib.metadata import entry_points

import click

from runtime.names import DISTRIBUTION
from service.commands import keys, people, policy, run, score, sites

ENTRY_POINTS = "prohori.commands"


class Commands(click.Group):
    """A group that also finds commands of other packages, and imports them only when they are called.

    Fitting a classifier needs libraries that serving must not load.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *(point.name for point in entry_points(group=ENTRY_POINTS))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        for point in entry_points(group=ENTRY_POINTS, name=cmd_name):
            try:
                command: click.Command = point.load()
            except ModuleNotFoundError as error:
                raise click.ClickException(
                    f"'{cmd_name}' needs the package {error.name}: install prohori[train]"
                ) from error
            return command
        return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Prohori, the guard: self-hosted comment moderation."""


for _command in (
    run.up,
    run.api,
    run.worker,
    run.beat,
    run.migrate,
    sites.sites,
    keys.keys,
    people.people,
    policy.policy,
    score.score,
):
    main.add_command(_command)

if __name__ == "__main__":
    main()
