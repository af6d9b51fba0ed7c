"""In-silico mutagenesis: what every single-base change does to a model's score."""

import functools
from collections.abc import Callable

import keras
import numpy as np

from bindery import alphabet
from bindery.explanation.incremental_mutagenesis import spliced_mutants
from bindery.explanation.pooled_mutants import pooled_mutants
from bindery.models.model_parts import TrainedMember, TrainedModel
from bindery.runtime import devices

# Rows of one step of the obvious way, and changed bases held at once there.
BATCH, HELD = 512, 1 << 26


class Mutagenesis:
    """A trained model made ready for mutagenesis, so that what is compiled serves many calls."""

    def __init__(self, model: keras.Model | TrainedModel):
        """Take a trained model; changes of its weights after this do not count.

        Args:
            model: of one of the architectures, or a mean of random restarts, or any other of codes,
                uint8, shape (batch, window) -> scores, shape (batch, outputs), of which the first
                is taken.
        """
        self.members = TrainedModel.of(model).members
        self.ways = [_way(member) for member in self.members]

    def effects(self, codes: np.ndarray) -> np.ndarray:
        """See `effects`."""
        found = np.zeros((*codes.shape, len(alphabet.BASES)), np.float32)
        unknown = (codes == alphabet.UNKNOWN).any(axis=1)
        for rows in (np.flatnonzero(~unknown), np.flatnonzero(unknown)):
            if len(rows):
                found[rows] = self._effects(codes[rows], _changes(codes[rows]))
        return found

    def _effects(self, codes: np.ndarray, changes: np.ndarray) -> np.ndarray:
        """Effects of sequences that all have an unknown base, or none."""
        total = np.zeros(changes.shape, np.float32)
        for member, way in zip(self.members, self.ways, strict=True):
            as_it_is, changed = way(codes, changes)
            if member.reads_both:
                other, other_changed = way(*_other_strand(codes, changes))
                as_it_is = _merged(member, as_it_is, other)
                changed = _merged(member, changed, other_changed[:, ::-1])
            total += changed - as_it_is[:, None, None]
        return _placed(codes, changes, total / len(self.members))


def effects(model: keras.Model | TrainedModel, codes: np.ndarray) -> np.ndarray:
    """What each change of one base does to a model's first score.

    Only what a change reaches is computed again, where the model's layers allow that: in networks
    of one layer of detectors (`pooled_mutants`) and in chains of convolutions and pools
    (`incremental`). Other strands score every changed sequence.

    Args:
        model: see `Mutagenesis`, which serves more than one call better.
        codes: uint8, shape (n, window); 4 is an unknown base.

    Returns:
        The score with that base at that position less the score of the sequence as it is, float32,
        shape (n, window, 4), order ACGT; 0 where it is the sequence's own base.
    """
    return Mutagenesis(model).effects(codes)


def effects_by_prediction(model: keras.Model, codes: np.ndarray, batch: int = BATCH) -> np.ndarray:
    """The same as `effects`, in the slow way: the model predicts every changed sequence.

    Args:
        model: any from codes to scores.
        codes: uint8, shape (n, window).
        batch: sequences of one step.

    Returns:
        See `effects`.
    """
    found = np.zeros((*codes.shape, len(alphabet.BASES)), np.float32)
    unknown = (codes == alphabet.UNKNOWN).any(axis=1)
    for rows in (np.flatnonzero(~unknown), np.flatnonzero(unknown)):
        if len(rows):
            changes = _changes(codes[rows])
            as_it_is, changed = _predicted(model, codes[rows], changes, batch)
            found[rows] = _placed(codes[rows], changes, changed - as_it_is[:, None, None])
    return found


def _way(
    member: TrainedMember,
) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """The fastest way from codes and changes to scores, as they are and changed, of a strand."""
    fast = None
    if member.is_open:
        fast = pooled_mutants(member) or spliced_mutants(member)
    return fast.scores if fast else functools.partial(_predicted, member.strand, batch=BATCH)


def _changes(codes: np.ndarray) -> np.ndarray:
    """The bases to try at each position: the other three, or all four where one is unknown.

    Returns:
        uint8, shape (n, window, 3 or 4).
    """
    known = (codes < alphabet.UNKNOWN).all()
    others = np.arange(1 if known else 0, len(alphabet.BASES), dtype=np.uint8)
    own = np.where(codes < alphabet.UNKNOWN, codes, 0)
    return ((own[:, :, None] + others) % len(alphabet.BASES)).astype(np.uint8)


def _other_strand(codes: np.ndarray, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes and changes on the other strand, position by position from its own 5' end."""
    return alphabet.reverse_complement(codes), 3 - changes[:, ::-1]


def _merged(member: TrainedMember, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(member.merged(one, other)))


def _placed(codes: np.ndarray, changes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values of changes as a table of ACGT with 0 at a sequence's own bases."""
    found = np.zeros((*codes.shape, len(alphabet.BASES)), np.float32)
    np.put_along_axis(found, changes.astype(np.intp), values, axis=2)
    rows, places = np.nonzero(codes != alphabet.UNKNOWN)
    found[rows, places, codes[rows, places]] = 0
    return found


def _predicted(
    model: keras.Model, codes: np.ndarray, changes: np.ndarray, batch: int
) -> tuple[np.ndarray, np.ndarray]:
    """First scores of sequences as they are and with every change, by prediction."""
    window, rows = codes.shape[1], changes[0].size + 1
    count = max(1, HELD // (rows * window))
    places = np.repeat(np.arange(window), changes.shape[2])
    parts = []
    for first in range(0, len(codes), count):
        own = np.repeat(codes[first : first + count, None], rows, axis=1)
        # The last row stays as it is.
        own[:, np.arange(rows - 1), places] = changes[first : first + count].reshape(len(own), -1)
        fed = devices.in_order(batch, own.reshape(-1, window))
        parts.append(model.predict(**fed, verbose=0)[:, 0].reshape(-1, rows))
    # A strand may score in half precision; its model makes one score of two in full.
    found = np.concatenate(parts).astype(np.float32)
    return found[:, -1], found[:, :-1].reshape(changes.shape)
