"""A model's most influential motif, as a study's table shows it."""

from dataclasses import dataclass
from os import PathLike

from markupsafe import Markup

from bindery import tsv
from bindery.alphabet import RNA
from bindery.figures.logo.letters import letter_heights
from bindery.figures.logo.symbols import small_logo
from bindery.motifs.meme import read_meme


@dataclass(frozen=True)
class FirstMotif:
    """A model's most influential motif.

    Attributes:
        logo: logo in bits, an `svg` element; pale if the motif has no name.
        name: name of the known motif that it matches; empty if the match does not count, if the
            ablation of the motif costs the model no AUROC, or if the model is not better than
            chance.
        rna: whether it is a motif of RNA.
    """

    logo: Markup
    name: str
    rna: bool = False


def read_first_motif(table: str | PathLike, meme: str | PathLike) -> FirstMotif | None:
    """Read the most influential motif of one model, which is the first in its table.

    Ends without information were cut off before, see `detector_motifs.trimmed`.

    Args:
        table: TSV of `motif_table.write_table`.
        meme: matrices of the same motifs; not read if there are none.

    Returns:
        The motif, or None if no detector has one.
    """
    row = next((row for row in tsv.read(table) if row["consensus"]), None)
    if row is None:
        return None
    motif = next(motif for motif in read_meme(meme) if motif.identifier == row["motif"])
    # The loss of AUROC is unknown if the held-out sequences are all of one class.
    idle = row["auroc_lost"] not in ("", "nan") and float(row["auroc_lost"]) <= 0
    clear = row["significant"] == "1" and not idle
    name = (row["match_name"] or row["match"]) if clear else ""
    heights = letter_heights(motif.probabilities(0.0))
    logo = small_logo(heights, row["consensus"], clear, motif.letters)
    return FirstMotif(logo, name, motif.letters == RNA)
