"""Motifs of detectors and their influence, with copies in one group; their file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from os import PathLike

import numpy as np

from bindery.files import parsing, read_json, write_json


@dataclass(frozen=True)
class Influence:
    """What the mean ablation of detectors does to a model's scores.

    Attributes:
        change: the mean absolute change of the score.
        auroc_lost: the fall of the AUROC; NaN if all targets are equal.
    """

    change: float
    auroc_lost: float


@dataclass
class DetectorMotif:
    """The motif of one detector.

    Attributes:
        member: number of the detector's model among the random restarts, from 1.
        detector: number of the detector, from 1.
        sites: number of windows that the motif is made of.
        counts: bases at each position, trimmed, with the pseudocount, float64, shape (length, 4);
            empty for a detector without a motif.
        information: information of all positions, in bits.
        influence: influence of this detector alone.
    """

    member: int
    detector: int
    sites: int
    counts: np.ndarray
    information: float
    influence: Influence


@dataclass
class MotifGroup:
    """Motifs that are copies of one another, on either strand.

    Attributes:
        motifs: the motifs, most influential first; the first one gives the group's strand and name,
            see `names_of`.
        influence: influence of all the group's detectors, ablated together.
        counts: the sum of the aligned motifs, trimmed, float64, shape (length, 4); empty for a
            detector without a motif.
    """

    motifs: list[DetectorMotif]
    influence: Influence
    counts: np.ndarray


def names_of(found: Sequence[MotifGroup]) -> list[str]:
    """Name a model's groups: `detector_7`, or with several members `restart_2_detector_7`.

    Args:
        found: all groups, including those without a motif, since they show the number of members.
    """
    several = any(motif.member > 1 for group in found for motif in group.motifs)
    return [
        f"{f'restart_{first.member}_' if several else ''}detector_{first.detector}"
        for first in (group.motifs[0] for group in found)
    ]


def write_motifs(path: str | PathLike, found: list[MotifGroup]) -> None:
    """Write groups of motifs as JSON, floats in six digits, NaN as null."""
    rows = [asdict(group) for group in found]
    for row in rows:
        for own in (row, *row["motifs"]):
            own["counts"] = own["counts"].round(6).tolist()
    write_json(path, rows, digits=6)


def read_motifs(path: str | PathLike) -> list[MotifGroup]:
    """Read what `write_motifs` wrote."""

    def influence(row: dict) -> Influence:
        lost = row["auroc_lost"]
        return Influence(row["change"], float("nan") if lost is None else lost)

    def counts(row: dict) -> np.ndarray:
        return np.array(row["counts"], float).reshape(-1, 4)

    def motif(row: dict) -> DetectorMotif:
        own = {"counts": counts(row), "influence": influence(row["influence"])}
        return DetectorMotif(**row | own)

    with parsing(path):
        return [
            MotifGroup(
                [motif(own) for own in row["motifs"]], influence(row["influence"]), counts(row)
            )
            for row in read_json(path)
        ]
