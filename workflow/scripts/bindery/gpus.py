"""Whether trainings should ask for a GPU. Standard library only, see `settings`."""

import importlib.util
import os
from pathlib import Path

DEVICES = Path("/dev")


def wanted(devices: Path = DEVICES) -> int:
    """GPUs that a training asks for: BINDERY_GPU (0 or 1), else 1 where it would use one.

    That is where this machine shows one and CUDA's libraries are installed beside Snakemake. A
    profile for a cluster sets the training rule's `gpu` itself.

    Args:
        devices: folder of the machine's device files.
    """
    asked = os.environ.get("BINDERY_GPU")
    if asked is not None:
        return int(asked == "1")
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    return int(not hidden and any(devices.glob("nvidia[0-9]*")) and cuda_installed())


def cuda_installed() -> bool:
    """Whether CUDA's libraries are here as Python packages, as `make setup GPU=1` installs them."""
    return importlib.util.find_spec("nvidia") is not None
