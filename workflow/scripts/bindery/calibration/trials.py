"""The trials of a calibration: their results, and the best of them."""

from dataclasses import asdict, dataclass, field

import numpy as np

from bindery.calibration.pack_members import Member
from bindery.calibration.plan import Plan
from bindery.targets.kinds import kind_of


@dataclass
class Trial:
    """One trial: a setting and its results so far.

    Attributes:
        member: the setting.
        loss: the held-out loss of each fold, at each checkpoint that the trial reached.
        score: likewise the AUPRC, or for intensities Pearson's correlation.
    """

    member: Member
    loss: list[list[float]] = field(default_factory=list)
    score: list[list[float]] = field(default_factory=list)

    def value(self, select: str, checkpoint: int) -> float:
        """The value that a trial is judged by at a checkpoint; smaller is better."""
        found = self.loss if select == "loss" else self.score
        mean = float(np.mean(found[checkpoint]))
        if not np.isfinite(mean):
            return float("inf")
        return mean if select == "loss" else -mean

    def best_checkpoint(self, select: str) -> int:
        """The index of the trial's best checkpoint."""
        return int(np.argmin([self.value(select, index) for index in range(len(self.loss))]))


def report_of(
    trials: list[Trial], plan: Plan, checkpoints: list[int], target: str, seed: int
) -> dict:
    """All results of a calibration, as plain values.

    Args:
        trials: all trials.
        plan: plan of the search.
        checkpoints: the number of steps done at each checkpoint.
        target: `class` or `intensity`.
        seed: seed of the calibration.
    """
    select, score = plan.select, kind_of(target).score
    rows = []
    for number, trial in enumerate(trials):
        best = trial.best_checkpoint(select)
        rows.append(
            {
                "trial": number,
                "settings": asdict(trial.member),
                "checkpoints": checkpoints[: len(trial.loss)],
                "loss": trial.loss,
                score: trial.score,
                "steps": checkpoints[best],
                "best_loss": float(np.mean(trial.loss[best])),
                f"best_{score}": float(np.mean(trial.score[best])),
            }
        )
    # A trial that halving stopped was worse than those that went on.
    reached = max(len(trial.loss) for trial in trials)
    going = [number for number, trial in enumerate(trials) if len(trial.loss) == reached]
    best = min(
        going,
        key=lambda number: trials[number].value(select, trials[number].best_checkpoint(select)),
    )
    facts = {
        "select": select,
        "target": target,
        "plan": asdict(plan),
        "seed": seed,
    }
    return {"best": rows[best], **facts, "trials": rows}
