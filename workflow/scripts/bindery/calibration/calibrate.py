"""Calibration: train random settings and judge each by cross-validation.

As in DeepBind (Alipanahi et al. 2015), settings are drawn at random and cross-validated, and the
best checkpoint sets the number of training steps. All trials of a fold are trained as one pack.
"""

import contextlib
import copy
import json
import logging

import numpy as np

from bindery.calibration.folds import batches, fold_of, planned_chances
from bindery.calibration.pack_members import Member, Shape, shape_of
from bindery.calibration.packing import Pack, learn
from bindery.calibration.plan import Plan
from bindery.calibration.random_search import draw_members
from bindery.calibration.saved_search import Job, Place, read_state, state_of
from bindery.calibration.trials import Trial, report_of
from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Rows, Tensor
from bindery.files import write_json, write_text
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.seeds import derive_seed
from bindery.training.resume import State, StopWhenAsked
from bindery.training.targets import check_learned, judge, training_rows

logger = logging.getLogger(__name__)

# The most rows of a fold that a trial is judged by, so that large experiments are judged quickly.
JUDGED_ROWS = 8192
# Enough detectors to keep a few cores busy (`make bench NAME=packing`: eight members of 16).
BUSY = 128


class Calibration:
    """All trials of one model of one experiment, from checkpoint to checkpoint."""

    def __init__(
        self,
        rows: Rows,
        chance: np.ndarray | None,
        fold: np.ndarray,
        shape: Shape,
        plan: Plan,
        seed: int,
        saved: Checkpoints | None = None,
    ):
        """Store what all trials share, and take up a search that was stopped.

        Args:
            rows: rows for training and judging, with scaled targets.
            chance: sampling weight of each row, see `folds.chances`; None for equal weights.
            fold: fold of each row.
            shape: shape of every trial's model.
            plan: plan of the search.
            seed: seed of this calibration.
            saved: where to write checkpoints, and from which to go on; None for neither.
        """
        self.rows, self.chance, self.fold = rows, chance, fold
        self.shape, self.plan, self.seed = shape, plan, seed
        # Packs by number of members and rows of a step, since each new pack must be compiled.
        self._packs: dict[tuple[int, int], Pack] = {}
        generator = np.random.default_rng(derive_seed(seed, "judged"))
        self._judged_rows = [
            np.sort(generator.permutation(np.flatnonzero(fold == number))[:JUDGED_ROWS])
            for number in range(plan.folds)
        ]
        # Results by checkpoint of the plan, trial and fold; states by trial and fold.
        self._results: dict[Place, tuple[float, float]] = {}
        self._states: dict[Job, list[np.ndarray]] = {}
        self._noise: dict[Job, np.random.Generator] = {}
        self.saved = saved
        if saved is not None and (state := saved.load()) is not None:
            self._results, self._states, self._noise = read_state(state)
            logger.info("goes on with %d results of the search", len(self._results))

    @property
    def checkpoints(self) -> list[int]:
        """The number of steps done at each checkpoint."""
        count = self.plan.checkpoints
        return [self.plan.steps * (index + 1) // count for index in range(count)]

    def run(self, members: list[Member]) -> list[Trial]:
        """Train and judge all settings; `halving` drops the worse half at each checkpoint."""
        trials = [Trial(member) for member in members]
        alive = list(range(len(trials)))
        for checkpoint, steps in enumerate(self.checkpoints):
            self._advance(trials, alive, checkpoint)
            select = self.plan.select
            alive.sort(key=lambda trial: trials[trial].value(select, checkpoint))
            best = trials[alive[0]].value(select, checkpoint)
            logger.info("%d steps: %d settings, best %s %.4f", steps, len(alive), select, abs(best))
            if self.plan.halving:
                alive = alive[: max(1, -(-len(alive) // 2))]
            alive.sort()
        return trials

    def keep(self) -> None:
        """Write the results, so that a stop of the final trainings repeats no search."""
        if self.saved is not None:
            self.saved.save(self._state())

    def _advance(self, trials: list[Trial], alive: list[int], checkpoint: int) -> None:
        folds = range(self.plan.folds)
        jobs = [(trial, fold) for fold in folds for trial in alive]
        size = self._pack_size(len(alive))
        for first in range(0, len(jobs), size):
            pack = jobs[first : first + size]
            if any((checkpoint, *job) not in self._results for job in pack):
                self._train(trials, pack, checkpoint)
                if self.saved is not None and self.saved.due:
                    self.saved.save(self._state())
        for trial in alive:
            pairs = [self._results[checkpoint, trial, fold] for fold in folds]
            trials[trial].loss.append([loss for loss, _ in pairs])
            trials[trial].score.append([score for _, score in pairs])

    def _pack_size(self, alive: int) -> int:
        """The number of members in a pack: those of one fold, or if few those of several folds.

        In a pack of several folds, each member also sees rows that it must not learn from. That
        costs more than the larger pack gains, once the members of one fold keep a processor busy.
        """
        most = self.plan.pack_size
        if alive * self.shape.detectors >= BUSY:
            return min(most, alive)
        return most // alive * alive or most

    def _state(self) -> State:
        return state_of(self._results, self._states, self._noise)

    def _train(self, trials: list[Trial], jobs: list[Job], checkpoint: int) -> None:
        """Train a pack to a checkpoint; keep each member's state, and results on its own fold.

        A pack of one fold is trained only on the rows outside that fold. The batches of a pack of
        several folds have all rows, and are larger by the share of rows that a member ignores.
        """
        members = [trials[trial].member for trial, _ in jobs]
        held_out = np.array([fold for _, fold in jobs])
        alone = len(set(held_out)) == 1
        weights = None
        batch, learned = self.plan.batch_size, np.arange(len(self.fold))
        if alone:
            learned = learned[self.fold != held_out[0]]
        else:
            weights = (self.fold[:, None] != held_out).astype(np.float32)
            batch = round(batch * self.plan.folds / (self.plan.folds - 1))
        pack = self._pack(members, batch)
        before = self.checkpoints[checkpoint - 1] if checkpoint else 0
        noise = self._load(pack, members, jobs, before)
        steps = self.checkpoints[checkpoint] - before
        name = str(held_out[0]) if alone else "all"
        seed = derive_seed(self.seed, "batches", name, str(checkpoint))
        chance = None if self.chance is None else self.chance[learned]
        order = batches(learned, steps * batch, np.random.default_rng(seed), chance)
        stop = [] if self.saved is None else [StopWhenAsked(self.saved, self._state)]
        learn(pack, self.rows, order, before, noise, weights, stop)
        judged = self._judged(pack, jobs, held_out)
        self._results |= {(checkpoint, *job): pair for job, pair in judged.items()}
        self._states |= dict(zip(jobs, pack.states(), strict=True))
        self._noise |= dict(zip(jobs, noise, strict=True))

    def _pack(self, members: list[Member], batch_size: int) -> Pack:
        size = len(members), batch_size
        if size not in self._packs:
            self._packs[size] = Pack(self.shape, members, batch_size)
        return self._packs[size]

    def _load(
        self, pack: Pack, members: list[Member], jobs: list[Job], before: int
    ) -> list[np.random.Generator]:
        """Give a pack its members' weights; return copies of their generators of noise."""
        if before:
            pack.resume(members, [self._states[job] for job in jobs], before)
            return copy.deepcopy([self._noise[job] for job in jobs])
        seeds = [derive_seed(self.seed, "start", str(trial), str(fold)) for trial, fold in jobs]
        pack.start(members, seeds)
        return [np.random.default_rng(derive_seed(seed, "noise")) for seed in seeds]

    def _judged(
        self, pack: Pack, jobs: list[Job], held_out: np.ndarray
    ) -> dict[Job, tuple[float, float]]:
        found = {}
        for fold in np.unique(held_out):
            which = self._judged_rows[fold]
            scores = pack.scores(self.rows.sequences[which])
            targets = self.rows.targets[which, 0]
            weights = None if self.chance is None else self.chance[which]
            for index in np.flatnonzero(held_out == fold):
                found[jobs[index]] = judge(scores[:, index], targets, self.shape.target, weights)
        return found


def write_nothing_tried(calibration_file: str) -> None:
    """Write an empty calibration, without plan and trials, for a model with given settings.

    Args:
        calibration_file: output, JSON.
    """
    write_text(calibration_file, json.dumps({"plan": None, "trials": []}) + "\n")


def calibrate(
    *,
    tensor: str,
    calibration_file: str,
    architecture: str,
    settings: dict,
    plan: dict,
    target: str,
    seed: int,
    backend: str,
    backend_threads: int,
    saved: Checkpoints | None = None,
    window: int | None = None,
) -> None:
    """Find the settings and the number of steps for one model of one experiment.

    Only training and validation rows are used.

    Args:
        tensor: the experiment's tensor file.
        calibration_file: output, JSON: the best trial, and every trial with its settings and its
            loss and score of each fold at each checkpoint.
        architecture: one of `calibration_presets.PACKED`.
        settings: settings of the architecture that are given, and so not searched.
        plan: the fields of `Plan`.
        target: `class` or `intensity`.
        seed: seed of this calibration.
        backend: Keras's backend, which `devices.prepare` has set, for the log.
        backend_threads: its number of threads, likewise.
        saved: where to write checkpoints of the search, and from which to go on; None for neither.
        window: bases that the model sees; None for the rows' own window.
    """
    how = Plan(**plan)
    with Tensor(tensor, window) as opened:
        rows, strength = training_rows(opened, (TRAIN, VALIDATION), target)
        shape = shape_of(architecture, opened.window, settings, target, how.optimizer)
    logger.info(
        "%s: %d settings x %d folds of %d rows, on %s (%s, %d threads)",
        architecture,
        how.settings,
        how.folds,
        len(rows.targets),
        *(devices.describe(), backend, backend_threads),
    )
    fold = fold_of(rows, how.folds, target, derive_seed(seed, "folds"), tensor)
    chance = planned_chances(rows, strength, how, target)
    calibration = Calibration(rows, chance, fold, shape, how, seed, saved)
    members = draw_members(how.settings, settings, how.ranges, derive_seed(seed, "settings"))
    with saved or contextlib.nullcontext():
        trials = calibration.run(members)
        calibration.keep()
    found = report_of(trials, how, calibration.checkpoints, target, seed)
    check_learned(
        found["best"]["best_loss"],
        rows.targets[:, 0],
        target,
        what="every setting of the calibration",
        file=tensor,
        remedy="lower calibration.ranges.learning_rate",
    )
    write_json(calibration_file, found, sort_keys=True)
