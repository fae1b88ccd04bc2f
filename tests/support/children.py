"""Child process functions for tests."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from graph.util.child_process import Confinement, time_limit


def echo(pipe: Connection, given: object) -> None:
    while True:
        pipe.send_bytes(f"{given} ".encode() + pipe.recv_bytes())


def environment(pipe: Connection) -> None:
    pipe.send(dict(os.environ))


def _hide(name: str) -> None:
    """Takes a module, or a part of one, away, as on a system that has none."""
    module, _, part = name.partition(".")
    if part:
        delattr(signal, part)
    elif module:
        sys.modules[module] = None  # type: ignore[assignment]


def busy(pipe: Connection, seconds: float, hidden: str) -> None:
    _hide(hidden)
    with time_limit(seconds):
        while True:
            time.sleep(0.01)


def in_time(pipe: Connection, seconds: float, hidden: str) -> None:
    _hide(hidden)
    with time_limit(seconds):
        pipe.send_bytes(b"done")


def allocate(folder: str) -> None:
    bytearray(256 * 2**20)


def open_file(folder: str) -> None:
    open(os.devnull).close()


def open_socket(folder: str) -> None:
    socket.socket().close()


def write_much(folder: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    Path(folder, "file").write_bytes(b"x" * 2**20)


def spin(folder: str) -> None:
    while True:
        pass


def wait(folder: str) -> None:
    time.sleep(2)


def confined(
    pipe: Connection, confinement: Confinement | None, act: Callable[[str], None], folder: str, hidden: str = ""
) -> None:
    """Tells what comes of something that is tried in a child, confined or not."""
    _hide(hidden)
    if confinement is not None:
        confinement.begin()
    try:
        act(folder)
        pipe.send_bytes(b"done")
    except (MemoryError, OSError) as error:
        pipe.send_bytes(b"OSError" if isinstance(error, OSError) else b"MemoryError")


def loaded(what: str) -> Callable[[Connection], None]:
    """For a fork server: a copy says what was loaded, by whom, and who it is; on `busy` it says nothing any more."""

    def answer_all(pipe: Connection) -> None:
        while True:
            message = pipe.recv_bytes().decode()
            while message == "busy":
                pass
            pipe.send_bytes(f"{what} {message}|{os.getppid()}|{os.getpid()}".encode())

    return answer_all


def unloadable() -> Callable[[Connection], None]:
    sys.exit(1)
