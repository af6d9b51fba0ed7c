"""Fill in what was not measured: the state of every site in every cell, measured or predicted."""

from collections.abc import Iterator
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.data.methylation.rows import open_cells, read_rows
from bindery.data.tensors import Tensor
from bindery.models.loading import load_model
from bindery.training.methylation.scores import cell_scores

ROWS_AT_ONCE = 1 << 14


def impute(
    *, tensor: str, model: str, imputed: str | PathLike, window: int, architectures: list[str]
) -> None:
    """Write the state of each site in each cell where it was measured, else its probability.

    Args:
        tensor: the experiment's tensor file.
        model: trained model, `.keras`.
        imputed: output, TSV.gz of chrom, position (of the C of the forward strand, from 1), and
            for each cell its state or probability and, in `{cell}_measured`, 1 or 0.
        window: bases that the model sees, if it reads any.
        architectures: architecture of the model.
    """
    network = load_model(model, *architectures)
    with open_cells(tensor, window) as opened:
        cells = opened.tasks
        header = ["chrom", "position", *cells, *(f"{cell}_measured" for cell in cells)]
        tsv.write(imputed, header, _rows(opened, network), digits=".4f", gzipped=True)


def _rows(opened: Tensor, network: object) -> Iterator[list]:
    chrom, position = opened.places()
    every = np.arange(len(chrom))
    for first in range(0, len(every), ROWS_AT_ONCE):
        which = every[first : first + ROWS_AT_ONCE]
        rows = read_rows(opened, which)
        probability = 1 / (1 + np.exp(-cell_scores(network, rows).astype(float)))
        for at, own, state in zip(which.tolist(), probability.tolist(), rows.targets, strict=True):
            known = ~np.isnan(state)
            values = [int(state[n]) if known[n] else own[n] for n in range(len(own))]
            yield [chrom[at], int(position[at]) + 1, *values, *map(int, known)]
