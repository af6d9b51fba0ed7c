import json
from pathlib import Path

import numpy as np
import pytest
from helpers import random_codes, write_tensor
from sklearn.metrics import roc_auc_score

from bindery.data.tensors import Tensor
from bindery.evaluation import classes
from bindery.evaluation.evaluate import counts
from bindery.steps.evaluate import evaluate
from bindery.training.predictions import write_predictions

TARGET = np.arange(60) % 3 == 0
SPLIT = np.repeat([0, 1, 2], [12, 18, 30])


@pytest.fixture
def tensor(tmp_path: Path) -> Path:
    return write_tensor(tmp_path / "t.h5", random_codes(60, 8), TARGET, SPLIT)


def predict(tensor: Path, name: str, noise: float) -> str:
    path = tensor.with_name(name)
    generator = np.random.default_rng(1)
    with Tensor(tensor) as opened:
        parts = iter([TARGET[SPLIT == 1], TARGET[SPLIT == 2]])

        def score(codes: np.ndarray) -> np.ndarray:
            return next(parts) + generator.normal(0, noise, len(codes))

        write_predictions(path, opened, score)
    return str(path)


def run(tensor: Path, baselines: dict[str, str]) -> dict:
    names = {"experiment": "Reb1_rep2", "protein": "Reb1", "assay": "peaks", "label": None}
    how = {"draws": 100, "confidence": 0.95, "seed": 3}
    evaluate(
        predictions=predict(tensor, "model.tsv.gz", 0.5),
        tensor=str(tensor),
        baselines=baselines,
        metrics=str(tensor.with_name("metrics")),
        figures={name: str(tensor.with_name(name)) for name in ("roc", "pr")},
        settings={"model": "deepbind", "target": "class", "backgrounds": [], **names, **how},
    )
    return json.loads(tensor.with_name("metrics").read_text())


def test_rows_and_positives_of_each_split_are_counted(tensor: Path) -> None:
    assert counts(str(tensor), classes) == {
        "n_train": 12, "positives_train": 4, "n_validation": 18, "positives_validation": 6,
        "n_test": 30, "positives_test": 10,
    }  # fmt: skip


def test_metrics_name_the_experiment_and_its_better_baseline(tensor: Path) -> None:
    baselines = {
        name: predict(tensor, f"{name}.tsv.gz", noise) for name, noise in (("a", 9), ("b", 1))
    }
    found = run(tensor, baselines)
    names = {"experiment": "Reb1_rep2", "protein": "Reb1", "assay": "peaks", "model": "deepbind"}
    assert {key: found[key] for key in names} == names
    assert found["target"] == "class"
    assert found["baseline"] == "b"
    assert found["gain_auroc"] == pytest.approx(found["auroc"] - found["baseline_auroc"], abs=1e-9)
    assert found["gain_low"] <= found["gain_auroc"] <= found["gain_high"]
    assert (found["n_test"], found["positives_test"]) == (30, 10)
    assert all(isinstance(value, str | int | float | None) for value in found.values())
    for kind in ("roc", "pr"):
        assert "<svg" in tensor.with_name(kind).read_text()


def test_a_baseline_itself_is_compared_with_none(tensor: Path) -> None:
    found = run(tensor, {})
    assert (found["baseline"], found["gain_auroc"]) == (None, None)


def test_evaluation_repeats_byte_for_byte(tensor: Path) -> None:
    baselines = {"pwm": predict(tensor, "pwm.tsv.gz", 2)}
    outputs = ("metrics", "roc", "pr")
    run(tensor, baselines)
    first = [tensor.with_name(name).read_bytes() for name in outputs]
    run(tensor, baselines)
    assert [tensor.with_name(name).read_bytes() for name in outputs] == first


def test_metrics_are_of_the_test_rows_alone(tensor: Path) -> None:
    generator = np.random.default_rng(1)
    generator.normal(0, 0.5, 18)
    scores = TARGET[SPLIT == 2] + generator.normal(0, 0.5, 30)
    assert run(tensor, {})["auroc"] == pytest.approx(roc_auc_score(TARGET[SPLIT == 2], scores))


def test_unmeasured_rows_of_classes_are_left_out(tmp_path: Path) -> None:
    target = np.where(np.arange(60) % 10 == 5, np.nan, TARGET)
    tensor = write_tensor(tmp_path / "t.h5", random_codes(60, 8), target, SPLIT)
    found = run(tensor, {})
    measured = ~np.isnan(target[SPLIT == 2])
    assert (found["n_test"], found["positives_test"]) == (27, 9)
    generator = np.random.default_rng(1)
    generator.normal(0, 0.5, 18)
    scores = TARGET[SPLIT == 2] + generator.normal(0, 0.5, 30)
    expected = roc_auc_score(target[SPLIT == 2][measured], scores[measured])
    assert found["auroc"] == pytest.approx(expected)
