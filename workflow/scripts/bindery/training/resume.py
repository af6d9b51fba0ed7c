"""Checkpoints of a training with early stopping: what they hold, and how it goes on from one."""

import logging
from collections.abc import Callable

import keras
import numpy as np

from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints, plain_of, text_of

logger = logging.getLogger(__name__)

State = dict[str, np.ndarray]


def values(variables: list[keras.Variable]) -> list[np.ndarray]:
    """Copies of variables' values, which later training does not change."""
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


def assign(variables: list[keras.Variable], new: list[np.ndarray]) -> None:
    """Set the values of variables, including the seeds of dropout.

    The next restart can then use the same compiled model: compilation often takes longer than
    training.
    """
    for variable, value in zip(variables, new, strict=True):
        variable.assign(value)


def numbered(name: str, arrays: list[np.ndarray]) -> State:
    """Arrays under a common name and their numbers, as a part of a state."""
    return {f"{name}_{number}": array for number, array in enumerate(arrays)}


def listed(name: str, state: State) -> list[np.ndarray]:
    """The arrays that `numbered` put into a state."""
    count = sum(key.rpartition("_")[0] == name for key in state)
    return [state[f"{name}_{number}"] for number in range(count)]


class StopWhenAsked(keras.callbacks.Callback):
    """Ends a training between two batches, when a signal asked to stop."""

    def __init__(self, checkpoints: Checkpoints, state: Callable[[], State]):
        """Take the file, and a function that gives the last state to go on from."""
        super().__init__()
        self.checkpoints, self.state = checkpoints, state

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Write the last state and raise InputError, if a signal asked to stop."""
        if self.checkpoints.asked_to_stop:
            self.checkpoints.save(self.state())


class Course(StopWhenAsked):
    """Keeps the state after each epoch, and writes it when a checkpoint is due.

    Must be the last callback, so that the others have seen the epoch. A signal within an epoch
    writes the state of the last epoch's end.
    """

    def __init__(
        self,
        stopping: keras.callbacks.EarlyStopping,
        epochs: list[dict[str, float]],
        checkpoints: Checkpoints,
        before: State,
        resumed: State | None,
    ):
        """Take what a state consists of.

        Args:
            stopping: the callback of early stopping.
            epochs: the history, to which another callback appends.
            checkpoints: the file.
            before: the part of the state that finished restarts left.
            resumed: the state to go on from, or None.
        """
        super().__init__(checkpoints, lambda: self.last)
        self.stopping, self.epochs = stopping, epochs
        self.before, self.resumed = before, resumed
        self.last = before if resumed is None else resumed

    def on_train_begin(self, logs: dict | None = None) -> None:
        """Set variables, early stopping and random numbers to the state to go on from."""
        if self.resumed is None:
            return
        assign(self.model.variables, listed("model", self.resumed))
        assign(self.model.optimizer.variables, listed("optimizer", self.resumed))
        self.epochs.extend(plain_of(self.resumed["epochs"]))
        for name, value in plain_of(self.resumed["stopping"]).items():
            setattr(self.stopping, name, value)
        self.stopping.best_weights = listed("best", self.resumed)
        devices.set_random_state(plain_of(self.resumed["random"]))

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Keep the state, and write it if a checkpoint is due."""
        if self.model.stop_training or epoch + 1 == self.params["epochs"]:
            # The end of this restart: `Restarts.finish` writes what comes of it.
            return
        stopping = {name: getattr(self.stopping, name) for name in ("wait", "best", "best_epoch")}
        self.last = {
            **self.before,
            **numbered("model", values(self.model.variables)),
            **numbered("optimizer", values(self.model.optimizer.variables)),
            **numbered("best", self.stopping.best_weights or []),
            "epochs": text_of(self.epochs),
            "stopping": text_of(stopping),
            "random": text_of(devices.random_state()),
        }
        if self.checkpoints.due:
            self.checkpoints.save(self.last)


class Restarts:
    """The random restarts of a training: those finished, and the epochs done of the present one."""

    def __init__(self, checkpoints: Checkpoints | None):
        """Read the checkpoint, if there is one; without a file, every training is a new one."""
        self.checkpoints = checkpoints
        read = None if checkpoints is None else checkpoints.load()
        self.finished: list[tuple[float, list[dict[str, float]]]] = []
        self.before: State = {}
        self.resumed: State | None = None
        if read is not None:
            self.finished = [(best, epochs) for best, epochs in plain_of(read["finished"])]
            own = {f"restart{number}" for number in range(len(self.finished))}
            self.before = {k: v for k, v in read.items() if k.rpartition("_")[0] in own}
            self.resumed = read if "epochs" in read else None
        self.before["finished"] = text_of(self.finished)

    @property
    def first_epoch(self) -> int:
        """The number of epochs of the present restart that were done already."""
        return 0 if self.resumed is None else len(plain_of(self.resumed["epochs"]))

    def callbacks(
        self, stopping: keras.callbacks.EarlyStopping, epochs: list[dict[str, float]]
    ) -> list[Course]:
        """The callback that makes the present restart's checkpoints, see `Course`."""
        if self.checkpoints is None:
            return []
        if self.first_epoch:
            logger.info("goes on from epoch %d", self.first_epoch + 1)
        return [Course(stopping, epochs, self.checkpoints, self.before, self.resumed)]

    def weights(self, number: int) -> list[np.ndarray]:
        """The weights that a finished restart ended with."""
        return listed(f"restart{number}", self.before)

    def finish(self, best: float, epochs: list[dict[str, float]], model: keras.Model) -> None:
        """Note a restart's best value, history and model; write them if a checkpoint is due."""
        self.before |= numbered(f"restart{len(self.finished)}", model.get_weights())
        self.finished.append((best, epochs))
        self.before["finished"] = text_of(self.finished)
        self.resumed = None
        if self.checkpoints is not None and self.checkpoints.due:
            self.checkpoints.save(self.before)
