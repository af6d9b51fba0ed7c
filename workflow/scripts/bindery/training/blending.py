"""Write the model that candidates make together, with its predictions and provenance."""

from collections.abc import Sequence

import numpy as np

from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.files import sha256
from bindery.models.blends import blend
from bindery.models.loading import load_model
from bindery.models.saving import save
from bindery.provenance import write_provenance
from bindery.runtime import devices
from bindery.training.choice import choose, write_choice
from bindery.training.methylation.predictions import (
    are_of_cells,
    measured_states,
    write_cell_scores,
)
from bindery.training.predictions import PARTS, Predictions, read_predictions, write_scores


def _read(paths: Sequence[str], tensor: Tensor, file: str, of_cells: bool) -> list[Predictions]:
    """The predictions of all candidates, which must be of the tensor's held-out rows."""
    rows = np.concatenate([_rows(tensor, part, of_cells) for part in PARTS])
    found = [read_predictions(path) for path in paths]
    for path, own in zip(paths, found, strict=True):
        if not np.array_equal(own.row, rows):
            raise InputError(
                f"the file's rows are not the held-out rows of {file}",
                file=path,
                remedy="remove it and run again",
            )
    return found


def _rows(tensor: Tensor, part: int, of_cells: bool) -> np.ndarray:
    """The rows of a split, or of methylation one for each cell in which the site is measured."""
    which = tensor.split_rows(part)
    return which[measured_states(tensor, part)[0]] if of_cells else which


def write_blend(
    *,
    tensor: str,
    models: Sequence[str],
    predictions: Sequence[str],
    model: str,
    combined: str,
    provenance_file: str,
    choice_file: str,
    candidates: Sequence[str],
    architectures: Sequence[str],
    windows: Sequence[int],
    window: int,
    target: str,
    backend: str,
    backend_threads: int,
    seed: int,
) -> None:
    """Choose among candidates by their validation rows, and write the model they make together.

    The predictions are those of the candidates, combined: their models need not score again.

    Args:
        tensor: the experiment's tensor file.
        models: model file of each candidate, `.keras`.
        predictions: predictions of each candidate.
        model: output, `.keras`, from codes, (batch, window), to scores, (batch, outputs).
        combined: output, TSV.gz, predictions.
        provenance_file: output, JSON.
        choice_file: output, TSV, see `choice.write_choice`.
        candidates: name of each candidate.
        architectures: architecture of each candidate.
        windows: bases that each candidate sees.
        window: bases that the combined model reads, the largest of them.
        target: kind of target.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        seed: seed of the weights' bootstrap.
    """
    with Tensor(tensor) as opened:
        of_cells = are_of_cells(predictions[0])
        scored = _read(predictions, opened, tensor, of_cells)
        # CpGs of a stretch share much of their windows, and mostly their state.
        choice = choose(scored, target, seed, alike=of_cells)
        scores = choice.combined(np.stack([own.score for own in scored], axis=1))
        if of_cells:
            write_cell_scores(combined, predictions[0], scores)
        else:
            write_scores(combined, opened, scores[:, None])
        attributes = opened.attributes
    kept = choice.kept
    members = [load_model(models[number], architectures[number]) for number in kept]
    weights = (choice.weights * choice.slopes)[kept]
    whole = blend(members, weights, choice.bias, window)
    save(whole, model)
    write_choice(choice_file, candidates, windows, choice)
    facts = {
        "candidates": {
            name: {"weight": float(weight), "sha256": sha256(file)}
            for name, weight, file in zip(candidates, choice.weights, models, strict=True)
        },
        "window": window,
        "backend": backend,
        "backend_threads": backend_threads,
        "seed": seed,
        "tensor": attributes,
        "tensor_sha256": sha256(tensor),
        "parameters": int(whole.count_params()),
        "device": devices.describe(),
    }
    write_provenance(provenance_file, facts)
