"""The page of a file of variants: its counts, effects, top variants, their maps and loci."""

from collections.abc import Iterator, Sequence
from functools import partial
from os import PathLike

import numpy as np
from markupsafe import Markup

from bindery.figures.numerals import MINUS, NONE, significant
from bindery.figures.variants.allele_maps import plot_allele_maps
from bindery.figures.variants.histogram import Panel, plot_variant_histogram
from bindery.figures.variants.locus import RARE, plot_locus
from bindery.report.experiment_page import render
from bindery.report.inline_svg import drawn_svg
from bindery.report.variant_counts import counts_view, unscored_view
from bindery.report.variant_tables import (
    DRAWN,
    LOCUS,
    ModelOfPage,
    apart,
    check_same,
    loci,
    most_unusual,
    top_views,
    trusted,
)
from bindery.variants.motif_changes import DETECTORS, LIBRARY, OWN

# Panels of the histogram, rows of the table of models, and the least rows of the top variants.
PANELS, MODELS, SHOWN = 12, 200, 20
# Rows of the table of changes without random ones of their kind.
REST = 10
SOURCES = {
    OWN: "the experiment's own matrix",
    DETECTORS: "a motif of the model's detectors",
    LIBRARY: "the largest change of all known motifs",
    "": "",
}


def write_variants_page(
    *,
    page: str | PathLike,
    name: str,
    file: str,
    label: str | None,
    counts: str | PathLike,
    unscored: str | PathLike,
    models: Sequence[ModelOfPage],
    top: int,
) -> None:
    """Write the page of a file of variants as a single file, with all figures and styles in it.

    Args:
        page: output, HTML.
        name: name of the file under `variants` in the config.
        file: its path.
        label: notice at the top, such as "simulated data", or None.
        counts: TSV of the rule read_variants.
        unscored: TSV of the rule read_variants.
        models: the models that scored the file, at least one, in the study's order.
        top: number of variants with maps.
    """
    check_same(models)
    chosen = trusted(models)
    order, best = most_unusual(chosen)
    ranked, rest = apart(chosen, order, best)
    shown = list(top_views(chosen, ranked, best, max(top, SHOWN)))
    panels = chosen[:PANELS]
    render(
        page,
        "variants.html",
        name=name,
        file=file,
        label=label,
        counts=counts_view(counts),
        unscored=unscored_view(unscored),
        scored=len(order),
        models=[own.row_view() for own in models[:MODELS]],
        models_left=max(0, len(models) - MODELS),
        at_chance=[own.title for own in models if own.verdict],
        none_trusted=all(own.verdict for own in models),
        of_models=len(chosen),
        binary=all(own.binary for own in chosen),
        rare=RARE,
        histogram=_histogram(panels, label) if len(order) else None,
        panels_left=len(chosen) - len(panels),
        top=shown,
        mapped=top,
        without_random=list(top_views(chosen, rest, best, REST)),
        without_random_count=len(rest),
        sources=SOURCES,
        maps=list(_maps(shown[:top], label)),
        loci=list(_loci(chosen, order, label)),
        locus_length=LOCUS,
        locus_models=DRAWN,
        number=_number,
        p_value=_p_value,
    )


def _number(value: float) -> str:
    """A score or an effect, with two decimals."""
    if value != value:
        return NONE
    # What rounds to zero has no sign.
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def _p_value(value: float) -> str:
    return NONE if value != value else significant(value)


def _histogram(models: Sequence[ModelOfPage], label: str | None) -> Markup:
    """The effects by each model above those of random changes."""
    panels = []
    for own in models:
        weights = own.random.weights_for(own.scored.kind)
        panels.append(Panel(own.title, own.scored.effect, own.random.effect, weights))
    plot = partial(plot_variant_histogram, panels=panels, label=label)
    return drawn_svg(plot, "effects-", "Effects of the variants and of random changes, by model")


def _maps(shown: Sequence[dict], label: str | None) -> Iterator[dict]:
    """The maps of the top variants, each with its row of the table."""
    for place, view in enumerate(shown, 1):
        if view["number"] is None:
            continue
        own: ModelOfPage = view["own"]
        plot = partial(
            plot_allele_maps,
            maps=own.maps,
            number=view["number"],
            title=f"{view['name']} by {own.title}",
            scores=(view["reference"], view["alternative"]),
            label=label,
        )
        shows = f"Mutation maps of both alleles of {view['name']} by {own.title}"
        yield {**view, "place_in_table": place, "figure": drawn_svg(plot, f"map{place}-", shows)}


def _loci(models: Sequence[ModelOfPage], order: np.ndarray, label: str | None) -> Iterator[dict]:
    """The figures of loci."""
    for number, (locus, left) in enumerate(loci(models, order), 1):
        low, high = int(locus.positions.min()), int(locus.positions.max())
        title = f"{locus.chrom}:{low:,}\N{EN DASH}{high:,}"
        plot = partial(plot_locus, locus=locus, label=label)
        figure = drawn_svg(plot, f"locus{number}-", f"Effects of the variants of {title} by model")
        yield {"title": title, "variants": len(locus.positions), "left": left, "figure": figure}
