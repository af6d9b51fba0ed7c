"""Tables of a trunk's detectors: their influence on each task, and the motifs they match."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from bindery import tsv
from bindery.files import parsing
from bindery.motifs.tomtom import Match

# Columns before those of the tasks.
LEADING = ("detector", "consensus", "sites")
MOTIF_COLUMNS = (
    *("detector", "consensus", "sites", "influence", "tasks"),
    *("match", "match_name", "p_value", "q_value", "e_value", "chance", "significant"),
)
# Tasks that the table of motifs names for each detector.
MOST_TASKS = 5


@dataclass(frozen=True)
class Influences:
    """The influence of a trunk's detectors on its tasks.

    Attributes:
        detectors: names of the detectors, such as `detector_7`.
        consensus: consensus of each one's motif; empty if it fires in too few windows.
        sites: number of windows of each motif.
        tasks: names of the tasks.
        values: influence, in log-odds, float64, shape (detectors, tasks).
    """

    detectors: list[str]
    consensus: list[str]
    sites: list[int]
    tasks: list[str]
    values: np.ndarray

    def order(self) -> np.ndarray:
        """Indices of the detectors, the largest mean absolute influence on all tasks first."""
        return np.argsort(-np.abs(self.values).mean(axis=1), kind="stable")


def write_influences(path: str | PathLike, found: Influences) -> None:
    """Write a row for each detector: its name, motif and sites, and a column for each task."""
    leading = zip(found.detectors, found.consensus, found.sites, strict=True)
    rows = [
        [*cells, *map(float, values)] for cells, values in zip(leading, found.values, strict=True)
    ]
    tsv.write(path, (*LEADING, *found.tasks), rows, digits=".5g")


def read_influences(path: str | PathLike) -> Influences:
    """Read what `write_influences` wrote; by position, since a task may be named as a column."""
    with parsing(path):
        header, *rows = (line.split("\t") for line in Path(path).read_text().splitlines())
        first = len(LEADING)
        detectors, consensus, sites = zip(*(row[:first] for row in rows), strict=True)
        return Influences(
            detectors=list(detectors),
            consensus=list(consensus),
            sites=list(map(int, sites)),
            tasks=header[first:],
            values=np.array([row[first:] for row in rows], float),
        )


def write_detector_motifs(
    path: str | PathLike, found: Influences, matches: Sequence[Match], significance: float
) -> None:
    """Write a row for each detector, the most influential first, with its best known motif.

    Args:
        path: output, TSV, see `MOTIF_COLUMNS`: `influence` is the mean absolute influence on all
            tasks, `tasks` the tasks with the largest, from the largest on.
        found: the detectors.
        matches: matches of those that have a motif.
        significance: largest q-value of a match that counts.
    """
    by_detector = {match.query: match for match in matches}
    rows = []
    for number in found.order():
        name, values = found.detectors[number], found.values[number]
        most = np.argsort(-np.abs(values), kind="stable")[:MOST_TASKS]
        cells = [name, found.consensus[number], found.sites[number], float(np.abs(values).mean())]
        cells.append(", ".join(found.tasks[task] for task in most))
        rows.append([*cells, *_cells(by_detector.get(name), significance)])
    tsv.write(path, MOTIF_COLUMNS, rows, digits=".4g")


def _cells(match: Match | None, significance: float) -> list:
    if match is None:
        return [*[None] * 6, 0]
    values = (match.p_value, match.q_value, match.e_value, match.chance)
    return [match.target, match.name, *values, int(match.counts(significance))]
