"""RNA: the models among which the assays' defaults were chosen, on held-out training rows alone."""

import argparse

import numpy as np
from _common import RESULTS, report
from _jobs import run
from rna import CONFIG, EXPERIMENTS, changes
from scipy.stats import pearsonr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score

from bindery.runtime import devices

devices.prepare("tensorflow", 1)

from bindery.data.kmers import kmer_features  # noqa: E402
from bindery.data.splits import TRAIN, VALIDATION  # noqa: E402
from bindery.data.tensors import Rows, Tensor  # noqa: E402
from bindery.models import registry  # noqa: E402
from bindery.models.scores import scores  # noqa: E402
from bindery.training import penalties  # noqa: E402
from bindery.training.fitting import fit  # noqa: E402
from bindery.training.targets import judge, scaled  # noqa: E402
from bindery.training.training_settings import Training  # noqa: E402

NAME = "rna_candidates"
# Of five parts of the training rows, one judges a model, another stops its training.
FOLDS, JUDGES, STOPS = 5, 0, 1
BASE = {
    "optimizer": "adam", "learning_rate": 0.001, "momentum": 0.9, "nesterov": True,
    "weight_decay": 0.0, "clip_norm": None, "batch_size": 64, "epochs": 60, "least_steps": 0,
    "patience": 8, "restarts": 1, "keep": "best", "precision": "float32", "tensorboard": False,
}  # fmt: skip
CLIP: dict[str, tuple[str, dict, dict]] = {
    "pysster": ("pysster", {}, {"learning_rate": 5e-4, "batch_size": 128, "patience": 12}),
    "pysster_small": ("pysster", {"width": 12, "pool": 4}, {}),
    "zeng_local": ("zeng", {"local_window": 9, "width": 12, "detectors": 32}, {}),
    "attention_small": ("attention", {"filters": 32, "blocks": 1}, {}),
    "danq_small": (
        "danq",
        {"detectors": 64, "width": 19, "recurrent": 32, "hidden": 32},
        {"learning_rate": 0.002},
    ),
    "deepbind_wide": ("deepbind_wide", {"width": 12}, {"learning_rate": 0.002}),
    "basset_small": ("basset", {"detectors": [48, 48, 48], "hidden": [64, 64]}, {}),
    "deepbind": (
        "deepbind",
        {"width": 16, "pooling": "max_average"},
        {"learning_rate": 0.005, "batch_size": 32},
    ),
}
ZENG = {"width": 8, "detectors": 64, "hidden": 64}
PROBES: dict[str, tuple[str, dict, dict]] = {
    "deepbind": (
        "deepbind",
        {"width": 16, "pooling": "max_average"},
        {"learning_rate": 0.005, "batch_size": 64},
    ),
    "deepbind_wide": (
        "deepbind_wide",
        {"width": 12},
        {"learning_rate": 0.002, "batch_size": 64},
    ),
    "basset": (
        "basset",
        {"detectors": [64] * 3, "widths": [11, 7, 5], "pools": [2, 2, 2], "hidden": [64]},
        {},
    ),
    "pysster": ("pysster", {"width": 8, "detectors": 64}, {"batch_size": 64}),
    "zeng_global": ("zeng", {**ZENG, "detectors": 256, "hidden": 128}, {"learning_rate": 5e-4}),
    **{
        f"zeng_local_{pool}": ("zeng", {**ZENG, "local_window": pool}, {}) for pool in (3, 5, 8, 11)
    },
    **{
        f"zeng_width_{width}": ("zeng", {**ZENG, "local_window": 3, "width": width}, {})
        for width in (12, 16)
    },
    "zeng_global_10": ("zeng", {**ZENG, "width": 10}, {}),
}


def parts(rows: Rows) -> tuple[Rows, Rows, Rows]:
    """Rows to train on, to stop a training by, and to judge a model by; groups stay together."""
    mixed = rows.group.astype(np.uint64) * np.uint64(2654435761) % np.uint64(1000)
    fold = mixed.astype(int) * FOLDS // 1000
    kept = ~np.isin(fold, (JUDGES, STOPS))
    return rows.select(kept), rows.select(fold == STOPS), rows.select(fold == JUDGES)


def deep(
    name: str, model: tuple[str, dict, dict], rows: tuple[Rows, Rows, Rows], target: str
) -> dict:
    """Train a candidate once; its score on the rows that judge it."""
    architecture, settings, training = model
    devices.seed_everything(1)
    built = registry.build(architecture, rows[0].sequences.shape[1], **settings, both_strands=False)
    monitor = "val_auprc" if target == "class" else "val_pearson"
    of_probes = {} if target == "class" else {"batch_size": 128, "epochs": 40, "patience": 6}
    how = Training(**{**BASE, **of_probes, **training, "monitor": monitor})
    train, stop = (scaled(own, rows[0], target) for own in rows[:2])
    fit(built, train, stop, how, target)
    return {"model": name, "parameters": built.count_params()} | judged(
        scores(built, rows[2].sequences), rows[2], target
    )


def judged(found: np.ndarray, rows: Rows, target: str) -> dict:
    """AUROC of classes, Pearson's correlation of intensities."""
    true = rows.targets[:, 0]
    if target == "class":
        return {"auroc": f"{roc_auc_score(true, found):.4f}"}
    return {"pearson": f"{pearsonr(true, found).statistic:.4f}"}


def kmers(rows: tuple[Rows, Rows, Rows], target: str) -> dict:
    """A regression on 6-mers of one strand, its penalty chosen by the rows that stop trainings."""
    features = [kmer_features(own.sequences, (6,), False) for own in rows]
    fitted = []
    for penalty in penalties.LOGISTIC if target == "class" else penalties.RIDGE:
        if target == "class":
            model = LogisticRegression(C=penalty, max_iter=2000)
            predict = model.fit(features[0], rows[0].targets[:, 0]).decision_function
        else:
            model = Ridge(alpha=penalty, solver="sparse_cg")
            scale = scaled(rows[0], rows[0], target).targets[:, 0]
            predict = model.fit(features[0], scale).predict
        _, score = judge(predict(features[1]), rows[1].targets[:, 0], target)
        fitted.append((score, predict(features[2])))
    best = max(fitted, key=lambda one: one[0])[1]
    return {"model": "6-mers", "parameters": features[0].shape[1]} | judged(best, rows[2], target)


def main() -> None:
    """Train the candidates of each experiment, or of those that are named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("experiments", nargs="*", default=EXPERIMENTS)
    wanted = parser.parse_args().experiments
    tensors = [f"{name}/tensor.h5" for name in wanted]
    with changes() as more:
        run("rna", more, tensors, CONFIG, anew=False)
    for name in wanted:
        with Tensor(RESULTS / "rna" / name / "tensor.h5") as opened:
            split = [opened.split_rows(part) for part in (TRAIN, VALIDATION)]
            rows = parts(opened.rows(np.sort(np.concatenate(split))))
        target = "intensity" if name == "RNCMPT00001" else "class"
        table = [kmers(rows, target)]
        for candidate, model in (PROBES if target == "intensity" else CLIP).items():
            table.append(deep(candidate, model, rows, target))
            print(name, table[-1], flush=True)
        report(f"{NAME}_{name}", table)


if __name__ == "__main__":
    main()
