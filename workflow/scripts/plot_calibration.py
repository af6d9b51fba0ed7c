"""Rule plot_calibration: draw the trials of one calibration."""

from typing import TYPE_CHECKING

from bindery.trials import plot_trials

from bindery import logs

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
names = snakemake.wildcards
label = snakemake.params.settings["label"]
plot_trials(
    snakemake.input[0],
    snakemake.output[0],
    f"{names.experiment}, {names.model}" + (f", {label}" if label else ""),
)
