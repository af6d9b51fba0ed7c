"""Rule calibrate: search the settings of one model of one experiment."""

from typing import TYPE_CHECKING

from bindery import devices, logs

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
# Keras reads its backend when it is first imported, so the import waits for the choice.
devices.prepare(settings["backend"], settings["backend_threads"])
from bindery.calibration import calibrate  # noqa: E402

calibrate(
    tensor=snakemake.input.tensor,
    calibration_file=snakemake.output.calibration,
    **settings,
)
