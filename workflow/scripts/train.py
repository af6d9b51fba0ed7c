"""Rule train: fit one model to the tensor of one experiment."""

from typing import TYPE_CHECKING

from bindery import devices, logs

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
# Keras reads its backend when it is first imported, so the imports wait for the choice.
devices.prepare(settings["backend"], settings["backend_threads"])
from bindery.finals import train_finals  # noqa: E402
from bindery.training import train  # noqa: E402

files = {
    "tensor": snakemake.input.tensor,
    "model": snakemake.output.model,
    "history": snakemake.output.history,
    "predictions": snakemake.output.predictions,
    "provenance_file": snakemake.output.provenance,
}
if snakemake.input.get("calibration"):
    train_finals(calibration=snakemake.input.calibration, **files, **settings)
else:
    folder = snakemake.log[0].removesuffix(".log") + ".tensorboard"
    train(tensorboard_folder=folder, **files, **settings)
