"""Checkpoints of trainings."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from bindery.errors import InputError
from bindery.runtime.checkpoints import Checkpoints, key_of

STATE = {"weights": np.arange(6.0).reshape(2, 3), "position": np.array([3, 7])}


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    with Checkpoints(tmp_path / "c.npz", "k") as checkpoints:
        assert checkpoints.load() is None
        checkpoints.save(STATE)
        read = checkpoints.load()
    assert read is not None and read.keys() == STATE.keys()
    for name, value in STATE.items():
        np.testing.assert_array_equal(read[name], value)
    checkpoints.remove()
    assert list(tmp_path.iterdir()) == []


def test_another_training_does_not_take_it_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Checkpoints(tmp_path / "c.npz", key_of(seed=1, data="x")) as checkpoints:
        checkpoints.save(STATE)
    other = Checkpoints(tmp_path / "c.npz", key_of(seed=2, data="x"))
    assert other.load() is None
    assert "c.npz: the checkpoint is of other settings, code or data" in caplog.text


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_damaged_file_is_left_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, keep: int
) -> None:
    path = tmp_path / "c.npz"
    with Checkpoints(path, "k") as checkpoints:
        checkpoints.save(STATE)
        path.write_bytes(path.read_bytes()[:keep])
        assert checkpoints.load() is None
    assert "c.npz: the checkpoint is damaged; training starts again" in caplog.text


@pytest.mark.parametrize("name", ["SIGTERM", "SIGUSR1"])
def test_a_signal_asks_for_a_checkpoint_and_then_stops(tmp_path: Path, name: str) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Checkpoints(tmp_path / "c.npz", "k", seconds=1e9) as checkpoints:
        assert not checkpoints.due
        os.kill(os.getpid(), getattr(signal, name))
        assert checkpoints.due
        with pytest.raises(InputError, match=rf"c\.npz: stopped by {name} after a checkpoint"):
            checkpoints.save(STATE)
        assert checkpoints.load() is not None
    assert signal.getsignal(signal.SIGTERM) is before


def test_checkpoints_are_due_by_time(tmp_path: Path) -> None:
    assert Checkpoints(tmp_path / "c.npz", "k", seconds=0).due
    assert not Checkpoints(tmp_path / "c.npz", "k").due


def test_seconds_are_given_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINDERY_CHECKPOINT_SECONDS", "0.5")
    assert Checkpoints(tmp_path / "c.npz", "k").seconds == 0.5
    monkeypatch.setenv("BINDERY_CHECKPOINT_SECONDS", "often")
    with pytest.raises(InputError, match="BINDERY_CHECKPOINT_SECONDS is 'often', which is no"):
        Checkpoints(tmp_path / "c.npz", "k")
