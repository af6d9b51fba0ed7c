"""Leases: a file for each run, by which a job on any machine knows that its run goes on.

The file's name is known to the run's jobs alone, by the environment, which schedulers pass on. A
run that holds Snakemake's lock on a folder removes the leases of all others of that folder, since
these have ended. Standard library only, see `study.settings`.
"""

import os
import secrets
from pathlib import Path

# The lease of the run that asked for this job.
LEASE = "BINDERY_LEASE"
# In the folder that Snakemake runs in, beside its own records.
FOLDER = Path(".snakemake") / "bindery" / "runs"


def take(*, alone: bool) -> None:
    """Make this run's lease, and name it to its jobs.

    Args:
        alone: whether no other run can be active in this folder, because Snakemake's lock is held.
    """
    folder = FOLDER.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if alone:
        for other in folder.iterdir():
            other.unlink(missing_ok=True)
    own = folder / secrets.token_hex(8)
    own.touch(exist_ok=False)
    os.environ[LEASE] = str(own)


def give_back() -> None:
    """Remove this run's lease, if it took one."""
    name = os.environ.pop(LEASE, "")
    if name:
        Path(name).unlink(missing_ok=True)


def given() -> Path | None:
    """The lease of the run that asked for this job; None without one, as on an unshared disk."""
    name = os.environ.get(LEASE, "")
    path = Path(name)
    return path if name and path.parent.is_dir() else None
