"""The plan of a calibration, under names that a type checker knows.

Snakemake hands a job the plain values of `calibration_presets.plan`; they become `Plan` once, where
the job starts.
"""

from dataclasses import dataclass
from typing import Literal

from bindery.study.ranges import RANGES


@dataclass(frozen=True)
class Plan:
    """A preset and a config's own keys over it, whole: a key too many or too few is a TypeError.

    Attributes:
        preset: whose values the config's keys replaced.
        settings: random settings that are tried.
        folds: of the cross-validation that judges each setting.
        steps: batches of a training at most.
        checkpoints: how often a training is judged, evenly over its steps.
        halving: whether the worse half of the settings leaves at each checkpoint.
        select: what settings are judged by: the loss, AUPRC (of classes) or Pearson's correlation
            (of intensities).
        finals: last trainings with the best setting, each from its own random weights.
        final_rows: what these learn from: `all`, training and validation rows, and the least
            training loss is best; or `train`, and the least validation loss is best.
        keep: the best of these, or one model whose score is the mean of all their scores.
        batch_size: rows in a batch.
        pack_size: models trained as one, at most.
        emphasis: rank by strength at which a row is drawn half as often as the strongest one; None
            draws all alike.
        balance: whether both classes are drawn equally often.
        optimizer: of all trainings.
        ranges: limits, by setting, that replace those of `ranges.RANGES`, in the same units.
    """

    preset: Literal["quick", "standard", "paper"]
    settings: int
    folds: int
    steps: int
    checkpoints: int
    halving: bool
    select: Literal["loss", "auprc", "pearson"]
    finals: int
    final_rows: Literal["all", "train"]
    keep: Literal["best", "mean"]
    batch_size: int
    pack_size: int
    emphasis: float | None
    balance: bool
    optimizer: Literal["sgd", "adam"]
    ranges: dict[str, list[float]]

    def __post_init__(self) -> None:
        """Refuse a range of no setting, which would be read by nobody."""
        if unknown := self.ranges.keys() - RANGES.keys():
            raise TypeError(f"ranges of no setting: {', '.join(sorted(unknown))}")
