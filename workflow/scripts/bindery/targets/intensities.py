"""Intensities: measured numbers, such as a probe's fluorescence."""

from bindery.targets.kinds import Kind

KIND = Kind(
    name="intensity",
    module="intensities",
    loss="half_squared_error",
    score="pearson",
    measures=("pearson", "spearman"),
    lowest=(-1.0, -1.0),
    gain=("gain_pearson", "gain_pearson_low", "gain_pearson_high"),
    baselines=("composition", "kmer_ridge", "pwm"),
    figures=("scatter",),
    binary=False,
)
