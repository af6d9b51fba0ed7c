"""End a job whose run has ended, before it replaces the results of a later run.

A killed Snakemake leaves its jobs running. Such a job would write its outputs later, over those of
another run with other settings. A job of this machine sees the process of its run. A job of another
machine sees the run's lease, a file that the next run of the same folder removes.
"""

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bindery.errors import InputError
from bindery.ownership import leases

logger = logging.getLogger(__name__)

# The process of the run that asked for this job; the workflow's rules set it.
RUN = "BINDERY_RUN"
ENDED = "the Snakemake that asked for this job has ended"
# Seconds between two looks at a process or lease.
LOOK = 1.0
EXIT_CODE = 1


def this_run() -> str:
    """This process, as its jobs find it in the environment: its number and namespace."""
    return f"{os.getpid()} {_namespace()}"


def _namespace() -> str:
    """The namespace of process numbers: in a container the same number can be another process."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


class _Run:
    """The run of this process, once `follow` was called; without one, a run never ends."""

    def __init__(self) -> None:
        self.pid = 0
        self.handle: int | None = None
        self.lease: Path | None = None
        # Files that are being written, to remove if the run ends.
        self.unfinished: set[Path] = set()

    def open(self, pid: int) -> None:
        """Take the run's process, by a handle that no later process of the same number can get."""
        self.pid = pid
        if hasattr(os, "pidfd_open"):
            try:
                self.handle = os.pidfd_open(pid)
            except ProcessLookupError:
                self.handle = None
            except OSError:
                self.pid = 0

    def ended(self, wait: float = 0) -> bool:
        """Whether the run has ended, or ends within some seconds."""
        if self.lease is not None and not self.lease.exists():
            return True
        if not self.pid:
            time.sleep(wait)
            return False
        if self.handle is not None:
            return bool(select.select([self.handle], [], [], wait)[0])
        time.sleep(wait)
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


_run = _Run()


def follow() -> None:
    """From now on, end this process when its run ends. Without a run, do nothing."""
    if _run.pid or _run.lease:
        return
    _run.lease = leases.given()
    pid, _, namespace = os.environ.get(RUN, "").partition(" ")
    if pid.isdigit() and namespace == _namespace():
        _run.open(int(pid))
    if _run.pid or _run.lease:
        threading.Thread(target=_wait, daemon=True, name="run").start()


def _wait(end: Callable[[int], None] = os._exit) -> None:
    while not _run.ended(LOOK):
        continue
    logger.error("%s; nothing is written", ENDED)
    for path in list(_run.unfinished):
        path.unlink(missing_ok=True)
    end(EXIT_CODE)


def begin(path: Path) -> None:
    """Note a file that is being written, to be removed if the run ends."""
    _run.unfinished.add(path)


def finish(path: Path) -> None:
    """Forget a file that is whole, or was removed."""
    _run.unfinished.discard(path)


def check() -> None:
    """Raise InputError if the run of this process has ended."""
    if _run.ended():
        raise InputError(ENDED, remedy="nothing is written; run Snakemake again")
