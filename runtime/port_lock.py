"""One server a port, also among those that start at the same moment.

The web server opens its port with SO_REUSEPORT, so that its processes share it: the system would let a second one of
the same user share it as well, and answer at random.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
from pathlib import Path


class PortTaken(Exception):
    """The port cannot be used; the message is a sentence without its full stop."""


def check_port_free(host: str, port: int, *, setting: str) -> None:
    """Return when a server could open the port now. Raises PortTaken naming the cause and the setting."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # A port whose last connections are only fading away is free to the server as well.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise _taken(host, port, setting, error) from error


def hold_port(host: str, port: int, *, setting: str) -> int:
    """Return an open file that keeps the port for this process, and for what it becomes by exec.

    Raises PortTaken when another holds it, or something else listens there.
    """
    name = f"prohori-{os.getuid()}-{host.replace('/', '_')}-{port}.lock"
    path = Path(tempfile.gettempdir()) / name
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        os.set_inheritable(file, True)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        check_port_free(host, port, setting=setting)
    except BlockingIOError as error:
        os.close(file)
        raise _taken(host, port, setting, OSError(errno.EADDRINUSE, "")) from error
    except OSError as error:
        raise PortTaken(f"the lock file {path} cannot be used ({error.strerror})") from error
    except PortTaken:
        os.close(file)
        raise
    return file


def _taken(host: str, port: int, setting: str, error: OSError) -> PortTaken:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(f"port {port} on {host} is in use; set {setting} to a free one")
    if error.errno == errno.EACCES:
        return PortTaken(f"port {port} on {host} may not be opened by this user; set {setting} to one above 1023")
    return PortTaken(f"{host} is no address of this machine ({error.strerror}); set PROHORI_HOST to one")
