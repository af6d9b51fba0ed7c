"""Rule train: fit one model of one experiment, calibrated where the config says so."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.runtime import devices

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
search_seed = settings.pop("search_seed", None)
# Keras reads its backend when it is first imported, so the imports wait for the choice.
devices.prepare(settings["backend"], settings["backend_threads"])
from bindery.calibration import calibrate, final_training  # noqa: E402
from bindery.training import train  # noqa: E402

tensor, tried = snakemake.input.tensor, snakemake.output.calibration
files = {
    "tensor": tensor,
    "model": snakemake.output.model,
    "history": snakemake.output.history,
    "predictions": snakemake.output.predictions,
    "provenance_file": snakemake.output.provenance,
}
if search_seed is None:
    calibrate.write_nothing_tried(tried)
    folder = snakemake.log[0].removesuffix(".log") + ".tensorboard"
    train.train(tensorboard_folder=folder, **files, **settings)
else:
    search = settings | {"seed": search_seed}
    calibrate.calibrate(tensor=tensor, calibration_file=tried, **search)
    final_training.train_finals(calibration=tried, **files, **settings)
