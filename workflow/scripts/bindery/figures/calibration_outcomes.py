"""What became of a calibration's trials, read from its JSON."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bindery.figures.numerals import significant
from bindery.figures.words import measures, name_of
from bindery.study.ranges import RANGES

# A loss above this share of that of a model that scores all rows 0 is no learning.
NOTHING_LEARNED = 0.98
# The settings of a trial as a reader names them, in the order of figures and tables.
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
    """What became of one trial.

    Attributes:
        settings: by name.
        steps: at each checkpoint that it reached.
        folds: what it is judged by, of each checkpoint and fold, shape (checkpoints, folds).
        chosen: index of its best checkpoint.
        best: whether it is the best trial.
        learned: whether its loss ever left that of a model that scores all rows 0.
        stopped: whether halving stopped it.
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
        """Mean over folds at each checkpoint, nan where a fold diverged."""
        return self.folds.mean(1)

    @property
    def value(self) -> float:
        """What it came to at its best checkpoint."""
        return float(self.means[self.chosen])

    def within(self, limits: tuple[float, float]) -> bool:
        """Whether its value can be drawn between limits."""
        return limits[0] <= self.value <= limits[1]


def zero_loss(found: dict) -> tuple[float, str]:
    """The loss of a model that scores all rows 0, and its name."""
    return measures(found["target"]).words.zero


def name_of_choice(select: str) -> str:
    """How a page names what a setting is judged by: the loss, or a measure."""
    return select if select == "loss" else name_of(select)


def outcomes(found: dict) -> list[Outcome]:
    """The trials of a calibration's JSON: those that learned nothing first, the best one last."""
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
    """Names of the settings that differ between trials and count, in the order of `NAMES`.

    Args:
        trials: settings of each.
        optimizer: of the plan; a momentum is nothing to Adam.
    """
    unused = ("momentum",) if optimizer == "adam" else ()
    return [
        name
        for name in NAMES
        if name not in unused and len({settings[name] for settings in trials}) > 1
    ]


def _limits_of(name: str, plan: dict) -> str:
    """Between which values a setting was searched, in words."""
    way, limits = RANGES[name]
    limits = plan["ranges"].get(name, limits)
    if way in ("choice", "alternate"):
        return ", ".join(significant(value) for value in sorted(set(limits)))
    low, high = map(significant, limits)
    return f"{low} to {high}" + (", by logarithm" if way == "logarithm" else "")


def view_of(found: dict, given: dict, facts: dict) -> dict:
    """A calibration as a page tells it.

    Args:
        found: the calibration's JSON.
        given: the model's settings in the config, which were not searched.
        facts: the model's provenance, for the losses of its last trainings.

    Returns:
        `plan`; `steps`; `measure` (its name), and
        `value`, `low` and `high` over folds of the best trial; `settings`: rows of name, value,
        and how it was found; `restarts` as numbers, and `kept`, the number from 1 of the best.
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
