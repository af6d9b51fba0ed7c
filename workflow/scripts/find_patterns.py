"""Rule find_patterns: find patterns in the attributions of one trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.motifs.tomtom import Matching
from bindery.steps.find_patterns import find_patterns

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items())
settings = dict(snakemake.params.settings)
# No file of known motifs is an empty list.
matching = Matching(known=files.pop("known", None) or None, **settings.pop("matching"))
find_patterns(matching=matching, **files, **snakemake.output, **settings)
