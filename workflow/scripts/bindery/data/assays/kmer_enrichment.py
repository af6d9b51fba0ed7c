"""How much more often k-mers are among the ligands of late SELEX cycles than in the first one."""

from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.kmers import kmer_counts

FIRST = "cycle_0"
K = 8
# Added to each count, so that a k-mer that is absent from the first cycle has a finite ratio.
PSEUDOCOUNT = 1.0


@dataclass(frozen=True)
class Enrichment:
    """Counts of all 8-mers, both strands as one, in some cycles.

    Attributes:
        cycles: names, the reference first.
        counts: ligands' 8-mers, float64, shape (cycles, features).
    """

    cycles: list[str]
    counts: np.ndarray

    @property
    def shares(self) -> np.ndarray:
        """Each 8-mer's share of a cycle's, with the pseudocount: shape (cycles, features)."""
        added = self.counts + PSEUDOCOUNT
        return added / added.sum(axis=1, keepdims=True)

    @property
    def ratios(self) -> np.ndarray:
        """Share in each cycle by that in the reference, shape (cycles, features)."""
        return self.shares / self.shares[0]

    @property
    def information(self) -> np.ndarray:
        """Relative entropy of each cycle's 8-mers to those of the reference, bits, (cycles,)."""
        return (self.shares * np.log2(self.ratios)).sum(axis=1)


def reference_of(ligands: dict[str, np.ndarray], seed: int) -> dict[str, np.ndarray]:
    """The ligands of some cycles after those that they are compared with.

    Args:
        ligands: name of a cycle -> codes, uint8, shape (n, ligand), in order.
        seed: seed of the shuffles.

    Returns:
        The same, if the first is `cycle_0`; else dinucleotide shuffles of the first precede them.
    """
    name, first = next(iter(ligands.items()))
    if name == FIRST:
        return ligands
    shuffled = alphabet.dinucleotide_shuffle(first, np.random.default_rng(seed))
    return {"shuffles": shuffled, **ligands}


def enrichment_of(ligands: dict[str, np.ndarray]) -> Enrichment:
    """Count the 8-mers of each cycle's distinct ligands.

    Args:
        ligands: name of a cycle -> codes, uint8, shape (n, ligand); the reference first.
    """
    counts = [np.asarray(kmer_counts(codes, K).sum(axis=0)).ravel() for codes in ligands.values()]
    return Enrichment(list(ligands), np.stack(counts))
