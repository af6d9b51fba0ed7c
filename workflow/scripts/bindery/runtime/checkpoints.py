"""Checkpoints: the state of a training that was stopped, from which it goes on."""

import hashlib
import json
import logging
import os
import signal
import time
import zipfile
from os import PathLike
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from bindery.errors import InputError
from bindery.files import written

logger = logging.getLogger(__name__)

KEY = "key"
# Seconds between two checkpoints; the environment variable replaces them.
SECONDS = 60.0
SECONDS_GIVEN = "BINDERY_CHECKPOINT_SECONDS"
SIGNALS = (signal.SIGTERM, signal.SIGUSR1)


def key_of(**facts: Any) -> str:
    """A digest of what decides a training: plain values, such as settings and a file's digest."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def text_of(plain: Any) -> np.ndarray:
    """Plain values, such as numbers of any size, as an array for a state; see `plain_of`."""
    return np.array(json.dumps(plain))


def plain_of(text: np.ndarray) -> Any:
    """The plain values of `text_of`, floats unchanged."""
    return json.loads(str(text))


def _given_seconds() -> float:
    text = os.environ.get(SECONDS_GIVEN, str(SECONDS))
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"{SECONDS_GIVEN} is '{text}', which is no number", remedy="give seconds"
        ) from None


class Checkpoints:
    """The checkpoint file of one training. Use as a context manager.

    The file is no output of a rule, so Snakemake does not delete it when the job fails. A training
    with other settings, code or data does not take it up. Within the context, SIGTERM and SIGUSR1
    do not end the process but ask the training to write a checkpoint and stop.
    """

    def __init__(self, path: str | PathLike, key: str, seconds: float | None = None):
        """Take the file's path, the training's key (see `key_of`), and seconds between two."""
        self.path, self.key = Path(path), key
        self.seconds = _given_seconds() if seconds is None else seconds
        self._asked: int | None = None
        self._last = time.monotonic()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Checkpoints":
        """Begin to catch the signals."""
        for number in SIGNALS:
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the signals to those who had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = number

    @property
    def asked_to_stop(self) -> bool:
        """Whether a signal asked the training to write a checkpoint and stop."""
        return self._asked is not None

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self.asked_to_stop or time.monotonic() - self._last >= self.seconds

    def load(self) -> dict[str, np.ndarray] | None:
        """The state of the same training; None if there is none, or the file is damaged."""
        if not self.path.is_file():
            return None
        try:
            with np.load(self.path, allow_pickle=False) as archive:
                state = dict(archive)
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            logger.warning("%s: the checkpoint is damaged; training starts again", self.path)
            return None
        if str(state.pop(KEY, "")) != self.key:
            logger.warning(
                "%s: the checkpoint is of other settings, code or data; training starts again",
                self.path,
            )
            return None
        return state

    def save(self, state: dict[str, np.ndarray]) -> None:
        """Write a state, whole or not at all; raise InputError if a signal asked to stop."""
        with written(self.path) as temporary, open(temporary, "wb") as handle:
            np.savez(handle, allow_pickle=False, **{KEY: np.array(self.key)}, **state)
        self._last = time.monotonic()
        if self._asked is not None:
            name = signal.Signals(self._asked).name
            raise InputError(
                f"stopped by {name} after a checkpoint",
                file=self.path,
                remedy="run Snakemake again, and the training goes on from it",
            )

    def remove(self) -> None:
        """Delete the file, when the training is done."""
        self.path.unlink(missing_ok=True)
