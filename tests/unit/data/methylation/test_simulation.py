"""Made-up cells: neighbours tell of a site what DNA does not."""

from pathlib import Path

import numpy as np
from helpers import fasta_text, random_letters, write_indexed

from bindery.data.methylation.simulation import made_cells
from bindery.genomics.genome import Genome


def agreement(state: np.ndarray) -> float:
    """How much more often than by chance neighbouring sites of a cell have one state."""
    same = np.mean(state[1:] == state[:-1])
    share = state.mean(axis=0)
    return float(same - np.mean(share**2 + (1 - share) ** 2))


def test_neighbours_agree_as_far_as_domains_are_strong(tmp_path: Path) -> None:
    # GC content is even along the sequence, so that only domains make neighbours alike.
    fasta = write_indexed(tmp_path / "toy.fa", fasta_text({"chr1": random_letters(60_000, 5)}))
    found = {}
    with Genome(fasta) as genome:
        for strength in (0.0, 3.0):
            made = made_cells(genome, cells=2, measured=1.0, length=2000, strength=strength, seed=1)
            found[strength] = agreement(made.state)
        part = made_cells(genome, cells=2, measured=0.3, length=2000, strength=3.0, seed=1)
    assert found[3.0] > found[0.0] + 0.15
    assert abs(np.mean(~np.isnan(part.state)) - 0.3) < 0.02
