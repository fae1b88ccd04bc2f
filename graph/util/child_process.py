"""A process of our own beside this one, joined to it by a pipe: a fresh interpreter, nothing of ours open in it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection

__all__ = ["start"]


def start(module: str, *numbers: float, environment: Mapping[str, str]) -> tuple["subprocess.Popen[bytes]", Connection]:
    """Starts `main` of a module of ours with the descriptor of its end of the pipe and some numbers; gives our end.

    Raises:
        OSError: there is no process or descriptor to be had.
    """
    ours, theirs = Pipe()
    with theirs:
        arguments = ", ".join(map(repr, (theirs.fileno(), *numbers)))
        process = subprocess.Popen(  # noqa: S603 -- the interpreter itself, with numbers only
            [sys.executable, "-P", "-c", f"from {module} import main; main({arguments})"],
            env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            cwd="/",
        )
    return process, ours
