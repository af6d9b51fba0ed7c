"""Make up the methylation of cells over a genome, with known causes, to test models with."""

from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.genomics.genome import Genome

C, G = alphabet.encode("CG").tolist()
# Bases around a CpG whose GC content lowers its methylation, and by how many log-odds for each
# standard deviation.
AROUND, GC_EFFECT = 201, 1.5
# A cell's own domains count as much as this share of those that all cells have in common.
OWN = 0.5
# Standard deviation of the mean log-odds of cells.
BETWEEN_CELLS = 0.5


@dataclass(frozen=True)
class MadeCells:
    """Made-up states.

    Attributes:
        chrom: names, object, shape (n,).
        position: 0-based position of the C, int64, shape (n,).
        state: 1, 0 or NaN for not measured, float64, shape (n, cells).
    """

    chrom: np.ndarray
    position: np.ndarray
    state: np.ndarray


def domains(position: np.ndarray, length: float, generator: np.random.Generator) -> np.ndarray:
    """Domains of like methylation along a chromosome: 1 or -1, float64, shape (n,).

    Args:
        position: sorted positions, shape (n,).
        length: bases after which a domain ends, on average.
        generator: source of randomness.
    """
    distance = np.diff(position, prepend=position[0])
    ended = generator.random(len(position)) < 1 - np.exp(-distance / length)
    number = np.cumsum(ended)
    return generator.choice([-1.0, 1.0], number[-1] + 1)[number]


def _gc(codes: np.ndarray, position: np.ndarray) -> np.ndarray:
    """GC content around positions, of mean 0 and variance 1."""
    strong = np.isin(codes, (C, G)).astype(float)
    total = np.concatenate([[0], np.cumsum(strong)])
    first = np.maximum(position - AROUND // 2, 0)
    last = np.minimum(position + AROUND // 2 + 1, len(codes))
    share = (total[last] - total[first]) / (last - first)
    return (share - share.mean()) / max(share.std(), 1e-9)


def made_cells(
    genome: Genome, *, cells: int, measured: float, length: float, strength: float, seed: int
) -> MadeCells:
    """Draw the states of all CpGs of a genome in cells.

    The log-odds of a state are those of the domain that the CpG is in, which all cells share; plus
    half as much of a domain of the cell's own; less what GC content around it takes away; and a
    number of the cell. So neighbours tell of a CpG, beyond what DNA tells.

    Args:
        genome: the genome, opened.
        cells: number of cells.
        measured: share of CpGs that are measured in a cell.
        length: bases after which a domain ends, on average.
        strength: log-odds that a methylated domain adds, and another one takes away.
        seed: seed of all draws.
    """
    generator = np.random.default_rng(seed)
    offset = generator.normal(0, BETWEEN_CELLS, cells)
    parts = []
    for name, size in genome.lengths.items():
        codes = genome.windows(np.array([name], object), np.zeros(1, np.int64), size)[0]
        position = np.flatnonzero((codes[:-1] == C) & (codes[1:] == G))
        if not len(position):
            continue
        logit = strength * domains(position, length, generator) - GC_EFFECT * _gc(codes, position)
        own = np.stack([domains(position, length, generator) for _ in range(cells)], axis=1)
        odds = logit[:, None] + OWN * strength * own + offset
        state = (generator.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(float)
        state[generator.random(odds.shape) >= measured] = np.nan
        parts.append((np.full(len(position), name, object), position, state))
    return MadeCells(*(np.concatenate(column) for column in zip(*parts, strict=True)))
