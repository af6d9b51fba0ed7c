"""The table of a model's motifs and their best matches among known motifs."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.alphabet import BASES
from bindery.explanation.motif_groups import MotifGroup, names_of
from bindery.motifs.matrices import Motif, consensus, information, shares_of
from bindery.motifs.tomtom import Match, annotate

COLUMNS = (
    "motif",
    "detectors",
    "sites",
    "length",
    "information",
    "influence",
    "auroc_lost",
    "consensus",
    "match",
    "match_name",
    "p_value",
    "q_value",
    "e_value",
    "chance",
    "significant",
)


@dataclass(frozen=True)
class KnownMotif:
    """A motif of a model and the known motif that it matches best.

    Attributes:
        group: the group of the motif and its copies.
        motif: the group's motif, named after its most influential detector.
        match: the best match among known motifs; None if the motif is not to be named.
    """

    group: MotifGroup
    motif: Motif
    match: Match | None

    def counts(self, significance: float) -> bool:
        """Whether the motif has a match that counts."""
        return self.match is not None and self.match.counts(significance)


def name_motifs(
    found: Sequence[MotifGroup], known: Sequence[Motif] | None, letters: str = BASES
) -> list[KnownMotif]:
    """Match the motifs of a model with known ones.

    Args:
        found: groups; those without a motif are left out.
        known: known motifs to match with; None leaves all motifs without a match, as those of a
            model that is not better than chance: they may match by chance, and mean nothing.
        letters: how bases are written, ACGT or ACGU.

    Returns:
        The motifs in the order given, the most influential first.
    """
    named = zip(names_of(found), found, strict=True)
    speaking = [(name, group) for name, group in named if len(group.counts)]
    motifs = [Motif(name, "", group.counts, letters) for name, group in speaking]
    matches = [None] * len(motifs) if known is None else annotate(motifs, known)
    return [
        KnownMotif(group, motif, match)
        for (_, group), motif, match in zip(speaking, motifs, matches, strict=True)
    ]


def write_table(
    path: str | PathLike,
    found: Sequence[MotifGroup],
    named: Sequence[KnownMotif],
    significance: float,
) -> None:
    """Write a row for each motif, then one for each detector that fires too rarely to have one.

    Args:
        path: output, TSV.
        found: all groups.
        named: the groups that have a motif, with their matches.
        significance: largest q-value of a match that counts.
    """
    rows = [_row(own, significance) for own in named]
    for name, group in zip(names_of(found), found, strict=True):
        if not len(group.counts):
            cells = [name, len(group.motifs), group.motifs[0].sites, 0, 0.0, *_weight(group)]
            rows.append([*cells, *[None] * 7, 0])
    tsv.write(path, COLUMNS, rows, digits=".4g")


def _weight(group: MotifGroup) -> list[float | None]:
    own = group.influence
    return [value if np.isfinite(value) else None for value in (own.change, own.auroc_lost)]


def _row(own: KnownMotif, significance: float) -> list:
    """The cells of a motif, in the order of `COLUMNS`."""
    first, match = own.group.motifs[0], own.match
    cells: list = [None] * 6
    if match is not None:
        cells = [match.target, match.name, match.p_value, match.q_value, match.e_value]
        cells.append(match.chance)
    return [
        *(own.motif.identifier, len(own.group.motifs), first.sites, len(own.group.counts)),
        *(float(information(shares_of(own.group.counts)).sum()), *_weight(own.group)),
        *(consensus(own.group.counts, own.motif.letters), *cells, int(own.counts(significance))),
    ]
