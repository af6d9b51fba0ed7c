"""Where to put the labels of a figure's points: over no other label, no mark, and not the edge."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Directions from a mark, the most usual ones first.
DIRECTIONS = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, 1), (1, 1), (-1, -1))


# A label further from its mark than this, in points, gets a line to it.
NEAR = 5.0


class Box(NamedTuple):
    """A rectangle of a figure, in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share more than an edge."""
        across = self.x0 < other.x1 and other.x0 < self.x1
        return across and self.y0 < other.y1 and other.y0 < self.y1

    def within(self, other: "Box") -> bool:
        """Whether the rectangle lies inside another one."""
        across = self.x0 >= other.x0 and self.x1 <= other.x1
        return across and self.y0 >= other.y0 and self.y1 <= other.y1


# What a label names: a rectangle for each of its points.
Mark = Sequence[Box]
Line = tuple[tuple[float, float], tuple[float, float]]


def leader(mark: Mark, label: Box) -> Line:
    """Both ends of the shortest line from a label to its mark; the label's end comes first."""
    lines = []
    for box in mark:
        ends = []
        for low, high in ((0, 2), (1, 3)):
            start = min(max((box[low] + box[high]) / 2, label[low]), label[high])
            ends.append((start, min(max(start, box[low]), box[high])))
        (x, to_x), (y, to_y) = ends
        lines.append(((x, y), (to_x, to_y)))
    return min(lines, key=lambda line: math.dist(*line))


def _distance(mark: Mark, label: Box) -> float:
    return math.dist(*leader(mark, label))


def _candidates(mark: Mark, size: tuple[float, float], gaps: Iterable[float]) -> Iterable[Box]:
    """Candidate rectangles around a mark for a label of a given size, nearest first."""
    width, height = size
    left, low = min(box.x0 for box in mark), min(box.y0 for box in mark)
    right, high = max(box.x1 for box in mark), max(box.y1 for box in mark)
    for gap in gaps:
        for across, up in DIRECTIONS:
            x = (left + right - width) / 2
            y = (low + high - height) / 2
            # A diagonal candidate is as far away as a straight one.
            step = gap * (0.7 if across and up else 1.0)
            x = right + step if across > 0 else left - step - width if across < 0 else x
            y = high + step if up > 0 else low - step - height if up < 0 else y
            yield Box(x, y, x + width, y + height)


def _is_own(mark: Mark, label: Box, others: Sequence[Mark], placed: Sequence[Box]) -> bool:
    """Whether a reader would take a label for its own mark's.

    Nothing may lie between them, and no other mark may be as near, unless the label is so far away
    that a line leads to its mark.
    """
    line = leader(mark, label)
    away = math.dist(*line)
    if away <= NEAR and any(_distance(other, label) < 1.5 * away for other in others):
        return False
    between = [box for other in others for box in other] + list(placed)
    return not any(_crosses(line, box) for box in between)


def _crosses(line: Line, box: Box) -> bool:
    """Whether a line comes within half a point of a rectangle, tested about every point."""
    (x, y), (to_x, to_y) = line
    steps = math.ceil(math.dist(*line)) or 1
    points = ((x + (to_x - x) * n / steps, y + (to_y - y) * n / steps) for n in range(steps + 1))
    return any(Box(x - 0.5, y - 0.5, x + 0.5, y + 0.5).meets(box) for x, y in points)


def place_labels(
    marks: Sequence[Mark],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    edge: Box,
    gaps: Sequence[float],
) -> list[Box | None]:
    """Find a free rectangle near each mark for its label.

    Args:
        marks: what each label names; no label covers any of them.
        sizes: width and height of each label.
        obstacles: other rectangles that no label may cover.
        edge: the rectangle that contains all labels.
        gaps: distances from the mark to try, the best first.

    Returns:
        The rectangle of each label, or None if none is free.
    """
    taken = [*obstacles, *(box for mark in marks for box in mark)]
    placed: list[Box] = []
    found: list[Box | None] = []
    for number, (mark, size) in enumerate(zip(marks, sizes, strict=True)):
        others = [*marks[:number], *marks[number + 1 :]]
        free = (
            box
            for box in _candidates(mark, size, gaps)
            if box.within(edge)
            and not any(box.meets(other) for other in (*taken, *placed))
            and _is_own(mark, box, others, placed)
        )
        chosen = next(free, None)
        placed += [chosen] if chosen else []
        found.append(chosen)
    return found
