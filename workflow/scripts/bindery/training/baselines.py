"""Baselines: simple models of the same sequences, which deep models are compared with."""

import logging
import zipfile
import zlib
from dataclasses import dataclass
from os import PathLike

import numpy as np
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from bindery.data.kmers import kmer_features
from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.files import REMAKE, sha256, written
from bindery.motifs.matrices import best_match, jaspar_motif
from bindery.provenance import write_provenance
from bindery.study.baseline_names import KMERS, divided
from bindery.targets.kinds import kind_of
from bindery.training import penalties
from bindery.training.predictions import write_predictions

logger = logging.getLogger(__name__)

RIDGE_TOLERANCE = 1e-6
FOLDS = 4


def _check_classes(target: np.ndarray, group: np.ndarray, file: str, remedy: str) -> None:
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
                remedy=remedy,
            )


def _check_intensities(target: np.ndarray, group: np.ndarray, file: str, remedy: str) -> None:
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


@dataclass(frozen=True)
class _Counted:
    """How the k-mers of a method are counted: see `kmers.kmer_features`."""

    method: str
    both_strands: bool

    @property
    def lengths(self) -> tuple[int, ...]:
        return KMERS[self.method]

    @property
    def remedy(self) -> str:
        return f"set `skip` for this experiment, or remove {self.method} from `baselines:`"

    def features(self, codes: np.ndarray) -> csr_array:
        return kmer_features(codes, self.lengths, self.both_strands)

    def model(
        self, weights: np.ndarray, bias: np.ndarray, penalty: float, loss: float
    ) -> dict[str, np.ndarray]:
        return {
            "k": np.array(self.lengths),
            "both_strands": np.array(self.both_strands),
            "weights": weights,
            "bias": bias,
            "penalty": np.array(penalty),
            "held_out_loss": np.array(loss),
        }


def _fitting_rows(
    tensor: Tensor, file: str, counted: _Counted
) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Features, targets and groups of the measured training and validation rows."""
    parts = (tensor.split_rows(part) for part in (TRAIN, VALIDATION))
    rows = tensor.rows(np.sort(np.concatenate(list(parts))))
    target = rows.targets[:, 0]
    measured = ~np.isnan(target)
    if not measured.all():
        logger.warning("%s: %d rows left out: not measured", file, (~measured).sum())
    return counted.features(rows.sequences[measured]), target[measured], rows.group[measured]


def _fit_logreg(tensor: Tensor, file: str, counted: _Counted) -> dict[str, np.ndarray]:
    """Logistic regression on log(1 + count) of k-mers, fitted to training and validation rows.

    The penalty is chosen by cross-validation on these rows, with folds of whole groups.
    """
    inputs, target, group = _fitting_rows(tensor, file, counted)
    _check_classes(target, group, file, counted.remedy)
    folds = list(StratifiedGroupKFold(FOLDS).split(inputs, target, group))

    def loss_in(penalty: float, train: np.ndarray, held_out: np.ndarray) -> float:
        model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs[train], target[train])
        found = model.predict_proba(inputs[held_out])
        return log_loss(target[held_out], found, labels=model.classes_)

    def loss_of(penalty: float) -> float:
        return sum(loss_in(penalty, *fold) for fold in folds) / len(folds)

    penalty, loss = penalties.least_loss(penalties.LOGISTIC, loss_of, "C")
    model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs, target)
    return counted.model(model.coef_[0], model.intercept_, penalty, loss)


def _fit_ridge(tensor: Tensor, file: str, counted: _Counted) -> dict[str, np.ndarray]:
    """Ridge regression on the same k-mers, for intensities, with the penalty chosen likewise.

    Intensities are standardised first, so that losses and weights do not depend on their unit.
    """
    inputs, target, group = _fitting_rows(tensor, file, counted)
    _check_intensities(target, group, file, counted.remedy)
    target = target.astype(np.float64)
    target = (target - target.mean()) / target.std()
    folds = list(GroupKFold(FOLDS).split(inputs, target, group))

    def fitted(penalty: float, rows: np.ndarray | slice) -> Ridge:
        model = Ridge(alpha=penalty, solver="sparse_cg", tol=RIDGE_TOLERANCE)
        return model.fit(inputs[rows], target[rows])

    def loss_in(penalty: float, train: np.ndarray, held_out: np.ndarray) -> float:
        missed = fitted(penalty, train).predict(inputs[held_out]) - target[held_out]
        return float(np.mean(missed**2))

    def loss_of(penalty: float) -> float:
        return sum(loss_in(penalty, *fold) for fold in folds) / len(folds)

    penalty, loss = penalties.least_loss(penalties.RIDGE, loss_of, "penalty")
    model = fitted(penalty, slice(None))
    return counted.model(model.coef_, np.atleast_1d(model.intercept_), penalty, loss)


def _fit_matrix(
    jaspar: str, release: str, window: int, both_strands: bool
) -> dict[str, np.ndarray]:
    motif = jaspar_motif(jaspar, release)
    if len(motif.counts) > window:
        raise InputError(f"{jaspar} has {len(motif.counts)} bases, and the window {window}")
    return {
        "weights": motif.log_odds(),
        "both_strands": np.array(both_strands),
        "identifier": np.array(f"{jaspar} {motif.name}"),
    }


def score(model: dict[str, np.ndarray], codes: np.ndarray) -> np.ndarray:
    """A baseline's scores for codes, uint8, (n, window): float64, (n,)."""
    both = bool(model["both_strands"])
    if "k" not in model:
        return best_match(codes, model["weights"], both)
    return kmer_features(codes, model["k"].tolist(), both) @ model["weights"] + model["bias"]


def load(path: str | PathLike) -> dict[str, np.ndarray]:
    """Read a baseline's model from its `.npz`.

    Raises:
        InputError: the file is missing, cut or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, remedy="run again") from None
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(
            f"the file is cut or damaged ({error})", file=path, remedy=REMAKE
        ) from error


def fit_baseline(
    *,
    tensor: str,
    model: str,
    predictions: str,
    provenance_file: str,
    baseline: str,
    target: str,
    window: int,
    both_strands: bool,
    jaspar: str | None,
    release: str,
) -> None:
    """Fit a baseline to an experiment's sequences, and predict the held-out rows.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.npz`.
        predictions: output, TSV.gz.
        provenance_file: output, JSON.
        baseline: name of the baseline, see `baseline_names`.
        target: kind of target.
        window: bases that it sees.
        both_strands: whether it reads both strands alike, as the models beside it do.
        jaspar: matrix ID, for `pwm`.
        release: release of JASPAR, for `pwm`.
    """
    method, _ = divided(baseline)
    with Tensor(tensor, window) as opened:
        if method == "pwm":
            fitted = _fit_matrix(str(jaspar), release, opened.window, both_strands)
        else:
            fit = _fit_logreg if kind_of(target).binary else _fit_ridge
            fitted = fit(opened, tensor, _Counted(method, both_strands))
        write_predictions(predictions, opened, lambda codes: score(fitted, codes))
    with written(model) as temporary, open(temporary, "wb") as handle:
        np.savez(handle, allow_pickle=False, **fitted)
    facts = {
        "baseline": baseline,
        "window": window,
        "both_strands": both_strands,
        "tensor_sha256": sha256(tensor),
        **({"held_out_loss": float(fitted["held_out_loss"])} if "k" in fitted else {}),
    } | ({"jaspar": jaspar, "release": release} if baseline == "pwm" else {})
    write_provenance(provenance_file, facts)
