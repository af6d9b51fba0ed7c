"""Predictions of held-out sites in all cells: a row for each site and cell that is measured."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.columns import Columns
from bindery.data.splits import SPLITS, TEST
from bindery.data.tensors import Tensor
from bindery.training.predictions import COLUMNS, PARTS

CELL = "cell"


@dataclass
class CellPredictions(Columns):
    """Measured sites of a split, as columns of shape (n,).

    Attributes:
        row: index of the site in the tensor file, int64.
        cell: name of the cell, object.
        group: stretch of the genome, int64.
        target: 1 or 0, float64.
        score: log-odds, float64.
    """

    row: np.ndarray
    cell: np.ndarray
    group: np.ndarray
    target: np.ndarray
    score: np.ndarray


def measured_states(tensor: Tensor, part: int) -> tuple[np.ndarray, ...]:
    """The measured states of a split, by site and then by cell, each of shape (n,).

    Returns:
        Index of the site among those of the split, index of the cell, and the state, float32.
    """
    targets = tensor.targets(tensor.split_rows(part))
    at, cell = np.nonzero(~np.isnan(targets))
    return at, cell, targets[at, cell]


def write_cells(path: str | PathLike, tensor: Tensor, scored: np.ndarray) -> None:
    """Write the scores of the validation sites, then of the test sites, in each measured cell.

    Args:
        path: output, TSV.gz of row, name, split, group, target, score and cell.
        tensor: the tensor file, opened.
        scored: log-odds of the rows of both splits, shape (n, cells).
    """
    names, cells, rows, first = tensor.names(), tensor.tasks, [], 0
    for part in PARTS:
        which = tensor.split_rows(part)
        group, of_part = tensor.group(which), scored[first : first + len(which)]
        at, cell, states = measured_states(tensor, part)
        columns = (own.tolist() for own in (at, cell, states, of_part[at, cell]))
        rows += [
            (which[one], names[which[one]], SPLITS[part], group[one], state, score, cells[own])
            for one, own, state, score in zip(*columns, strict=True)
        ]
        first += len(which)
    tsv.write(path, [*COLUMNS, CELL], rows, digits=".7g", gzipped=True)


def write_cell_scores(path: str | PathLike, like: str | PathLike, scores: np.ndarray) -> None:
    """Write other scores, shape (n,), for all rows of what `write_cells` wrote."""
    rows = tsv.read(like)
    lines = [
        [score if name == "score" else row[name] for name in (*COLUMNS, CELL)]
        for row, score in zip(rows, scores.tolist(), strict=True)
    ]
    tsv.write(path, [*COLUMNS, CELL], lines, digits=".7g", gzipped=True)


def are_of_cells(path: str | PathLike) -> bool:
    """Whether a file of predictions has a row for each site and cell."""
    return CELL in next(iter(tsv.read(path)), {})


def read_cells(path: str | PathLike, part: int = TEST) -> CellPredictions:
    """Read the sites of a split of what `write_cells` wrote."""
    rows = [row for row in tsv.read(path) if row["split"] == SPLITS[part]]
    return CellPredictions(
        row=np.array([int(row["row"]) for row in rows]),
        cell=np.array([row[CELL] for row in rows], object),
        group=np.array([int(row["group"]) for row in rows]),
        target=np.array([float(row["target"]) for row in rows]),
        score=np.array([float(row["score"]) for row in rows]),
    )
