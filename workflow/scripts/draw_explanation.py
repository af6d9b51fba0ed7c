"""Rule draw_explanation: match a model's motifs with known ones, and draw its interpretation."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.motifs.tomtom import Matching
from bindery.steps.draw_explanation import draw_explanation

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items())
settings = dict(snakemake.params.settings)
# No file of known motifs is an empty list.
matching = Matching(known=files.pop("known", None) or None, **settings.pop("matching"))
draw_explanation(matching=matching, **files, **snakemake.output, **settings)
