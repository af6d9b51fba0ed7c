"""Rule build_stretches: put the peaks of all experiments and the genome into one file."""

from typing import Any

from bindery.data.multitask.stretch_file import build_stretches as build


def build_stretches(*, files: dict[str, Any], settings: dict) -> None:
    """Write the stretches file of a study.

    Args:
        files: inputs and outputs, see `stretch_file.build_stretches`.
        settings: the other arguments of that function.
    """
    build(**files, **settings)
