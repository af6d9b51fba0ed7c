"""Seconds that `bindery --help` and `bindery info` take, best of five, beside Python alone."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _common import REPOSITORY, report

REPEATS = 5
SAVE = """
from bindery.runtime import devices
devices.prepare("tensorflow", 1)
from bindery.models.registry import build
from bindery.models.saving import save
save(build("deepbind", 101), {path!r})
"""


def seconds(*words: str) -> float:
    """The shortest time of several runs of Python with some words."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "workflow" / "scripts")}
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, *words], check=True, stdout=subprocess.DEVNULL, env=environment
        )
        taken.append(time.perf_counter() - began)
    return min(taken)


def main() -> None:
    """Time each command in processes of their own."""
    command = ("-c", "from bindery.cli.main import main; main()")
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model.keras")
        subprocess.run([sys.executable, "-c", SAVE.format(path=model)], check=True)
        times = {
            "python": seconds("-c", "pass"),
            "bindery --help": seconds(*command, "--help"),
            "bindery info": seconds(*command, "info", model),
        }
    report(
        "command_line", [{"what": key, "seconds": f"{value:.3f}"} for key, value in times.items()]
    )


if __name__ == "__main__":
    main()
