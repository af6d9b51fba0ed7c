"""Whether stored predictions are those of the stored model, on this machine. Imports Keras."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bindery.data.rna.structures import opened
from bindery.data.tensors import Tensor
from bindery.exchange.card import MODEL
from bindery.models.loading import load_model
from bindery.models.scores import scores
from bindery.training import baselines
from bindery.training.methylation.predictions import are_of_cells
from bindery.training.predictions import read_predictions
from bindery.verification.checks import AGREES, DIFFERS, Check, guarded
from bindery.verification.model_folders import PREDICTIONS, STRUCTURE, ModelFolder
from bindery.verification.rescored_cells import rescored_cells

# Difference of scores that agree, in units of the largest one: other processors round otherwise.
CLOSE = 1e-3
CHECK = "scores by the model"
# Of a head on a trunk, whose validation rows were scored by another head, see `training.heads`.
OF_HEAD = "held_out_quality"


def check_scores(own: ModelFolder, architectures: Sequence[str]) -> list[Check]:
    """Score the held-out rows again by the stored model.

    Args:
        own: the model.
        architectures: the user's own architectures, whose code may run; see `load_model`.
    """
    model = own.path / ("model.npz" if own.is_baseline else MODEL)
    return guarded(model, CHECK, own.root, lambda: _rescored(own, model, architectures))


def _rescored(own: ModelFolder, file: Path, architectures: Sequence[str]) -> Iterator[Check]:
    of_cells = are_of_cells(own.path / PREDICTIONS)
    compared = rescored_cells if of_cells else _rescored_sequences
    stored, found = compared(own, file, architectures)
    if len(found) != len(stored):
        told = f"{len(found)} measured sites"
        yield Check(own.name(PREDICTIONS), CHECK, f"{len(stored)} scores", told, DIFFERS)
        return
    largest = float(np.max(np.abs(found - stored), initial=0.0))
    limit = CLOSE * max(1.0, float(np.max(np.abs(stored), initial=0.0)))
    told = f"at most {largest:.2g} from {len(found)} scores by the model"
    # Not a number is no agreement.
    verdict = AGREES if largest <= limit else DIFFERS
    yield Check(own.name(PREDICTIONS), CHECK, f"at most {limit:.2g}", told, verdict)


def _rescored_sequences(
    own: ModelFolder, file: Path, architectures: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Stored scores of held-out rows, and those of the model, each of shape (n,)."""
    stored = read_predictions(own.path / PREDICTIONS)
    if OF_HEAD in own.provenance:
        stored = stored.of("test")
    if own.is_baseline:
        fitted = baselines.load(file)
        with Tensor(own.tensor, own.provenance["window"]) as tensor:
            codes = _codes(tensor, stored.row)
        return stored.score, baselines.score(fitted, codes)
    model = load_model(file, *architectures)
    # A model that reads structure has channels beside the bases.
    structure = own.tensor.with_name(STRUCTURE) if len(model.input_shape) > 2 else None
    with opened(own.tensor, structure, int(model.input_shape[1])) as tensor:
        codes = _codes(tensor, stored.row)
    return stored.score, scores(model, codes)


def _codes(tensor: Tensor, rows: np.ndarray) -> np.ndarray:
    """Sequences of rows in any order: test rows may lie before validation rows in the file."""
    ascending, at = np.unique(rows, return_inverse=True)
    return tensor.stored("sequences", ascending)[at]
