"""Scores of stored methylation models in the cells where their predictions are. Imports Keras."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST, VALIDATION
from bindery.models.loading import load_model
from bindery.training import baselines
from bindery.training.methylation.baselines import scores_of
from bindery.training.methylation.predictions import measured_states, read_cells
from bindery.training.methylation.scores import cell_scores
from bindery.verification.model_folders import PREDICTIONS, ModelFolder


def rescored_cells(
    own: ModelFolder, file: Path, architectures: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Stored scores of held-out sites in their cells, and those of the model.

    Validation sites count if the stored model is known to have scored them: one that was trained
    on them too has scores there of the model before, which is not stored, and a blend may be of
    such models.

    Args:
        own: the model or baseline.
        file: its file.
        architectures: the user's own architectures, whose code may run; see `load_model`.

    Returns:
        Two arrays of log-odds, float64, shape (n,).
    """
    score, window = _scoring(own, file, architectures)
    rows = own.provenance.get("training", {}).get("final_rows")
    parts = (VALIDATION, TEST) if own.is_baseline or rows == "train" else (TEST,)
    stored, found = [], []
    with open_cells(own.tensor, window) as tensor:
        for part in parts:
            at, cell, _ = measured_states(tensor, part)
            scored = score(read_rows(tensor, tensor.split_rows(part)))
            stored.append(read_cells(own.path / PREDICTIONS, part).score)
            found.append(scored[at, cell].astype(float))
    return np.concatenate(stored), np.concatenate(found)


def _scoring(
    own: ModelFolder, file: Path, architectures: Sequence[str]
) -> tuple[Callable[[CellRows], np.ndarray], int]:
    """What scores sites, (n, cells), and the bases that it reads, 1 if it reads none."""
    if own.is_baseline:
        fitted = baselines.load(file)
        return lambda rows: scores_of(fitted, rows), own.provenance["window"]
    model = load_model(file, *architectures)
    windows = [one.shape[1] for one in model.inputs if one.name == "sequence"]
    return lambda rows: cell_scores(model, rows), int(windows[0]) if windows else 1
