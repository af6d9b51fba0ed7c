"""Figure of a model's patterns: each as a logo above the known motif that it resembles."""

from collections.abc import Sequence
from os import PathLike

from bindery.alphabet import BASES
from bindery.explanation.pattern_files import Pattern, Patterns
from bindery.figures.motif_pairs import Pair, empty_figure, pair, pairs_figure
from bindery.figures.style import save, shortened, style
from bindery.motifs.matrices import Motif
from bindery.motifs.tomtom import Match

MOST = 10


def _pair(
    pattern: Pattern,
    match: Match | None,
    known: Sequence[Motif],
    significance: float,
    letters: str,
) -> Pair:
    number = f"{pattern.seqlets:,} seqlet{'s' * (pattern.seqlets != 1)}"
    title = f"{pattern.name.replace('_', ' ')}: {number}"
    heights = pattern.contributions
    return pair(title, "Contribution", heights, match, known, significance, letters)


def plot_patterns(
    path: str | PathLike,
    patterns: Patterns,
    matches: Sequence[Match],
    known: Sequence[Motif],
    title: str,
    significance: float,
    warning: str = "",
    letters: str = BASES,
) -> None:
    """Draw patterns as logos of contributions, each above its best known motif in bits, aligned.

    Args:
        path: output, SVG.
        patterns: patterns; at most ten are drawn, those with the most seqlets of each kind first.
            If there are none, the figure shows the reason.
        matches: matches of the patterns, by the patterns' names; a pattern without one is drawn
            alone.
        known: the motifs that the matches name.
        title: title of the figure.
        significance: largest q-value of a match that counts; others are drawn pale.
        warning: why the patterns have no names, below the title; may be empty.
        letters: how bases are written, ACGT or ACGU.
    """
    by_name = {match.query: match for match in matches}
    found = patterns.patterns
    shown = sorted(found, key=lambda pattern: -pattern.seqlets)[:MOST]
    # Restore the order of the search: patterns that raise the output, then those that lower it.
    kept = [one for one in found if one in shown]
    pairs = [_pair(one, by_name.get(one.name), known, significance, letters) for one in kept]
    title = shortened(title, 70)
    if len(found) > MOST:
        title += f" ({MOST} of {len(found)} patterns)"
    title = "\n".join(filter(None, (title, warning)))
    with style():
        figure = pairs_figure(pairs, title) if pairs else None
        save(figure or empty_figure(patterns.reason or "none", title), path)
