"""Read a file of variants, and draw random changes, for models outside a study."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bindery.steps.draw_changes import draw_changes
from bindery.steps.read_variants import read_variants

FILES = {
    "changes": "changes.h5",
    "unscored": "unscored.tsv",
    "counts": "counts.tsv",
    "random": "random_changes.h5",
}


def prepare_changes(
    *,
    file: str,
    genome: str | None,
    folder: Path,
    windows: Sequence[int],
    reading: dict[str, Any],
    drawing: dict[str, Any],
) -> dict[str, Path]:
    """Read a VCF, or a table of sequences, and draw random changes of the same kinds.

    Args:
        file: the file of variants.
        genome: indexed FASTA, for a VCF; None without a genome.
        folder: where the outputs go.
        windows: bases that each of the models sees.
        reading: shifts, haplotypes, mismatches, assembly and aliases, see `read_variants`.
        drawing: name, count and seed, see `draw_changes`.

    Returns:
        The paths of what was made, by the keys of FILES.
    """
    made = {name: folder / path for name, path in FILES.items()}
    read_variants(
        file=file,
        genome=genome,
        changes=str(made["changes"]),
        unscored=str(made["unscored"]),
        counts=str(made["counts"]),
        settings={"widest": max(windows), "narrowest": min(windows), **reading},
    )
    draw_changes(
        changes=str(made["changes"]),
        genome=genome,
        random=str(made["random"]),
        settings={"narrowest": min(windows), **drawing},
    )
    return made
