"""Places for the labels of a figure's points: none over another, a mark, or the edge."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Directions from a mark, those that readers are used to first.
DIRECTIONS = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, 1), (1, 1), (-1, -1))


# A label that is further from its mark needs a line to it; in points.
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
        """Whether it lies in another rectangle."""
        across = self.x0 >= other.x0 and self.x1 <= other.x1
        return across and self.y0 >= other.y0 and self.y1 <= other.y1


# What one label names: a rectangle for each of its points.
Mark = Sequence[Box]
Line = tuple[tuple[float, float], tuple[float, float]]


def leader(mark: Mark, label: Box) -> Line:
    """Both ends of the shortest line from a label to its mark, the label's first."""
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
    """Places around a mark for a label of a size, the nearest first."""
    width, height = size
    left, low = min(box.x0 for box in mark), min(box.y0 for box in mark)
    right, high = max(box.x1 for box in mark), max(box.y1 for box in mark)
    for gap in gaps:
        for across, up in DIRECTIONS:
            x = (left + right - width) / 2
            y = (low + high - height) / 2
            # A diagonal place is as far away as a straight one.
            step = gap * (0.7 if across and up else 1.0)
            x = right + step if across > 0 else left - step - width if across < 0 else x
            y = high + step if up > 0 else low - step - height if up < 0 else y
            yield Box(x, y, x + width, y + height)


def _is_own(mark: Mark, label: Box, others: Sequence[Mark], placed: Sequence[Box]) -> bool:
    """Whether a label is read as its own mark's: nothing lies between, and no other is as near.

    A label that is so far that a line leads to its mark may have others near.
    """
    line = leader(mark, label)
    away = math.dist(*line)
    if away <= NEAR and any(_distance(other, label) < 1.5 * away for other in others):
        return False
    between = [box for other in others for box in other] + list(placed)
    return not any(_crosses(line, box) for box in between)


def _crosses(line: Line, box: Box) -> bool:
    """Whether a line comes within half a point of a rectangle, looked at every point or so."""
    (x, y), (to_x, to_y) = line
    steps = math.ceil(math.dist(*line)) or 1
    places = ((x + (to_x - x) * n / steps, y + (to_y - y) * n / steps) for n in range(steps + 1))
    return any(Box(x - 0.5, y - 0.5, x + 0.5, y + 0.5).meets(box) for x, y in places)


def place_labels(
    marks: Sequence[Mark],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    edge: Box,
    gaps: Sequence[float],
) -> list[Box | None]:
    """Find a place for the label of each mark, near it and free.

    Args:
        marks: what each label names; no label lies over any of them.
        sizes: width and height of each label.
        obstacles: more that no label may lie over.
        edge: what every label has to stay within.
        gaps: distances from the mark that are tried, the best first.

    Returns:
        The place of each label, None where none is free.
    """
    taken = [*obstacles, *(box for mark in marks for box in mark)]
    placed: list[Box] = []
    places: list[Box | None] = []
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
        places.append(chosen)
    return places
