"""What must be there before a part can begin: a folder, a port, a model. Each lack is told in one sentence."""

from __future__ import annotations

import fcntl
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from runtime.port_lock import PortTaken
from runtime.settings import Settings
from service.commands.settings import BAD_CONFIGURATION

Result = TypeVar("Result")
PORT_HELD = "--port-held"  # said by `up` to its parts: it holds their ports itself


class CannotStart(Exception):
    """Prohori cannot start here, for a reason that the operator can change: a sentence without its full stop."""


def check_writable(folder: Path) -> None:
    """Make the data folder where it is missing. Raises CannotStart when nothing can be written there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # readers' comments are in it
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise CannotStart(
            f"the data folder {folder} cannot be written ({error.strerror}); set PROHORI_DATA_DIR to another"
        ) from error


@contextmanager
def only_one_on(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. The system frees it when we end, however we end. Raises CannotStart."""
    with open(folder / "prohori.lock", "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"another Prohori runs on the data folder {folder}; stop it, or set PROHORI_DATA_DIR"
            ) from error
        yield


def check_model(settings: Settings) -> None:
    """Return when the model of the settings can be used; exits 2 with a sentence when it cannot."""
    if settings.model_dir is None:
        return
    from moderation.wiring import ArtifactInvalid, load_classifier  # noqa: PLC0415 - numpy, for a model of one's own

    try:
        load_classifier(settings)
    except ArtifactInvalid as error:
        click.echo(f"PROHORI_MODEL_DIR: {error}", err=True)
        sys.exit(BAD_CONFIGURATION)


def or_end(check: Callable[..., Result], *arguments: object, **named: object) -> Result:
    """Return what the check returns; where something is lacking, end with its sentence and exit code 1."""
    try:
        return check(*arguments, **named)
    except (CannotStart, PortTaken) as error:
        cannot_start(error)
    except OSError as error:
        cannot_start(f"{error.filename or 'the system'}: {error.strerror or error}")


def cannot_start(why: object) -> NoReturn:
    """Say why in one sentence and exit 1."""
    click.echo(f"Prohori cannot start: {why}.", err=True)
    sys.exit(1)
