"""Models of several cells: their loss, training, predictions and baselines."""

import contextlib
import gzip
import json
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
from helpers import containing, random_codes
from toy_cells import COUNT, SIZES, TRAINING, WINDOW, trained

from bindery import tsv
from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST
from bindery.errors import InputError
from bindery.training.methylation.predictions import read_cells


def test_what_is_not_measured_has_no_part_in_the_loss(keras: ModuleType) -> None:
    from bindery.training.methylation.losses import class_weights, measured_cross_entropy

    targets = np.array([[1, np.nan], [0, 1], [1, 0]], np.float32)
    scores = np.array([[0.3, 9.0], [-1.0, 2.0], [0.5, 0.1]], np.float32)
    loss = measured_cross_entropy(np.ones(2, np.float32), np.ones(2, np.float32))
    known = ~np.isnan(targets)
    errors = np.logaddexp(0, scores) - np.nan_to_num(targets) * scores
    assert float(loss(targets, scores)) == pytest.approx(errors[known].mean(), rel=1e-5)
    changed = scores.copy()
    changed[0, 1] = -50
    assert float(loss(targets, changed)) == float(loss(targets, scores))
    one, zero = class_weights(targets)
    # Both classes of a cell weigh the same, and a measured site 1 on average.
    assert one.tolist() == [0.75, 1.0] and zero.tolist() == [1.5, 1.0]


@pytest.mark.usefixtures("seeded")
def test_a_cell_without_measured_sites_learns_nothing(keras: ModuleType) -> None:
    from bindery.training.methylation.losses import measured_cross_entropy

    weights = np.ones(2, np.float32)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", measured_cross_entropy(weights, weights))
    before = [own.copy() for own in model.get_weights()]
    targets = np.full((4, 2), np.nan, np.float32)
    targets[0, 0] = 1
    model.fit(np.ones((4, 3)), targets, verbose=0)
    after = model.get_weights()
    assert all(np.isfinite(own).all() for own in after)
    np.testing.assert_array_equal(before[0][:, 1], after[0][:, 1])
    assert (before[0][:, 0] != after[0][:, 0]).all()


def test_the_cpg_module_learns_domains_and_predicts_every_measured_state(
    keras: ModuleType, toy: Path
) -> None:
    from sklearn.metrics import roc_auc_score

    own = trained(toy.parent, "deepcpg_cpg", training={**TRAINING, "epochs": 12})
    with open_cells(toy, WINDOW) as opened:
        targets = opened.targets(opened.split_rows(TEST))
    test = read_cells(own / "predictions.tsv.gz")
    assert len(test) == (~np.isnan(targets)).sum()
    assert roc_auc_score(test.target, test.score) > 0.75
    facts = json.loads((own / "provenance.json").read_text())
    assert facts["architecture"] == "deepcpg_cpg" and facts["parameters"] > 0


def test_final_rows_are_those_of_both_splits_and_validation_scores_of_one(
    keras: ModuleType, toy: Path
) -> None:
    """States of validation rows decide the final model, not what it is judged by before."""
    before, once = {}, trained(toy.parent, "deepcpg_dna")
    before["train"] = [read_cells(once / "predictions.tsv.gz", part).score for part in (1, 2)]
    again = trained(toy.parent, "deepcpg_dna", final_rows="all")
    before["all"] = [read_cells(again / "predictions.tsv.gz", part).score for part in (1, 2)]
    np.testing.assert_array_equal(before["train"][0], before["all"][0])
    assert np.abs(before["train"][1] - before["all"][1]).max() > 1e-4
    facts = json.loads((again / "provenance.json").read_text())
    assert facts["training"]["final_rows"] == "all"


@pytest.mark.parametrize("epoch", [2, 5, 6])
def test_a_stopped_training_goes_on_to_the_same_weights(
    keras: ModuleType, toy: Path, epoch: int
) -> None:
    """Stopped among the epochs that choose, or among those on all rows."""
    from bindery.models import registry
    from bindery.runtime.checkpoints import Checkpoints
    from bindery.training.methylation import fitting
    from bindery.training.training_settings import Training

    with open_cells(toy, WINDOW) as opened:
        rows = [read_rows(opened, opened.split_rows(part)) for part in (0, 1)]
    seen = []

    def fit(checkpoints: Checkpoints | None):
        def build():
            return registry.build("deepcpg_dna", WINDOW, outputs=2, **SIZES["deepcpg_dna"])

        how = Training(**{**TRAINING, "patience": 10})
        with checkpoints or contextlib.nullcontext():
            found = fitting.fit_cells(build, *rows, how, 1, checkpoints, final_rows="all")
        return found.model.get_weights()

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, number: int, logs: dict | None = None) -> None:
            seen.append(number)
            if len(seen) == epoch:
                raise KeyboardInterrupt

    whole = fit(None)
    file, learn = toy.parent / "checkpoint.npz", fitting._learn

    def stopping(*args, scores, **more):
        return learn(*args, scores=[*scores, Stop()], **more)

    with pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(fitting, "_learn", stopping)
        fit(Checkpoints(file, "k", seconds=0))
    assert file.exists()
    for one, other in zip(whole, fit(Checkpoints(file, "k", seconds=0)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_candidates_are_combined_in_each_cell(keras: ModuleType, toy: Path) -> None:
    from bindery.models.loading import load_model
    from bindery.training.blending import write_blend
    from bindery.training.methylation.scores import cell_scores

    names = ["deepcpg_dna", "kmers"]
    folders = [trained(toy.parent, name) for name in names]
    files = {"model": "m.keras", "combined": "p.tsv.gz", "provenance_file": "p.json"}
    files |= {"choice_file": "c.tsv", "tensor": toy.name}
    write_blend(
        models=[str(own / "model.keras") for own in folders],
        predictions=[str(own / "predictions.tsv.gz") for own in folders],
        candidates=names,
        architectures=names,
        windows=[WINDOW] * 2,
        window=WINDOW,
        target="class",
        backend="tensorflow",
        backend_threads=1,
        seed=1,
        **{name: str(toy.parent / file) for name, file in files.items()},
    )
    with open_cells(toy, WINDOW) as opened:
        rows = read_rows(opened, opened.split_rows(TEST))
    told = read_cells(toy.parent / "p.tsv.gz")
    scores = cell_scores(load_model(toy.parent / "m.keras"), rows)
    np.testing.assert_allclose(told.score, scores[~np.isnan(rows.targets)], rtol=1e-4, atol=1e-5)
    alone = read_cells(folders[0] / "predictions.tsv.gz")
    np.testing.assert_array_equal(told.cell, alone.cell)
    np.testing.assert_array_equal(told.target, alone.target)
    weights = [float(row["weight"]) for row in tsv.read(toy.parent / "c.tsv")]
    assert sum(weights) == pytest.approx(1) and min(weights) >= 0


def test_the_joint_module_begins_with_what_the_others_learned(keras: ModuleType, toy: Path) -> None:
    from bindery.models import registry
    from bindery.models.loading import load_model
    from bindery.training.methylation.train import builder

    modules = {
        name: str(trained(toy.parent, architecture) / "model.keras")
        for name, architecture in (("dna", "deepcpg_dna"), ("cpg", "deepcpg_cpg"))
    }
    with open_cells(toy, WINDOW) as opened:
        rows = read_rows(opened, opened.split_rows(TEST))
    joint = builder("deepcpg_joint", SIZES["deepcpg_joint"], rows, modules)()
    alone = load_model(modules["cpg"])
    kernel = joint.get_layer("of_cpg").get_layer("cell").get_weights()[0]
    np.testing.assert_array_equal(kernel, alone.get_layer("cell").get_weights()[0])
    own = trained(toy.parent, "deepcpg_joint", modules=modules)
    assert load_model(own).output_shape == (None, 2)
    frozen = registry.build_cells(
        "deepcpg_joint", load_model(modules["dna"]), alone, hidden=[4], frozen=True
    )
    assert len(frozen.trainable_variables) == 4


def test_a_dna_module_has_the_mean_of_all_cells_first(keras: ModuleType, toy: Path) -> None:
    from bindery.models.loading import load_model

    model = load_model(trained(toy.parent, "deepcpg_dna"))
    found = model.predict(random_codes(5, WINDOW), verbose=0)
    assert found.shape == (5, 3)
    np.testing.assert_allclose(found[:, 0], found[:, 1:].mean(axis=1), atol=1e-5)


def test_scores_are_at_the_share_of_each_cell(keras: ModuleType) -> None:
    from bindery.training.methylation.fitting import calibrated
    from bindery.training.methylation.losses import class_weights, offsets

    targets = np.array([[1.0]] * 9 + [[0.0]])
    codes = keras.Input((2,), name="state")
    model = keras.Model(codes, keras.layers.Dense(1, name="score")(codes))
    model.get_layer("score").set_weights([np.zeros((2, 1)), np.zeros(1)])
    # With weights by class, a model that knows nothing says 0; the share is 9 in 10.
    own = calibrated(model, offsets(*class_weights(targets)))
    score = own.predict(np.zeros((1, 2)), verbose=0)[0, 0]
    assert score == pytest.approx(np.log(9), rel=1e-5)


def test_restarts_are_averaged(keras: ModuleType, toy: Path) -> None:
    from bindery.models.loading import load_model

    how = {**TRAINING, "epochs": 1, "restarts": 2, "keep": "mean"}
    for architecture, inputs in (("deepcpg_cpg", 2), ("deepcpg_dna", 1)):
        model = load_model(trained(toy.parent, architecture, training=how))
        assert len(model.inputs) == inputs
        assert sum(layer.name.startswith("start_") for layer in model.layers) == 2


def test_the_mean_of_restarts_is_that_of_their_scores(keras: ModuleType, toy: Path) -> None:
    from bindery.models import registry
    from bindery.training.methylation.fitting import mean_of
    from bindery.training.methylation.scores import cell_scores

    with open_cells(toy, WINDOW) as opened:
        rows = read_rows(opened, opened.split_rows(TEST))
    models = []
    for seed in (1, 2):
        keras.utils.set_random_seed(seed)
        models.append(registry.build_cells("deepcpg_cpg", 2, 10, **SIZES["deepcpg_cpg"]))
    expected = np.mean([cell_scores(own, rows) for own in models], axis=0)
    np.testing.assert_allclose(cell_scores(mean_of(models), rows), expected, atol=1e-5)


def test_a_training_gives_the_same_twice(keras: ModuleType, toy: Path) -> None:
    one = (trained(toy.parent, "deepcpg_cpg") / "predictions.tsv.gz").read_bytes()
    other = (trained(toy.parent, "deepcpg_cpg") / "predictions.tsv.gz").read_bytes()
    assert one == other


def test_a_network_of_one_score_is_refused_for_two_cells(keras: ModuleType, toy: Path) -> None:
    with pytest.raises(InputError, match=containing("'deepbind' has one score, and there are 2")):
        trained(toy.parent, "deepbind", settings={})


def test_measured_states_stay_and_others_are_probabilities(
    keras: ModuleType, toy: Path, tmp_path: Path
) -> None:
    from bindery.training.methylation.imputation import impute

    own = trained(toy.parent, "deepcpg_cpg")
    impute(
        tensor=str(toy),
        model=str(own / "model.keras"),
        imputed=tmp_path / "imputed.tsv.gz",
        window=WINDOW,
        architectures=["deepcpg_cpg"],
    )
    rows = tsv.read(tmp_path / "imputed.tsv.gz")
    assert list(rows[0]) == ["chrom", "position", "a", "b", "a_measured", "b_measured"]
    with h5py.File(toy) as file:
        targets = file["targets"][:]
    assert len(rows) == COUNT and rows[0]["position"] == "101"
    for row, target in zip(rows, targets, strict=True):
        for cell, state in zip("ab", target, strict=True):
            assert row[f"{cell}_measured"] == str(int(not np.isnan(state)))
            assert float(row[cell]) == state if not np.isnan(state) else 0 < float(row[cell]) < 1


def test_baselines_score_each_cell(toy: Path, tmp_path: Path) -> None:
    from bindery.training.methylation.baselines import fit_baseline

    for name in ("neighbour_mean", "kmer_logreg"):
        fit_baseline(
            tensor=str(toy),
            model=str(tmp_path / "model.npz"),
            predictions=str(tmp_path / f"{name}.tsv.gz"),
            provenance_file=str(tmp_path / "provenance.json"),
            baseline=name,
            window=WINDOW,
            both_strands=True,
        )
    one, other = (
        read_cells(tmp_path / f"{name}.tsv.gz") for name in ("neighbour_mean", "kmer_logreg")
    )
    np.testing.assert_array_equal(one.row, other.row)
    with open_cells(toy, WINDOW) as opened:
        which = opened.split_rows(TEST)
        rows = read_rows(opened, which)
    expected = _two_nearest(rows, which, one)
    np.testing.assert_allclose(1 / (1 + np.exp(-one.score)), expected, atol=1e-6)
    with gzip.open(tmp_path / "kmer_logreg.tsv.gz", "rt") as handle:
        assert next(handle).split() == [*"row name split group target score cell".split()]


def test_a_cell_without_validation_sites_has_a_regression(toy: Path) -> None:
    from bindery.training.methylation.baselines import kmer_regressions

    with open_cells(toy, WINDOW) as opened:
        train, validation = (read_rows(opened, opened.split_rows(part)) for part in (0, 1))
    validation.targets[:, 1] = np.nan
    found = kmer_regressions(train, validation, "kmer_logreg", True, str(toy))
    assert np.ptp(found["weights"], axis=0).all() and found["penalty"][1] == 0.001


def _two_nearest(rows: CellRows, which: np.ndarray, test) -> np.ndarray:
    """The mean of the two nearest states, found one by one."""
    found = []
    for row, cell in zip(test.row, test.cell, strict=True):
        at, number = int(np.flatnonzero(which == row)[0]), "ab".index(cell)
        pairs = sorted(
            (int(distance), order, int(state))
            for order, (distance, state) in enumerate(
                zip(rows.distance[at, number], rows.state[at, number], strict=True)
            )
            if state >= 0
        )
        found.append(np.clip(np.mean([state for _, _, state in pairs[:2]]), 0.01, 0.99))
    return np.array(found)
