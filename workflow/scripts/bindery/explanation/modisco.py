"""Find the motifs of a whole model in its attributions, by TF-MoDISco.

TF-MoDISco (Shrikumar et al., arXiv 1811.00416) cuts out the stretches of sequence that contribute
most (seqlets), clusters similar ones, and averages each cluster. A motif that is spread over
several detectors thus becomes one pattern. This is the implementation modisco-lite.
"""

from dataclasses import dataclass

import numpy as np
from modiscolite.core import Seqlet, SeqletSet, TrackSet
from modiscolite.extract_seqlets import extract_seqlets
from modiscolite.tfmodisco import seqlets_to_patterns

from bindery.alphabet import UNKNOWN, one_hot
from bindery.explanation.pattern_files import Pattern, Patterns

# With fewer seqlets than this, clusters arise by chance (TF-MoDISco's own limit).
MIN_SEQLETS = 100
# The least and largest share of windows that become seqlets, and the share of them that may be
# false under a Laplacian null: TF-MoDISco's own values.
PASSING = (0.03, 0.2)
FALSE_DISCOVERY_RATE = 0.2
WEAK_THRESHOLD = 0.8
# Positions at a pattern's ends that contribute less than this share of the strongest position are
# cut off, as in TF-MoDISco's report.
TRIM = 0.3
SIGNS = {1: "positive", -1: "negative"}
# The errors that modisco-lite raises when a cluster or a null is empty. All others are bugs or lack
# of memory, and must not be hidden.
FAILURES = (
    ValueError,
    IndexError,
    AttributeError,
    TypeError,
    ZeroDivisionError,
    AssertionError,
)


@dataclass(frozen=True)
class Settings:
    """Settings of the search.

    Attributes:
        window: bases in the core of a seqlet, by which it is chosen, and of a pattern. Each also
            has a flank of a third of that on either side, so a motif of up to 5/3 of it fits.
        max_seqlets_per_metacluster: largest number of seqlets that raise the output, and of those
            that lower it. Time grows faster than this number (half a minute for 150 of each, two
            minutes for 500).
        leiden_runs: clusterings with different seeds, of which the best is kept.
    """

    window: int = 21
    max_seqlets_per_metacluster: int = 2000
    leiden_runs: int = 10

    @property
    def flank(self) -> int:
        """Number of bases on either side of the core."""
        return self.window // 3

    @property
    def margin(self) -> int:
        """Number of bases without contribution to add at both ends of each sequence.

        TF-MoDISco drops every seqlet that leaves its sequence when it is aligned to others. Of
        500 planted sites in 101-base sequences, 62 were found without the margin and 482 with it.
        """
        return self.window + 2 * self.flank


def _tracks(codes: np.ndarray, hypothetical: np.ndarray, settings: Settings) -> TrackSet:
    """One-hot bases, their contributions and the hypothetical ones, with a margin at both ends.

    Unknown bases and the margin contribute nothing and are 0.25 in each channel. If they were 0,
    modisco-lite would divide by zero when it measures information.
    """
    width = ((0, 0), (settings.margin, settings.margin))
    codes = np.pad(codes, width, constant_values=UNKNOWN)
    hypothetical = np.pad(hypothetical.astype(np.float32), (*width, (0, 0)))
    bases = one_hot(codes)
    contributions = bases * (codes != UNKNOWN)[:, :, None] * hypothetical
    return TrackSet(bases, contributions, hypothetical)


def _seqlets(tracks: TrackSet, settings: Settings) -> dict[int, list[Seqlet]]:
    """Seqlets that raise the output (1) and that lower it (-1), in the order of the sequences.

    They are searched for without the margin, because its zeros would distort the null.
    """
    margin = settings.margin
    cores, threshold = extract_seqlets(
        tracks.contrib_scores[:, margin:-margin].sum(axis=2),
        window_size=settings.window,
        # The smallest flank that modisco-lite accepts; the margin has room for the real flanks.
        flank=1,
        suppress=settings.window // 2 + settings.flank,
        target_fdr=FALSE_DISCOVERY_RATE,
        min_passing_windows_frac=PASSING[0],
        max_passing_windows_frac=PASSING[1],
        weak_threshold_for_counting_sign=WEAK_THRESHOLD,
    )
    found: dict[int, list[Seqlet]] = {1: [], -1: []}
    for core in cores:
        start, end = core.start + 1 + margin, core.end - 1 + margin
        contribution = float(tracks.contrib_scores[core.example_idx, start:end].sum())
        if abs(contribution) > threshold:
            whole = (start - settings.flank, end + settings.flank, False)
            found[1 if contribution > 0 else -1].append(Seqlet(core.example_idx, *whole))
    for seqlets in found.values():
        tracks.create_seqlets(seqlets)
    return found


def _trimmed(contributions: np.ndarray) -> tuple[int, int]:
    """The first position of a pattern that contributes enough, and the one after the last."""
    strength = np.abs(contributions).sum(axis=1)
    strong = np.flatnonzero(strength >= TRIM * strength.max())
    return int(strong[0]), int(strong[-1]) + 1


def _pattern(name: str, found: SeqletSet, order: np.ndarray, margin: int) -> Pattern:
    """Convert a pattern of modisco-lite and trim it; `order` gives the row of each sequence."""
    cluster = found.trim_to_idx(*_trimmed(found.contrib_scores))
    return Pattern(
        name=name,
        frequencies=cluster.sequence,
        contributions=cluster.contrib_scores,
        rows=order[[seqlet.example_idx for seqlet in cluster.seqlets]].astype(np.int32),
        starts=np.array([seqlet.start - margin for seqlet in cluster.seqlets], np.int32),
        reverse=np.array([seqlet.is_revcomp for seqlet in cluster.seqlets], bool),
    )


def _clustered(
    tracks: TrackSet, seqlets: list[Seqlet], sign: int, settings: Settings
) -> tuple[list[SeqletSet], str]:
    """The patterns of one sign, and the reason if there are none."""
    kind = SIGNS[sign]
    if len(seqlets) < MIN_SEQLETS:
        return [], (
            f"too few {kind} seqlets: {len(seqlets)}, and TF-MoDISco needs at least {MIN_SEQLETS}"
        )
    try:
        found = seqlets_to_patterns(
            seqlets[: settings.max_seqlets_per_metacluster],
            tracks,
            track_signs=sign,
            n_leiden_runs=settings.leiden_runs,
            trim_to_window_size=settings.window,
            initial_flank_to_add=settings.flank,
        )
    except FAILURES as error:
        return [], (
            f"TF-MoDISco found no {kind} pattern in {len(seqlets)} seqlets and gave up "
            f"({type(error).__name__}: {' '.join(str(error).split())})"
        )
    if not found:
        return [], f"no {kind} pattern among {len(seqlets)} seqlets"
    return sorted(found, key=lambda pattern: -len(pattern.seqlets)), ""


def _unfit(codes: np.ndarray, hypothetical: np.ndarray, settings: Settings) -> str:
    """The reason why these attributions cannot be searched; empty if they can."""
    rows, length = codes.shape
    if rows == 0:
        return "there are no sequences"
    if length < settings.window + 2 * settings.flank:
        return f"sequences of {length} bases are shorter than a seqlet"
    if not np.isfinite(hypothetical).all():
        return "contributions are not finite"
    if not hypothetical.any():
        return "no base contributes anything"
    return ""


def find_patterns(
    codes: np.ndarray, hypothetical: np.ndarray, settings: Settings, seed: int
) -> Patterns:
    """Find the patterns that a model's attributions have in common.

    The same sequences, attributions and seed give the same patterns: modisco-lite uses fixed seeds
    for its null and its clusterings, and never adds across threads. `seed` decides the order of the
    sequences, which matters if there are more seqlets than the settings allow.

    Args:
        codes: sequences, uint8, shape (n, length), order ACGT, 4 = unknown.
        hypothetical: what each base would contribute at each position, float32, shape
            (n, length, 4), order ACGT, in units of the model's output.
        settings: settings of the search.
        seed: seed of the order of the sequences, non-negative.

    Returns:
        The patterns; if there are none, the reason. Attributions without a pattern are no error.
    """
    reason = _unfit(codes, hypothetical, settings)
    if reason:
        return Patterns([], reason)
    order = np.random.default_rng(seed).permutation(len(codes))
    tracks = _tracks(codes[order], hypothetical[order], settings)
    try:
        seqlets = _seqlets(tracks, settings)
    except FAILURES as error:
        problem = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return Patterns([], f"TF-MoDISco could not tell seqlets from the rest ({problem})")
    patterns, reasons = [], []
    for sign, kind in SIGNS.items():
        found, why = _clustered(tracks, seqlets[sign], sign, settings)
        reasons += [why] if why else []
        patterns += [
            _pattern(f"{kind}_{number}", one, order, settings.margin)
            for number, one in enumerate(found, 1)
        ]
    return Patterns(patterns, "; ".join(reasons))
