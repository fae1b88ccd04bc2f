"""The command line without Unix-only modules: `python -m tests.support.other_system diff 2013 2017`."""

import os
import signal
import sys

import platformdirs  # noqa: F401 -- it looks at the name of the system, which stays the same here

HIDDEN_MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
HIDDEN_CALLS = {
    os: (
        "fchmod",
        "fork",
        "forkpty",
        "getloadavg",
        "getpgid",
        "getuid",
        "geteuid",
        "killpg",
        "mkfifo",
        "nice",
        "posix_fallocate",
        "sched_getaffinity",
        "setsid",
        "statvfs",
        "sysconf",
    ),
    signal: ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGUSR1", "SIGUSR2", "alarm", "getitimer", "pause", "setitimer"),
}


def hide() -> None:
    """Takes them away from this process."""
    for module in HIDDEN_MODULES:
        sys.modules[module] = None  # type: ignore[assignment]
    for module, names in HIDDEN_CALLS.items():
        for name in names:
            delattr(module, name)


if __name__ == "__main__":
    hide()
    sys.argv[0] = "cli.py"
    from cli import main

    main()
