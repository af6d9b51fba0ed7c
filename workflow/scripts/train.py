"""Rule train: fit one model to the tensor of one experiment."""

from typing import TYPE_CHECKING

from bindery import devices, logs

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
# Keras reads its backend when it is first imported, so the import waits for the choice.
devices.prepare(settings["backend"], settings["backend_threads"])
from bindery.training import train  # noqa: E402

train(
    tensor=snakemake.input.tensor,
    model=snakemake.output.model,
    history=snakemake.output.history,
    predictions=snakemake.output.predictions,
    provenance_file=snakemake.output.provenance,
    tensorboard_folder=snakemake.log[0].removesuffix(".log") + ".tensorboard",
    **settings,
)
