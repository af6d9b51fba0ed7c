"""The final trainings with a calibration's best setting, as one pack; the best or mean is kept."""

import contextlib
import logging
from dataclasses import dataclass, replace

import numpy as np

from bindery.calibration.folds import batches, planned_chances
from bindery.calibration.pack_members import Member, Shape, shape_of
from bindery.calibration.packing import Pack, learn
from bindery.calibration.plan import Plan
from bindery.calibration.saved_search import members_of, stacked
from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Rows, Tensor
from bindery.errors import InputError
from bindery.files import read_json
from bindery.models.scores import scores
from bindery.runtime.checkpoints import Checkpoints, plain_of, text_of
from bindery.seeds import derive_seed
from bindery.targets.kinds import kind_of
from bindery.training.fitting import Fitted, mean_of
from bindery.training.predictions import write_predictions
from bindery.training.resume import State, StopWhenAsked
from bindery.training.targets import judge, measured_rows, scaled
from bindery.training.train import write_fitted

logger = logging.getLogger(__name__)

# Number of points in the training curve, and of rows that the training loss is computed on.
POINTS = 10
LOSS_ROWS = 4096


@dataclass(frozen=True)
class Point:
    """Losses and scores of all final trainings at one time.

    Attributes:
        epoch: number of passes over the training rows, a fraction.
        figures: loss and score of each training, on training rows, then on validation rows if any.
    """

    epoch: float
    figures: list[list[tuple[float, float]]]


class _Course:
    """The final trainings' state: weights, generators of random numbers, and the curve so far."""

    def __init__(
        self,
        pack: Pack,
        generators: list[np.random.Generator],
        checkpoints: Checkpoints | None,
    ):
        self.pack, self.generators, self.checkpoints = pack, generators, checkpoints
        self.history: list[Point] = []
        self.last: State = {}
        self.callbacks = (
            [] if checkpoints is None else [StopWhenAsked(checkpoints, lambda: self.last)]
        )

    def resume(self, members: list[Member], steps: int, points: int) -> int:
        """Go on from the checkpoint, if there is one; return the number of steps done."""
        state = None if self.checkpoints is None else self.checkpoints.load()
        if state is None:
            self._keep()
            return 0
        self.last = state
        self.history = [Point(epoch, figures) for epoch, figures in plain_of(state["history"])]
        before = steps * len(self.history) // points
        if before:
            self.pack.resume(members, members_of(state), before)
        for generator, own in zip(self.generators, plain_of(state["generators"]), strict=True):
            generator.bit_generator.state = own
        logger.info("goes on from step %d of %d", before, steps)
        return before

    def add(self, point: Point) -> None:
        """Add a point to the curve, and write the state if a checkpoint is due."""
        self.history.append(point)
        self._keep()
        if self.checkpoints is not None and self.checkpoints.due:
            self.checkpoints.save(self.last)

    def _keep(self) -> None:
        self.last = {
            **stacked(self.pack.states()),
            "history": text_of([[point.epoch, _plain(point.figures)] for point in self.history]),
            "generators": text_of([own.bit_generator.state for own in self.generators]),
        }


def _plain(figures: list[list[tuple[float, float]]]) -> list:
    return [[[float(loss), float(score)] for loss, score in own] for own in figures]


def fit_finals(
    shape: Shape,
    member: Member,
    steps: int,
    rows: tuple[Rows, np.ndarray | None],
    validation: Rows | None,
    plan: Plan,
    seed: int,
    checkpoints: Checkpoints | None = None,
) -> Fitted:
    """Train one setting from several random restarts as a pack.

    Args:
        shape: shape of the model.
        member: the setting.
        steps: number of training steps.
        rows: training rows, and their sampling weights, see `folds.chances`.
        validation: rows to choose the best training by; None chooses by the training loss, as
            DeepBind does.
        plan: gives the number of final trainings, their batches, and what is kept.
        seed: seed of this training.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.
    """
    learned, chance = rows
    members, batch = [member] * plan.finals, plan.batch_size
    seeds = [derive_seed(seed, "start", str(number)) for number in range(len(members))]
    pack = Pack(shape, members, batch)
    pack.start(members, seeds)
    noise = [np.random.default_rng(derive_seed(own, "noise")) for own in seeds]
    generator = np.random.default_rng(derive_seed(seed, "batches"))
    shown = generator.permutation(len(learned.targets))[:LOSS_ROWS]
    weights = None if chance is None else chance[shown]
    judged = [(learned.sequences[shown], learned.targets[shown, 0], weights)]
    if validation is not None:
        judged.append((validation.sequences, validation.targets[:, 0], None))
    every, points = np.arange(len(learned.targets)), min(POINTS, steps)
    course = _Course(pack, [generator, *noise], checkpoints)
    before = course.resume(members, steps, points)
    for point in range(len(course.history), points):
        after = steps * (point + 1) // points
        order = batches(every, (after - before) * batch, generator, chance)
        learn(pack, learned, order, before, noise, callbacks=course.callbacks)
        before = after
        figures = [
            [judge(own, targets, shape.target, weights) for own in pack.scores(codes).T]
            for codes, targets, weights in judged
        ]
        course.add(Point(after * batch / len(learned.targets), figures))
        logger.info("%d of %d steps  losses %s", after, steps, _losses(figures[-1]))
    history = course.history
    losses = [loss for loss, _ in history[-1].figures[-1]]
    if not np.isfinite(losses).all():
        raise InputError(
            "a final training diverged", remedy="set another seed; the search is then repeated"
        )
    best = int(np.argmin(losses))
    return _fitted(pack, best, losses, history, plan.keep)


def _losses(figures: list[tuple[float, float]]) -> str:
    return " ".join(f"{loss:.4f}" for loss, _ in figures)


def _fitted(pack: Pack, best: int, losses: list, history: list[Point], keep: str) -> Fitted:
    score = kind_of(pack.shape.target).score
    nothing = float("nan"), float("nan")
    rows = []
    for point in history:
        train, *validation = [figures[best] for figures in point.figures]
        val_loss, val_score = validation[0] if validation else nothing
        rows.append(
            {"epoch": point.epoch, "loss": train[0], "val_loss": val_loss}
            | {f"val_{score}": val_score, "best": int(point is history[-1])}
        )
    if keep == "mean":
        return Fitted(mean_of([pack.member(index) for index in range(pack.count)]), rows, losses)
    return Fitted(pack.member(best), rows, losses)


def train_finals(
    *,
    tensor: str,
    calibration: str,
    model: str,
    history: str,
    predictions: str,
    provenance_file: str,
    architecture: str,
    settings: dict,
    plan: dict,
    target: str,
    seed: int,
    backend: str,
    backend_threads: int,
    checkpoints: Checkpoints | None = None,
    window: int | None = None,
) -> None:
    """Train a calibrated model and predict the held-out rows.

    Args:
        tensor: the experiment's tensor file.
        calibration: JSON of `calibrate.calibrate`.
        model: output, `.keras`.
        history: output, TSV.
        predictions: output, TSV.gz, validation and test rows.
        provenance_file: output, JSON.
        architecture: one of `calibration_presets.PACKED`.
        settings: settings of the architecture that the config gives.
        plan: the fields of `Plan`.
        target: `class` or `intensity`.
        seed: seed of this training.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        checkpoints: where to write checkpoints, and from which to go on; None for neither. The file
            is removed when all outputs are written.
        window: bases that the model sees; None for the rows' own window.
    """
    how = Plan(**plan)
    best = read_json(calibration, "best")["best"]
    member = Member(**best["settings"])
    everything = how.final_rows == "all"
    with Tensor(tensor, window) as opened:
        shape = shape_of(architecture, opened.window, settings, target, how.optimizer)
        shape = replace(shape, hidden=member.hidden)
        splits = (TRAIN, VALIDATION) if everything else (TRAIN,)
        raw, strength = measured_rows(opened, splits)
        rows, validation = scaled(raw, raw, target), None
        if not everything:
            validation = scaled(measured_rows(opened, (VALIDATION,))[0], raw, target)
        chance = planned_chances(rows, strength, how, target)
        steps, given = best["steps"], (rows, chance)
        with checkpoints or contextlib.nullcontext():
            fitted = fit_finals(shape, member, steps, given, validation, how, seed, checkpoints)
        write_predictions(predictions, opened, lambda codes: scores(fitted.model, codes))
    write_fitted(
        fitted,
        tensor=tensor,
        model=model,
        history=history,
        provenance_file=provenance_file,
        architecture=architecture,
        settings=shape.settings | member.settings,
        training={"learning_rate": member.learning_rate, "momentum": member.momentum}
        | {"optimizer": how.optimizer, "steps": best["steps"], "calibration": plan},
        backend=backend,
        backend_threads=backend_threads,
        seed=seed,
    )
    if checkpoints is not None:
        checkpoints.remove()
