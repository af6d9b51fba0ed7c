"""The machine under Keras: backend, threads, determinism, GPU. Nothing here imports Keras itself.

Call `prepare` before anything imports Keras: it reads its backend at import. This is the one
module that imports TensorFlow.
"""

import contextlib
import os
import random
from collections.abc import Iterator
from typing import Any

import numpy as np


def prepare(backend: str, threads: int) -> None:
    """Choose the backend and make it repeatable.

    The thread count is a setting of its own because TensorFlow's weights depend on it: a rule's
    `threads` shrinks to what `--cores` leaves, and would change the result.

    Args:
        backend: `tensorflow`, `jax` or `torch`.
        threads: CPU threads of one operation (TensorFlow and PyTorch).
    """
    os.environ["KERAS_BACKEND"] = backend
    if os.environ.get("BINDERY_GPU") == "0":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if backend == "tensorflow":
        _prepare_tensorflow(threads)
    elif backend == "torch":
        _prepare_torch(threads)


@contextlib.contextmanager
def _without_stderr() -> Iterator[None]:
    """Silence what C++ libraries print on loading, before any log level of theirs holds."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _prepare_tensorflow(threads: int) -> None:
    with _without_stderr():
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    for device in devices:
        tf.config.experimental.set_memory_growth(device, True)


def _prepare_torch(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=True)


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and the backend."""
    import keras

    random.seed(seed)
    np.random.seed(seed)
    keras.utils.set_random_seed(seed)


@contextlib.contextmanager
def precision(policy: str) -> Iterator[None]:
    """Build models that compute in `float32`, `mixed_float16` or `mixed_bfloat16`."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def describe() -> str:
    """The device that Keras computes on, in words: `cpu`, or the accelerators' names."""
    import keras

    names = [name for name in keras.distribution.list_devices() if not name.startswith("cpu")]
    return ", ".join(names) or "cpu"


def in_order(batch_size: int, x: Any, y: Any = None, weights: Any = None) -> dict:
    """Arguments for Keras's `fit` or `predict` that hand over arrays in their order.

    On TensorFlow, Keras's own way has a pipeline of threads that compete with the model's, and
    whose end waits for a tuner that looks up every few seconds. Arrays in order need neither.

    Args:
        batch_size: rows of a step.
        x: an array, or a tuple of arrays, whose first axis is the row.
        y: targets, for `fit`.
        weights: of rows, for `fit`.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        arguments = {"x": x, "y": y, "sample_weight": weights, "batch_size": batch_size}
        return {name: value for name, value in arguments.items() if value is not None}
    import tensorflow as tf

    arrays = (x, y) if weights is None else (x, y, weights)
    dataset = tf.data.Dataset.from_tensor_slices((x,) if y is None else arrays).batch(batch_size)
    options = tf.data.Options()
    options.autotune.enabled = False
    options.threading.private_threadpool_size = 1
    return {"x": dataset.with_options(options)}
