"""Trainings that are stopped and go on."""

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from helpers import ROOT, planted_set, planted_tensor

from bindery.data.tensors import Rows
from bindery.errors import InputError
from bindery.runtime.checkpoints import Checkpoints
from bindery.training.training_settings import Training

TRAINING = {
    "optimizer": "adam", "learning_rate": 0.02, "momentum": 0.9, "nesterov": True,
    "batch_size": 32, "restarts": 3, "keep": "mean", "epochs": 4, "patience": 2,
    "monitor": "val_loss", "tensorboard": False, "least_steps": 0, "weight_decay": 0,
    "clip_norm": None, "precision": "float32",
}  # fmt: skip
SETTINGS = {"detectors": 8, "width": 12, "dropout": 0.5}


class Interrupted(Checkpoints):
    """Gets SIGUSR1 after a number of looks at whether one has come: one a batch, one an epoch."""

    looks = 0

    @property
    def asked_to_stop(self) -> bool:
        self.looks -= 1
        if self.looks == 0:
            os.kill(os.getpid(), signal.SIGUSR1)
        return super().asked_to_stop


def planted_rows(count: int, seed: int) -> Rows:
    codes, target = planted_set(count, 40, "TGACTCATTG", seed)
    return Rows(codes, target[:, None].astype(np.float32), np.arange(count))


def fit(checkpoints: Checkpoints | None = None, **changed: Any):
    from bindery.models import registry
    from bindery.runtime import devices
    from bindery.training.fitting import fit_restarts

    how = Training(**(TRAINING | changed))
    build = functools.partial(registry.build, "deepbind", 40, **SETTINGS)
    rows = planted_rows(200, 0), planted_rows(60, 5)
    with devices.precision(how.precision):
        return fit_restarts(build, *rows, how, 7, checkpoints=checkpoints)


def assert_same(one, other) -> None:
    assert (one.history, one.restarts) == (other.history, other.restarts)
    for first, second in zip(one.model.get_weights(), other.model.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)


# 200 rows in steps of 32 are 7 batches: in the first epoch, in a later one, at an epoch's end, and
# in the second and third restart; twice in one training, and before anything was finished.
@pytest.mark.parametrize(
    "stops",
    [
        [12, 9],
        *(pytest.param(own, marks=pytest.mark.slow) for own in ([2], [8], [16, 1, 30], [70])),
    ],
)
def test_a_training_that_was_stopped_ends_with_the_same_weights(
    keras: ModuleType, tmp_path: Path, stops: list[int]
) -> None:
    expected = fit()
    path = tmp_path / "checkpoint.npz"
    for looks in stops:
        with Interrupted(path, "k", seconds=1e9) as checkpoints:
            checkpoints.looks = looks
            with pytest.raises(InputError, match="stopped by SIGUSR1 after a checkpoint"):
                fit(checkpoints)
    with Checkpoints(path, "k") as checkpoints:
        state = checkpoints.load()
        assert state is not None
        assert_same(fit(checkpoints), expected)


@pytest.mark.parametrize(
    "changed",
    [
        {"optimizer": "sgd", "keep": "best"},
        {"precision": "mixed_float16"},
        {"patience": 1, "learning_rate": 0.3, "monitor": "val_auprc", "least_steps": 12},
    ],
)
def test_other_settings_go_on_as_exactly(
    keras: ModuleType, tmp_path: Path, changed: dict[str, Any]
) -> None:
    expected = fit(restarts=2, **changed)
    with Interrupted(tmp_path / "c.npz", "k", seconds=1e9) as stopped:
        stopped.looks = 18
        with pytest.raises(InputError, match="stopped by SIGUSR1"):
            fit(stopped, restarts=2, **changed)
    with Checkpoints(tmp_path / "c.npz", "k") as checkpoints:
        assert_same(fit(checkpoints, restarts=2, **changed), expected)


def test_a_checkpoint_of_other_settings_changes_nothing(keras: ModuleType, tmp_path: Path) -> None:
    with Interrupted(tmp_path / "c.npz", "of others", seconds=1e9) as stopped:
        stopped.looks = 20
        with pytest.raises(InputError, match="stopped by SIGUSR1"):
            fit(stopped, learning_rate=0.1)
    with Checkpoints(tmp_path / "c.npz", "k") as checkpoints:
        assert_same(fit(checkpoints), fit())


SCRIPT = """
import sys
from bindery import logs
from bindery.steps.train import train
folder, preset = sys.argv[1:]
logs.start(f"{folder}/job.log")
names = {"calibration": "json", "model": "keras", "history": "tsv", "predictions": "tsv.gz",
         "provenance": "json"}
outputs = {name: f"{folder}/{name}.{end}" for name, end in names.items()}
given = eval(preset)
train(tensor=f"{folder}/tensor.h5", tensorboard_folder=folder, settings=given, code="c", **outputs)
"""
COMMON = {"architecture": "deepbind", "target": "class", "seed": 6, "backend": "tensorflow"}
GIVEN = {"detectors": 4, "width": 10, "hidden": 0, "detector_scale": 0.1, "head_scale": 0.3}
PLAN = {
    "preset": "quick", "settings": 4, "folds": 3, "steps": 1500, "checkpoints": 3, "finals": 3,
    "batch_size": 32, "halving": True, "pack_size": 4, "ranges": {"learning_rate": [0.02, 0.05]},
}  # fmt: skip


def job(folder: Path, settings: dict) -> subprocess.Popen:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "workflow/scripts"),
        "BINDERY_CHECKPOINT_SECONDS": "0",
        "CUDA_VISIBLE_DEVICES": "",
    }
    command = [sys.executable, "-c", SCRIPT, str(folder), repr(settings)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def settings_of(kind: str) -> dict:
    from bindery.study import calibration_presets

    if kind == "given":
        training = TRAINING | {"epochs": 60, "patience": 60, "restarts": 2}
        given = {"settings": SETTINGS, "training": training}
    else:
        plan = calibration_presets.plan(PLAN)
        given = {"settings": GIVEN, "plan": plan, "search_seed": 5}
    return COMMON | given | {"backend_threads": 1}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["given", "calibrated"])
def test_a_job_killed_at_random_moments_ends_with_the_same_weights(
    keras: ModuleType, tmp_path: Path, kind: str
) -> None:
    from bindery.models.loading import load_model

    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
        planted_tensor(folder / "tensor.h5")
    settings = settings_of(kind)
    assert job(whole, settings).wait() == 0
    assert not list(whole.glob("checkpoint*"))
    generator, went_on = np.random.default_rng(3), []
    # SIGKILL four times, SIGTERM once.
    for number in (9, 9, 15, 9, 9):
        log = killed / "job.log"
        log.unlink(missing_ok=True)
        process = job(killed, settings)
        limit = time.monotonic() + 120
        while not (log.exists() and ("epoch" in log.read_text() or "steps" in log.read_text())):
            assert time.monotonic() < limit and process.poll() is None
            time.sleep(0.02)
        time.sleep(generator.uniform(0, 0.5))
        process.send_signal(number)
        code = process.wait(timeout=60)
        if number == 15:
            assert code == 1
            errors = [line for line in log.read_text().splitlines() if line.startswith("ERROR")]
            assert len(errors) == 1 and "stopped by SIGTERM after a checkpoint" in errors[0]
        else:
            assert code == -9
        assert not (killed / "model.keras").exists()
        went_on.append("goes on" in log.read_text())
    assert not went_on[0] and all(went_on[1:])
    assert job(killed, settings).wait() == 0
    assert not list(killed.glob("checkpoint*"))
    for name in ("predictions.tsv.gz", "history.tsv", "calibration.json"):
        assert (whole / name).read_bytes() == (killed / name).read_bytes()
    one, other = (load_model(folder / "model.keras") for folder in (whole, killed))
    for first, second in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)
