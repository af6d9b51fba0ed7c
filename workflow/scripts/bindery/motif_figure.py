"""The picture of what a model's detectors look for: logos above the known motifs they resemble."""

from collections.abc import Sequence
from os import PathLike

from bindery.figures import save, shortened, style
from bindery.letters import information
from bindery.motif_pairs import Pair, empty_figure, pair, pairs_figure
from bindery.motif_table import KnownMotif
from bindery.motifs import Motif

MOST = 8


def _pair(number: int, own: KnownMotif, known: Sequence[Motif], significance: float) -> Pair:
    first, more = own.group.motifs[0], len(own.group.motifs) - 1
    copies = f" and {more} cop{'y' if more == 1 else 'ies'}" if more else ""
    title = f"{number}. {own.motif.identifier.replace('_', ' ')}{copies}: {first.sites:,} sites"
    change = f"influence {own.group.influence.change:.2g}"
    heights = information(own.motif.probabilities(0.0))
    return pair(f"{title}\n{change}", "Bits", heights, own.match, known, significance)


def plot_motifs(
    path: str | PathLike,
    named: Sequence[KnownMotif],
    known: Sequence[Motif],
    title: str,
    significance: float,
) -> None:
    """Draw the most influential motifs in bits, each above its best known motif, aligned.

    Args:
        path: output, SVG.
        named: the most influential first.
        known: the motifs that the matches name.
        title: of the figure.
        significance: largest q-value of a match that counts; others are drawn pale.
    """
    pairs = [_pair(number, own, known, significance) for number, own in enumerate(named[:MOST], 1)]
    title = shortened(title, 70)
    if len(named) > MOST:
        title += f" ({MOST} of {len(named)} motifs)"
    with style():
        reason = "no detector fires at enough places to make a motif"
        save(pairs_figure(pairs, title) if pairs else empty_figure(reason, title), path)
