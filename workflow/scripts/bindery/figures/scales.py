"""Axes on which values that crowd below 1 can be told apart."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from bindery.targets.kinds import lowest_of

# Ticks of a measure whose values crowd below 1; where room is short, those named first.
TICKS = (
    *(0, 1, 0.9, 0.99, 0.999, 0.9999, 0.5, 0.8, 0.95, 0.98, 0.995, 0.998, 0.9995, 0.9998),
    *(0.7, 0.85, 0.6, 0.3, 0.96, 0.97, 0.92, 0.94, 0.93),
)
# Share of an axis between two ticks at least.
TICK_ROOM = 0.065


class Scale:
    """From values to the axes: those near 1 spread out, or as they are.

    AUROCs of .99 and .999 differ tenfold in what they miss and by nothing on a plain axis; the
    logarithm of what is missing to 1 tells them apart as it tells .9 and .99.
    """

    def __init__(self, values: Sequence[float], measure: str):
        """Take the values that have to be seen and the measure that they are of."""
        self.spread = lowest_of(measure) == 0
        missing = [1 - value for value in values if value < 1]
        # A value of 1 misses nothing, which has no logarithm: it lies beyond the next best.
        self.least = min(missing, default=0.1) / 2
        ends = [float(end) for end in self.forward(np.array([min(values), max(values)]))]
        room = max(ends[1] - ends[0], 0.05) * 0.06
        # The lower end has the room for a label too.
        self.limits = ends[0] - 2.3 * room, ends[1] + room

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Values to places on the axis."""
        if not self.spread:
            return np.asarray(values, float)
        return -np.log10(np.maximum(1 - np.asarray(values, float), self.least))

    def _ticks(self) -> dict[float, str]:
        """Place and text of ticks within the limits, none too near to another."""
        low, high = self.limits
        found: dict[float, str] = {}
        for tick in TICKS:
            place = float(self.forward(np.array(tick)))
            nearest = min((abs(place - other) for other in found), default=math.inf)
            # Only 1 itself stands where what has no place of its own is put.
            placed = tick == 1 or 1 - tick > self.least
            if placed and low <= place <= high and nearest > TICK_ROOM * (high - low):
                found[place] = f"{tick:g}"
        return dict(sorted(found.items()))

    def set_axes(self, axes: Axes) -> None:
        """Give both axes the same limits, and ticks that say values."""
        axes.set(xlim=self.limits, ylim=self.limits)
        axes.set_box_aspect(1)
        if not self.spread:
            axes.locator_params(nbins=7)
            return
        shown = self._ticks()
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(FixedLocator(list(shown)))
            axis.set_major_formatter(FuncFormatter(lambda place, _: shown.get(place, "")))
            axis.set_minor_locator(NullLocator())
