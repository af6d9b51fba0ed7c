"""Train one network on several devices of this machine, each of which takes a part of a batch.

The step is that of the whole batch: its loss, the clipping of its gradient, and one update. Only
sums are added in another order, and layers that draw random numbers draw them for each part.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import numpy as np

from bindery.errors import InputError
from bindery.runtime import devices


def chosen(asked: int | str) -> list[str]:
    """The names of the devices that a training uses.

    Args:
        asked: their number, or `all`.

    Returns:
        Keras's names, such as `gpu:0`; those of processors only where there is no GPU.

    Raises:
        InputError: the machine, or what of it this process may use, has fewer.
    """
    names = sorted(keras.distribution.list_devices(), key=lambda name: int(name.split(":")[-1]))
    count = len(names) if asked == "all" else int(asked)
    if count > len(names):
        raise InputError(
            f"`devices` asks for {count} devices, and this job has {len(names)}: "
            f"{', '.join(names)}",
            remedy=f"set `devices` to {len(names)} or to `all`, or ask for more GPUs",
        )
    if count > 1 and keras.backend.backend() == "torch":
        raise InputError(
            f"`devices` asks for {count} devices, and the backend torch trains on one",
            remedy="set `backend` to tensorflow or jax, or `devices` to 1",
        )
    return names[:count]


def check_batch(batch_size: int, names: Sequence[str]) -> None:
    """Raise InputError unless devices of these names can have equal parts of a batch."""
    if batch_size % len(names):
        raise InputError(
            f"batches of {batch_size} cannot be divided equally among {len(names)} devices",
            remedy=f"give a training.batch_size that {len(names)} divides, or other `devices`",
        )


@contextlib.contextmanager
def over(names: Sequence[str]) -> Iterator[None]:
    """Within this context, networks are built so that `step` can train them on several devices.

    Args:
        names: see `chosen`.
    """
    if len(names) < 2 or keras.backend.backend() != "jax":
        yield
        return
    with keras.distribution.DataParallel(devices=list(names)).scope():
        yield


def step(model: keras.Model, names: Sequence[str]) -> Callable[[np.ndarray, np.ndarray], float]:
    """A function that trains a compiled model on one batch and returns the batch's loss.

    Args:
        model: a model built within `over`.
        names: see `chosen`.

    Returns:
        A function of inputs and targets, whose first axis is the row and has the same length in
        each batch, divisible by the number of devices.

    Raises:
        InputError: with TensorFlow and several devices, the model has batch normalisation, which
            would normalise each device's part alone.
    """
    if len(names) < 2 or keras.backend.backend() == "jax":
        return lambda inputs, targets: float(model.train_on_batch(inputs, targets))
    mixed = [layer.name for layer in _layers(model) if _is_of_whole_batch(layer)]
    if mixed:
        raise InputError(
            f"'{model.name}' has batch normalisation ('{mixed[0]}'), which TensorFlow cannot "
            f"spread over {len(names)} devices",
            remedy="set `backend` to jax, or `devices` to 1",
        )
    return devices.parted_step(model, names)


def _is_of_whole_batch(layer: Any) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization)


def _layers(model: keras.Model) -> Iterator[Any]:
    """All layers of a model and of the models in it."""
    for layer in model.layers:
        yield layer
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
