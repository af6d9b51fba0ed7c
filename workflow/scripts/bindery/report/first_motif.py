"""The motif that matters most to a model, as a study's table shows it."""

from dataclasses import dataclass
from os import PathLike

from markupsafe import Markup

from bindery import tsv
from bindery.figures.letters import letter_heights
from bindery.figures.logo_symbols import small_logo
from bindery.motifs.meme import read_meme


@dataclass(frozen=True)
class FirstMotif:
    """A model's most influential motif.

    Attributes:
        logo: in bits, an `svg` element; pale where the motif has no name.
        name: of the known motif that it matches; empty where the match does not count, or where
            the model loses nothing without the motif.
    """

    logo: Markup
    name: str


def read_first_motif(table: str | PathLike, meme: str | PathLike) -> FirstMotif | None:
    """Read the most influential motif of one model, which stands first in its table.

    Its ends without information are cut off already, see `detector_motifs.trimmed`.

    Args:
        table: TSV of `motif_table.write_table`.
        meme: the same motifs' matrices; it is not read where there are none.

    Returns:
        The motif, or None of a model whose detectors have none.
    """
    row = next((row for row in tsv.read(table) if row["match"]), None)
    if row is None:
        return None
    motif = next(motif for motif in read_meme(meme) if motif.identifier == row["motif"])
    # No loss is known where the held-out sequences are all of one kind.
    idle = row["auroc_lost"] not in ("", "nan") and float(row["auroc_lost"]) <= 0
    clear = row["significant"] == "1" and not idle
    name = (row["match_name"] or row["match"]) if clear else ""
    heights = letter_heights(motif.probabilities(0.0))
    return FirstMotif(small_logo(heights, row["consensus"], clear), name)
