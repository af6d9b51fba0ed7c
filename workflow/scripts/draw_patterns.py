"""Rule draw_patterns: match the patterns of one trained model with known motifs, and draw them."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.motifs.tomtom import Matching
from bindery.steps.draw_patterns import draw_patterns

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items())
# No file of known motifs is an empty list.
matching = Matching(known=files.pop("known", None) or None, **snakemake.params.settings)
draw_patterns(matching=matching, **files, **snakemake.output)
