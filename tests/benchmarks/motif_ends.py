"""Where to cut the ends of a detector's motif off: how often the known motif is then named.

Windows are drawn from each known motif, blurred by background and with positions of background on
both sides, four in all; then they are trimmed in several ways and matched. Where a motif's columns
are shuffled, a match that counts is a false one. Background is even, or as in yeast.
"""

from collections.abc import Callable

import numpy as np
from _common import DATA, report

from bindery.explanation import detector_motifs
from bindery.motifs.matrices import Motif, information, jaspar_motifs, shares_of
from bindery.motifs.meme import read_meme
from bindery.motifs.tomtom import annotate

LIBRARIES = {
    "RNA (Ray2013)": lambda: read_meme(DATA / "motifs/Ray2013_rbp_RNA.meme"),
    "JASPAR2026 fungi": lambda: jaspar_motifs("JASPAR2026", "fungi"),
}
FLANKS, WINDOWS, REPEATS = 4, (10, 3000), 4
PSEUDOCOUNT, SIGNIFICANCE = 0.25, 0.01
EVEN, YEAST = np.full(4, 0.25), np.array([0.31, 0.19, 0.19, 0.31])
CASES = (("RNA (Ray2013)", EVEN), ("JASPAR2026 fungi", EVEN), ("JASPAR2026 fungi", YEAST))
Trim = Callable[[np.ndarray, np.ndarray], np.ndarray]


def above(share: float, bits: float) -> Trim:
    """Keep positions with a share of the best one's information, and with this many bits."""

    def trim(counts: np.ndarray, background: np.ndarray) -> np.ndarray:
        found = information(shares_of(counts))
        enough = np.flatnonzero(found >= max(share * found.max(), bits))
        return counts[enough[0] : enough[-1] + 1] if len(enough) else counts[:0]

    return trim


WAYS: dict[str, Trim] = {
    "whole": lambda counts, background: counts,
    "a tenth, 0.1 bits (DeepBind)": above(0.1, 0.1),
    "a twentieth, 0.05 bits": above(0.05, 0.05),
    "a fiftieth, 0.02 bits": above(0.02, 0.02),
    "0.02 bits above chance": lambda counts, background: detector_motifs.trimmed(counts, EVEN),
    "0.02 bits above background and chance (Bindery)": detector_motifs.trimmed,
}


def drawn(
    motif: Motif, shuffled: bool, background: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Counts of windows of a blurred motif, between positions of background."""
    weight = generator.uniform(0.3, 1)
    shares = weight * motif.probabilities() + (1 - weight) * background
    if shuffled:
        shares = shares[generator.permutation(len(shares))]
    windows = int(np.exp(generator.uniform(*np.log(WINDOWS))))
    before = int(generator.integers(1, FLANKS))
    beside = np.tile(background, (FLANKS, 1))
    whole = np.concatenate([beside[:before], shares, beside[before:]])
    return np.array([generator.multinomial(windows, own) for own in shares_of(whole)]) + PSEUDOCOUNT


def outcome(
    trim: Trim, counts: np.ndarray, background: np.ndarray, motif: Motif, known: list[Motif]
) -> list[float]:
    """Whether the best match has the motif's name, whether it counts, and whether both."""
    cut = trim(counts, background)
    if not len(cut):
        return [0, 0, 0]
    match = annotate([Motif("", "", cut, motif.letters)], known)[0]
    right, counted = match.name == motif.name, match.counts(SIGNIFICANCE)
    return [right, counted, right and counted]


def main() -> None:
    """Draw, trim and match all motifs of each library."""
    rows = []
    for library, background in CASES:
        known, generator = LIBRARIES[library](), np.random.default_rng(1)
        for shuffled in (False, True):
            every = [motif for motif in known for _ in range(REPEATS)]
            made = [(motif, drawn(motif, shuffled, background, generator)) for motif in every]
            for way, trim in WAYS.items():
                found = [outcome(trim, own, background, motif, known) for motif, own in made]
                right, counted, both = (f"{share:.3f}" for share in np.mean(found, axis=0))
                told = {"library": library, "background": "even" if background is EVEN else "yeast"}
                told["columns"] = "shuffled" if shuffled else "as known"
                rows.append(
                    {**told, "trimmed": way, "named": right, "counts": counted, "both": both}
                )
    report("motif_ends", rows)


if __name__ == "__main__":
    main()
