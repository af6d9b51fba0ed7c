"""Rule draw_influence: match a trunk's detectors with known motifs, and draw their influence."""

import logging

from bindery.explanation.influence_table import read_influences, write_detector_motifs
from bindery.figures.influence import plot_influence
from bindery.motifs.known_library import write_library
from bindery.motifs.meme import read_meme
from bindery.motifs.tomtom import Matching, annotate

logger = logging.getLogger(__name__)


def draw_influence(
    *, influence: str, meme: str, matching: Matching, table: str, figure: str, library: str
) -> None:
    """Match the motifs of a trunk's detectors with known ones; draw which task needs which.

    Args:
        influence: TSV of the rule explain_trunk.
        meme: the detectors' motifs, MEME's format.
        matching: known motifs, the largest q-value of a match that counts, and the figure's title.
        table: output, TSV, see `influence_table.write_detector_motifs`.
        figure: output, SVG.
        library: output, JSON, see `known_library.write_library`.
    """
    found = read_influences(influence)
    # A file of no motifs is none of MEME's.
    motifs = read_meme(meme) if any(found.consensus) else []
    against, known = matching.known_motifs()
    write_library(library, known)
    matches = annotate(motifs, against)
    counting = sum(match.counts(matching.significance) for match in matches)
    logger.info("%d of %d motifs match a known motif", counting, len(motifs))
    write_detector_motifs(table, found, matches, matching.significance)
    plot_influence(figure, found, matches, matching.heading, matching.significance)
