"""The command line: `python cli.py diff 2013 2017`.

Each command parses its arguments, asks `graph`, and prints the answer; commands are in `commands/`, one file per topic.
"""

import gc
from functools import partial
from typing import Final

import click

from commands import PROGRAM, TOPICS, Commands, commands_of, one_line_errors
from graph import __version__

__all__ = ["cli", "main"]

_OBJECTS: Final = 200_000
"""So many new objects before the collector looks: a command keeps nearly all it makes, and soon ends."""


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from graph.errors import RecordError
    from graph.record import open_record
    from graph.record.changelog import edition

    try:
        data = edition(open_record())
    except RecordError:
        data = "none that can be read"
    click.echo(f"nhs-restructures {__version__}, data {data}")
    context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version of the program and the edition of the data, and exit.",
)
def cli() -> None:
    """Who commissioned NHS care in England since 1990, who followed whom, and who answered to whom.

    A day is written 2013-04-01, 1 April 2013 or today; April 2013, 2013, 2013/14 and Q1 2010 mean the last day of each.
    A body is named by its id, a code of any time, or its name: ccg-04f, 5NR, "Trafford Primary Care Trust".

    Windows needs no WSL: py -m pip install ".[all]" in the folder of the product, then nhs-restructures diff 2013 2017.

    Example: python cli.py diff 2013 2017
    """


for topic, names in TOPICS.items():
    cli.add_topic(names, partial(commands_of, topic))


def main() -> None:
    """Runs the command line; every error is one line on stderr, and the exit status gives its type."""
    gc.set_threshold(_OBJECTS)
    with one_line_errors():
        cli.main(prog_name=PROGRAM, standalone_mode=False)


if __name__ == "__main__":
    main()
