import os
import select
import subprocess
import sys

import pytest
from helpers import ROOT

from bindery.runtime import gpus

VARIABLES = "BINDERY_GPU BINDERY_TRAININGS_PER_GPU CUDA_VISIBLE_DEVICES SLURM_JOB_ID".split()


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def cuda(monkeypatch):
    monkeypatch.setattr(gpus, "cuda_installed", lambda: True)


def test_a_gpu_without_its_libraries_is_none(tmp_path, monkeypatch):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setattr(gpus, "cuda_installed", lambda: False)
    assert gpus.wanted(tmp_path) == 0


def test_a_device_file_is_a_gpu(tmp_path):
    assert gpus.wanted(tmp_path) == 0
    (tmp_path / "nvidiactl").touch()
    assert gpus.wanted(tmp_path) == 0
    (tmp_path / "nvidia0").touch()
    assert gpus.wanted(tmp_path) == 1


@pytest.mark.parametrize("value", ["", "-1"])
def test_a_hidden_gpu_is_none(tmp_path, monkeypatch, value):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
    assert gpus.wanted(tmp_path) == 0


@pytest.mark.parametrize(("asked", "count"), [("1", 1), ("0", 0)])
def test_what_is_asked_for_goes_first(tmp_path, monkeypatch, asked, count):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setenv("BINDERY_GPU", asked)
    assert gpus.wanted(tmp_path) == count


HOLDER = """
import os, sys, time
from pathlib import Path
from bindery.runtime import gpus
gpus.cuda_installed = lambda: True
gpus.PATIENCE = 0.05
gpus.assign(Path("devices"), Path("locks"), os.environ.get("COUNT", "1"))
print(os.environ.get("CUDA_VISIBLE_DEVICES", "none"), flush=True)
time.sleep(float(sys.argv[1]))
"""


class Machine:
    """A folder of made-up device files, and trainings that take them."""

    def __init__(self, folder, gpus):
        self.folder = folder
        self.running = []
        (folder / "devices").mkdir()
        for number in range(gpus):
            (folder / "devices" / f"nvidia{number}").touch()

    def train(self, seconds=60, **environment):
        """Start a training; what it prints is the GPU that it has."""
        kept = {k: v for k, v in os.environ.items() if k not in VARIABLES}
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(seconds)],
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT / "workflow" / "scripts"), **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def end(self):
        for process in self.running:
            process.kill()
            process.communicate()


def gpu_of(process):
    return process.stdout.readline().strip()


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path, gpus=2)
    yield made
    made.end()


def test_each_training_has_a_gpu_of_its_own(machine):
    assert [gpu_of(machine.train()) for _ in range(2)] == ["0", "1"]


def test_a_killed_training_gives_its_gpu_to_the_one_that_waits(machine):
    first, second = machine.train(), machine.train()
    taken = [gpu_of(first), gpu_of(second)]
    assert sorted(taken) == ["0", "1"]
    third = machine.train()
    with pytest.raises(subprocess.TimeoutExpired):
        third.wait(timeout=1)
    assert not select.select([third.stdout], [], [], 0)[0]
    second.kill()
    assert gpu_of(third) == taken[1]


def test_several_trainings_may_share_a_gpu_and_spread_over_all_first(machine):
    taken = [gpu_of(machine.train(BINDERY_TRAININGS_PER_GPU="2")) for _ in range(4)]
    assert taken == ["0", "1", "0", "1"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CUDA_VISIBLE_DEVICES": "1"}, "1"),
        ({"CUDA_VISIBLE_DEVICES": "1", "SLURM_JOB_ID": "7"}, "1"),
        ({"CUDA_VISIBLE_DEVICES": "GPU-b,GPU-a"}, "GPU-b"),
        ({"CUDA_VISIBLE_DEVICES": ""}, ""),
        ({"SLURM_JOB_ID": "7"}, "-1"),
        ({"BINDERY_GPU": "0"}, "-1"),
    ],
)
def test_what_is_given_or_hidden_stays_so(machine, environment, expected):
    assert gpu_of(machine.train(**environment)) == expected


def test_a_gpu_that_a_scheduler_named_is_not_waited_for(machine):
    given = {"CUDA_VISIBLE_DEVICES": "0", "SLURM_JOB_ID": "7"}
    assert [gpu_of(machine.train(**given)) for _ in range(2)] == ["0", "0"]


def test_a_machine_without_gpus_locks_nothing(tmp_path):
    machine = Machine(tmp_path, gpus=0)
    assert gpu_of(machine.train(seconds=0)) == "none"
    assert not (tmp_path / "locks").exists()
    machine.end()


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (3, 3), ("all", 2)])
def test_a_training_on_several_devices_asks_for_as_many_gpus(tmp_path, count, expected):
    for number in range(2):
        (tmp_path / f"nvidia{number}").touch()
    assert gpus.wanted_for(count, tmp_path) == expected


def test_without_a_gpu_no_number_of_devices_asks_for_one(tmp_path):
    assert gpus.wanted_for(2, tmp_path) == gpus.wanted_for("all", tmp_path) == 0


def test_a_training_on_all_gpus_waits_for_all_and_holds_none_meanwhile(machine):
    first = machine.train()
    assert gpu_of(first) == "0"
    both = machine.train(COUNT="all")
    with pytest.raises(subprocess.TimeoutExpired):
        both.wait(timeout=1)
    third = machine.train()
    assert gpu_of(third) == "1"
    first.kill()
    third.kill()
    assert gpu_of(both) == "0,1"


@pytest.mark.parametrize(
    ("count", "environment", "expected"),
    [
        ("2", {"CUDA_VISIBLE_DEVICES": "1,0"}, "1,0"),
        ("all", {"CUDA_VISIBLE_DEVICES": "1"}, "1"),
        ("3", {}, "none"),
    ],
)
def test_several_gpus_that_are_given_stay_so_and_too_few_are_not_waited_for(
    machine, count, environment, expected
):
    assert gpu_of(machine.train(COUNT=count, **environment)) == expected
