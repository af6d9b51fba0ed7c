"""Figure of a SELEX experiment: how often the best 8-mers are, from cycle to cycle."""

from os import PathLike

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bindery.data.assays.kmer_enrichment import Enrichment, K
from bindery.data.kmers import kmer_names
from bindery.figures.style import COLUMN, DEEP_COLOURS, DEEP_MARKERS, GUIDE, save, shortened, style

NAMED = 4
# Other 8-mers that are drawn, of all expectations, to show what the named ones rise above.
SHOWN = 200


def plot_enrichment(
    path: str | PathLike, found: Enrichment, chosen: str, title: str, seed: int = 0
) -> None:
    """Draw the share of 8-mers in each cycle relative to the first.

    Args:
        path: output, SVG.
        found: counts of all cycles.
        chosen: the cycle whose ligands are positives, by which the best 8-mers are chosen.
        title: title of the figure.
        seed: seed of the choice of other 8-mers.
    """
    at = found.cycles.index(chosen)
    order = np.argsort(-found.ratios[at], kind="stable")
    best, rest = order[:NAMED], order[NAMED:]
    others = np.random.default_rng(seed).choice(rest, min(SHOWN, len(rest)), replace=False)
    names, x = kmer_names(K), np.arange(len(found.cycles))
    with style():
        figure = Figure(figsize=(COLUMN, COLUMN), layout="constrained")
        axes = figure.add_subplot()
        axes.set_title(shortened(title, 44))
        axes.plot(x, found.ratios[:, others], color=GUIDE, alpha=0.12, linewidth=0.6)
        for kmer, colour, marker in zip(best, DEEP_COLOURS, DEEP_MARKERS, strict=False):
            axes.plot(
                x,
                found.ratios[:, kmer],
                marker=marker,
                markersize=3.5,
                color=colour,
                label="/".join(names[kmer]),
            )
        axes.set_yscale("log")
        # The text of numbers stays text in SVG, where powers would be shown as TeX.
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axes.set_xticks(x, [name.removeprefix("cycle_") for name in found.cycles])
        first = found.cycles[0].replace("_", " ")
        axes.set(xlabel="Cycle", ylabel=f"Share of an {K}-mer, times that in {first}")
        axes.axhline(1, color=GUIDE, linewidth=0.8, linestyle="--")
        words = f"Best in {chosen.replace('_', ' ')} of all {K}-mers, both strands"
        figure.legend(loc="outside lower center", ncols=2, fontsize=6.5, title=words)
        save(figure, path)
