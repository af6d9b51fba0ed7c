"""A designed sequence and the steps that lead to it from its start."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bindery.alphabet import BASES
from bindery.design.constraints import Constraints
from bindery.design.goals import Objective
from bindery.design.starts import Starts


@dataclass(frozen=True)
class Step:
    """One change: position in the window, from 0; codes before and after; score after it."""

    position: int
    before: int
    after: int
    score: float


@dataclass(frozen=True)
class Design:
    """A designed sequence.

    Attributes:
        start: codes of the window at the start, uint8, shape (window,).
        start_score: its score.
        codes: codes of the designed window, uint8, shape (window,).
        score: its score.
        steps: the changes, in their order.
    """

    start: np.ndarray
    start_score: float
    codes: np.ndarray
    score: float
    steps: tuple[Step, ...]

    @property
    def changes(self) -> int:
        """Number of positions that differ from the start."""
        return int((self.codes != self.start).sum())


def changed(codes: np.ndarray, position: int, base: int) -> np.ndarray:
    """A copy of codes, shape (window,), with another base at a position."""
    found = codes.copy()
    found[position] = base
    return found


def ordered(
    objective: Objective, starts: Sequence[np.ndarray], ends: Sequence[np.ndarray]
) -> list[Design]:
    """Designs from starts to ends that are known, at each step by the best change that is left.

    What lies between may break constraints; the ends are what was searched for.

    Args:
        objective: what scores.
        starts: codes of n starts, uint8, shape (window,).
        ends: codes of their ends.
    """
    codes = np.array(starts, np.uint8)
    final = np.array(ends, np.uint8)
    start_scores = objective.scores(codes)
    steps: list[list[Step]] = [[] for _ in codes]
    while len(rows := np.flatnonzero((codes != final).any(axis=1))):
        effects = objective.sign * objective.effects(codes[rows])
        # Unknown bases are the same in both, and any base will do for them.
        wanted = np.minimum(final[rows], len(BASES) - 1).astype(int)
        own = np.take_along_axis(effects, wanted[:, :, None], axis=2)[:, :, 0]
        own[codes[rows] == final[rows]] = -np.inf
        positions = own.argmax(axis=1)
        before = codes[rows, positions]
        codes[rows, positions] = final[rows, positions]
        found = objective.scores(codes[rows])
        for row, *step in zip(rows, positions, before, codes[rows, positions], found, strict=True):
            position, old, new, score = step
            steps[row].append(Step(int(position), int(old), int(new), float(score)))
    return [
        Design(
            np.asarray(start),
            float(score),
            end,
            own[-1].score if own else float(score),
            tuple(own),
        )
        for start, score, end, own in zip(starts, start_scores, final, steps, strict=True)
    ]


def check_held(constraints: Constraints, starts: Starts, designs: Sequence[Design]) -> None:
    """Check again, in the obvious way, that designs keep to their constraints.

    Raises:
        RuntimeError: one does not, which is an error of a search.
    """
    for name, free, own in zip(starts.names, starts.free, designs, strict=True):
        broken = constraints.broken(own.codes)
        if own.changes > constraints.changes:
            broken.append(f"{own.changes} changes")
        if (own.codes != own.start)[~free].any():
            broken.append("keep")
        if broken:
            raise RuntimeError(f"the design from '{name}' breaks {', '.join(broken)}")
