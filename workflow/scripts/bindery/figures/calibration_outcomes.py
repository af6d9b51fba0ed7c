"""The outcome of each trial of a calibration, read from its JSON."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bindery.figures.numerals import significant
from bindery.figures.words import measures, name_of
from bindery.study.setting_ranges import RANGES

# A model whose loss is above this share of the loss of all scores 0 has learned nothing.
NOTHING_LEARNED = 0.98
# Names of the settings in figures and tables, in their order.
NAMES = {
    "learning_rate": "Learning rate",
    "momentum": "Momentum",
    "detector_scale": "Detector scale",
    "head_scale": "Head scale",
    "detector_l1": "Detector L1",
    "head_l1": "Head L1",
    "dropout": "Dropout",
    "hidden": "Hidden units",
}


@dataclass(frozen=True)
class Outcome:
    """The outcome of one trial.

    Attributes:
        settings: settings by name.
        steps: number of steps at each checkpoint that the trial reached.
        folds: value at each checkpoint for each fold, shape (checkpoints, folds).
        chosen: index of the best checkpoint.
        best: whether this is the best trial.
        learned: whether the loss was ever below that of a model that scores all rows 0.
        stopped: whether halving stopped the trial.
    """

    settings: dict
    steps: list[int]
    folds: np.ndarray
    chosen: int
    best: bool
    learned: bool
    stopped: bool

    @property
    def means(self) -> np.ndarray:
        """The mean over folds at each checkpoint; nan where a fold diverged."""
        return self.folds.mean(1)

    @property
    def value(self) -> float:
        """The mean over folds at the best checkpoint."""
        return float(self.means[self.chosen])

    def within(self, limits: tuple[float, float]) -> bool:
        """Whether the trial's value lies within limits."""
        return limits[0] <= self.value <= limits[1]


def zero_loss(found: dict) -> tuple[float, str]:
    """The loss of a model that scores all rows 0, and its name."""
    return measures(found["target"]).words.zero


def name_of_choice(select: str) -> str:
    """The name of the value that settings are judged by: the loss, or a measure."""
    return select if select == "loss" else name_of(select)


def outcomes(found: dict) -> list[Outcome]:
    """Read the trials of a calibration's JSON, those that learned nothing first, the best last."""
    zero, _ = zero_loss(found)
    reached = max(len(trial["loss"]) for trial in found["trials"])
    trials = []
    for trial in found["trials"]:
        losses = np.array(trial["loss"], float).mean(1)
        least = losses[np.isfinite(losses)].min(initial=math.inf)
        trials.append(
            Outcome(
                settings=trial["settings"],
                steps=trial["checkpoints"],
                folds=np.array(trial[found["select"]], float),
                chosen=trial["checkpoints"].index(trial["steps"]),
                best=trial["trial"] == found["best"]["trial"],
                learned=bool(least < NOTHING_LEARNED * zero),
                stopped=len(trial["loss"]) < reached,
            )
        )
    return sorted(trials, key=lambda trial: (trial.best, trial.learned))


def searched(trials: Sequence[dict], optimizer: str) -> list[str]:
    """Names of the settings that differ between trials and have an effect, ordered as in `NAMES`.

    Args:
        trials: settings of each trial.
        optimizer: optimizer of the plan; Adam does not use the momentum.
    """
    unused = ("momentum",) if optimizer == "adam" else ()
    return [
        name
        for name in NAMES
        if name not in unused and len({settings[name] for settings in trials}) > 1
    ]


def _limits_of(name: str, plan: dict) -> str:
    """The limits between which a setting was searched, in words."""
    way, limits = RANGES[name]
    limits = plan["ranges"].get(name, limits)
    if way in ("choice", "alternate"):
        return ", ".join(significant(value) for value in sorted(set(limits)))
    low, high = map(significant, limits)
    return f"{low} to {high}" + (", by logarithm" if way == "logarithm" else "")


def view_of(found: dict, given: dict, facts: dict) -> dict:
    """The contents of a page's section on a calibration.

    Args:
        found: the calibration's JSON.
        given: the model's settings in the config, which were not searched.
        facts: the model's provenance, for the losses of its final trainings.

    Returns:
        `plan`; `steps`; `measure` (its name) with `value`, `low` and `high` over the folds of the
        best trial; `settings`, rows of name, value, and how it was found; `restarts`, the losses of
        the final trainings; and `kept`, the number of the best one, from 1.
    """
    best, plan = found["best"], found["plan"]
    restarts = facts["restarts"]
    folds = best[found["select"]][best["checkpoints"].index(best["steps"])]
    unused = ("momentum",) if plan["optimizer"] == "adam" else ()
    rows = [
        (
            label,
            significant(best["settings"][name]),
            "given" if name in given else _limits_of(name, plan),
        )
        for name, label in NAMES.items()
        if name not in unused
    ]
    return {
        "plan": plan,
        "steps": best["steps"],
        "measure": name_of_choice(found["select"]),
        "value": float(np.mean(folds)),
        "low": min(folds),
        "high": max(folds),
        "settings": rows,
        "restarts": restarts,
        "kept": int(np.argmin(restarts)) + 1,
    }
