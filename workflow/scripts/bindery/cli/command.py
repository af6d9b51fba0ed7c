"""A command with examples in its help, and the options that several commands share."""

from typing import Any

import click

THREADS = "Threads of one operation; all cores if not given."


class Command(click.Command):
    """A command whose help ends with examples."""

    def __init__(self, *arguments: Any, examples: tuple[str, ...] = (), **settings: Any):
        """Create a command.

        Args:
            *arguments: those of `click.Command`.
            examples: whole command lines, without the word `bindery`.
            **settings: those of `click.Command`.
        """
        super().__init__(*arguments, **settings)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples after the options, each on a line of its own however long."""
        with formatter.section("Example" if len(self.examples) == 1 else "Examples"):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}bindery {example}\n")


def model_argument(function: Any) -> Any:
    """The argument MODEL."""
    return click.argument("model", metavar="MODEL", type=click.Path())(function)


def output_option(what: str) -> Any:
    """The option `--output`, whose default is standard output.

    Args:
        what: what is written, with its format.
    """
    told = f"{what}; standard output if not given, or -. A name that ends in .gz is compressed."
    return click.option("-o", "--output", type=click.Path(), default="-", help=told)


def backend_options(function: Any) -> Any:
    """The options `--architecture` and `--threads` of commands that load a model."""
    own = click.option(
        "--architecture",
        "architectures",
        multiple=True,
        metavar="FILE.py:FUNCTION",
        help="The file and function of a model of your own, which is run.",
    )
    threads = click.option("--threads", type=click.IntRange(min=1), help=THREADS)
    return own(threads(function))
