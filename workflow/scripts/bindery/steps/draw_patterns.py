"""Rule draw_patterns: match the patterns of a model with known motifs, and draw them."""

from bindery.explanation.pattern_files import read_patterns, write_tables
from bindery.figures.patterns import plot_patterns
from bindery.motifs.tomtom import Matching, annotate
from bindery.report.chance import read_verdict


def draw_patterns(
    *, patterns: str, metrics: str, matching: Matching, table: str, meme: str, figure: str
) -> None:
    """Match a model's patterns with known motifs, and draw them.

    Args:
        patterns: HDF5 of the rule find_patterns.
        metrics: JSON of the rule evaluate; the patterns of a model that is not better than chance
            are not compared with known motifs.
        matching: known motifs, the largest q-value of a match that counts, and the figure's title.
        table: output, TSV, see `pattern_files.write_tables`.
        meme: output, MEME's format.
        figure: output, SVG.
    """
    found, letters = read_patterns(patterns), matching.letters
    (verdict, _), (against, _) = read_verdict(metrics), matching.known_motifs()
    motifs = [] if verdict or not against else [one.motif(letters) for one in found.patterns]
    matches, significance = annotate(motifs, against), matching.significance
    write_tables(table, meme, found, matches, significance, letters)
    warning = f"{verdict}. These patterns mean nothing" if verdict else ""
    title = matching.heading
    plot_patterns(figure, found, matches, against, title, significance, warning, letters)
