"""Logging of a rule's script: its output and that of its libraries go to its log file.

The terminal gets only the package's own lines, and not even these where the run's progress display
reads the log file (`progress`).
"""

import functools
import logging
import os
import sys
import traceback
from os import PathLike
from pathlib import Path
from types import TracebackType

from bindery.errors import InputError
from bindery.machine_faults import line_of
from bindery.ownership import runs

logger = logging.getLogger("bindery")
# Set by a run whose progress display reads the log file; see `progress`.
READ_BY_THE_RUN = "BINDERY_PROGRESS"
# Set by the run: the folder of the package that its code digests are of.
PACKAGE_OF_THE_RUN = "BINDERY_PACKAGE"
# Letters of an unexpected error on the terminal.
LONGEST = 300


def start(path: str | PathLike) -> None:
    """Send all output of this process to a log file; log an error as a single line.

    The trace of an error that is neither the input's nor the machine's goes above its line.

    The process ends when the Snakemake that started it ends, see `ownership.runs`.

    Libraries and programs write directly to the process's stdout and stderr, so these are
    redirected to the file. Lines of the package begin with their level and a space; other lines do
    not.

    Args:
        path: the rule's log file, which is overwritten.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    terminal = None if os.environ.get(READ_BY_THE_RUN) else os.fdopen(os.dup(2), "w")
    # Appended to, since child processes write into the same file.
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        stream.flush()
        os.dup2(log, number)
    os.close(log)
    handlers = [logging.StreamHandler(os.fdopen(os.dup(2), "w"))]
    if terminal:
        handlers.append(logging.StreamHandler(terminal))
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.handlers[:] = handlers
    sys.excepthook = functools.partial(_report_exception, os.path.abspath(path))
    _check_package()
    runs.follow()


def _check_package() -> None:
    """Raise InputError unless the package is that of the workflow whose script this is."""
    wanted, own = os.environ.get(PACKAGE_OF_THE_RUN), Path(__file__).resolve().parent
    if wanted and Path(wanted).resolve() != own:
        raise InputError(
            f"Python takes the package `bindery` from {own}, and this workflow's is {wanted}",
            remedy=f"uninstall it in {sys.prefix}, or set PYTHONPATH to {Path(wanted).parent}",
        )


def unexpected(error: BaseException, where: str) -> str:
    """The line about an error that no line was written for.

    Args:
        error: the error.
        where: what to report with it.
    """
    text = " ".join(f"{type(error).__name__}: {error}".split())
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return f"unexpected {shown}; this is a fault of Bindery: please report it with {where}"


def _report_exception(
    path: str, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, InputError):
        logger.error("%s", error)
        return
    if issubclass(kind, KeyboardInterrupt):
        logger.error("interrupted")
        return
    # The trace goes to the log alone; the terminal gets the line below it.
    traceback.print_exception(kind, error, trace)
    told = line_of(error)
    logger.error("%s", told or unexpected(error, f"the log {path}"))
    if told:
        # Libraries crash when the interpreter closes what they could not write.
        sys.stderr.flush()
        os._exit(1)
