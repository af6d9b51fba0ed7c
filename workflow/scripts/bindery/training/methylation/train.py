"""Train one model of the methylation of several cells."""

import contextlib
import functools
import logging
from collections.abc import Callable

import keras
import numpy as np

from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST, TRAIN, VALIDATION
from bindery.errors import InputError
from bindery.models import registry
from bindery.models.loading import load_model
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.training.fitting import Fitted
from bindery.training.methylation.fitting import fit_cells
from bindery.training.methylation.predictions import write_cells
from bindery.training.methylation.scores import cell_scores
from bindery.training.methylation.solving import solve_cells
from bindery.training.train import write_fitted
from bindery.training.training_settings import Training

logger = logging.getLogger(__name__)


def builder(
    architecture: str,
    settings: dict,
    rows: CellRows,
    modules: dict[str, str],
) -> Callable[[], keras.Model]:
    """A function that builds a model for the cells of some rows.

    Args:
        architecture: `deepcpg_cpg`, `deepcpg_joint`, or one that reads sequences.
        settings: arguments of its `build`.
        rows: any rows of the tensor file, for their shapes.
        modules: of a joint model, `dna` and `cpg`: the `.keras` files that it begins with.
    """
    cells, window = rows.targets.shape[1], rows.sequence.shape[1]
    if architecture == "deepcpg_cpg":
        neighbours = rows.state.shape[2]
        return functools.partial(registry.build_cells, architecture, cells, neighbours, **settings)
    if architecture == "deepcpg_joint":

        def joint() -> keras.Model:
            parts = (load_model(modules[name]) for name in ("dna", "cpg"))
            return registry.build_cells(architecture, *parts, **settings)

        return joint
    outputs = {} if cells == 1 else {"outputs": cells}
    return functools.partial(registry.build, architecture, window, **settings, **outputs)


def train(
    *,
    tensor: str,
    model: str,
    history: str,
    predictions: str,
    provenance_file: str,
    modules: dict[str, str],
    architecture: str,
    settings: dict,
    training: dict,
    backend: str,
    backend_threads: int,
    seed: int,
    window: int,
    final_rows: str = "train",
    checkpoints: Checkpoints | None = None,
) -> None:
    """Train a model on the measured sites of all cells, and predict the held-out ones.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, see `write_cells`.
        provenance_file: output, JSON.
        modules: see `builder`.
        architecture: see `builder`.
        settings: arguments of the architecture's `build`.
        training: the fields of `Training`; a model that is solved has no use for them.
        backend: Keras's backend, to record.
        backend_threads: its number of threads, to record.
        seed: seed of this experiment's and model's training.
        window: bases that the model sees, if it reads any.
        final_rows: see `fit_cells`. The validation rows' predictions are always those of a model
            that was not trained on them.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.

    Raises:
        InputError: the architecture has one score alone, and there are several cells.
    """
    how = Training(**training)
    with open_cells(tensor, window) as opened:
        train_rows, validation, test = (
            read_rows(opened, opened.split_rows(part)) for part in (TRAIN, VALIDATION, TEST)
        )
        logger.info("%s: %d training sites", architecture, len(train_rows))
        build = builder(architecture, settings, train_rows, modules)
        _check_outputs(architecture, build, train_rows.targets.shape[1])
        keras.utils.clear_session()
        with devices.precision(how.precision), checkpoints or contextlib.nullcontext():
            rows = (train_rows, validation)
            if registry.is_solved(architecture):
                own = solve_cells(build, *rows, final_rows=final_rows)
                training = {"inverse_penalty": own.best["inverse_penalty"]}
            else:
                own = fit_cells(build, *rows, how, seed, checkpoints, final_rows=final_rows)
        scored = [cell_scores(own.held_out, validation), cell_scores(own.model, test)]
        write_cells(predictions, opened, np.concatenate(scored))
    write_fitted(
        Fitted(own.model, own.history, own.restarts),
        tensor=tensor,
        model=model,
        history=history,
        provenance_file=provenance_file,
        architecture=architecture,
        settings=settings,
        training={**training, "final_rows": final_rows},
        backend=backend,
        backend_threads=backend_threads,
        seed=seed,
    )
    if checkpoints is not None:
        checkpoints.remove()


def _check_outputs(architecture: str, build: Callable[[], keras.Model], cells: int) -> None:
    """Raise InputError if a network of bases cannot have a score for each cell."""
    try:
        found = int(build().output_shape[1])
    except TypeError as error:
        if "outputs" not in str(error):
            raise
        found = 1
    if found != cells:
        raise InputError(
            f"architecture '{architecture}' has one score, and there are {cells} cells",
            remedy="choose one whose settings have `outputs`, such as deepcpg_dna",
        )
