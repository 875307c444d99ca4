"""Files that may be compressed, read from beginning to end."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

from service.imports.row import FileUnfit

_GZIP = b"\x1f\x8b"
LONGEST_LINE = 4 * 1024 * 1024


class Opened:
    """A file, unpacked as it is read. size: bytes on the disk."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("rb")
        self.size = path.stat().st_size
        packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        self.stream = cast(BinaryIO, gzip.GzipFile(fileobj=self._raw)) if packed else cast(BinaryIO, self._raw)

    @property
    def done(self) -> int:
        """How many bytes of the disk are read."""
        return self._raw.tell()

    def read(self, size: int) -> bytes:
        """Return the next bytes, b"" at the end. Raises FileUnfit where the packing is broken."""
        try:
            return self.stream.read(size)
        except (EOFError, gzip.BadGzipFile, OSError) as error:
            raise FileUnfit(f"cannot be unpacked further: {error}") from error

    def lines(self) -> io.BufferedReader:
        """Return it for reading line by line."""
        return cast(io.BufferedReader, self.stream)

    def head(self, size: int) -> bytes:
        """Return the first bytes and go back to the beginning."""
        found = self.read(size)
        self.stream.seek(0)
        return found

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
        self._raw.close()
