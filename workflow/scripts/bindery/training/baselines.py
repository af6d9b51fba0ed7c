"""Baselines: simple models of the same sequences, which deep models are compared with."""

import logging
from os import PathLike

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from bindery.alphabet import UNKNOWN
from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.motifs.matrices import best_match, jaspar_motif
from bindery.provenance import write_provenance
from bindery.training.predictions import write_predictions

logger = logging.getLogger(__name__)

K = 6
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
# Penalties of ridge regression. Larger ones are stronger, unlike C above.
RIDGE_PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0)
RIDGE_TOLERANCE = 1e-6
FOLDS = 4


def canonical_kmers(k: int) -> np.ndarray:
    """The index of each k-mer's feature, the same for a k-mer and its reverse complement.

    Args:
        k: length of a k-mer.

    Returns:
        int64, shape (4**k,), indexed by the k-mer as a number in base 4, order ACGT.
    """
    numbers = np.arange(4**k)
    other = np.zeros_like(numbers)
    left = numbers.copy()
    for _ in range(k):
        other = other * 4 + (3 - left % 4)
        left //= 4
    _, feature = np.unique(np.minimum(numbers, other), return_inverse=True)
    return feature


def kmer_counts(codes: np.ndarray, k: int = K) -> csr_array:
    """Count k-mers, with both strands merged; k-mers with an unknown base are ignored.

    Args:
        codes: uint8, shape (n, window).
        k: length of a k-mer.

    Returns:
        Sparse float64, shape (n, features): 2,080 features for k = 6.
    """
    feature = canonical_kmers(k)
    positions = codes.shape[1] - k + 1
    number = np.zeros((len(codes), positions), np.int64)
    known = np.ones((len(codes), positions), bool)
    for offset in range(k):
        part = codes[:, offset : offset + positions]
        known &= part != UNKNOWN
        number = number * 4 + np.minimum(part, 3)
    row, position = np.nonzero(known)
    column = feature[number[row, position]]
    shape = (len(codes), int(feature.max()) + 1)
    counts = csr_array((np.ones(len(row)), (row, column)), shape=shape)
    counts.sum_duplicates()
    return counts


def _features(codes: np.ndarray, k: int) -> csr_array:
    counts = kmer_counts(codes, k)
    counts.data = np.log1p(counts.data)
    return counts


def _check_classes(target: np.ndarray, group: np.ndarray, file: str) -> None:
    if not np.isin(target, (0, 1)).all():
        raise InputError(
            "some targets are neither 0 nor 1", file=file, remedy="set `target: intensity`"
        )
    for wanted, what in ((True, "positives"), (False, "background rows")):
        count = len(np.unique(group[(target > 0) == wanted]))
        if count < FOLDS:
            raise InputError(
                f"{count} independent {what} outside the test set; k-mers need {FOLDS}",
                file=file,
                remedy="set `skip` for this experiment, or remove kmer_logreg from `baselines:`",
            )


def _check_intensities(target: np.ndarray, group: np.ndarray, file: str) -> None:
    remedy = "set `skip` for this experiment, or remove kmer_ridge from `baselines:`"
    count = len(np.unique(group))
    if count < FOLDS:
        raise InputError(
            f"{count} independent rows outside the test set; k-mers need {FOLDS}",
            file=file,
            remedy=remedy,
        )
    if not np.isfinite(target).all():
        raise InputError("some intensities are infinite", file=file, remedy="correct them")
    if np.ptp(target) == 0:
        raise InputError(
            "all rows outside the test set have the same intensity", file=file, remedy=remedy
        )


def _fitting_rows(tensor: Tensor, file: str) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Features, targets and groups of the measured training and validation rows."""
    parts = (tensor.split_rows(part) for part in (TRAIN, VALIDATION))
    rows = tensor.rows(np.sort(np.concatenate(list(parts))))
    target = rows.targets[:, 0]
    measured = ~np.isnan(target)
    if not measured.all():
        logger.warning("%s: %d rows left out: not measured", file, (~measured).sum())
    return _features(rows.sequences[measured], K), target[measured], rows.group[measured]


def _fit_logreg(tensor: Tensor, file: str) -> dict[str, np.ndarray]:
    """Logistic regression on log(1 + count) of k-mers, fitted to training and validation rows.

    The penalty is chosen by cross-validation on these rows, with folds of whole groups.
    """
    inputs, target, group = _fitting_rows(tensor, file)
    _check_classes(target, group, file)
    folds = list(StratifiedGroupKFold(FOLDS).split(inputs, target, group))
    losses = []
    for penalty in PENALTIES:
        loss = 0.0
        for train, held_out in folds:
            model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs[train], target[train])
            found = model.predict_proba(inputs[held_out])
            loss += log_loss(target[held_out], found, labels=model.classes_) / FOLDS
        losses.append(loss)
        logger.info("C %g: loss over %d folds %.4f", penalty, FOLDS, loss)
    penalty = PENALTIES[int(np.argmin(losses))]
    model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs, target)
    return _kmer_model(model.coef_[0], model.intercept_, penalty)


def _fit_ridge(tensor: Tensor, file: str) -> dict[str, np.ndarray]:
    """Ridge regression on the same k-mers, for intensities, with the penalty chosen likewise.

    Intensities are standardised first, so that losses and weights do not depend on their unit.
    """
    inputs, target, group = _fitting_rows(tensor, file)
    _check_intensities(target, group, file)
    target = target.astype(np.float64)
    target = (target - target.mean()) / target.std()
    folds = list(GroupKFold(FOLDS).split(inputs, target, group))

    def fitted(penalty: float, rows: np.ndarray | slice) -> Ridge:
        model = Ridge(alpha=penalty, solver="sparse_cg", tol=RIDGE_TOLERANCE)
        return model.fit(inputs[rows], target[rows])

    losses = []
    for penalty in RIDGE_PENALTIES:
        loss = 0.0
        for train, held_out in folds:
            missed = fitted(penalty, train).predict(inputs[held_out]) - target[held_out]
            loss += float(np.mean(missed**2)) / FOLDS
        losses.append(loss)
        logger.info("penalty %g: squared error over %d folds %.4f", penalty, FOLDS, loss)
    penalty = RIDGE_PENALTIES[int(np.argmin(losses))]
    model = fitted(penalty, slice(None))
    return _kmer_model(model.coef_, np.atleast_1d(model.intercept_), penalty)


def _kmer_model(weights: np.ndarray, bias: np.ndarray, penalty: float) -> dict[str, np.ndarray]:
    return {"k": np.array(K), "weights": weights, "bias": bias, "penalty": np.array(penalty)}


def _score_kmers(model: dict[str, np.ndarray], codes: np.ndarray) -> np.ndarray:
    return _features(codes, int(model["k"])) @ model["weights"] + model["bias"]


def _fit_matrix(jaspar: str, release: str, window: int) -> dict[str, np.ndarray]:
    motif = jaspar_motif(jaspar, release)
    if len(motif.counts) > window:
        raise InputError(f"{jaspar} has {len(motif.counts)} bases, and the window {window}")
    return {"weights": motif.log_odds(), "identifier": np.array(f"{jaspar} {motif.name}")}


def score(model: dict[str, np.ndarray], codes: np.ndarray) -> np.ndarray:
    """A baseline's scores for codes, uint8, (n, window): float64, (n,)."""
    if "k" in model:
        return _score_kmers(model, codes)
    return best_match(codes, model["weights"])


def load(path: str | PathLike) -> dict[str, np.ndarray]:
    """Read a baseline's model from its `.npz`."""
    with np.load(path, allow_pickle=False) as archive:
        return dict(archive)


def fit_baseline(
    *,
    tensor: str,
    model: str,
    predictions: str,
    provenance_file: str,
    baseline: str,
    jaspar: str | None,
    release: str,
) -> None:
    """Fit a baseline to an experiment's sequences, and predict the held-out rows.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.npz`.
        predictions: output, TSV.gz.
        provenance_file: output, JSON.
        baseline: `kmer_logreg`, `kmer_ridge` or `pwm`.
        jaspar: matrix ID, for `pwm`.
        release: release of JASPAR, for `pwm`.
    """
    with Tensor(tensor) as opened:
        if baseline == "kmer_logreg":
            fitted = _fit_logreg(opened, tensor)
        elif baseline == "kmer_ridge":
            fitted = _fit_ridge(opened, tensor)
        else:
            fitted = _fit_matrix(str(jaspar), release, opened.window)
        write_predictions(predictions, opened, lambda codes: score(fitted, codes))
    with written(model) as temporary, open(temporary, "wb") as handle:
        np.savez(handle, allow_pickle=False, **fitted)
    facts = {"baseline": baseline, "tensor_sha256": sha256(tensor)} | (
        {"jaspar": jaspar, "release": release} if baseline == "pwm" else {}
    )
    write_provenance(provenance_file, facts)
