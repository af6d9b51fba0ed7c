"""Calibration: many settings, each trained and judged on folds, none tuned by hand.

DeepBind's way (Alipanahi et al. 2015): settings drawn at random, three-fold cross-validation, the
best checkpoint decides for how many steps to train. All trials of a fold train as one pack.
"""

import json
import logging
from dataclasses import asdict, dataclass, field
from os import PathLike

import numpy as np
from sklearn.metrics import average_precision_score

from bindery import devices
from bindery.errors import InputError
from bindery.files import write_text
from bindery.folds import batches, fold_of, measured, scale_of
from bindery.members import Member, Shape
from bindery.packing import Pack
from bindery.search import draw_members
from bindery.settings import derive_seed
from bindery.splits import TRAIN, VALIDATION
from bindery.tensors import Rows, Tensor

logger = logging.getLogger(__name__)

# L1 decay begins after so many steps, as in DeepBind: before, it would hold tiny weights at zero.
DECAY_FROM = 100
SCORES = {"class": "auprc", "intensity": "pearson"}


@dataclass
class Trial:
    """One setting on its way.

    Attributes:
        member: its settings.
        loss: of each checkpoint that it reached, the held-out loss of each fold.
        score: the same of AUPRC, or of Pearson's correlation for intensities.
    """

    member: Member
    loss: list[list[float]] = field(default_factory=list)
    score: list[list[float]] = field(default_factory=list)

    def value(self, select: str, checkpoint: int) -> float:
        """What a trial is judged by at a checkpoint: less is better."""
        found = self.loss if select == "loss" else self.score
        mean = float(np.mean(found[checkpoint]))
        if not np.isfinite(mean):
            return float("inf")
        return mean if select == "loss" else -mean

    def best_checkpoint(self, select: str) -> int:
        """The index of the checkpoint at which it did best."""
        return int(np.argmin([self.value(select, index) for index in range(len(self.loss))]))


def judge(scores: np.ndarray, targets: np.ndarray, target: str) -> tuple[float, float]:
    """Loss, and AUPRC or Pearson's correlation, of scores, (n,), for targets, (n,)."""
    if not np.isfinite(scores).all():
        return float("nan"), float("nan")
    if target == "intensity":
        loss = float(np.mean((scores - targets) ** 2) / 2)
        varied = scores.std() > 0 and targets.std() > 0
        return loss, float(np.corrcoef(scores, targets)[0, 1]) if varied else 0.0
    loss = float(np.mean(np.logaddexp(0, scores) - targets * scores))
    return loss, float(average_precision_score(targets, scores))


class Packs:
    """Packs of one shape by their number of members, each made once: making one takes seconds."""

    def __init__(self, shape: Shape, batch_size: int):
        """Take what all packs share."""
        self.shape, self.batch_size = shape, batch_size
        self._made: dict[tuple[int, int], Pack] = {}

    def of(self, members: list[Member], batch_size: int) -> Pack:
        """The pack of so many members."""
        size = len(members), batch_size
        if size not in self._made:
            self._made[size] = Pack(self.shape, members, batch_size)
        return self._made[size]


class Calibration:
    """All trials of one model of one experiment, from checkpoint to checkpoint."""

    def __init__(self, rows: Rows, fold: np.ndarray, shape: Shape, plan: dict, seed: int):
        """Take what is the same for all trials.

        Args:
            rows: to train on and to judge by; targets scaled.
            fold: of each row.
            shape: of every trial's model.
            plan: see `plans.plan`.
            seed: of this calibration.
        """
        self.rows, self.fold, self.shape, self.plan, self.seed = rows, fold, shape, plan, seed
        self.packs = Packs(shape, plan["batch_size"])
        self._states: dict[tuple[int, int], list[np.ndarray]] = {}
        self._noise: dict[tuple[int, int], np.random.Generator] = {}

    @property
    def checkpoints(self) -> list[int]:
        """Steps done at each checkpoint."""
        count = self.plan["checkpoints"]
        return [self.plan["steps"] * (index + 1) // count for index in range(count)]

    def run(self, members: list[Member]) -> list[Trial]:
        """Train and judge all settings; with `halving` the worse half leaves at a checkpoint."""
        trials = [Trial(member) for member in members]
        alive = list(range(len(trials)))
        for checkpoint, steps in enumerate(self.checkpoints):
            self._advance(trials, alive, checkpoint)
            select = self.plan["select"]
            alive.sort(key=lambda trial: trials[trial].value(select, checkpoint))
            best = trials[alive[0]].value(select, checkpoint)
            logger.info("%d steps: %d settings, best %s %.4f", steps, len(alive), select, abs(best))
            if self.plan["halving"]:
                alive = alive[: max(1, -(-len(alive) // 2))]
            alive.sort()
        return trials

    def _advance(self, trials: list[Trial], alive: list[int], checkpoint: int) -> None:
        folds = range(self.plan["folds"])
        jobs = [(trial, fold) for fold in folds for trial in alive]
        found: dict[tuple[int, int], tuple[float, float]] = {}
        size = self.plan["pack_size"]
        by_fold = size // len(alive) * len(alive)
        size = by_fold if len(alive) <= size < len(jobs) and by_fold else size
        for first in range(0, len(jobs), size):
            found |= self._train(trials, jobs[first : first + size], checkpoint)
        for trial in alive:
            pairs = [found[trial, fold] for fold in folds]
            trials[trial].loss.append([loss for loss, _ in pairs])
            trials[trial].score.append([score for _, score in pairs])

    def _train(
        self, trials: list[Trial], jobs: list[tuple[int, int]], checkpoint: int
    ) -> dict[tuple[int, int], tuple[float, float]]:
        """Train a pack to a checkpoint; each member's loss and score on its own fold.

        A pack of one fold learns from that fold's rows alone. Where a pack holds several, all
        rows are in its batches, which are larger by as much as a member leaves out.
        """
        members = [trials[trial].member for trial, _ in jobs]
        held_out = np.array([fold for _, fold in jobs])
        alone = len(set(held_out)) == 1
        weights = None
        batch, learned = self.plan["batch_size"], np.arange(len(self.fold))
        if alone:
            learned = learned[self.fold != held_out[0]]
        else:
            weights = (self.fold[:, None] != held_out).astype(np.float32)
            batch = round(batch * self.plan["folds"] / (self.plan["folds"] - 1))
        pack = self.packs.of(members, batch)
        self._place(pack, members, jobs)
        before = self.checkpoints[checkpoint - 1] if checkpoint else 0
        steps = self.checkpoints[checkpoint] - before
        name = str(held_out[0]) if alone else "all"
        seed = derive_seed(self.seed, "batches", name, str(checkpoint))
        order = batches(learned, steps * batch, np.random.default_rng(seed))
        learn(pack, self.rows, order, before, [self._noise[job] for job in jobs], weights)
        self._states |= dict(zip(jobs, pack.states(), strict=True))
        return self._judged(pack, jobs, held_out)

    def _place(self, pack: Pack, members: list[Member], jobs: list[tuple[int, int]]) -> None:
        if all(job in self._states for job in jobs):
            pack.resume(members, [self._states[job] for job in jobs])
            return
        seeds = [derive_seed(self.seed, "start", str(trial), str(fold)) for trial, fold in jobs]
        pack.start(members, seeds)
        self._noise |= {
            job: np.random.default_rng(derive_seed(seed, "noise"))
            for job, seed in zip(jobs, seeds, strict=True)
        }

    def _judged(
        self, pack: Pack, jobs: list[tuple[int, int]], held_out: np.ndarray
    ) -> dict[tuple[int, int], tuple[float, float]]:
        found = {}
        for fold in np.unique(held_out):
            which = self.fold == fold
            scores = pack.scores(self.rows.sequences[which])
            targets = self.rows.targets[which, 0]
            for index in np.flatnonzero(held_out == fold):
                found[jobs[index]] = judge(scores[:, index], targets, self.shape.target)
        return found


def learn(
    pack: Pack,
    rows: Rows,
    order: np.ndarray,
    before: int,
    noise: list[np.random.Generator],
    weights: np.ndarray | None = None,
) -> None:
    """Train a pack on rows in an order; decay begins late.

    Args:
        pack: with `before` steps behind it.
        rows: all rows.
        order: of their use.
        before: steps done.
        noise: see `Pack.learn`.
        weights: see `Pack.learn`.
    """
    late = max(0, DECAY_FROM - before) * pack.batch_size
    for part, on in ((order[:late], False), (order[late:], True)):
        if len(part):
            pack.decay(on)
            pack.learn(rows.sequences, rows.targets, part, noise, weights)
