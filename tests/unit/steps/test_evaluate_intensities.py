import json
import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, random_codes, write_tensor
from scipy.stats import pearsonr

from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.evaluation import intensities
from bindery.evaluation.evaluate import counts
from bindery.steps.evaluate import evaluate
from bindery.training.predictions import write_predictions

SPLIT = np.repeat([0, 1, 2], [12, 18, 30])
TARGET = np.random.default_rng(0).gumbel(5, 1, 60).astype(np.float32)
TARGET[[0, 3, 20, 40, 41, 59]] = np.nan
MEASURED = ~np.isnan(TARGET[SPLIT == 2])


@pytest.fixture
def tensor(tmp_path: Path) -> Path:
    return write_tensor(tmp_path / "t.h5", random_codes(60, 8), TARGET, SPLIT, np.arange(60) // 2)


def scores(noise: float) -> dict[int, np.ndarray]:
    """Of the validation and the test rows, unmeasured ones too."""
    generator = np.random.default_rng(1)
    return {
        part: np.nan_to_num(TARGET[part == SPLIT], nan=99.0)
        + generator.normal(0, noise, (part == SPLIT).sum())
        for part in (1, 2)
    }


def predict(tensor: Path, name: str, noise: float) -> str:
    path = tensor.with_name(name)
    parts = iter(scores(noise).values())
    with Tensor(tensor) as opened:
        write_predictions(path, opened, lambda _: next(parts))
    return str(path)


def run(tensor: Path, baselines: dict[str, str]) -> dict:
    names = {"experiment": "RBFOX2_a", "protein": "RBFOX2", "assay": "peaks", "label": None}
    how = {"draws": 100, "confidence": 0.95, "seed": 3}
    evaluate(
        predictions=predict(tensor, "model.tsv.gz", 0.5),
        tensor=str(tensor),
        baselines=baselines,
        metrics=str(tensor.with_name("metrics")),
        figures={"scatter": str(tensor.with_name("scatter"))},
        settings={"model": "deepbind", "target": "intensity", "backgrounds": [], **names, **how},
    )
    return json.loads(tensor.with_name("metrics").read_text())


def test_rows_are_counted_by_whether_they_were_measured(tensor: Path) -> None:
    assert counts(str(tensor), intensities) == {
        "n_train": 10, "unmeasured_train": 2, "n_validation": 17, "unmeasured_validation": 1,
        "n_test": 27, "unmeasured_test": 3,
    }  # fmt: skip


def test_metrics_name_the_experiment_and_its_better_baseline(tensor: Path) -> None:
    baselines = {
        name: predict(tensor, f"{name}.tsv.gz", noise) for name, noise in (("a", 9), ("b", 1))
    }
    found = run(tensor, baselines)
    names = {"experiment": "RBFOX2_a", "protein": "RBFOX2", "assay": "peaks", "model": "deepbind"}
    assert {key: found[key] for key in names} == names
    assert found["baseline"] == "b"
    difference = found["pearson"] - found["baseline_pearson"]
    assert found["gain_pearson"] == pytest.approx(difference, abs=1e-9)
    assert found["gain_pearson_low"] <= found["gain_pearson"] <= found["gain_pearson_high"]
    assert (found["n_test"], found["groups_test"]) == (27, 14)
    assert all(isinstance(value, str | int | float | None) for value in found.values())
    assert "27 test sequences" in tensor.with_name("scatter").read_text()


def test_unmeasured_test_rows_are_left_out_and_logged(
    tensor: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = run(tensor, {})
    expected = pearsonr(TARGET[SPLIT == 2][MEASURED], scores(0.5)[2][MEASURED]).statistic
    assert found["pearson"] == pytest.approx(expected, abs=1e-6)
    assert "model.tsv.gz: 3 test rows left out: not measured" in caplog.text


def test_a_baseline_itself_is_compared_with_none(tensor: Path) -> None:
    found = run(tensor, {})
    assert (found["baseline"], found["gain_pearson"]) == (None, None)


def test_evaluation_repeats_byte_for_byte(tensor: Path) -> None:
    baselines = {"pwm": predict(tensor, "pwm.tsv.gz", 2)}
    outputs = ("metrics", "scatter")
    run(tensor, baselines)
    first = [tensor.with_name(name).read_bytes() for name in outputs]
    run(tensor, baselines)
    assert [tensor.with_name(name).read_bytes() for name in outputs] == first


def test_a_test_set_without_measurements_is_refused(tmp_path: Path) -> None:
    target = np.where(SPLIT == 2, np.nan, 1.0)
    bare = write_tensor(tmp_path / "bare.h5", random_codes(60, 8), target, SPLIT)
    problem = "no two measured test rows differ in intensity"
    with pytest.raises(InputError, match=containing(problem)):
        run(bare, {})
