"""Greedy and beam search: changes of one base, step by step, that raise or lower a score."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bindery.alphabet import BASES
from bindery.design.constraints import Constraints
from bindery.design.designs import Design, Step, changed
from bindery.design.goals import Objective
from bindery.design.starts import Starts
from bindery.errors import InputError

# What a score must rise by, relative to its size: less may be rounding in single precision.
LEAST = 1e-6


@dataclass(eq=False)
class Node:
    """A sequence that a search has reached.

    Attributes:
        row: number of its start.
        codes: uint8, shape (window,).
        gain: its score, with the sign that a search raises.
        parent: what it was reached from; None for a start.
        change: position and base that were changed.
        greedy: whether the best change of each step led to it.
    """

    row: int
    codes: np.ndarray
    gain: float
    parent: "Node | None" = None
    change: tuple[int, int] = (-1, -1)
    greedy: bool = True
    depth: int = 0


def greedy(objective: Objective, starts: Starts, constraints: Constraints) -> list[Design]:
    """The best single change at each step, until none is better or all changes are made.

    Args:
        objective: what scores.
        starts: what to change.
        constraints: what holds for what is returned.

    Returns:
        A design for each start, in their order.

    Raises:
        InputError: a start breaks the constraints, and no changes mend it.
    """
    return beam(objective, starts, constraints, width=1)


def beam(
    objective: Objective, starts: Starts, constraints: Constraints, width: int
) -> list[Design]:
    """The best of all sequences that are reached if the best few of each step are followed.

    What greedy search follows is always among those few, so the result is never worse than its.

    Args:
        objective: what scores.
        starts: what to change.
        constraints: what holds for what is returned.
        width: number of sequences that are followed from each start; 1 is greedy search.

    Returns:
        A design for each start, in their order.

    Raises:
        InputError: a start breaks the constraints, and no changes mend it.
    """
    followed = mended(objective, starts, constraints)
    best = list(followed)
    seen = [{node.codes.tobytes()} for node in followed]
    while followed := [node for node in followed if node.depth < constraints.changes]:
        followed = _step(objective, followed, starts.free, constraints, seen, width)
        for node in followed:
            if node.gain > best[node.row].gain + _least(best[node.row].gain):
                best[node.row] = node
    return [design_of(objective, node) for node in best]


def mended(objective: Objective, starts: Starts, constraints: Constraints) -> list[Node]:
    """The starts without a fault, by the changes with the best score among those that leave fewer.

    Raises:
        InputError: faults are left after all changes, or no change leaves fewer.
    """
    gains = objective.sign * objective.scores(starts.codes)
    found = [Node(row, codes, float(gains[row])) for row, codes in enumerate(starts.codes)]
    while True:
        codes = np.stack([node.codes for node in found])
        faulty = np.flatnonzero(constraints.faults(codes))
        if not len(faulty):
            return found
        for row in faulty:
            if found[row].depth == constraints.changes:
                _refuse(starts.names[row], found[row], constraints, f"{constraints.changes} bases")
        own_nodes = [found[row] for row in faulty]
        gains, allowed = _changes(objective, own_nodes, starts.free, constraints)
        for row, gain, own in zip(faulty, gains, allowed, strict=True):
            if not own.any():
                _refuse(starts.names[row], found[row], constraints, "bases that are not kept")
            found[row] = _child(found[row], int(np.where(own, gain, -np.inf).argmax()), True)
        _score(objective, [found[row] for row in faulty])


def design_of(objective: Objective, node: Node) -> Design:
    """The design that a node of a search is."""
    steps = []
    end = node
    while node.parent is not None:
        position, base = node.change
        before = int(node.parent.codes[position])
        steps.append(Step(position, before, base, float(objective.sign * node.gain)))
        node = node.parent
    return Design(
        start=node.codes,
        start_score=float(objective.sign * node.gain),
        codes=end.codes,
        score=float(objective.sign * end.gain),
        steps=tuple(reversed(steps)),
    )


def _step(
    objective: Objective,
    followed: Sequence[Node],
    free: np.ndarray,
    constraints: Constraints,
    seen: list[set[bytes]],
    width: int,
) -> list[Node]:
    """The sequences to follow after one more change of those that are followed."""
    gains, allowed = _changes(objective, followed, free, constraints)
    gains[~allowed] = -np.inf
    families: dict[int, _Family] = {}
    for node, own in zip(followed, gains.reshape(len(followed), -1), strict=True):
        family = families.setdefault(node.row, _Family())
        family.nodes.append(node)
        family.gains.append(own)
    children = [
        child for row, family in families.items() for child in family.children(width, seen[row])
    ]
    _score(objective, children)
    return children


@dataclass
class _Family:
    """What is followed from one start, and the gain of each of its changes."""

    nodes: list[Node] = field(default_factory=list)
    gains: list[np.ndarray] = field(default_factory=list)

    def children(self, width: int, seen: set[bytes]) -> list[Node]:
        """The greedy child, if it is better than its parent, and the best others not yet seen."""
        found = []
        for node, own in zip(self.nodes, self.gains, strict=True):
            best = int(own.argmax())
            if node.greedy and own[best] > node.gain + _least(node.gain):
                child = _child(node, best, True)
                seen.add(child.codes.tobytes())
                found.append(child)
        if width == 1:
            return found
        every = np.concatenate(self.gains)
        size = len(self.gains[0])
        for number in np.argsort(-every, kind="stable"):
            if len(found) == width or every[number] == -np.inf:
                break
            child = _child(self.nodes[number // size], int(number % size), False)
            key = child.codes.tobytes()
            if key not in seen:
                seen.add(key)
                found.append(child)
        return found


def _changes(
    objective: Objective, nodes: Sequence[Node], free: np.ndarray, constraints: Constraints
) -> tuple[np.ndarray, np.ndarray]:
    """Gain after each change, and whether it is allowed, shapes (n, window, 4)."""
    codes = np.stack([node.codes for node in nodes])
    own = np.array([node.gain for node in nodes])[:, None, None]
    gains = own + objective.sign * objective.effects(codes)
    return gains, constraints.allowed(codes, free[[node.row for node in nodes]])


def _child(node: Node, number: int, is_greedy: bool) -> Node:
    change = divmod(number, len(BASES))
    codes = changed(node.codes, *change)
    return Node(node.row, codes, -np.inf, node, change, is_greedy, node.depth + 1)


def _score(objective: Objective, nodes: Sequence[Node]) -> None:
    if nodes:
        gains = objective.sign * objective.scores(np.stack([node.codes for node in nodes]))
        for node, gain in zip(nodes, gains, strict=True):
            node.gain = float(gain)


def _least(gain: float) -> float:
    return LEAST * max(1.0, abs(gain))


def _refuse(name: str, node: Node, constraints: Constraints, by: str) -> None:
    broken = ", ".join(constraints.broken(node.codes))
    raise InputError(
        f"start '{name}' breaks the constraints, and changes of {by} cannot mend it: {broken}",
        remedy="allow more changes, keep fewer positions, or forbid less",
    )
