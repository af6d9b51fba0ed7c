"""Find where a model's detectors fire: the windows that their motifs are made of."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bindery.alphabet import one_hot, reverse_complement
from bindery.models.model_parts import Detectors, TrainedMember
from bindery.runtime import devices

# Sequences of a batch: activations of 300 detectors at 600 positions take 180 MB.
BATCH = 256
RULES = ("best", "half_maximum")


@dataclass(frozen=True)
class Sites:
    """The windows of one detector, as counts.

    Attributes:
        counts: bases at each position of the windows, float64, shape (width, 4), order ACGT; an
            unknown base counts a quarter of each.
        sites: windows counted.
    """

    counts: np.ndarray
    sites: int


def strands(member: TrainedMember, codes: np.ndarray) -> list[np.ndarray]:
    """The strands of codes, uint8, shape (n, window), that a member reads: one or two arrays."""
    return [codes, reverse_complement(codes)] if member.reads_both else [codes]


def padded_bases(codes: np.ndarray, pad: int) -> np.ndarray:
    """Bases of codes with unknown ones around, float32, shape (n, pad + window + pad, 4)."""
    return one_hot(np.pad(codes, ((0, 0), (pad, pad)), constant_values=4))


def activations(member: TrainedMember, codes: np.ndarray) -> np.ndarray:
    """Activations of a member's detectors in one strand: float32, (n, positions, detectors)."""
    assert member.detectors is not None
    bases = padded_bases(codes, member.padding)
    return member.detectors.found.predict(**devices.in_order(BATCH, bases), verbose=0)


def _batches(
    member: TrainedMember, parts: Detectors, codes: np.ndarray
) -> Iterator[tuple[list[np.ndarray], list[np.ndarray]]]:
    """Activations, (n, positions, detectors), and windows, (n, positions, width), by strand."""
    pad = member.padding
    for start in range(0, len(codes), BATCH):
        read = strands(member, codes[start : start + BATCH])
        found = [
            parts.found.predict(**devices.in_order(BATCH, padded_bases(one, pad)), verbose=0)
            for one in read
        ]
        yield found, [_windows(one, found[0].shape[1], parts.width, pad) for one in read]


def _windows(codes: np.ndarray, places: int, width: int, pad: int) -> np.ndarray:
    """The codes under a detector at each of its positions, shape (n, positions, width).

    Positions that the network adds at the ends are unknown bases here. Half of them are before the
    sequence, as in Keras's padding `same`.
    """
    before = pad + (places - (codes.shape[1] + 2 * pad - width + 1)) // 2
    after = places + width - 1 - before - codes.shape[1]
    padded = np.pad(codes, ((0, 0), (before, after)), constant_values=4)
    return np.lib.stride_tricks.sliding_window_view(padded, width, axis=1)


def find_sites(member: TrainedMember, codes: np.ndarray, rule: str) -> list[Sites]:
    """Collect the windows where each detector of a model fires.

    Args:
        member: member with a layer of detectors.
        codes: sequences, uint8, shape (n, window).
        rule: `best` takes the window with the greatest activation of each sequence, on either
            strand, if that is above zero (DeepBind, Alipanahi et al. 2015). `half_maximum` takes
            all windows above half of the greatest activation in all sequences (Basset, Kelley et
            al. 2016).

    Returns:
        The windows of each detector, in the direction in which the detector reads them.

    Raises:
        ValueError: the rule is unknown, or the model has no detectors.
    """
    parts = member.detectors
    if rule not in RULES or parts is None:
        raise ValueError(f"rules are {', '.join(RULES)}, not {rule}; and a model needs detectors")
    counts = np.zeros((parts.count, parts.width, 5))
    least = np.zeros(parts.count)
    if rule == "half_maximum":
        for found, _ in _batches(member, parts, codes):
            least = np.maximum(least, np.max([one.max(axis=(0, 1)) for one in found], axis=0))
        least = least / 2
    for found, windows in _batches(member, parts, codes):
        for detector in range(parts.count):
            own = [one[:, :, detector] for one in found]
            chosen = _best(own) if rule == "best" else [one > least[detector] for one in own]
            for where, codes_of in zip(chosen, windows, strict=True):
                _count(counts[detector], codes_of[where])
    return [Sites(_without_unknown(own), round(own[0].sum())) for own in counts]


def _best(found: list[np.ndarray]) -> list[np.ndarray]:
    """Mark the position of each sequence's greatest activation on any strand, if above zero.

    Args:
        found: activations of each strand, shape (n, positions).

    Returns:
        For each strand a mask of the same shape.
    """
    together = np.concatenate(found, axis=1)
    best = together.argmax(axis=1)
    masks = np.zeros_like(together, bool)
    rows = np.arange(len(best))
    masks[rows, best] = together[rows, best] > 0
    return np.split(masks, len(found), axis=1)


def _count(counts: np.ndarray, windows: np.ndarray) -> None:
    """Add windows, shape (n, width), to counts, shape (width, 5)."""
    for code in range(5):
        counts[:, code] += (windows == code).sum(axis=0)


def _without_unknown(counts: np.ndarray) -> np.ndarray:
    return counts[:, :4] + counts[:, 4:] / 4
