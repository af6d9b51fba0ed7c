"""Trainings that several devices share; made-up devices are parts of this machine's processor."""

import json
from types import ModuleType

import pytest
from helpers import ROOT, containing, run_python

from bindery.errors import InputError

pytestmark = pytest.mark.slow

SETUP = """
import json, os, sys
backend = os.environ["KERAS_BACKEND"]
sys.path.insert(0, os.environ["TESTS"])
from bindery.runtime import devices
devices.prepare(backend, 1)
if backend == "tensorflow":
    import tensorflow as tf
    (cpu,) = tf.config.list_physical_devices("CPU")
    parts = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, parts)
import numpy as np
import test_trunk
from bindery.errors import InputError
from bindery.runtime import parallel
from bindery.runtime.checkpoints import Checkpoints
from bindery.training.trunk import fit_trunk

EPOCHS = 2

def trained(count, dropout=0.0, checkpoints=None, left=None, seed=1):
    names = parallel.chosen(count)
    with parallel.over(names):
        model = test_trunk.network(seed, dropout=dropout)
        source = test_trunk.source()
        if left is not None:
            source.__class__, source.left = test_trunk.Stopping, left
        how = test_trunk.settings(epochs=EPOCHS)
        history = fit_trunk(model, source, how, 1, checkpoints, names)
    return [row["loss"] for row in history], model.get_weights()

def same(one, other):
    return one[0] == other[0] and all(map(np.array_equal, one[1], other[1]))

def difference(one, other):
    pairs = [*zip(one[0], other[0]), *zip(one[1], other[1])]
    return max(float(np.abs(a - b).max()) for a, b in pairs)
"""

COMPARED = """
one, two = trained(1), trained(2)
dropped = trained("all", 0.25)
print(json.dumps([
    EPOCHS * test_trunk.source().steps,
    difference(one, two),
    same(dropped, trained(2, 0.25)),
    difference(dropped, two) > 1e-3,
]))
"""

STOPPED = """
EPOCHS = 1
path = os.environ["CHECKPOINT"]
whole = trained(2, 0.25)
try:
    with Checkpoints(path, "k", seconds=0) as checkpoints:
        trained(2, 0.25, checkpoints, left=6)
except test_trunk.Stopped:
    pass
with Checkpoints(path, "k") as checkpoints:
    print(json.dumps([os.path.exists(path), same(whole, trained(2, 0.25, checkpoints, seed=5))]))
"""

REFUSED = """
import keras
told = []
def refused(function, *arguments):
    try:
        function(*arguments)
    except InputError as error:
        told.append(str(error))
refused(parallel.chosen, 3)
refused(parallel.check_batch, 5, parallel.chosen(2))
inside = keras.Sequential([keras.layers.BatchNormalization(name="normal")])
model = keras.Sequential([keras.Input((3,)), inside], name="mine")
refused(parallel.step, model, parallel.chosen(2))
print(json.dumps(told))
"""
# JAX compiles each of these networks for tens of seconds.
BACKENDS = ["tensorflow", pytest.param("jax", marks=pytest.mark.slow)]


def told(code: str, backend: str, **changed: str) -> list:
    result = run_python(
        SETUP + code,
        KERAS_BACKEND=backend,
        TESTS=str(ROOT / "tests/unit/training"),
        JAX_PLATFORMS="cpu",
        XLA_FLAGS="--xla_force_host_platform_device_count=2",
        **changed,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize("backend", BACKENDS)
def test_two_devices_train_as_one_does_and_repeatably(backend: str) -> None:
    steps, difference, repeated, drops = told(COMPARED, backend)
    assert steps >= 20
    assert difference < 1e-5
    assert repeated and drops


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_stopped_training_on_two_devices_ends_with_the_same_weights(
    backend: str, tmp_path
) -> None:
    assert told(STOPPED, backend, CHECKPOINT=str(tmp_path / "c.npz")) == [True, True]


def test_what_several_devices_cannot_do_is_refused() -> None:
    assert told(REFUSED, "tensorflow") == [
        "`devices` asks for 3 devices, and this job has 2: cpu:0, cpu:1; set `devices` to 2 or to "
        "`all`, or ask for more GPUs",
        "batches of 5 cannot be divided equally among 2 devices; give a training.batch_size that 2 "
        "divides, or other `devices`",
        "'mine' has batch normalisation ('normal'), which TensorFlow cannot spread over 2 devices; "
        "set `backend` to jax, or `devices` to 1",
    ]


def test_one_processor_is_one_device(keras: ModuleType) -> None:
    from bindery.runtime import parallel

    assert parallel.chosen("all") == parallel.chosen(1) == ["cpu:0"]
    with pytest.raises(InputError, match=containing("asks for 2 devices, and this job has 1")):
        parallel.chosen(2)
