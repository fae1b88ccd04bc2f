"""Runs the command line in tests: in this process for speed, or in its own process."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from cli import main

__all__ = ["ROOT", "Outcome", "call", "process"]

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a call printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line on stderr of a call that was refused with status 1 or 2, and printed nothing else."""
        assert self.status in (1, 2), self
        assert not self.out, self
        lines = self.err.splitlines()
        assert len(lines) == 1, self
        assert lines[0].startswith("Error: "), self
        assert lines[0].isprintable(), self
        assert len(lines[0]) < 2100, self
        assert "Traceback" not in self.err, self
        assert str(ROOT) not in self.err, self
        return lines[0].removeprefix("Error: ")


def call(*words: str) -> Outcome:
    """Runs a command within this process, by the same `main` as a process of its own does."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    status = 0
    with patch.object(sys, "argv", ["cli.py", *words]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    for stream in (out, err):
        stream.flush()
    printed = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))  # type: ignore[attr-defined]
    return Outcome(status, *printed)


def process(*words: str, shell: str = "", environment: dict[str, str] | None = None, folder: Path = ROOT) -> Outcome:
    """Runs a command as a process; `shell` is what a shell does with it, such as `> /dev/full`."""
    command = [sys.executable, "-W", "error", str(ROOT / "cli.py"), *words]
    if shell:
        command = ["bash", "-c", f'"$@" {shell}', "bash", *command]
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
        encoding="utf-8",
    )
    return Outcome(ran.returncode, ran.stdout, ran.stderr)
