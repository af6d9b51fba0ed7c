"""Keras's backend: its choice, threads, determinism and gradients.

Keras reads its backend when it is imported, so importing this module does not import Keras; call
`prepare` before anything else does. This is the only module that imports TensorFlow.
"""

import contextlib
import os
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from bindery.runtime import gpus


def prepare(backend: str, threads: int, count: int | str = 1) -> None:
    """Choose the backend and make it repeatable.

    The number of threads is a setting of its own, because TensorFlow's weights depend on it. A
    rule's `threads` may be reduced by `--cores`, which would change the result.

    Args:
        backend: `tensorflow`, `jax` or `torch`.
        threads: CPU threads of one operation (TensorFlow and PyTorch).
        count: number of GPUs that this process takes where there are any, or `all`.
    """
    os.environ["KERAS_BACKEND"] = backend
    gpus.assign(count=count)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    if backend == "tensorflow":
        _prepare_tensorflow(threads)
    elif backend == "torch":
        _prepare_torch(threads)


@contextlib.contextmanager
def _without_stderr() -> Iterator[None]:
    """Silence the messages of C++ libraries while they are loaded, before log levels apply."""
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


def random_state() -> dict[str, Any]:
    """The state of the generators that shuffle rows, as plain values; see `set_random_state`.

    TensorFlow's order of rows follows from the seed alone, JAX's comes from NumPy.
    """
    import keras

    name, keys, *others = np.random.get_state(legacy=True)
    state: dict[str, Any] = {"numpy": [name, np.asarray(keys).tolist(), *others]}
    if keras.backend.backend() == "torch":
        import torch

        state["torch"] = torch.get_rng_state().tolist()
    return state


def set_random_state(state: dict[str, Any]) -> None:
    """Set the generators that shuffle rows to a state of `random_state`."""
    name, keys, *others = state["numpy"]
    np.random.set_state((name, np.array(keys, np.uint32), *others))
    if "torch" in state:
        import torch

        torch.set_rng_state(torch.tensor(state["torch"], dtype=torch.uint8))


@contextlib.contextmanager
def precision(policy: str) -> Iterator[None]:
    """Within this context, models compute in `float32`, `mixed_float16` or `mixed_bfloat16`."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def describe() -> str:
    """The name of the device that Keras computes on: `cpu`, or the accelerators' names."""
    import keras

    names = [name for name in keras.distribution.list_devices() if not name.startswith("cpu")]
    return ", ".join(names) or "cpu"


def in_order(batch_size: int, x: Any, y: Any = None, weights: Any = None) -> dict:
    """Arguments for Keras's `fit` or `predict` that pass arrays in their order.

    With TensorFlow, Keras by default uses a data pipeline. Its threads compete with the model's,
    and its end waits for a tuner that wakes up every few seconds. Arrays in order need no pipeline.

    Args:
        batch_size: rows of a step.
        x: an array, or a tuple of arrays, whose first axis is the row.
        y: targets, for `fit`.
        weights: weights of the rows, for `fit`.
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


def gradient(model: Any, batch_size: int = 256) -> Callable[[np.ndarray], np.ndarray]:
    """A function for the gradient of a model's first output to its input, on any backend.

    Outside training, the rows of a batch do not influence each other, so each row gets its own
    gradient.

    Args:
        model: model from floats, such as bases, float32, shape (batch, window, 4), to scores, shape
            (batch, outputs).
        batch_size: rows of a batch.

    Returns:
        A function from inputs, float32, shape (n, ...), to the gradient of each row's first output,
        float32, of the same shape.
    """
    import keras

    makers = {"tensorflow": _tensorflow_gradient, "jax": _jax_gradient, "torch": _torch_gradient}
    of = makers[keras.backend.backend()](model)

    def batched(bases: np.ndarray) -> np.ndarray:
        slopes = np.empty(bases.shape, np.float32)
        for first in range(0, len(bases), batch_size):
            part = slice(first, first + batch_size)
            slopes[part] = of(np.ascontiguousarray(bases[part], np.float32))
        return slopes

    return batched


def _tensorflow_gradient(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)]

    # Traced once for any number of rows. AutoGraph would leave a file in TMPDIR.
    @tf.function(input_signature=signature, autograph=False)
    def of(bases: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(bases)
            score = tf.reduce_sum(model(bases, training=False)[:, 0])
        return tape.gradient(score, bases)

    return lambda bases: of(bases).numpy()


def _jax_gradient(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    import jax

    def score(bases: Any, trained: list, other: list) -> Any:
        scores, _ = model.stateless_call(trained, other, bases, training=False)
        return scores[:, 0].sum()

    of = jax.jit(jax.grad(score))
    # Weights are arguments, so that they do not become constants of the compiled function.
    trained = [one.value for one in model.trainable_variables]
    other = [one.value for one in model.non_trainable_variables]
    return lambda bases: np.asarray(of(bases, trained, other))


def _torch_gradient(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    import keras
    import torch

    def of(part: np.ndarray) -> np.ndarray:
        bases = keras.ops.convert_to_tensor(part).requires_grad_(True)
        (slope,) = torch.autograd.grad(model(bases, training=False)[:, 0].sum(), bases)
        return slope.detach().cpu().numpy()

    return of


def parted_step(model: Any, names: Sequence[str]) -> Callable[[np.ndarray, np.ndarray], float]:
    """A function that trains a compiled model on a batch, parts of which TensorFlow's devices take.

    The variables stay on one device, so that the optimizer, the clipping of gradients, averaged
    weights and checkpoints are those of a training on one. MirroredStrategy does not serve: Keras
    clips the gradient of each replica alone, and its `train_on_batch` does not divide a batch.

    Args:
        model: compiled model without losses of its layers.
        names: names of the devices, such as `gpu:0`, two or more.

    Returns:
        A function of inputs and targets, whose first axis the number of devices divides; it returns
        the loss of the whole batch.
    """
    import tensorflow as tf

    count = len(names)

    # AutoGraph would leave a file in TMPDIR.
    @tf.function(autograph=False, reduce_retracing=True)
    def step(inputs: Any, targets: Any) -> Any:
        tapes, scores = [], []
        for name, part in zip(names, tf.split(inputs, count), strict=True):
            with tf.device(name), tf.GradientTape() as tape:
                scores.append(model(part, training=True))
            tapes.append(tape)
        with tf.device(names[0]), tf.GradientTape() as of_loss:
            whole = tf.concat(scores, axis=0)
            of_loss.watch(whole)
            loss = model.compute_loss(y=targets, y_pred=whole)
            scaled = model.optimizer.scale_loss(loss)
        slopes = tf.split(of_loss.gradient(scaled, whole), count)
        weights, found = model.trainable_variables, []
        values = [weight.value for weight in weights]
        for name, tape, own, slope in zip(names, tapes, scores, slopes, strict=True):
            with tf.device(name):
                found.append(tape.gradient(own, values, output_gradients=slope))
        with tf.device(names[0]):
            # The order is fixed, and so is the sum of floats.
            sums = [tf.add_n(parts) for parts in zip(*found, strict=True)]
            model.optimizer.apply(sums, weights)
        return loss

    return lambda inputs, targets: float(step(inputs, targets))
