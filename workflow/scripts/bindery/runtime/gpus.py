"""Whether trainings ask for a GPU, and which one each takes. Standard library only."""

import fcntl
import importlib.util
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import TextIO

DEVICES = Path("/dev")
# Seconds between two looks for a GPU that has become free.
PATIENCE = 1.0

logger = logging.getLogger(__name__)
_held: list[TextIO] = []


def wanted(devices: Path = DEVICES) -> int:
    """GPUs that a training asks for: BINDERY_GPU (0 or 1), else 1 where it would use one.

    That is where this process may see one and CUDA's libraries are installed beside Snakemake. A
    profile for a cluster sets the training rule's `gpu` itself.

    Args:
        devices: folder of the machine's device files.
    """
    asked = os.environ.get("BINDERY_GPU")
    if asked is not None:
        return int(asked == "1")
    return int(bool(visible(devices)) and not withheld() and cuda_installed())


def cuda_installed() -> bool:
    """Whether CUDA's libraries are here as Python packages, as `make setup GPU=1` installs them."""
    return importlib.util.find_spec("nvidia") is not None


def withheld() -> bool:
    """Whether this is a SLURM job that was given no GPU; others' may be in sight all the same."""
    return "SLURM_JOB_ID" in os.environ and "CUDA_VISIBLE_DEVICES" not in os.environ


def visible(devices: Path = DEVICES) -> list[str]:
    """GPUs that this process may use, by CUDA's names.

    Args:
        devices: folder of the machine's device files.
    """
    listed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if listed is None:
        return [str(number) for number, _ in enumerate(devices.glob("nvidia[0-9]*"))]
    return [name for name in listed.split(",") if name not in ("", "-1")]


def assign(devices: Path = DEVICES, folder: Path | None = None) -> None:
    """Give this process one GPU by CUDA_VISIBLE_DEVICES; call it before anything imports Keras.

    Snakemake counts GPUs and does not hand them out. Each GPU has BINDERY_TRAININGS_PER_GPU lock
    files; a process takes the first free one, or waits, and the kernel gives it back however the
    process ends. Where a scheduler has named the one GPU, nothing is left to choose.

    Args:
        devices: folder of the machine's device files.
        folder: where the lock files lie; one of this user's on this machine if None.
    """
    if os.environ.get("BINDERY_GPU", "1" if not withheld() else "0") == "0":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        return
    names = visible(devices)
    chosen = "CUDA_VISIBLE_DEVICES" in os.environ and len(names) == 1
    if not names or chosen or not wanted(devices):
        return
    folder = folder or lock_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    shares = max(1, int(os.environ.get("BINDERY_TRAININGS_PER_GPU", "1")))
    # Every GPU has its first training before any has its second.
    slots = [(name, share) for share in range(shares) for name in names]
    name = _take(folder, slots)
    if name is None:
        logger.info("each GPU has its %d trainings: waiting for one to end", shares)
    while name is None:
        time.sleep(PATIENCE)
        name = _take(folder, slots)
    os.environ["CUDA_VISIBLE_DEVICES"] = name
    logger.info("this training has GPU %s of %d", name, len(names))


def lock_folder() -> Path:
    """Folder of the lock files: a user's on a machine, a job's where a scheduler numbers GPUs."""
    owner = os.environ.get("SLURM_JOB_ID", f"user{os.getuid()}")
    return Path(tempfile.gettempdir(), f"bindery-gpus-{owner}")


def _take(folder: Path, slots: list[tuple[str, int]]) -> str | None:
    """Lock the first free slot for as long as this process lives; its GPU, or None."""
    for name, share in slots:
        file = open(folder / f"{name.replace('/', '-')}.{share}", "w")  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        _held.append(file)
        return name
    return None
