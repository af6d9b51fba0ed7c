"""Find the motifs of a model's detectors: trimmed, grouped, and with their influence."""

import numpy as np

from bindery.explanation.ablation import Holding
from bindery.explanation.motif_groups import DetectorMotif, MotifGroup
from bindery.explanation.sites import Sites, find_sites
from bindery.models.model_parts import TrainedModel
from bindery.motifs.matrices import Motif, information, shares_of
from bindery.motifs.tomtom import groups, merged

# Ends of a motif with less information than this, in bits, are cut off: the known motif is named
# more often if positions of little information stay, and less often if those of none do
# (`make bench NAME=motif_ends`).
TRIM_BITS = 0.02
# A motif needs at least this many windows.
LEAST_SITES = 5


def base_shares(codes: np.ndarray, both_strands: bool) -> np.ndarray:
    """Shares of the known bases in sequences, on one strand or on both.

    Args:
        codes: uint8, any shape.
        both_strands: whether the other strand counts too.

    Returns:
        float64, shape (4,), order ACGT, all above 0.
    """
    counts = np.bincount(codes.ravel(), minlength=5)[:4] + 1.0
    return shares_of((counts + counts[::-1] if both_strands else counts)[None])[0]


def trimmed(counts: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Counts without ends of little information; empty if no position has enough.

    Information is relative to the composition of the sequences, or no end would be cut off in a
    genome rich in A and T. It is what exceeds that of chance, 3 / (2 ln 2 n) bits for n windows
    (the correction for small samples of Schneider et al., Journal of Molecular Biology 1986).

    Args:
        counts: bases at each position, shape (length, 4), order ACGT.
        background: shares of the bases in the sequences, all above 0, shape (4,).
    """
    shares = shares_of(counts)
    ratios = np.log2(shares / background, out=np.zeros_like(shares), where=shares > 0)
    by_chance = 3 / (2 * np.log(2) * counts.sum(axis=1))
    enough = np.flatnonzero((shares * ratios).sum(axis=1) - by_chance >= TRIM_BITS)
    return counts[enough[0] : enough[-1] + 1] if len(enough) else counts[:0]


def find_motifs(
    model: TrainedModel,
    positives: np.ndarray,
    codes: np.ndarray,
    targets: np.ndarray,
    rule: str,
    pseudocount: float,
) -> list[MotifGroup]:
    """The motifs of all detectors of a trained model, copies together, the most influential first.

    Args:
        model: trained model.
        positives: sequences that windows are taken from, uint8, shape (m, window).
        codes: sequences that influence is measured on, uint8, shape (n, window).
        targets: targets of these sequences, 0 or 1, shape (n,).
        rule: see `sites.find_sites`.
        pseudocount: added to the counts at each position, a quarter for each base.

    Returns:
        Groups of motifs. A detector that fires in too few windows is a group of its own, without
        counts. A model without a layer of detectors has no groups.
    """
    if any(member.detectors is None for member in model.members):
        return []
    holding = Holding(model, codes, targets)
    both = any(member.reads_both for member in model.members)
    background = base_shares(positives, both)
    found = [
        _motif((number, detector), sites, pseudocount, holding, background)
        for number, member in enumerate(model.members)
        for detector, sites in enumerate(find_sites(member, positives, rule))
    ]
    found.sort(key=lambda motif: (-motif.influence.change, motif.member, motif.detector))
    return _grouped(found, holding, both, background)


def _motif(
    place: tuple[int, int],
    sites: Sites,
    pseudocount: float,
    holding: Holding,
    background: np.ndarray,
) -> DetectorMotif:
    """The motif of one detector, given the numbers of its member and of itself, from 0."""
    counts = np.zeros((0, 4))
    if sites.sites >= LEAST_SITES:
        counts = trimmed(sites.counts + pseudocount / 4, background)
    return DetectorMotif(
        member=place[0] + 1,
        detector=place[1] + 1,
        sites=sites.sites,
        counts=counts,
        information=float(information(shares_of(counts)).sum()) if len(counts) else 0.0,
        influence=holding.influence([place]),
    )


def _grouped(
    found: list[DetectorMotif], holding: Holding, both: bool, background: np.ndarray
) -> list[MotifGroup]:
    """Groups of copies, each with the influence of all its detectors, ablated together."""
    speaking = [motif for motif in found if len(motif.counts)]
    # The comparison needs no names.
    compared = [Motif("", "", motif.counts) for motif in speaking]
    made = []
    for group in groups(compared, both_strands=both):
        motifs = [speaking[index] for index in group]
        held = [(own.member - 1, own.detector - 1) for own in motifs]
        influence = holding.influence(held) if len(held) > 1 else motifs[0].influence
        counts = trimmed(merged([compared[index] for index in group], both), background)
        made.append(MotifGroup(motifs, influence, counts))
    made += [MotifGroup([one], one.influence, one.counts) for one in found if not len(one.counts)]
    return sorted(made, key=lambda group: -group.influence.change)
