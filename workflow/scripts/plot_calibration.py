"""Rule plot_calibration: draw the trials of one calibration."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.trial_plots import plot_trials

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
