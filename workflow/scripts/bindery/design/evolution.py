"""Evolutionary search: mutations and crossover of a population of sequences from each start."""

from dataclasses import dataclass

import numpy as np

from bindery.alphabet import BASES
from bindery.design.beam import mended
from bindery.design.constraints import Constraints
from bindery.design.designs import Design, ordered
from bindery.design.goals import Objective
from bindery.design.starts import Starts
from bindery.seeds import derive_seed

# Sequences that compete to be a parent, share of children of two parents, and most mutations.
COMPETING, CROSSED, MUTATIONS = 3, 0.5, 3


def evolution(
    objective: Objective,
    starts: Starts,
    constraints: Constraints,
    *,
    population: int,
    generations: int,
    seed: int,
) -> list[Design]:
    """Evolve each start: in each generation the best of parents and children live on.

    A child has a part of a second parent in half of the cases, then one to three mutations.
    Children that break a constraint are not born. The seed of each start is its own, so that more
    starts do not change the others' results.

    Args:
        objective: what scores.
        starts: what to change.
        constraints: what holds for what is returned.
        population: number of sequences that live from each start.
        generations: number of generations.
        seed: of all random choices.

    Returns:
        A design for each start, in their order; its steps are ordered by what they gain.

    Raises:
        InputError: a start breaks the constraints, and no changes mend it.
    """
    nodes = mended(objective, starts, constraints)
    tribes = [
        _Tribe(
            start=starts.codes[node.row],
            free=np.flatnonzero(starts.free[node.row]),
            codes=node.codes[None],
            gains=np.array([node.gain]),
            generator=np.random.default_rng(derive_seed(seed, starts.names[node.row])),
        )
        for node in nodes
    ]
    for _ in range(generations):
        born = [tribe.children(population, constraints) for tribe in tribes]
        gains = objective.sign * objective.scores(np.concatenate(born))
        ends = np.cumsum([len(children) for children in born])[:-1]
        for tribe, children, own in zip(tribes, born, np.split(gains, ends), strict=True):
            tribe.select(children, own, population)
    return ordered(objective, list(starts.codes), [tribe.codes[0] for tribe in tribes])


@dataclass
class _Tribe:
    """The population of one start; the best is first."""

    start: np.ndarray
    free: np.ndarray
    codes: np.ndarray
    gains: np.ndarray
    generator: np.random.Generator

    def children(self, count: int, constraints: Constraints) -> np.ndarray:
        """Children that keep to the constraints, uint8, shape (count, window).

        In place of one that does not there is its first parent.
        """
        first, second = (self.codes[self._parents(count)] for _ in range(2))
        made = first.copy()
        window = made.shape[1]
        # A part of the second parent replaces that of the first.
        cuts = np.sort(self.generator.integers(0, window + 1, (count, 2)), axis=1)
        places = np.arange(window)
        taken = (cuts[:, :1] <= places) & (places < cuts[:, 1:])
        taken &= self.generator.random((count, 1)) < CROSSED
        made[taken] = second[taken]
        for row in range(count):
            self._mutate(made[row])
        self._limit(made, constraints.changes)
        faulty = constraints.faults(made) > 0
        made[faulty] = first[faulty]
        return made

    def select(self, children: np.ndarray, gains: np.ndarray, count: int) -> None:
        """Keep the best different sequences of parents and children."""
        codes = np.concatenate([self.codes, children])
        every = np.concatenate([self.gains, gains])
        _, once = np.unique(codes, axis=0, return_index=True)
        once = np.sort(once)
        best = once[np.argsort(-every[once], kind="stable")][:count]
        self.codes, self.gains = codes[best], every[best]

    def _parents(self, count: int) -> np.ndarray:
        """Numbers of parents: each the best of a few at random; the population is in order."""
        competing = self.generator.integers(0, len(self.codes), (count, COMPETING))
        return competing.min(axis=1)

    def _mutate(self, codes: np.ndarray) -> None:
        number = min(int(self.generator.integers(1, MUTATIONS + 1)), len(self.free))
        positions = self.generator.choice(self.free, number, replace=False)
        shifts = self.generator.integers(1, len(BASES), number, np.uint8)
        codes[positions] = (codes[positions] + shifts) % len(BASES)

    def _limit(self, made: np.ndarray, changes: int) -> None:
        """Take back random changes of those children that have too many."""
        differ = made != self.start
        for row in np.flatnonzero(differ.sum(axis=1) > changes):
            positions = np.flatnonzero(differ[row])
            back = self.generator.choice(positions, len(positions) - changes, replace=False)
            made[row, back] = self.start[back]
