"""Transfer by heads: a logistic regression on a trunk's features, for one experiment."""

import logging

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from bindery.data.splits import TEST, TRAIN, VALIDATION
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.files import sha256
from bindery.models.heads import Trunk
from bindery.models.loading import load_model
from bindery.models.saving import save
from bindery.provenance import write_provenance
from bindery.runtime import devices
from bindery.training.predictions import write_scores
from bindery.training.released import check_unseen

logger = logging.getLogger(__name__)

STEPS = 1000
# Splits that the final head is fitted to.
FITTED = (TRAIN, VALIDATION)


def fit_head(features: np.ndarray, targets: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Fit a logistic regression to standardised features.

    Args:
        features: float32, shape (n, features).
        targets: 0 or 1, shape (n,).
        penalty: L2 penalty of the weights of standardised features, on the scale of the summed
            loss.

    Returns:
        Weight of each feature as it is, float64, shape (features,), and the bias.
    """
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    # A feature that is the same in all rows gets no weight.
    scale = np.where(deviation > 0, 1 / np.maximum(deviation, 1e-12), 0)
    model = LogisticRegression(C=1 / penalty, max_iter=STEPS)
    model.fit((features - mean).astype(np.float64) * scale, targets)
    weights = model.coef_[0] * scale
    return weights, float(model.intercept_[0] - mean @ weights)


def quality_of(found: np.ndarray, wanted: np.ndarray) -> dict[str, float]:
    """Loss, AUROC and AUPRC of log-odds against targets 0 or 1, shape (n,)."""
    return {
        "val_loss": float(log_loss(wanted, 1 / (1 + np.exp(-found)))),
        "val_auroc": float(roc_auc_score(wanted, found)),
        "val_auprc": float(average_precision_score(wanted, found)),
    }


def check_trunk(trunk: Trunk, tensor: Tensor, file: str, own: str, released: bool) -> None:
    """Raise InputError unless a trunk fits an experiment.

    Args:
        trunk: the trunk.
        tensor: the experiment's tensor file, opened.
        file: path of the trunk.
        own: path of the tensor file.
        released: whether the trunk is of another study, whose held-out regions may be others.
    """
    if released:
        check_unseen(file, tensor, own)
    if trunk.window != tensor.window:
        raise InputError(
            f"the trunk sees {trunk.window} bases, and the experiment has windows of "
            f"{tensor.window}",
            file=file,
            remedy="give the trunk's window in the config",
        )


def transfer(
    *,
    tensor: str,
    trunk: str,
    model: str,
    predictions: str,
    provenance_file: str,
    window: int,
    penalty: float,
    released: bool,
    backend: str,
    backend_threads: int,
) -> None:
    """Fit an experiment's head to a trunk's features, and predict the held-out rows.

    The model's head is fitted to training and validation rows. The predictions of validation rows
    are those of another head, fitted to training rows alone, so that models can be chosen by them.

    Args:
        tensor: the experiment's tensor file.
        trunk: trained network of many tasks, `.keras`.
        model: output, `.keras`, from codes, (batch, window), to log-odds, (batch, 1).
        predictions: output, TSV.gz, validation and test rows.
        provenance_file: output, JSON, with the quality on the validation rows.
        window: bases that the trunk sees.
        penalty: see `fit_head`.
        released: whether the trunk is of another study, whose held-out regions may be others.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
    """
    network = Trunk(load_model(trunk))
    with Tensor(tensor, window) as opened:
        check_trunk(network, opened, trunk, tensor, released)
        targets = {part: opened.targets(opened.split_rows(part))[:, 0] for part in FITTED}
        # All rows' features are computed once: they cost most of the time.
        features = {
            part: network.features(opened.stored("sequences", opened.split_rows(part)))
            for part in (*FITTED, TEST)
        }
        measured = {part: ~np.isnan(own) for part, own in targets.items()}
        known = {part: features[part][own] for part, own in measured.items()}
        wanted = {part: targets[part][own] for part, own in measured.items()}
        alone = fit_head(known[TRAIN], wanted[TRAIN], penalty)
        quality = quality_of(known[VALIDATION] @ alone[0] + alone[1], wanted[VALIDATION])
        logger.info("validation rows: %s", quality)
        together, all_wanted = (
            np.concatenate([own[part] for part in FITTED]) for own in (known, wanted)
        )
        weights, bias = fit_head(together, all_wanted, penalty)
        of_validation = features[VALIDATION] @ alone[0] + alone[1]
        of_test = features[TEST] @ weights + bias
        write_scores(predictions, opened, np.concatenate([of_validation, of_test])[:, None])
        attributes = opened.attributes
    fitted = network.with_head(weights, bias)
    save(fitted, model)
    facts = {
        "trunk_sha256": sha256(trunk),
        "window": window,
        "penalty": penalty,
        "backend": backend,
        "backend_threads": backend_threads,
        "tensor": attributes,
        "tensor_sha256": sha256(tensor),
        "parameters": int(fitted.count_params()),
        "held_out_quality": quality,
        "device": devices.describe(),
    }
    write_provenance(provenance_file, facts)
