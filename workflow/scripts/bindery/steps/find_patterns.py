"""Rule find_patterns: patterns in a model's attributions, found, named and drawn."""

import logging

from bindery.explanation.attributions import read_attributions
from bindery.explanation.modisco import Patterns, Settings
from bindery.explanation.modisco import find_patterns as search
from bindery.explanation.pattern_files import write_patterns, write_tables
from bindery.figures.patterns import plot_patterns
from bindery.motifs.tomtom import annotate, known_motifs

logger = logging.getLogger(__name__)


def find_patterns(
    *,
    attributions: str,
    known: str | None,
    patterns: str,
    table: str,
    meme: str,
    figure: str,
    title: str,
    method: str,
    release: str,
    group: str,
    significance: float,
    label: str | None,
    seed: int,
) -> None:
    """Find patterns in a model's attributions, name and draw them.

    Args:
        attributions: HDF5 of the rule explain.
        known: MEME file of known motifs, or None for JASPAR.
        patterns: output, HDF5, see `pattern_files.write_patterns`.
        table: output, TSV, see `pattern_files.write_tables`.
        meme: output, MEME's format.
        figure: output, SVG.
        title: of the figure.
        method: of attribution that is searched.
        release: of JASPAR.
        group: of its taxonomic groups.
        significance: largest q-value of a match that counts.
        label: notice such as "simulated data", or None.
        seed: of the search.
    """
    own = read_attributions(attributions)
    values = getattr(own, method)
    if values is None:
        found = Patterns([], "the model has no gradients to search")
    else:
        found = search(own.sequences, values, Settings(), seed)
    logger.info("%d patterns %s", len(found.patterns), found.reason)
    against = known_motifs(known, release, group)
    matches = annotate([one.motif() for one in found.patterns], against)
    write_patterns(patterns, found)
    write_tables(table, meme, found, matches)
    title = f"{title}, {label}" if label else title
    plot_patterns(figure, found, matches, against, title, significance)
