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


def wanted_for(count: int | str, devices: Path = DEVICES) -> int:
    """The number of GPUs that a training on several devices asks for, see `wanted`.

    Args:
        count: number of devices, or `all`: those that this process can see.
        devices: folder of the machine's device files.
    """
    several = max(1, len(visible(devices))) if count == "all" else int(count)
    return wanted(devices) * several


def assign(devices: Path = DEVICES, folder: Path | None = None, count: int | str = 1) -> None:
    """Assign GPUs to this process by CUDA_VISIBLE_DEVICES; call before Keras is imported.

    Snakemake counts GPUs but does not assign them. Each GPU has BINDERY_TRAININGS_PER_GPU lock
    files. A process locks the first free one, or waits for one; the kernel unlocks it when the
    process ends, for whatever reason. A process that needs several GPUs holds none while it waits.
    If a scheduler has assigned as many GPUs as it needs, those are used.

    Args:
        devices: folder of the machine's device files.
        folder: folder of the lock files; if None, a folder of this user on this machine.
        count: number of GPUs, or `all`.
    """
    if os.environ.get("BINDERY_GPU", "1" if not withheld() else "0") == "0":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        return
    names = visible(devices)
    needed = len(names) if count == "all" else int(count)
    chosen = "CUDA_VISIBLE_DEVICES" in os.environ and len(names) == needed
    # Too few GPUs are an error of the training, which can name them.
    if not names or chosen or needed > len(names) or not wanted(devices):
        return
    folder = folder or lock_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    shares = max(1, int(os.environ.get("BINDERY_TRAININGS_PER_GPU", "1")))
    # Every GPU gets its first training before any gets its second.
    slots = [(name, share) for share in range(shares) for name in names]
    taken = _take(folder, slots, needed)
    if taken is None:
        free = "one" if needed == 1 else str(needed)
        logger.info("each GPU has %d trainings already: waiting for %s to end", shares, free)
    while taken is None:
        time.sleep(PATIENCE)
        taken = _take(folder, slots, needed)
    os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(taken)
    logger.info("this training uses GPU %s of %d", ", ".join(taken), len(names))


def lock_folder() -> Path:
    """The folder of the lock files: one for each user, or for each job if a scheduler has jobs."""
    owner = os.environ.get("SLURM_JOB_ID", f"user{os.getuid()}")
    return Path(tempfile.gettempdir(), f"bindery-gpus-{owner}")


def _take(folder: Path, slots: list[tuple[str, int]], count: int) -> list[str] | None:
    """Lock free slots of so many GPUs until this process ends; return the GPUs, or None."""
    taken: dict[str, TextIO] = {}
    for name, share in slots:
        if name in taken:
            continue
        file: TextIO = open(folder / f"{name.replace('/', '-')}.{share}", "w")  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        taken[name] = file
        if len(taken) == count:
            _held.extend(taken.values())
            return list(taken)
    for file in taken.values():
        file.close()
    return None
