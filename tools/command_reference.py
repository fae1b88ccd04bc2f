"""Writes docs/commands.md from the commands' own help; the tests compare each block of it with what is printed.

Run it as `make reference`, after a change of a command's help.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cli import cli  # noqa: E402  # found only with the folder above

HEAD = """# Commands

Made from the commands' own help: change it there, then run `make reference`.

Every command that prints data takes `--format`; `-` is the standard input.
It exits with 0 when done, 1 when the record or an input has problems, and 2 when it was called wrongly.
"""
BLOCK = """
## {title}

```console
$ python cli.py {arguments}
{help}
```
"""


def block(name: str) -> str:
    """One command's help, as it is printed on a terminal of 100 columns; without a name, that of the whole."""
    arguments = [name, "--help"] if name else ["--help"]
    shown = subprocess.run(  # noqa: S603  # a program and words of our own
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    ).stdout
    return BLOCK.format(title=name or "All commands", arguments=" ".join(arguments), help=shown.strip())


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(HEAD + "".join(map(block, ["", *sorted(cli.commands)])), "utf-8")
