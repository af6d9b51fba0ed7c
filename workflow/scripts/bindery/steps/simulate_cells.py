"""Rule simulate_cells: make up the methylation of cells over a genome."""

import numpy as np

from bindery import tsv
from bindery.data.methylation.simulation import made_cells
from bindery.genomics.genome import Genome


def simulate_cells(*, genome: str, cells_file: str, settings: dict) -> None:
    """Write a table of several cells that are made up.

    Args:
        genome: indexed FASTA.
        cells_file: output, TSV.gz of chrom, position (from 1) and `simulated_1` and so on: 1, 0, or
            empty where a site is not measured. Sites that are measured in no cell are left out.
        settings: `cells`, `measured`, `length`, `domains` and `seed`, see `made_cells`.
    """
    with Genome(genome) as opened:
        made = made_cells(
            opened,
            cells=settings["cells"],
            measured=settings["measured"],
            length=settings["length"],
            strength=settings["domains"],
            seed=settings["seed"],
        )
    names = [f"simulated_{number}" for number in range(1, settings["cells"] + 1)]
    known = ~np.isnan(made.state)
    rows = (
        (
            made.chrom[at],
            int(made.position[at]) + 1,
            *(int(one) if there else None for one, there in zip(state, own, strict=True)),
        )
        for at, (state, own) in enumerate(zip(made.state, known, strict=True))
        if own.any()
    )
    tsv.write(cells_file, ["chrom", "position", *names], rows, gzipped=True)
