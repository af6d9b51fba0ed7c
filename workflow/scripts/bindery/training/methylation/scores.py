"""Scores of methylation models in all cells."""

import keras
import numpy as np

from bindery.data.methylation.rows import CellRows
from bindery.runtime import devices

PREDICT_BATCH = 256


def fed(model: keras.Model, rows: CellRows) -> np.ndarray | dict[str, np.ndarray]:
    """What a model reads of rows: an array, or, if it has several inputs, those by name."""
    names = [own.name for own in model.inputs]
    found = {name: getattr(rows, name) for name in names}
    return found[names[0]] if len(names) == 1 else found


def cell_scores(model: keras.Model, rows: CellRows) -> np.ndarray:
    """Log-odds of methylation in each cell: float32, shape (n, cells).

    A DNA module of several cells has their mean before them.
    """
    cells = rows.targets.shape[1]
    found = model.predict(**devices.in_order(PREDICT_BATCH, fed(model, rows)), verbose=0)
    return found[:, -cells:]
