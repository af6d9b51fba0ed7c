"""Logging of a rule's script: all that it and its libraries say to its log file.

The terminal gets the package's own lines only, and of those none where the run's progress shows
what the log holds (`progress`).
"""

import logging
import os
import sys
from os import PathLike
from pathlib import Path
from types import TracebackType

from bindery.errors import InputError

logger = logging.getLogger("bindery")
# Set by a run that reads this log file itself; see `progress`.
READ_BY_THE_RUN = "BINDERY_PROGRESS"


def start(path: str | PathLike) -> None:
    """Send all output of this process to a log file, and end on an InputError with its one line.

    Libraries and programs write to the process's stdout and stderr behind Python's back, so it is
    these that are led into the file, once a process. Lines of the package start with their level
    and a blank, which tells them from others'.

    Args:
        path: the rule's log file; it is overwritten.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    terminal = None if os.environ.get(READ_BY_THE_RUN) else os.fdopen(os.dup(2), "w")
    # By appending, since what this process starts writes into the file too.
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
    sys.excepthook = _report_exception


def _report_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, InputError):
        logger.error("%s", error)
    else:
        logger.critical("uncaught exception", exc_info=(kind, error, trace))
