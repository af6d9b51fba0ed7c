"""Measures in each cell, in contexts, and their means over cells."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from bindery import tsv
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.evaluation.methylation.cells import CellBootstrap, _Ranked
from bindery.evaluation.methylation.contexts import in_context
from bindery.evaluation.methylation.evaluate import evaluate
from bindery.genomics.intervals import from_positions
from bindery.training.methylation.predictions import read_cells, write_cells

COUNT = 120


@pytest.fixture
def tensor(tmp_path: Path) -> Path:
    generator = np.random.default_rng(0)
    targets = (generator.random((COUNT, 2)) < 0.4).astype(np.float32)
    targets[generator.random(targets.shape) < 0.3] = np.nan
    path = tmp_path / "tensor.h5"
    with TensorWriter(path, 1) as writer:
        writer.append(np.full((COUNT, 1), 4, np.uint8))
        writer.finish(
            targets=targets,
            split=np.repeat([0, 1, 2], COUNT // 3),
            group=np.arange(COUNT) // 4,
            tasks=["a", "b"],
            intervals=from_positions(("1", at, at + 1, ".") for at in range(COUNT)),
            attributes={},
        )
    return path


def scores_of(tensor: Path, path: Path, seed: int, truth: float) -> Path:
    generator = np.random.default_rng(seed)
    with Tensor(tensor) as opened:
        targets = opened.targets(np.arange(COUNT // 3, COUNT))
        scored = truth * np.nan_to_num(targets - 0.5) + generator.normal(0, 1, targets.shape)
        write_cells(path, opened, scored)
    return path


def evaluated(tensor: Path, folder: Path, **contexts: str) -> dict:
    evaluate(
        predictions=str(scores_of(tensor, folder / "own.tsv.gz", 1, 3.0)),
        tensor=str(tensor),
        baselines={"kmer_logreg": str(scores_of(tensor, folder / "other.tsv.gz", 2, 1.0))},
        contexts=contexts,
        metrics_file=str(folder / "metrics.json"),
        cells=str(folder / "cells.tsv"),
        by_context=str(folder / "contexts.tsv"),
        experiment="E",
        protein="P",
        assay="methylation",
        label=None,
        model="m",
        target="class",
        draws=100,
        confidence=0.95,
        seed=1,
        curves=True,
    )
    return json.loads((folder / "metrics.json").read_text())


def test_measures_are_means_over_cells(tensor: Path, tmp_path: Path) -> None:
    found = evaluated(tensor, tmp_path)
    test = read_cells(tmp_path / "own.tsv.gz")
    expected = []
    for cell in "ab":
        here = test.select(test.cell == cell)
        expected.append(
            (
                roc_auc_score(here.target, here.score),
                np.mean((here.score > 0) == here.target),
                matthews_corrcoef(here.target, here.score > 0),
            )
        )
    means = np.mean(expected, axis=0)
    assert [found[name] for name in ("auroc", "accuracy", "mcc")] == pytest.approx(means.tolist())
    assert found["auroc_low"] < found["auroc"] < found["auroc_high"]
    assert found["baseline"] == "kmer_logreg" and found["gain_low"] > 0
    assert found["n_test"] == len(test) and found["cells"] == 2
    rows = tsv.read(tmp_path / "cells.tsv")
    assert [(row["model"], row["cell"]) for row in rows] == [
        (model, cell) for model in ("m", "kmer_logreg") for cell in "ab"
    ]
    assert float(rows[0]["auroc"]) == pytest.approx(expected[0][0], abs=1e-5)


def test_weighted_measures_are_those_of_repeated_rows() -> None:
    generator = np.random.default_rng(3)
    target = (generator.random(60) < 0.5).astype(float)
    score = np.round(generator.normal(0, 1, 60) + target, 1)
    weights = generator.integers(0, 4, 60)
    found = _Ranked(target, score).measures(*_Ranked(target, score).counts(weights.astype(float)))
    many = np.repeat(np.arange(60), weights)
    assert found["auroc"] == pytest.approx(roc_auc_score(target[many], score[many]))
    assert found["mcc"] == pytest.approx(matthews_corrcoef(target[many], score[many] > 0))
    assert found["accuracy"] == pytest.approx(np.mean((score[many] > 0) == target[many]))


def test_contexts_hold_the_sites_inside_their_regions(tensor: Path, tmp_path: Path) -> None:
    # Regions overlap, and are of a chromosome that is spelled otherwise.
    (tmp_path / "islands.bed").write_text("chr1\t85\t100\nchr1\t90\t105\nchr2\t0\t9\n")
    with Tensor(tensor) as opened:
        inside = in_context(opened, {"islands": str(tmp_path / "islands.bed")})
    assert np.flatnonzero(inside["islands"]).tolist() == list(range(85, 105))
    np.testing.assert_array_equal(inside["elsewhere"], ~inside["islands"])
    evaluated(tensor, tmp_path, islands=str(tmp_path / "islands.bed"))
    rows = tsv.read(tmp_path / "contexts.tsv")
    test = read_cells(tmp_path / "own.tsv.gz")
    here = np.isin(test.row, np.arange(85, 105))
    assert [row["context"] for row in rows] == ["islands", "islands", "elsewhere", "elsewhere"]
    assert int(rows[0]["sites"]) == here.sum()
    (tmp_path / "far.bed").write_text("chr7\t0\t9\n")
    with pytest.raises(InputError, match=containing("no region of 'far' is on a chromosome")):
        evaluated(tensor, tmp_path, far=str(tmp_path / "far.bed"))


def test_a_test_set_of_one_state_is_refused(tensor: Path, tmp_path: Path) -> None:
    with h5py.File(tensor, "r+") as file:
        file["targets"][:] = np.where(np.isnan(file["targets"][:]), np.nan, 1)
    test = read_cells(scores_of(tensor, tmp_path / "own.tsv.gz", 1, 1.0))
    with pytest.raises(InputError, match=containing("are all of one state")):
        CellBootstrap(test, 10, 1)
