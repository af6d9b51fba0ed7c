"""The picture of a calibration: what each setting came to."""

import json
from os import PathLike
from pathlib import Path

from matplotlib.figure import Figure

from bindery.figures import COLUMN, DEEP_COLOURS, GUIDE, save, style


def plot_trials(calibration: str | PathLike, path: str | PathLike, title: str) -> None:
    """Draw every trial's held-out loss at its checkpoints, the best one marked.

    Args:
        calibration: JSON of `calibration.calibrate`.
        path: output, SVG.
        title: of the figure.
    """
    found = json.loads(Path(calibration).read_text())
    with style():
        figure = Figure(figsize=(COLUMN, 2.6), layout="constrained")
        axes = figure.subplots()
        for trial in found["trials"]:
            best = trial["trial"] == found["best"]["trial"]
            mean = [sum(folds) / len(folds) for folds in trial["loss"]]
            colour = DEEP_COLOURS[1] if best else GUIDE
            axes.plot(trial["checkpoints"], mean, color=colour, marker="o", markersize=2.5)
        axes.set(xlabel="Steps", ylabel="Held-out loss", title=title)
        save(figure, path)
