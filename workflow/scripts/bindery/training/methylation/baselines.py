"""Baselines of methylation in cells: neighbouring sites, and k-mers of the DNA around a site."""

import logging

import numpy as np
from scipy.sparse import vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from bindery.data.kmers import kmer_features
from bindery.data.methylation.neighbours import nearest_mean
from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST, TRAIN, VALIDATION
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.provenance import write_provenance
from bindery.study.baseline_names import KMERS, divided
from bindery.training import penalties
from bindery.training.methylation.predictions import write_cells

logger = logging.getLogger(__name__)

# Neighbours whose mean state is a score.
NEAREST = 2
# The score of neighbours of one state is that of this share, which has log-odds.
LEAST_SHARE = 0.01
Model = dict[str, np.ndarray]


def neighbour_mean(train: CellRows) -> Model:
    """The share of methylated sites in each cell, for sites without neighbours."""
    return {"nearest": np.array(NEAREST), "share": np.nanmean(train.targets, axis=0)}


def score_neighbours(model: Model, rows: CellRows) -> np.ndarray:
    """Log-odds of the mean state of the nearest measured sites in the same cell: (n, cells)."""
    mean = nearest_mean(rows.state, rows.distance, int(model["nearest"]))
    share = np.clip(np.where(np.isnan(mean), model["share"], mean), LEAST_SHARE, 1 - LEAST_SHARE)
    return np.log(share / (1 - share))


def kmer_regressions(
    train: CellRows, validation: CellRows, method: str, both_strands: bool, file: str
) -> Model:
    """A logistic regression on log(1 + count) of k-mers for each cell.

    Its penalty is that with the least loss on the validation rows of that cell; then it is fitted
    to both. Cells are fitted one by one, to their measured sites.

    Args:
        train: training rows.
        validation: validation rows.
        method: name of the baseline, without a window.
        both_strands: whether a k-mer and its reverse complement are one feature.
        file: the tensor file, for errors.

    Raises:
        InputError: the training sites of a cell are all of one state.
    """
    parts = (train, validation)
    inputs = [kmer_features(own.sequence, KMERS[method], both_strands) for own in parts]
    found = []
    for cell in range(train.targets.shape[1]):
        known = [~np.isnan(own.targets[:, cell]) for own in parts]
        pairs = [
            (features[rows], own.targets[rows, cell])
            for features, rows, own in zip(inputs, known, parts, strict=True)
        ]
        if len(np.unique(pairs[0][1])) < 2:
            raise InputError(
                f"all training sites of cell {cell + 1} are of one state",
                file=file,
                remedy=f"leave the cell out, or remove {method} from `baselines:`",
            )
        found.append(_regression(pairs, cell))
    weights, bias, penalty = (np.array(part) for part in zip(*found, strict=True))
    return {
        "k": np.array(KMERS[method]),
        "both_strands": np.array(both_strands),
        "weights": weights.T,
        "bias": bias,
        "penalty": penalty,
    }


def _regression(pairs: list[tuple], cell: int) -> tuple[np.ndarray, float, float]:
    """Weights, bias and penalty of one cell."""
    (inputs, targets), (held_out, truth) = pairs

    def loss_of(penalty: float) -> float:
        if not len(truth):
            return 0.0
        model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs, targets)
        return log_loss(truth, model.predict_proba(held_out), labels=model.classes_)

    best, _ = penalties.least_loss(penalties.LOGISTIC, loss_of, f"cell {cell + 1}, C")
    both = vstack([inputs, held_out]).tocsr(), np.concatenate([targets, truth])
    model = LogisticRegression(C=best, max_iter=2000).fit(*both)
    return model.coef_[0], float(model.intercept_[0]), best


def score_kmers(model: Model, rows: CellRows) -> np.ndarray:
    """Log-odds by the regressions: float64, shape (n, cells)."""
    features = kmer_features(rows.sequence, model["k"].tolist(), bool(model["both_strands"]))
    return features @ model["weights"] + model["bias"]


def scores_of(model: Model, rows: CellRows) -> np.ndarray:
    """Log-odds by any of these baselines: shape (n, cells)."""
    return (score_neighbours if "nearest" in model else score_kmers)(model, rows)


def fit_baseline(
    *,
    tensor: str,
    model: str,
    predictions: str,
    provenance_file: str,
    baseline: str,
    window: int,
    both_strands: bool,
) -> None:
    """Fit a baseline to the sites of all cells, and predict the held-out ones.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.npz`.
        predictions: output, TSV.gz, see `write_cells`.
        provenance_file: output, JSON.
        baseline: name of the baseline, see `baseline_names`.
        window: bases that it sees, if it reads any.
        both_strands: whether it reads both strands alike, as the models beside it do.
    """
    method, _ = divided(baseline)
    with open_cells(tensor, window) as opened:
        train, validation, test = (
            read_rows(opened, opened.split_rows(part)) for part in (TRAIN, VALIDATION, TEST)
        )
        if method == "neighbour_mean":
            fitted = neighbour_mean(train)
        else:
            fitted = kmer_regressions(train, validation, method, both_strands, tensor)
        scored = [scores_of(fitted, rows) for rows in (validation, test)]
        write_cells(predictions, opened, np.concatenate(scored))
    with written(model) as temporary, open(temporary, "wb") as handle:
        np.savez(handle, allow_pickle=False, **fitted)
    facts = {"baseline": baseline, "window": window, "both_strands": both_strands}
    write_provenance(provenance_file, facts | {"tensor_sha256": sha256(tensor)})
