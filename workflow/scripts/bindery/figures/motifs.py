"""Figure of a model's motifs: logos above the known motifs that they resemble."""

from collections.abc import Sequence
from os import PathLike

import numpy as np

from bindery.explanation.motif_table import KnownMotif
from bindery.figures.logo.letters import letter_heights
from bindery.figures.motif_pairs import Pair, empty_figure, pair, pairs_figure
from bindery.figures.numerals import decimals
from bindery.figures.style import save, shortened, style
from bindery.motifs.matrices import Motif

# Largest number of motifs in a figure, and the least, filled up by influence.
LEAST, MOST = 2, 8
# A model needs a motif if its ablation costs this much AUROC. On a few hundred held-out sequences,
# less may be chance.
AUROC_NEEDED = 0.02


def counts(own: KnownMotif, significance: float) -> bool:
    """Whether to draw a motif: it matches a known motif, or the model needs it."""
    return own.counts(significance) or own.group.influence.auroc_lost >= AUROC_NEEDED


def shown(named: Sequence[KnownMotif], significance: float) -> list[int]:
    """Choose the motifs to draw: those that count, then others up to the least number.

    In most models of one protein, most detectors are blurred and of no use. A figure of all motifs
    would hide the one that reads the protein's site.

    Args:
        named: the most influential first.
        significance: largest q-value of a match that counts.

    Returns:
        Indices: at most `MOST`, and at least `LEAST` if there are so many. Motifs that count come
        first; otherwise the order given is kept.
    """
    counting = [index for index, own in enumerate(named) if counts(own, significance)]
    others = [index for index in range(len(named)) if index not in counting]
    return counting[:MOST] + others[: max(0, LEAST - len(counting))]


def _pair(own: KnownMotif, known: Sequence[Motif], significance: float) -> Pair:
    first, more = own.group.motifs[0], len(own.group.motifs) - 1
    copies = f" and {more} cop{'y' if more == 1 else 'ies'}" if more else ""
    name = own.motif.identifier.replace("_", " ").capitalize()
    title = f"{name}{copies}: {first.sites:,} sites"
    weight = own.group.influence
    says = f"influence {weight.change:.2g}"
    if np.isfinite(weight.auroc_lost):
        says += f", AUROC lost {decimals(weight.auroc_lost)}"
    heights, letters = letter_heights(own.motif.probabilities(0.0)), own.motif.letters
    return pair(f"{title}\n{says}", "Bits", heights, own.match, known, significance, letters)


def _left_out(named: Sequence[KnownMotif], drawn: Sequence[int], significance: float) -> str:
    """A note on the motifs that the figure leaves out; empty if it has all."""
    left = [own for index, own in enumerate(named) if index not in drawn]
    if not left:
        return ""
    if any(own.match is None or counts(own, significance) for own in left):
        return f"{len(left)} more in the table"
    says = f"{len(left)} more in the table: no match that counts"
    if np.isfinite([own.group.influence.auroc_lost for own in left]).all():
        says += f", and less than {AUROC_NEEDED} of AUROC lost"
    return says


def plot_motifs(
    path: str | PathLike,
    named: Sequence[KnownMotif],
    known: Sequence[Motif],
    title: str,
    significance: float,
    warning: str = "",
) -> None:
    """Draw the motifs that count in bits, each above its best known motif, aligned.

    Args:
        path: output, SVG.
        named: the most influential first; `shown` says which are drawn.
        known: the motifs that the matches name.
        title: title of the figure.
        significance: largest q-value of a match that counts; others are drawn pale.
        warning: why the motifs have no names, below the title; may be empty.
    """
    drawn = shown(named, significance)
    pairs = [_pair(named[index], known, significance) for index in drawn]
    title = "\n".join(filter(None, (shortened(title, 70), warning)))
    rest = _left_out(named, drawn, significance)
    with style():
        reason = "no detector fires at enough positions to make a motif"
        figure = pairs_figure(pairs, title, rest) if pairs else empty_figure(reason, title)
        save(figure, path)
