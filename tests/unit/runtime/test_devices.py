import json
import random
from types import ModuleType

import numpy as np
from helpers import run_python

from bindery.runtime import devices

PREPARED = """
import json
from bindery.runtime import devices
devices.prepare("tensorflow", 2)
import keras
import tensorflow as tf
threading = tf.config.threading
print(json.dumps([
    keras.backend.backend(),
    threading.get_intra_op_parallelism_threads(),
    threading.get_inter_op_parallelism_threads(),
    devices.describe(),
]))
"""


def test_importing_devices_imports_no_backend() -> None:
    heavy = "'keras', 'tensorflow', 'jax', 'torch'"
    code = f"import sys, bindery.runtime.devices; print([m for m in ({heavy}) if m in sys.modules])"
    assert run_python(code).stdout == "[]\n"


def test_preparing_sets_backend_and_threads_quietly() -> None:
    result = run_python(PREPARED, KERAS_BACKEND="jax")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == ["tensorflow", 2, 2, "cpu"]
    assert result.stderr == ""


def test_one_seed_for_every_source_of_randomness(keras: ModuleType) -> None:
    def draw(seed: int) -> list[float]:
        devices.seed_everything(seed)
        return [
            random.random(),
            np.random.random(),
            *np.asarray(keras.random.uniform((3,))).tolist(),
        ]

    assert draw(1) == draw(1)
    assert all(one != other for one, other in zip(draw(1), draw(2), strict=True))


def test_device_is_told_in_words(keras: ModuleType) -> None:
    assert devices.describe() == "cpu"


def test_arrays_are_fed_in_their_order_to_the_last_row(keras: ModuleType) -> None:
    values = np.arange(10, dtype=np.float32)[:, None]
    fed = devices.in_order(4, (values, -values), values + 1, values + 2)
    batches = [[np.asarray(part) for part in (*x, y, weight)] for x, y, weight in fed["x"]]
    assert [len(batch[0]) for batch in batches] == [4, 4, 2]
    one, other, target, weight = (np.concatenate(part) for part in zip(*batches, strict=True))
    assert np.array_equal(one, values) and np.array_equal(other, -values)
    assert np.array_equal(target, values + 1) and np.array_equal(weight, values + 2)


def test_feeding_in_order_predicts_as_keras_does(keras: ModuleType) -> None:
    values = np.arange(10, dtype=np.float32)[:, None]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(3)])
    assert np.array_equal(
        model.predict(**devices.in_order(4, values), verbose=0),
        model.predict(values, batch_size=4, verbose=0),
    )


def test_other_backends_take_arrays_as_they_are() -> None:
    script = """
import numpy as np
from bindery.runtime import devices
devices.prepare("jax", 2)
rows = np.zeros((3, 1))
print(sorted(devices.in_order(2, rows)), sorted(devices.in_order(2, rows, rows, rows)))
"""
    result = run_python(script, JAX_PLATFORMS="cpu")
    assert result.stdout == "['batch_size', 'x'] ['batch_size', 'sample_weight', 'x', 'y']\n"
