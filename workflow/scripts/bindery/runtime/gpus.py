"""Decide whether trainings ask for a GPU, and which one each uses. Standard library only."""

import fcntl
import importlib.util
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import TextIO

DEVICES = Path("/dev")
# Seconds between two searches for a free GPU.
PATIENCE = 1.0

logger = logging.getLogger(__name__)
_held: list[TextIO] = []


def wanted(devices: Path = DEVICES) -> int:
    """The number of GPUs that a training asks for: 0 or 1.

    The environment variable BINDERY_GPU decides. If it is not set, the number is 1 if this process
    can see a GPU and CUDA's libraries are installed beside Snakemake. On a cluster, the profile
    sets the `gpu` of the rule train instead.

    Args:
        devices: folder of the machine's device files.
    """
    asked = os.environ.get("BINDERY_GPU")
    if asked is not None:
        return int(asked == "1")
    return int(bool(visible(devices)) and not withheld() and cuda_installed())


def cuda_installed() -> bool:
    """Whether CUDA's libraries are installed as Python packages, as by `make setup GPU=1`."""
    return importlib.util.find_spec("nvidia") is not None


def withheld() -> bool:
    """Whether this is a SLURM job without a GPU, which may still see the GPUs of other jobs."""
    return "SLURM_JOB_ID" in os.environ and "CUDA_VISIBLE_DEVICES" not in os.environ


def visible(devices: Path = DEVICES) -> list[str]:
    """The GPUs that this process may use, by CUDA's names.

    Args:
        devices: folder of the machine's device files.
    """
    listed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if listed is None:
        return [str(number) for number, _ in enumerate(devices.glob("nvidia[0-9]*"))]
    return [name for name in listed.split(",") if name not in ("", "-1")]


def assign(devices: Path = DEVICES, folder: Path | None = None) -> None:
    """Assign one GPU to this process by CUDA_VISIBLE_DEVICES; call before Keras is imported.

    Snakemake counts GPUs but does not assign them. Each GPU has BINDERY_TRAININGS_PER_GPU lock
    files. A process locks the first free one, or waits for one; the kernel unlocks it when the
    process ends, for whatever reason. If a scheduler has assigned a single GPU, that one is used.

    Args:
        devices: folder of the machine's device files.
        folder: folder of the lock files; if None, a folder of this user on this machine.
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
    # Every GPU gets its first training before any gets its second.
    slots = [(name, share) for share in range(shares) for name in names]
    name = _take(folder, slots)
    if name is None:
        logger.info("each GPU has %d trainings already: waiting for one to end", shares)
    while name is None:
        time.sleep(PATIENCE)
        name = _take(folder, slots)
    os.environ["CUDA_VISIBLE_DEVICES"] = name
    logger.info("this training uses GPU %s of %d", name, len(names))


def lock_folder() -> Path:
    """The folder of the lock files: one for each user, or for each job if a scheduler has jobs."""
    owner = os.environ.get("SLURM_JOB_ID", f"user{os.getuid()}")
    return Path(tempfile.gettempdir(), f"bindery-gpus-{owner}")


def _take(folder: Path, slots: list[tuple[str, int]]) -> str | None:
    """Lock the first free slot until this process ends; return its GPU, or None."""
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
