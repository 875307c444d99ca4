"""What retention has taken away, and what it will."""

from __future__ import annotations

import click

from moderation import retention
from moderation.store_parts import open_store
from runtime.clock import iso
from service.commands.common import speaks_plainly
from service.commands.settings import settings_or_exit


@click.command("retention")
@click.option("--now", is_flag=True, help="Take away what has had its time, instead of waiting for the hourly job.")
@speaks_plainly
def command(now: bool) -> None:
    """Print for each site and rule of PROHORI_RETENTION what is due and what went; nothing goes without --now."""
    settings = settings_or_exit()
    parts = open_store(settings)
    try:
        if now:
            click.echo(f"{retention.run(parts, settings.retention):,} taken away.")
        for one in retention.report(parts, settings.retention):
            went = "never ran"
            if one.done is not None:
                went = f"{one.done.last_removed:,} went {iso(one.done.last_at)}, {one.done.removed:,} altogether"
            click.echo(f"{one.site}\t{one.rule.name}\tafter {one.rule.days} days\t{one.due:,} due\t{went}")
    finally:
        parts.close()
