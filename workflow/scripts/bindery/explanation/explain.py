"""Interpret a trained model: all steps that need the model itself."""

import logging
from collections.abc import Sequence
from os import PathLike

import numpy as np

from bindery.data.splits import TEST, TRAIN, VALIDATION
from bindery.data.tensors import POSITIVE, Tensor
from bindery.explanation.attributions import Attributions, write_attributions
from bindery.explanation.detector_motifs import find_motifs
from bindery.explanation.gradients import gradient_x_input, integrated_gradients
from bindery.explanation.motif_groups import write_motifs
from bindery.explanation.mutagenesis import effects
from bindery.explanation.sites import strands
from bindery.files import written
from bindery.hdf5 import checked, created
from bindery.models.blends import leading
from bindery.models.loading import load_model
from bindery.models.model_parts import TrainedModel
from bindery.models.scores import scores
from bindery.runtime import devices
from bindery.targets.kinds import kind_of

logger = logging.getLogger(__name__)

GRADIENTS = {
    "gradient_x_input": gradient_x_input,
    "integrated_gradients": integrated_gradients,
}
# The share of the strongest intensities that is used in place of positives.
STRONGEST = 0.1
# Largest number of points in the two-dimensional figure.
MOST_FEATURES = 1000


def explain(
    *,
    tensor: str,
    model: str,
    motifs: str,
    attributions: str,
    mutagenesis: str,
    features: str,
    architectures: Sequence[str],
    sites: str,
    pseudocount: float,
    sequences: int,
    methods: list[str],
    maps: int,
    target: str,
) -> None:
    """Write the motifs, attributions, mutagenesis and features of a trained model.

    Of a model that is combined of several, it is the one with the largest weight that
    has detectors, see `models.blends.leading`.

    Args:
        tensor: the experiment's tensor file.
        model: trained model, `.keras`.
        motifs: output, JSON, see `motif_groups.write_motifs`.
        attributions: output, HDF5, of positives of all splits.
        mutagenesis: output, HDF5, of the best-scoring positives of the test split.
        features: output, HDF5, see `write_features`.
        architectures: architecture of the model, or of each that it is made of.
        sites: rule for a detector's windows, see `sites.find_sites`.
        pseudocount: pseudocount of motifs.
        sequences: largest number of sequences for motifs, and for attributions.
        methods: methods of attribution, `gradient_x_input` or `integrated_gradients` or both.
        maps: number of sequences for mutagenesis.
        target: kind of target.
    """
    binary = kind_of(target).binary
    interpreted = leading(load_model(model, *architectures))
    trained = TrainedModel.of(interpreted)
    window = int(interpreted.input_shape[1])
    with Tensor(tensor, window) as opened:
        every = np.concatenate([opened.split_rows(part) for part in (TRAIN, VALIDATION, TEST)])
        positives = _spread(_positives(opened, np.sort(every), binary), sequences)
        validation, test = (_measured(opened, part) for part in (VALIDATION, TEST))
        held_out = _spread(np.sort(np.concatenate([validation, test])), sequences)
        own = _of_rows(opened, trained, positives)
        judged = opened.rows(held_out)
        found = find_motifs(
            trained,
            own.sequences,
            judged.sequences,
            _classes(judged.targets[:, 0], binary),
            sites,
            pseudocount,
        )
        write_motifs(motifs, found)
        logger.info("%d motifs in %d sequences", len(found), len(own.sequences))
        _attribute(own, trained, methods)
        write_attributions(attributions, own)
        candidates = _positives(opened, test, binary)
        best = np.argsort(-scores(trained.model, opened.rows(candidates).sequences), kind="stable")
        chosen = _of_rows(opened, trained, np.sort(candidates[best[:maps]]))
        chosen.mutagenesis = effects(trained, chosen.sequences)
        write_attributions(mutagenesis, chosen)
        write_features(features, trained, opened, _spread(test, MOST_FEATURES))


def _attribute(own: Attributions, trained: TrainedModel, methods: list[str]) -> None:
    """Add attributions by each method, if the model's parts are known."""
    if not trained.is_open:
        logger.warning(
            "%s is not built by bindery.models.strands.over_codes: "
            "no motifs of detectors and no attributions",
            trained.model.name,
        )
        return
    for name in methods:
        setattr(own, name, GRADIENTS[name](trained, own.sequences))


def _measured(tensor: Tensor, part: int) -> np.ndarray:
    """The rows of a split that models are judged by and whose first task is measured."""
    rows = tensor.judged_rows(part)
    return rows[~np.isnan(tensor.targets(rows)[:, 0])]


def _positives(tensor: Tensor, rows: np.ndarray, binary: bool) -> np.ndarray:
    """The positives among rows; if targets are not 0 or 1, the strongest tenth."""
    targets = tensor.targets(rows)[:, 0]
    if binary:
        return rows[targets > POSITIVE]
    return rows[targets >= np.nanquantile(targets, 1 - STRONGEST)]


def _classes(targets: np.ndarray, binary: bool) -> np.ndarray:
    """Targets as 0 or 1; other targets become whether they are above the median."""
    return (targets > (POSITIVE if binary else np.nanmedian(targets))).astype(int)


def _spread(rows: np.ndarray, most: int) -> np.ndarray:
    """At most `most` rows, spread evenly over all."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).round().astype(int)]


def _of_rows(tensor: Tensor, trained: TrainedModel, rows: np.ndarray) -> Attributions:
    """Rows of the tensor file and their scores, without attributions yet."""
    own = tensor.rows(rows)
    return Attributions(
        sequences=own.sequences,
        row=rows,
        name=tensor.names()[rows],
        target=own.targets[:, 0],
        score=scores(trained.model, own.sequences),
    )


def write_features(
    path: str | PathLike, trained: TrainedModel, tensor: Tensor, rows: np.ndarray
) -> None:
    """Write the inputs of a model's last layer: means over strands, all members side by side.

    Args:
        path: output, HDF5: `features` float32 (n, size), `row` int64, `target` and `score` float32.
        trained: the model.
        tensor: the experiment's tensor file, opened.
        rows: indices of its rows.
    """
    own = tensor.rows(rows)
    parts = []
    for member in trained.members:
        read = [
            member.features.predict(**devices.in_order(512, one), verbose=0)
            for one in strands(member, own.sequences)
        ]
        parts.append(np.mean(read, axis=0))
    columns = {
        "features": np.concatenate(parts, axis=1).astype(np.float32),
        "row": rows,
        "target": own.targets[:, 0],
        "score": scores(trained.model, own.sequences),
    }
    with written(path) as temporary, created(temporary) as file:
        for name, column in columns.items():
            file.create_dataset(name, data=column, track_times=False, **checked(column))
