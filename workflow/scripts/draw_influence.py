"""Rule draw_influence: match a trunk's detectors with known motifs, and draw their influence."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.motifs.tomtom import Matching
from bindery.steps.draw_influence import draw_influence

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items())
# No file of known motifs is an empty list.
matching = Matching(known=files.pop("known", None) or None, **snakemake.params.settings)
draw_influence(matching=matching, **files, **snakemake.output)
