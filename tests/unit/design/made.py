"""What the tests of designs share: scores that are quick to state, and slow, obvious searches."""

from collections.abc import Iterator

import numpy as np

from bindery.design.constraints import Constraints


class Pairs:
    """A score of single bases and of pairs of neighbours, so that changes depend on each other."""

    def __init__(self, window: int, seed: int, sign: int = 1):
        generator = np.random.default_rng(seed)
        self.sign = sign
        self.single = generator.normal(size=(window, 4))
        self.pairs = generator.normal(size=(window - 1, 4, 4)) * 2

    def scores(self, codes: np.ndarray) -> np.ndarray:
        places = np.arange(codes.shape[1])
        own = self.single[places, codes].sum(axis=1)
        return own + self.pairs[places[:-1], codes[:, :-1], codes[:, 1:]].sum(axis=1)

    def effects(self, codes: np.ndarray) -> np.ndarray:
        found = np.zeros((*codes.shape, 4))
        own = self.scores(codes)
        for position in range(codes.shape[1]):
            for base in range(4):
                changed = codes.copy()
                changed[:, position] = base
                found[:, position, base] = self.scores(changed) - own
        return found


def neighbours(codes: np.ndarray, free: np.ndarray) -> Iterator[np.ndarray]:
    """Every sequence one change away, position by position, order ACGT."""
    for position in np.flatnonzero(free):
        for base in range(4):
            if base != codes[position]:
                changed = codes.copy()
                changed[position] = base
                yield changed


def slow_greedy(
    objective: Pairs, codes: np.ndarray, free: np.ndarray, constraints: Constraints
) -> np.ndarray:
    """Greedy search from a start without faults, one sequence at a time."""
    for _ in range(constraints.changes):
        found = [own for own in neighbours(codes, free) if not constraints.broken(own)]
        gains = [objective.sign * float(objective.scores(own[None])[0]) for own in found]
        if not found or max(gains) <= objective.sign * float(objective.scores(codes[None])[0]):
            break
        codes = found[int(np.argmax(gains))]
    return codes


def slow_best(
    objective: Pairs, codes: np.ndarray, free: np.ndarray, constraints: Constraints
) -> float:
    """The best gain of all sequences that single changes within the constraints lead to."""
    reached = {codes.tobytes(): codes}
    for _ in range(constraints.changes):
        for own in list(reached.values()):
            for other in neighbours(own, free):
                if not constraints.broken(other):
                    reached[other.tobytes()] = other
    every = np.stack(list(reached.values()))
    return float((objective.sign * objective.scores(every)).max())
