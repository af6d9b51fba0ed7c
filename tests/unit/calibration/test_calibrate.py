"""Calibration and its final trainings, on a tiny tensor with a planted motif.

Packs are compiled, which takes seconds each, so one process makes what all tests look at.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import planted_tensor, run_python, sha256_of

# Settings that learn the motif within the steps below, so that nothing hangs on luck.
GIVEN = {"detectors": 4, "width": 10, "detector_scale": 0.1, "head_scale": 0.3, "hidden": 0}
PLAN = {
    "preset": "quick", "settings": 4, "folds": 2, "steps": 60, "checkpoints": 2, "finals": 2,
    "batch_size": 32, "halving": True, "ranges": {"learning_rate": [0.02, 0.05]},
}  # fmt: skip
SCRIPT = """
import json
from pathlib import Path
import h5py, numpy as np
from bindery.runtime import devices
devices.prepare("tensorflow", 1)
from bindery.study import calibration_presets as presets
from bindery.calibration.calibrate import calibrate
from bindery.calibration.final_training import train_finals

GIVEN, PLAN = json.loads(Path("given.json").read_text())

def run(name, tensor="tensor.h5", given=GIVEN, **changed):
    calibrate(
        tensor=tensor, calibration_file=name, architecture="deepbind", settings=given,
        plan=presets.plan(PLAN | changed), target="class", seed=5, backend="tensorflow",
        backend_threads=1,
    )

def finals(name, target="class", **changed):
    files = {"model": "keras", "history": "tsv", "predictions": "tsv.gz"}
    train_finals(
        tensor="intensity.h5" if target == "intensity" else "tensor.h5",
        calibration="first.json", provenance_file=f"{name}.json",
        **{kind: f"{name}.{kind}.{end}" for kind, end in files.items()},
        architecture="deepbind", settings=GIVEN, plan=presets.plan(PLAN | changed), target=target,
        seed=6, backend="tensorflow", backend_threads=1,
    )

run("first.json")
run("other_test_rows.json", tensor="other.h5")
# Two settings in two folds: a fold a pack, or all four in one, by weights.
fixed = GIVEN | {"learning_rate": 0.03, "momentum": 0.9, "dropout": 0.0, "detector_l1": 0.0,
                 "head_l1": 0.0}
few = {"settings": 2, "halving": False, "steps": 300, "checkpoints": 1}
run("by_fold.json", given=fixed, pack_size=2, **few)
run("at_once.json", given=fixed, pack_size=4, **few)
try:
    run("diverged.json", given=fixed | {"learning_rate": 1e30}, **few)
except Exception as error:
    Path("diverged.txt").write_text(str(error))
finals("best")
finals("mean", keep="mean", final_rows="train")
finals("best_of_train", final_rows="train")
finals("intensity", target="intensity", final_rows="train", finals=1)

import keras
from bindery.models import layers
from bindery.data.tensors import Tensor
with Tensor("tensor.h5") as tensor:
    codes = tensor.rows(tensor.split_rows(2)).sequences
mean = keras.saving.load_model("mean.model.keras")
restarts = [mean.get_layer(f"start_{number}").predict(codes, verbose=0) for number in (1, 2)]
best = keras.saving.load_model("best_of_train.model.keras").predict(codes, verbose=0)
score = mean.predict(codes, verbose=0)
Path("scores.json").write_text(json.dumps({
    "mean": float(np.abs(score - (restarts[0] + restarts[1]) / 2).max()),
    "best": [float(np.abs(best - restart).max()) for restart in restarts],
}))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import h5py

    folder = tmp_path_factory.mktemp("calibration")
    planted_tensor(folder / "tensor.h5")
    for name in ("other", "intensity"):
        planted_tensor(folder / f"{name}.h5")
    with h5py.File(folder / "other.h5", "r+") as file:
        test = file["split"][:] == 2
        targets = file["targets"][:]
        targets[test, 0] = np.resize([np.nan, 7.0, -7.0], test.sum())
        file["targets"][:] = targets
        sequences = file["sequences"][:]
        sequences[test] = 4
        file["sequences"][:] = sequences
    with h5py.File(folder / "intensity.h5", "r+") as file:
        noise = np.random.default_rng(1).normal(0, 0.1, file["targets"].shape)
        file["targets"][:] = 100 + 20 * (file["targets"][:] + noise)
    (folder / "given.json").write_text(json.dumps([GIVEN, PLAN]))
    result = run_python(SCRIPT, folder)
    assert result.returncode == 0, result.stderr[-4000:]
    return folder


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text())


def history(folder: Path, name: str) -> list[dict[str, float]]:
    lines = (folder / f"{name}.history.tsv").read_text().splitlines()
    header, *rows = (line.split("\t") for line in lines)
    return [dict(zip(header, map(float, row), strict=True)) for row in rows]


def test_a_calibration_tells_every_trial_and_the_best(folder: Path) -> None:
    found = read(folder, "first")
    assert sorted(found) == ["best", "plan", "seed", "select", "target", "trials"]
    assert found["plan"]["settings"] == 4 and found["select"] == "loss"
    assert [trial["trial"] for trial in found["trials"]] == [0, 1, 2, 3]
    for trial in found["trials"]:
        assert sorted(trial) == [
            "auprc", "best_auprc", "best_loss", "checkpoints", "loss", "settings", "steps", "trial"
        ]  # fmt: skip
        assert {len(folds) for folds in [*trial["loss"], *trial["auprc"]]} == {2}
        means = [np.mean(folds) for folds in trial["loss"]]
        chosen = int(np.argmin(means))
        assert trial["best_loss"] == pytest.approx(means[chosen])
        assert trial["best_auprc"] == pytest.approx(np.mean(trial["auprc"][chosen]))
        assert trial["steps"] == trial["checkpoints"][chosen]
    assert found["best"] in found["trials"]


def test_given_settings_are_kept_and_the_rest_is_searched(folder: Path) -> None:
    settings = [trial["settings"] for trial in read(folder, "first")["trials"]]
    assert {own["detector_scale"] for own in settings} == {0.1}
    assert {own["hidden"] for own in settings} == {0}
    rates = [own["learning_rate"] for own in settings]
    assert len(set(rates)) == 4 and min(rates) >= 0.02 and max(rates) <= 0.05


def test_halving_leaves_the_better_half_at_each_checkpoint(folder: Path) -> None:
    found = read(folder, "first")
    reached = [trial["checkpoints"] for trial in found["trials"]]
    assert sorted(map(len, reached)) == [1, 1, 2, 2]
    assert max(reached) == [30, 60]
    first = [np.mean(trial["loss"][0]) for trial in found["trials"]]
    going = [len(steps) == 2 for steps in reached]
    stopped = [loss for loss, on in zip(first, going, strict=True) if not on]
    assert max(loss for loss, on in zip(first, going, strict=True) if on) < min(stopped)
    best = [trial for trial in found["trials"] if len(trial["checkpoints"]) == 2]
    assert found["best"]["best_loss"] == min(trial["best_loss"] for trial in best)


def test_the_same_seed_gives_the_same_bytes_whatever_the_test_rows(folder: Path) -> None:
    assert sha256_of(folder / "tensor.h5") != sha256_of(folder / "other.h5")
    other = (folder / "other_test_rows.json").read_bytes()
    assert (folder / "first.json").read_bytes() == other


def test_a_fold_a_pack_comes_to_what_all_folds_in_one_pack_do(folder: Path) -> None:
    by_fold, at_once = (read(folder, name)["trials"] for name in ("by_fold", "at_once"))
    for one, other in zip(by_fold, at_once, strict=True):
        assert one["settings"] == other["settings"]
        # The motif is learned: chance is ln 2. The batches differ, so the losses do a little.
        assert one["best_loss"] < 0.5
        assert one["best_loss"] == pytest.approx(other["best_loss"], abs=0.1)


def test_settings_that_all_diverge_are_an_error(folder: Path) -> None:
    assert (folder / "diverged.txt").read_text() == (
        "tensor.h5: every setting of the calibration diverged: its loss is nan, and that of chance "
        "0.6931; lower calibration.ranges.learning_rate"
    )


def test_the_best_of_the_last_trainings_is_kept_or_their_mean(folder: Path) -> None:
    scores = read(folder, "scores")
    assert scores["mean"] < 1e-6
    restarts = read(folder, "best_of_train")["restarts"]
    assert read(folder, "mean")["restarts"] == restarts
    best = int(np.argmin(restarts))
    assert scores["best"][best] < 1e-6 < scores["best"][1 - best]


@pytest.mark.parametrize(("name", "watched"), [("best", False), ("best_of_train", True)])
def test_validation_rows_are_learned_from_or_watched(
    folder: Path, name: str, watched: bool
) -> None:
    rows = history(folder, name)
    assert len(rows) == 10
    assert [row["best"] for row in rows] == [0] * 9 + [1]
    for row in rows:
        assert math.isfinite(row["loss"])
        assert math.isfinite(row["val_loss"]) == math.isfinite(row["val_auprc"]) == watched
    steps = read(folder, "first")["best"]["steps"]
    learned = 200 if watched else 300
    assert rows[-1]["epoch"] == pytest.approx(steps * 32 / learned, rel=1e-4)
    facts = read(folder, name)
    last = rows[-1]["val_loss" if watched else "loss"]
    assert min(facts["restarts"]) == pytest.approx(last, rel=1e-4)


def test_provenance_tells_how_the_model_was_made(folder: Path) -> None:
    best = read(folder, "first")["best"]
    facts = read(folder, "best")
    assert facts["training"]["steps"] == best["steps"]
    assert facts["training"]["calibration"]["finals"] == 2
    assert facts["training"]["optimizer"] == "sgd"
    assert facts["training"]["learning_rate"] == best["settings"]["learning_rate"]
    assert facts["settings"]["detectors"] == 4 and len(facts["restarts"]) == 2


def test_intensities_have_their_own_columns(folder: Path) -> None:
    rows = history(folder, "intensity")
    assert sorted(rows[0]) == ["best", "epoch", "loss", "val_loss", "val_pearson"]
    assert rows[-1]["val_pearson"] > 0.3
    assert rows[-1]["val_loss"] < 0.5, "half the variance of scaled intensities"
