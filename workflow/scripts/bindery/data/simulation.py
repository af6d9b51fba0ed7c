"""A simulated genome with planted binding sites, and its peaks: the demo's data."""

import numpy as np

from bindery.errors import InputError
from bindery.motifs.matrices import Motif

# Base-to-base probabilities of a mammalian-like sequence: 42% GC and few CG.
TRANSITIONS = np.array(
    [
        [0.32, 0.17, 0.24, 0.27],
        [0.35, 0.26, 0.05, 0.34],
        [0.29, 0.21, 0.26, 0.24],
        [0.22, 0.20, 0.25, 0.33],
    ]
)
SUMMIT_SPREAD = 10
PEAK_WIDTH = (150, 400)
# Centres of peaks are at least three quarters of this length apart.
MIN_SPACE = 700


def random_genome(
    chromosomes: int, length: int, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Chromosomes drawn from a first-order Markov chain: name -> codes, uint8, (length,)."""
    limits = np.cumsum(TRANSITIONS, axis=1)[:, :3]
    # Many short chains are drawn at once and joined; the joints are as random as the rest.
    chains = max(1, length // 1000)
    steps = -(-length // chains)
    codes = np.empty((steps, chromosomes * chains), np.uint8)
    codes[0] = generator.integers(0, 4, chromosomes * chains)
    for step in range(1, steps):
        draw = generator.random(chromosomes * chains)
        codes[step] = (draw[:, None] > limits[codes[step - 1]]).sum(axis=1)
    whole = codes.T.reshape(chromosomes, -1)[:, :length]
    return {f"sim{number + 1}": row.copy() for number, row in enumerate(whole)}


def sample_sites(
    motif: Motif, count: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw sites from a matrix, with their log-odds.

    Returns:
        Codes, uint8, shape (count, length), and scores, float64, shape (count,).
    """
    limits = np.cumsum(motif.probabilities(), axis=1)[:, :3]
    draws = generator.random((count, len(limits)))
    sites = (draws[:, :, None] > limits[None]).sum(axis=2).astype(np.uint8)
    scores = np.take_along_axis(motif.log_odds().T, sites, axis=0).sum(axis=1)
    return sites, scores


def positions_of_sites(
    count: int, genome: dict[str, np.ndarray], generator: np.random.Generator
) -> list[tuple[str, int]]:
    """Draw centres over the whole genome, far enough apart that no two peaks overlap.

    Raises:
        InputError: the genome has no room for so many.
    """
    length = len(next(iter(genome.values())))
    slots = -(-count // len(genome))
    space = length // slots
    if space < MIN_SPACE:
        raise InputError(
            f"{count} peaks do not fit on {len(genome)} chromosomes of {length} bases",
            remedy="lower simulation.peaks, or raise simulation.length or simulation.chromosomes",
        )

    positions = [
        (name, slot * space + space // 2 + int(generator.integers(-space // 8, space // 8)))
        for name in genome
        for slot in range(slots)
    ]
    return [positions[index] for index in generator.permutation(len(positions))[:count]]


def narrowpeak(
    positions: list[tuple[str, int]],
    scores: np.ndarray,
    protein: str,
    generator: np.random.Generator,
) -> str:
    """The text of a narrowPeak file: a peak around each site, with its summit near the site."""
    lines = []
    signal = np.exp2(scores / 4) * generator.lognormal(0, 0.3, len(scores))
    for number, ((chrom, centre), value) in enumerate(zip(positions, signal, strict=True), 1):
        summit = centre + int(np.rint(generator.normal(0, SUMMIT_SPREAD)))
        start = summit - int(generator.integers(*PEAK_WIDTH)) // 2
        end = summit + int(generator.integers(*PEAK_WIDTH)) // 2
        score = int(min(1000, value * 10))
        name = f"simulated_{protein}_{number}"
        lines.append(
            f"{chrom}\t{start}\t{end}\t{name}\t{score}\t.\t{value:.3f}\t-1\t-1\t{summit - start}\n"
        )
    return "".join(sorted(lines, key=lambda line: (line.split("\t")[0], int(line.split("\t")[1]))))
