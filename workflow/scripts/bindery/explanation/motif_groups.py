"""Motifs of detectors with what they matter, copies together; their file."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from bindery.files import write_json


@dataclass(frozen=True)
class Influence:
    """What holding detectors does to a model's scores.

    Attributes:
        change: the mean absolute change of a score.
        auroc_lost: by how much the AUROC falls; NaN where targets have one value.
    """

    change: float
    auroc_lost: float


@dataclass
class DetectorMotif:
    """The motif of one detector.

    Attributes:
        member: the number of its model among a mean's members, from 1.
        detector: its number, from 1.
        sites: windows that it is made of.
        counts: trimmed, with the pseudocount, float64, shape (length, 4); empty of a silent one.
        information: in bits, of all places.
        influence: of this detector alone.
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
        motifs: the most influential one first; it gives the group's strand and name, see
            `names_of`.
        influence: of all its detectors held together.
        counts: of all of them, laid on one another and trimmed, float64, shape (length, 4); empty
            of a silent detector.
    """

    motifs: list[DetectorMotif]
    influence: Influence
    counts: np.ndarray


def names_of(found: Sequence[MotifGroup]) -> list[str]:
    """A name for each of a model's groups: `detector_7`, or `restart_2_detector_7` of several.

    Args:
        found: all groups, those of silent detectors too: they tell whether members are several.
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

    return [
        MotifGroup([motif(own) for own in row["motifs"]], influence(row["influence"]), counts(row))
        for row in json.loads(Path(path).read_text())
    ]
