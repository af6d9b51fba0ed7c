"""Predictions of held-out sites in all cells: a row for each site and cell that is measured."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.columns import Columns
from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.training.predictions import COLUMNS, PARTS


@dataclass
class CellPredictions(Columns):
    """Measured sites of the test set, as columns of shape (n,).

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


def write_cells(path: str | PathLike, tensor: Tensor, scored: np.ndarray) -> None:
    """Write the scores of the validation sites, then of the test sites, in each measured cell.

    Args:
        path: output, TSV.gz of row, name, split, group, target, score and cell.
        tensor: the tensor file, opened.
        scored: log-odds of the rows of both splits, shape (n, cells).
    """
    which = [tensor.split_rows(part) for part in PARTS]
    split = np.repeat([SPLITS[part] for part in PARTS], [len(own) for own in which])
    every = np.concatenate(which)
    names, group, cells = tensor.names(), tensor.group(every), tensor.tasks
    targets = np.concatenate([tensor.targets(own) for own in which])
    at, cell = np.nonzero(~np.isnan(targets))
    columns = (at, cell, targets[at, cell], scored[at, cell])
    rows = (
        (every[one], names[every[one]], split[one], group[one], target, score, cells[own])
        for one, own, target, score in zip(*(column.tolist() for column in columns), strict=True)
    )
    tsv.write(path, [*COLUMNS, "cell"], rows, digits=".7g", gzipped=True)


def read_cells(path: str | PathLike) -> CellPredictions:
    """Read the test sites of what `write_cells` wrote."""
    rows = [row for row in tsv.read(path) if row["split"] == "test"]
    return CellPredictions(
        row=np.array([int(row["row"]) for row in rows]),
        cell=np.array([row["cell"] for row in rows], object),
        group=np.array([int(row["group"]) for row in rows]),
        target=np.array([float(row["target"]) for row in rows]),
        score=np.array([float(row["score"]) for row in rows]),
    )
