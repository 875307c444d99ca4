"""A receiver that costs next to nothing: answers 204 to every POST, or never answers.

python -m bench.receiver PORT [hang]
"""

from __future__ import annotations

import asyncio
import re
import sys

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class Receiver(asyncio.Protocol):
    """One connection. hangs: it takes what comes and says nothing."""

    hangs = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        """Answer each request once its body is whole."""
        if self.hangs:
            return
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            match = _LENGTH.search(self._read[:end])
            whole = end + 4 + (int(match[1]) if match else 0)
            if len(self._read) < whole:
                return
            self._read = self._read[whole:]
            assert isinstance(self._transport, asyncio.WriteTransport)
            self._transport.write(_ANSWER)


async def serve(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Receiver, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    Receiver.hangs = "hang" in sys.argv
    asyncio.run(serve(int(sys.argv[1])))
