"""Patterns in a model's attributions, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.alphabet import BASES
from bindery.files import written
from bindery.hdf5 import checked, created, new_group, reading, seal
from bindery.motifs.matrices import Motif, consensus
from bindery.motifs.meme import write_meme
from bindery.motifs.tomtom import Match

COLUMNS = (
    "name",
    "seqlets",
    "length",
    "consensus",
    "contribution",
    "match",
    "match_name",
    "q_value",
    "significant",
)


@dataclass
class Pattern:
    """Stretches of sequence (seqlets) with similar contributions, aligned and averaged.

    Attributes:
        name: `positive_1` is the pattern with the most seqlets among those that raise the model's
            output, `negative_1` among those that lower it.
        frequencies: share of each base, float64, shape (length, 4), order ACGT; rows sum to 1.
        contributions: contribution weight matrix: the mean contribution of the seqlets' own bases,
            in units of the model's output, float64, shape (length, 4).
        rows: row of each seqlet's sequence, int32, shape (seqlets,).
        starts: first position of each seqlet in its sequence, from 0, int32, shape (seqlets,); a
            seqlet may reach beyond either end of its sequence.
        reverse: whether each seqlet is on the reverse strand, bool, shape (seqlets,).
    """

    name: str
    frequencies: np.ndarray
    contributions: np.ndarray
    rows: np.ndarray
    starts: np.ndarray
    reverse: np.ndarray

    @property
    def seqlets(self) -> int:
        """The number of seqlets."""
        return len(self.rows)

    def motif(self, letters: str = BASES) -> Motif:
        """The frequencies as counts, to compare with known motifs; `letters` writes the bases."""
        return Motif(self.name, "", self.frequencies * self.seqlets, letters)


@dataclass
class Patterns:
    """The result of a search.

    Attributes:
        patterns: patterns that raise the output, then those that lower it, each by their number of
            seqlets.
        reason: why there are none, or none of one kind; a single line, or empty.
    """

    patterns: list[Pattern] = field(default_factory=list)
    reason: str = ""


def write_patterns(path: str | PathLike, patterns: Patterns) -> None:
    """Write patterns as HDF5, one group for each; the same patterns give the same bytes.

    Args:
        path: output.
        patterns: the patterns.
    """
    with written(path) as temporary, created(temporary) as file:
        file.attrs["reason"] = patterns.reason
        file.attrs["names"] = [pattern.name for pattern in patterns.patterns]
        for pattern in patterns.patterns:
            made = new_group(file, pattern.name)
            for name in ("frequencies", "contributions", "rows", "starts", "reverse"):
                values = getattr(pattern, name)
                made.create_dataset(name, data=values, **checked(values))
        seal(file)


def read_patterns(path: str | PathLike) -> Patterns:
    """Read what `write_patterns` wrote.

    Raises:
        InputError: there is no such file.
    """
    with reading(path) as file:
        found = [
            Pattern(name, **{part: dataset[()] for part, dataset in file[name].items()})
            for name in file.attrs["names"]
        ]
        return Patterns(found, str(file.attrs["reason"]))


def write_tables(
    table: str | PathLike,
    meme: str | PathLike,
    patterns: Patterns,
    matches: Sequence[Match] = (),
    significance: float = 0.0,
    letters: str = BASES,
) -> None:
    """Write patterns as a table, and as motifs for other programs.

    Args:
        table: output, TSV of name, number of seqlets, length, consensus, the contribution of an
            average seqlet in units of the model's output, the best match among known motifs, its
            name, its q-value, and whether it counts. The reason, if any, is a comment.
        meme: output, the frequencies in MEME's minimal text format.
        patterns: the patterns.
        matches: matches of patterns, by the patterns' names.
        significance: largest q-value of a match that counts.
        letters: how bases are written, ACGT or ACGU.
    """
    by_name = {match.query: match for match in matches}
    rows: list[tuple] = []
    for pattern in patterns.patterns:
        contribution = f"{pattern.contributions.sum():.6g}"
        cells = (pattern.name, pattern.seqlets, len(pattern.frequencies))
        match = by_name.get(pattern.name)
        known: tuple = (None, None, None, 0)
        if match:
            known = (match.target, match.name, f"{match.q_value:.4g}")
            known += (int(match.counts(significance)),)
        rows.append((*cells, consensus(pattern.frequencies, letters), contribution, *known))
    tsv.write(table, COLUMNS, rows, comment=patterns.reason)
    write_meme(meme, [pattern.motif(letters) for pattern in patterns.patterns])
