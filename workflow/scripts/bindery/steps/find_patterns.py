"""Rule find_patterns: find patterns in a model's attributions, match and draw them."""

import logging

from bindery.explanation.attributions import read_attributions
from bindery.explanation.modisco import Patterns, Settings
from bindery.explanation.modisco import find_patterns as search
from bindery.explanation.pattern_files import write_patterns, write_tables
from bindery.figures.patterns import plot_patterns
from bindery.motifs.tomtom import Matching, annotate
from bindery.report.chance import read_verdict

logger = logging.getLogger(__name__)


def find_patterns(
    *,
    attributions: str,
    metrics: str,
    matching: Matching,
    patterns: str,
    table: str,
    meme: str,
    figure: str,
    method: str,
    seed: int,
) -> None:
    """Find patterns in a model's attributions, match them with known motifs, and draw them.

    Args:
        attributions: HDF5 of the rule explain.
        metrics: JSON of the rule evaluate; the patterns of a model that is not better than chance
            are not compared with known motifs.
        matching: known motifs, the largest q-value of a match that counts, and the figure's title.
        patterns: output, HDF5, see `pattern_files.write_patterns`.
        table: output, TSV, see `pattern_files.write_tables`.
        meme: output, MEME's format.
        figure: output, SVG.
        method: method of the attributions that are searched.
        seed: seed of the search.
    """
    own = read_attributions(attributions)
    values = getattr(own, method)
    if values is None:
        found = Patterns([], "the model has no gradients to search")
    else:
        found = search(own.sequences, values, Settings(), seed)
    logger.info("%d patterns %s", len(found.patterns), found.reason)
    (verdict, _), (against, _) = read_verdict(metrics), matching.known_motifs()
    own_motifs = [] if verdict else [one.motif() for one in found.patterns]
    matches = annotate(own_motifs, against)
    write_patterns(patterns, found)
    write_tables(table, meme, found, matches, matching.significance)
    warning = f"{verdict}. These patterns mean nothing" if verdict else ""
    how = matching.heading, matching.significance, warning
    plot_patterns(figure, found, matches, against, *how)
