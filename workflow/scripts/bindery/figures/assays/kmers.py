"""Figure of 8-mers: their enrichment among measured against among predicted intensities."""

from os import PathLike

import numpy as np
from matplotlib.figure import Figure

from bindery.evaluation.kmer_scores import KmerScores
from bindery.figures.style import COLUMN, DEEP_COLOURS, GUIDE, save, shortened, style

NAMED = 8


def plot_kmers(path: str | PathLike, found: KmerScores, model: str, title: str) -> None:
    """Draw each 8-mer's E-score by the model's scores and as measured; name the best.

    Args:
        path: output, SVG.
        found: the 8-mers, those of the largest measured score first.
        model: name of the model.
        title: title of the figure.
    """
    with style():
        figure = Figure(figsize=(COLUMN, COLUMN + 0.35), layout="constrained")
        axes = figure.add_subplot()
        axes.set_box_aspect(1)
        axes.set_title(shortened(title, 44))
        axes.set(
            xlabel=f"E-score of 8-mers by {shortened(model, 24)}",
            ylabel="E-score of 8-mers, measured",
            xlim=(-0.5, 0.52),
            ylim=(-0.5, 0.52),
        )
        measured, predicted = found.e_scores.T
        axes.axline((0, 0), slope=1, color=GUIDE, linewidth=0.8, linestyle="--")
        axes.hexbin(
            predicted,
            measured,
            gridsize=60,
            extent=(-0.5, 0.5, -0.5, 0.5),
            mincnt=1,
            bins="log",
            cmap="Blues",
            linewidths=0.1,
        )
        axes.plot(predicted[:NAMED], measured[:NAMED], "o", markersize=3, color=DEEP_COLOURS[1])
        names = [
            f"{kmer} {score:.3f}" for (kmer, _), score in zip(found.kmers, measured, strict=True)
        ]
        axes.text(
            0.03,
            0.97,
            "\n".join(["Best measured:", *names[:NAMED]]),
            transform=axes.transAxes,
            va="top",
            fontsize=6.5,
            family="monospace",
            color=DEEP_COLOURS[1],
        )
        both = np.isfinite(measured) & np.isfinite(predicted)
        correlation = np.corrcoef(measured[both], predicted[both])[0, 1]
        axes.text(
            0.97,
            0.04,
            f"{both.sum():,} 8-mers, Pearson {correlation:.3f}",
            transform=axes.transAxes,
            ha="right",
            fontsize=7,
        )
        save(figure, path)
