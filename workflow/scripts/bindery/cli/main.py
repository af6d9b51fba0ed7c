"""The command `bindery`: what a user gets wrong is one line, and an exit code says how it ended.

0: all went well. 1: something is wrong with the input. 2: the command line is wrong. 130: it was
interrupted. 141: the reader of its output ended.
"""

import logging
import os
import shlex
import sys
import tempfile
import traceback
from collections.abc import Sequence

import click

from bindery import __version__
from bindery.cli.registry import Commands
from bindery.errors import InputError

INPUT, INTERRUPTED, BROKEN_PIPE = 1, 130, 141
# What the package's own requirements do not install; of others, a missing module is our mistake.
INSTALL = (
    'install all of Bindery: pip install "path/to/bindery[cpu]", or with [gpu] in place of [cpu]'
)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`bindery COMMAND --help` has all options of a command, and an example.",
)
@click.version_option(__version__, prog_name="bindery", message="%(prog)s %(version)s")
def bindery() -> None:
    """From protein-binding experiments to trained, explained and comparable models.

    MODEL is a model's folder in a study's results, such as results/mine/CTCF/auto, its file
    model.keras, or an archive of models with a name in it: models.zip#CTCF/auto.
    """
    logger = logging.getLogger("bindery")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(logging.WARNING)
    logger.propagate = False


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code.

    Args:
        arguments: the command line after `bindery`; that of this process if None.
    """
    code = exit_code(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _silenced()
    sys.exit(code)


def exit_code(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code, after one line on standard error if it failed."""
    try:
        ended = bindery.main(arguments, prog_name="bindery", standalone_mode=False)
        # `--help` and `--version` give a code, commands give nothing.
        return ended if isinstance(ended, int) else 0
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except InputError as error:
        return _told(str(error))
    except (BrokenPipeError, SystemExit):
        # Click ends the process where its own output finds no reader; no command does.
        return _silenced()
    except ImportError as error:
        return _told(_missing(error) or _line_of(error))
    except Exception as error:
        return _told(_line_of(error))


def _line_of(error: Exception) -> str:
    """The line about an error that no command expects; its trace goes to a file."""
    from bindery.logs import unexpected
    from bindery.machine_faults import line_of

    if found := line_of(error):
        return found
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    handle, path = tempfile.mkstemp(prefix="bindery-", suffix=".log")
    with os.fdopen(handle, "w") as log:
        print(shlex.join(sys.argv), file=log)
        traceback.print_exception(error, file=log)
    return unexpected(error, path)


def _told(line: str) -> int:
    click.echo(f"ERROR {line}", err=True)
    return INPUT


def _missing(error: ImportError) -> str | None:
    """The line about a package that is not installed; None for an error of our own."""
    name = (error.name or "").partition(".")[0]
    if name in ("", "bindery"):
        return None
    return f"this command needs the package {name}, which is not installed; {INSTALL}"


def _silenced() -> int:
    """Let Python's last flush go nowhere, since the reader of the output has ended."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
