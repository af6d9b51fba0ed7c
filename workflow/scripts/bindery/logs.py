"""Logging of a rule's script: to its log file and to the terminal, uncaught errors included."""

import logging
import sys
from os import PathLike
from pathlib import Path
from types import TracebackType

from bindery.errors import InputError

logger = logging.getLogger("bindery")
# Where `captureWarnings` sends what libraries warn of.
warnings_logger = logging.getLogger("py.warnings")


def start(path: str | PathLike) -> None:
    """Send the package's log to a file and to stderr, and end on an InputError with its one line.

    Args:
        path: the rule's log file; it is overwritten.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    logger.setLevel(logging.INFO)
    handlers = (logging.FileHandler(path, mode="w"), logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    for source in (logger, warnings_logger):
        source.propagate = False
        source.handlers[:] = handlers
    logging.captureWarnings(True)
    sys.excepthook = _report_exception


def _report_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, InputError):
        logger.error("%s", error)
    else:
        logger.critical("uncaught exception", exc_info=(kind, error, trace))
