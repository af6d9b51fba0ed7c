import json
import random
from types import ModuleType

import numpy as np
from helpers import run_python

from bindery import devices

PREPARED = """
import json
from bindery import devices
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
    code = f"import sys, bindery.devices; print([m for m in ({heavy}) if m in sys.modules])"
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
