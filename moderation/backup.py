"""Backups: all that is stored, with what is needed to read it, in one file; taken while everything runs."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from moderation.store_parts import open_store
from policy.errors import BackupFailed, DatabaseUnavailable
from runtime.clock import iso, system_clock
from runtime.private_file import write_private
from runtime.queues import DISTRIBUTION
from runtime.settings import Settings
from store import backups, migrations
from store.reads.depth import stored
from store.reads.revision import revision
from store.unit import Unit

FORMAT: Final = 1
PIECE: Final = 1 << 20
_MANIFEST, _DATABASE, _KEY = "manifest.json", "database", "secret.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. database: sqlite or postgresql. sha256: of its copy. comments: so many when it began.

    keyed: the file holds the instance's secret key, without which hashes and stored secrets are worth nothing.
    """

    format: int
    release: str
    database: str
    revision: str
    taken_at: str
    comments: int
    sha256: str
    keyed: bool


def take(settings: Settings, target: Path, *, key_file: Path | None) -> Manifest:
    """Write a backup to a file of mode 0600, all of it or nothing. key_file: with the instance's key, None for none.

    Nobody has to stop, and nobody waits. Raises BackupFailed, DatabaseUnavailable, OSError.
    """
    with TemporaryDirectory(dir=target.absolute().parent, prefix=".prohori-backup-") as folder:
        copy, partial = Path(folder) / _DATABASE, Path(folder) / "partial"
        have, comments = _standing(settings)
        if have is None:
            raise BackupFailed("the database has no tables yet")
        backups.copy_to(settings.database_url, copy)
        manifest = Manifest(
            format=FORMAT,
            release=version(DISTRIBUTION),
            database="sqlite" if settings.on_sqlite else "postgresql",
            revision=have,
            taken_at=str(iso(system_clock())),
            comments=comments,
            sha256=_checksum(copy),
            keyed=key_file is not None,
        )
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
                _add(archive, _MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
                if key_file is not None:
                    _add(archive, _KEY, key_file.read_bytes())
                archive.add(copy, _DATABASE)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    return manifest


def put_back(settings: Settings, source: Path, *, key_file: Path, replace: bool) -> Manifest:
    """Put a backup in the place of what the settings' database holds, and bring it to this release's schema.

    key_file: where the instance's key goes, if the backup holds one. replace: also where there are comments. Prohori
    must not be running. Raises BackupFailed, with the database as it was, DatabaseUnavailable, OSError.
    """
    with TemporaryDirectory(dir=source.absolute().parent, prefix=".prohori-restore-") as folder:
        manifest, key = _unpacked(source, Path(folder) / _DATABASE)
        here = "sqlite" if settings.on_sqlite else "postgresql"
        if manifest.database != here:
            raise BackupFailed(f"the backup is of {manifest.database}, and PROHORI_DATABASE_URL names {here}")
        if manifest.revision > migrations.newest():
            raise BackupFailed(f"the backup is of a newer release ({manifest.release}, revision {manifest.revision})")
        have, there = _standing_there(settings)
        if there and not replace:
            raise BackupFailed(f"the database holds {there:,} comments; --replace puts the backup in their place")
        if have is not None and have > manifest.revision and not settings.on_sqlite:
            # pg_restore takes away what it brings, and would leave the newer tables in the way of the migrations.
            raise BackupFailed(
                f"the database is at revision {have}, the backup at {manifest.revision}; restore it into an empty one"
            )
        backups.put_back(settings.database_url, Path(folder) / _DATABASE)
        migrations.upgrade(settings.database_url)
        if key is not None:
            write_private(key_file, key.decode("ascii"))
    return manifest


def _standing(settings: Settings) -> tuple[str | None, int]:
    """Return the database's revision, and how many comments it holds."""

    def work(unit: Unit) -> tuple[str | None, int]:
        have = revision(unit)
        return have, stored(unit) if have else 0

    parts = open_store(settings)
    try:
        return parts.database.read(work)
    finally:
        parts.close()


def _standing_there(settings: Settings) -> tuple[str | None, int]:
    try:
        return _standing(settings)
    except DatabaseUnavailable:
        if settings.on_sqlite:
            return None, 0  # there is no file yet, or one that nothing can be read from
        raise


def _unpacked(source: Path, copy: Path) -> tuple[Manifest, bytes | None]:
    key: bytes | None = None
    said: dict[str, Any] | None = None
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    continue
                if member.name == _MANIFEST:
                    said = json.loads(content.read(PIECE))
                elif member.name == _KEY:
                    key = content.read(PIECE)
                elif member.name == _DATABASE:
                    with open(copy, "wb") as file:
                        while piece := content.read(PIECE):
                            file.write(piece)
        if said is None or said.get("format") != FORMAT or not copy.exists():
            raise BackupFailed(f"{source} is no backup of Prohori that this release can read")
        manifest = Manifest(**said)
    except (tarfile.TarError, EOFError, ValueError, TypeError) as error:
        raise BackupFailed(f"{source} is no backup of Prohori, or is cut off ({error})") from error
    if _checksum(copy) != manifest.sha256:
        raise BackupFailed(f"{source} is damaged: the checksum of its database differs")
    return manifest, key


def _checksum(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(content), 0o600
    archive.addfile(about, io.BytesIO(content))
