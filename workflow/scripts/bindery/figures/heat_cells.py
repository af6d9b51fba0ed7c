"""Heat maps of signed values as shapes: their colours, their cells and the scale of colours."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

# From lower to higher values: the palette's blue and vermilion, darker at the ends.
CHANGES = ("#003F63", "#0072B2", "#FFFFFF", "#D55E00", "#7A2E00")
# Number of colours, odd so that the middle one means nothing; and the share of its position that a
# cell takes.
LEVELS, CELL = 41, 0.94


def colours_to(largest: float) -> ScalarMappable:
    """The colours of values, white for 0, up to the largest absolute value."""
    colours = LinearSegmentedColormap.from_list("changes", CHANGES, LEVELS)
    return ScalarMappable(Normalize(-largest, largest), colours)


def draw_cells(axes: Axes, values: np.ndarray, colours: ScalarMappable, first: int = 0) -> None:
    """Draw a rectangle for each value; those of the middle colour are left out.

    Args:
        axes: where to draw; a cell is one unit wide and high.
        values: shape (columns, rows); values beyond the colours' limits have the last colour.
        colours: see `colours_to`.
        first: position of the first column's middle; that of the first row is 0.
    """
    shares = np.clip(np.asarray(colours.norm(values), float), 0, 1)
    levels = np.rint(shares * (LEVELS - 1)).astype(int)
    # One path for each colour, since one for each cell would make the file several times as large.
    for level in np.unique(levels[levels != LEVELS // 2]):
        cells = [_cell(first + column, row) for column, row in np.argwhere(levels == level)]
        path = Path.make_compound_path(*cells)
        axes.add_patch(PathPatch(path, facecolor=colours.cmap(int(level)), linewidth=0))


def _cell(column: int, row: int) -> Path:
    """A rectangle, with a hairline of space to its neighbours."""
    return Path.unit_rectangle().transformed(
        Affine2D().scale(CELL).translate(column - CELL / 2, row - CELL / 2)
    )


def draw_scale(figure: Figure, bar: Axes, colours: ScalarMappable) -> Colorbar:
    """Draw the scale of colours into horizontal axes."""
    drawn = figure.colorbar(colours, cax=bar, orientation="horizontal")
    # Without this, hairlines of the page show between the colours.
    assert drawn.solids is not None
    drawn.solids.set(edgecolor="face", linewidth=0.4)
    return drawn
