"""How much a neighbouring site's state changes the predicted methylation, by its distance."""

from collections.abc import Sequence
from os import PathLike

import keras
import numpy as np

from bindery import tsv
from bindery.data.methylation.neighbours import NONE
from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST
from bindery.models.loading import load_model
from bindery.training.methylation.scores import cell_scores

COLUMNS = ("rank", "of", "sites", "distance", "effect", "low", "high")
# Ends of the middle half.
QUARTERS = (0.25, 0.75)


def neighbour_effects(
    *,
    tensor: str,
    model: str,
    table: str | PathLike,
    window: int,
    architectures: Sequence[str],
    sites: int,
    ranks: int,
) -> None:
    """Write by how much log-odds rise if a neighbour is methylated and not unmethylated.

    The state of one neighbour is set to 1 and to 0, all else as measured, at test sites spread over
    the genome.

    Args:
        tensor: the experiment's tensor file.
        model: trained model that reads neighbours, `.keras`.
        table: output, TSV: `rank` of the neighbour on its side, negative on the left; `of`, `same
            cell` or `other cells`; the number of `sites` and their median `distance` in bases; the
            mean `effect`, and the `low` and `high` ends of its middle half.
        window: bases that the model sees, if it reads any.
        architectures: architecture of the model.
        sites: largest number of test sites.
        ranks: number of neighbours on each side, the nearest first.
    """
    network = load_model(model, *architectures)
    with open_cells(tensor, window) as opened:
        test = opened.split_rows(TEST)
        chosen = np.linspace(0, len(test) - 1, min(sites, len(test))).round().astype(int)
        rows = read_rows(opened, test[chosen])
    each_side = rows.state.shape[2] // 2
    found = []
    for rank in range(1, min(ranks, each_side) + 1):
        for signed, at in ((-rank, each_side - rank), (rank, each_side + rank - 1)):
            found += _of_rank(network, rows, signed, at)
    tsv.write(table, COLUMNS, sorted(found, key=lambda row: (row[1], row[0])), digits=".4g")


def _of_rank(network: keras.Model, rows: CellRows, rank: int, at: int) -> list[tuple]:
    """Rows of the table for the neighbours of one rank."""
    cells = rows.state.shape[1]
    same, others, far = [], [], []
    for cell in range(cells):
        known = rows.state[:, cell, at] != NONE
        if not known.any():
            continue
        own = rows.select(known)
        scored = []
        for state in (1, 0):
            changed = own.state.copy()
            changed[:, cell, at] = state
            new = CellRows(own.sequence, changed, own.distance, own.targets)
            scored.append(cell_scores(network, new))
        change = scored[0] - scored[1]
        same.append(change[:, cell])
        others.append(np.delete(change, cell, axis=1).ravel())
        far.append(own.distance[:, cell, at])
    if not same:
        return []
    distance = float(np.median(np.concatenate(far)))
    found = []
    for name, parts in (("same cell", same), ("other cells", others)):
        values = np.concatenate(parts).astype(float)
        if len(values):
            low, high = np.quantile(values, QUARTERS)
            count = len(np.concatenate(far))
            found.append((rank, name, count, distance, float(values.mean()), low, high))
    return found
