"""Axes that separate values close to 1."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from bindery.targets.kinds import lowest_of

# Ticks of a measure with values close to 1; where room is short, the first ones are kept.
TICKS = (
    *(0, 1, 0.9, 0.99, 0.999, 0.9999, 0.5, 0.8, 0.95, 0.98, 0.995, 0.998, 0.9995, 0.9998),
    *(0.7, 0.85, 0.6, 0.3, 0.96, 0.97, 0.92, 0.94, 0.93),
)
# Least distance between two ticks, as a share of the axis.
TICK_ROOM = 0.065


class Scale:
    """Maps values to the axes: those near 1 are spread out for some measures.

    AUROCs of .99 and .999 differ tenfold in their distance from 1, but hardly on a linear axis. The
    logarithm of the distance from 1 separates them as it does .9 and .99.
    """

    def __init__(self, values: Sequence[float], measure: str):
        """Set limits that hold the values of a measure."""
        self.spread = lowest_of(measure) == 0
        missing = [1 - value for value in values if value < 1]
        # The distance of 1 from 1 has no logarithm, so 1 is put beyond the next best value.
        self.least = min(missing, default=0.1) / 2
        ends = [float(end) for end in self.forward(np.array([min(values), max(values)]))]
        room = max(ends[1] - ends[0], 0.05) * 0.06
        # The lower end also has room for a label.
        self.limits = ends[0] - 2.3 * room, ends[1] + room

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Positions of values on the axis."""
        if not self.spread:
            return np.asarray(values, float)
        return -np.log10(np.maximum(1 - np.asarray(values, float), self.least))

    def _ticks(self) -> dict[float, str]:
        """Position and text of the ticks within the limits, none too near to another."""
        low, high = self.limits
        found: dict[float, str] = {}
        for tick in TICKS:
            position = float(self.forward(np.array(tick)))
            nearest = min((abs(position - other) for other in found), default=math.inf)
            # Values beyond the scale are clipped to its ends; only 1 itself is meant to be there.
            placed = tick == 1 or 1 - tick > self.least
            if placed and low <= position <= high and nearest > TICK_ROOM * (high - low):
                found[position] = f"{tick:g}"
        return dict(sorted(found.items()))

    def set_axes(self, axes: Axes) -> None:
        """Give both axes the same limits, and ticks labelled with values."""
        axes.set(xlim=self.limits, ylim=self.limits)
        axes.set_box_aspect(1)
        if not self.spread:
            axes.locator_params(nbins=7)
            return
        shown = self._ticks()
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(FixedLocator(list(shown)))
            axis.set_major_formatter(FuncFormatter(lambda position, _: shown.get(position, "")))
            axis.set_minor_locator(NullLocator())
