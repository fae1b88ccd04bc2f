"""Generates docs/commands.md from the commands' help; tests compare it with the actual output.

Run `make reference` after changing a command's help.
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
A command exits with 0 when done; with 1 when the record, the fact tables, a query or a store has problems,
a file cannot be written, or `--strict` found something;
and with 2 when it was called wrongly: an unknown option, day, kind or body, or a table that cannot be read.

`--record` and `--store` may also be given as `NHS_RESTRUCTURES_RECORD` and `NHS_RESTRUCTURES_STORE`, one of the two.
`--register` may be given as `NHS_RESTRUCTURES_REGISTER`.
`export` and `validate` always read a file, and so does `changes`, which is given two;
`import` writes the file that `--record` names on the command line, or else the product's own.
"""
BLOCK = """
## {title}

```console
$ python cli.py {arguments}
{help}
```
"""


def block(name: str) -> str:
    """One command's help at 100 columns; without a name, that of the program."""
    arguments = [*name.split(), "--help"]
    shown = subprocess.run(  # noqa: S603  # a program and words of our own
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    ).stdout
    return BLOCK.format(title=name or "All commands", arguments=" ".join(arguments), help=shown.strip())


def names() -> list[str]:
    """Every command, those of a group after it."""
    return [
        " ".join((name, *more))
        for name, command in sorted(cli.commands.items())
        for more in ((), *((each,) for each in sorted(getattr(command, "commands", ()))))
    ]


if __name__ == "__main__":
    (ROOT / "docs" / "commands.md").write_text(HEAD + "".join(map(block, ["", *names()])), "utf-8")
