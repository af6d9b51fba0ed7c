"""The plan of a calibration, under names that a type checker knows.

Snakemake hands a job the plain values of `calibration_presets.plan`; they become `Plan` once, where
the job starts.
"""

from dataclasses import dataclass
from typing import Literal

from bindery.study.setting_ranges import RANGES


@dataclass(frozen=True)
class Plan:
    """The values of a preset, with the config's own keys in their place.

    All fields are required: a missing or unknown one is a TypeError.

    Attributes:
        preset: name of the preset.
        settings: number of random settings that are tried.
        folds: folds of the cross-validation that judges each setting.
        steps: largest number of steps of a training.
        checkpoints: how often a training is judged, at equal distances.
        halving: whether the worse half of the settings is dropped at each checkpoint.
        select: what settings are judged by: the loss, the AUPRC (classes) or Pearson's correlation
            (intensities).
        finals: number of final trainings with the best setting, each a random restart.
        final_rows: rows of the final trainings: `all` (training and validation; the smallest
            training loss is best) or `train` (the smallest validation loss is best).
        keep: `best` of the final trainings, or `mean`: one model whose score is the mean of theirs.
        batch_size: rows of a step.
        pack_size: largest number of models that are trained as one.
        emphasis: rank by strength at which a row is drawn half as often as the strongest one; None
            draws all equally often.
        balance: whether both classes are drawn equally often.
        optimizer: optimizer of all trainings.
        ranges: limits, by setting, that replace those of `setting_ranges`, in the same units.
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
        """Raise TypeError if `ranges` names an unknown setting."""
        if unknown := self.ranges.keys() - RANGES.keys():
            raise TypeError(f"ranges of unknown settings: {', '.join(sorted(unknown))}")
