"""Classes: bound or not, 1 or 0."""

from bindery.targets.kinds import Kind

KIND = Kind(
    name="class",
    module="classes",
    loss="cross_entropy",
    score="auprc",
    measures=("auroc", "auprc"),
    lowest=(0.0, 0.0),
    gain=("gain_auroc", "gain_low", "gain_high"),
    baselines=("composition", "kmer_logreg", "pwm", "neighbour_mean"),
    figures=("roc", "pr"),
    binary=True,
)
