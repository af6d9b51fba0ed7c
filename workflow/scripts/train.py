"""Rule train: train one model of one experiment, with calibrated or given settings."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.train import train

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
# No file of structure is an empty list.
inputs["structure"] = inputs["structure"] or None
train(
    **inputs,
    **snakemake.output,
    tensorboard_folder=snakemake.log[0].removesuffix(".log") + ".tensorboard",
    settings=snakemake.params.settings,
    code=snakemake.params.code,
)
