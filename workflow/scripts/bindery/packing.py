"""Many DeepBind models trained as one.

A model of 16 detectors cannot fill a processor, and a calibration trains ninety. A pack holds the
weights of all its members in arrays whose first axis is the member: their detectors are one
convolution over a shared batch, their heads one batched product, their loss a sum.

The pool passes gradient to one window a detector and sequence, and the larger of two strands to
one strand. So a first pass, without gradient, finds these windows, and a second scores them
alone: the gradient of a detector is a sum over a batch's few windows and not over all.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import keras
import numpy as np
from keras import ops

from bindery import architectures, scanning
from bindery.layers import PadUnknown, ReverseComplement, ThreeChannels
from bindery.members import Member, Shape
from bindery.optimizers import PackedAdam, PackedSGD
from bindery.tensors import Rows

STEPS_PER_EXECUTION = 50
# L1 decay begins after so many steps, as in DeepBind: before, it would hold tiny weights at zero.
DECAY_FROM = 100
OPTIMIZERS = {"sgd": PackedSGD, "adam": PackedAdam}
# Bytes of noise that are drawn, and handed to Keras, at a time.
NOISE_AT_ONCE = 1 << 26


class Pack(keras.Model):
    """Members of one shape as one Keras model.

    Codes, uint8, shape (batch, window) -> scores, float32, shape (batch, members).
    """

    def __init__(self, shape: Shape, members: Sequence[Member], batch_size: int = 64):
        """Make room for members; `start` gives them weights.

        Args:
            shape: what they share.
            members: what each has of its own; may be changed by `start`.
            batch_size: rows of a step of training.
        """
        super().__init__(name="pack")
        self.shape, self.count, self.batch_size = shape, len(members), batch_size
        self.strand = ReverseComplement()
        self.pad = PadUnknown(shape.width - 1)
        self.bases = ThreeChannels()
        self._make_weights()
        self.compile(
            optimizer=OPTIMIZERS[shape.optimizer](self.count),
            steps_per_execution=STEPS_PER_EXECUTION,
        )
        self.optimizer.build(self.trainable_variables)
        self.start(members, range(self.count))

    @property
    def jit_compile(self) -> bool:
        """Compiled as a whole, or most time goes into reading and writing the responses.

        Keras refuses this where TensorFlow is to be deterministic, for the sake of operations
        that XLA could not repeat; there is none here.
        """
        return keras.backend.backend() != "torch"

    @jit_compile.setter
    def jit_compile(self, _: Any) -> None:
        pass

    def _make_weights(self) -> None:
        shape, count = self.shape, self.count
        shapes = {
            "detectors": (shape.width, 4, shape.detectors),
            "detector_bias": (shape.detectors,),
            "hidden": (shape.features, shape.hidden),
            "hidden_bias": (shape.hidden,),
            "hidden_score": (shape.hidden,),
            "direct_score": (shape.features,),
            "score_bias": (),
        }
        self.own = {
            name: self.add_weight(shape=(count, *own), initializer="zeros", name=name)
            for name, own in shapes.items()
        }
        # A member with a hidden layer has no direct way to the score, and the reverse. Without a
        # hidden layer its hidden weights are zero, and so are then their gradients.
        self.vectors = {
            name: self.add_weight(
                shape=(count,), initializer="zeros", trainable=False, name=f"member_{name}"
            )
            for name in ("direct", "dropout", "detector_l1", "head_l1")
        }
        self.built = True

    def start(self, members: Sequence[Member], seeds: Sequence[int]) -> None:
        """Give all members their settings and new random weights, each by its own seed."""
        self._take(members)
        first = [self._first_weights(*pair) for pair in zip(members, seeds, strict=True)]
        for name, variable in self.own.items():
            variable.assign(np.stack([own[name] for own in first]))

    def _first_weights(self, member: Member, seed: int) -> dict[str, np.ndarray]:
        generator = np.random.default_rng(seed)
        scales = {"detectors": member.detector_scale, "direct_score": member.head_scale}
        if member.hidden:
            scales |= {"direct_score": 0, "hidden": member.head_scale}
            scales |= {"hidden_score": member.head_scale}
        return {
            name: generator.standard_normal(variable.shape[1:]) * scales.get(name, 0)
            for name, variable in self.own.items()
        }

    def _take(self, members: Sequence[Member]) -> None:
        if len(members) != self.count:
            raise ValueError(f"{len(members)} members, the pack has {self.count}")
        for member in members:
            if member.hidden not in (0, self.shape.hidden):
                raise ValueError(f"{member.hidden} hidden units, the pack has {self.shape.hidden}")
        self.members = list(members)
        columns = {
            field.name: np.array([getattr(member, field.name) for member in members], np.float32)
            for field in fields(Member)
        }
        self.vectors["direct"].assign((columns["hidden"] == 0).astype(np.float32))
        self.vectors["dropout"].assign(columns["dropout"])
        self.optimizer.set_rates(columns["learning_rate"], columns["momentum"])
        self.decay(False)

    def states(self) -> list[list[np.ndarray]]:
        """Weights and velocities of each member, from which `resume` goes on."""
        arrays = [np.array(variable) for variable in self._moving()]
        return [[array[index] for array in arrays] for index in range(self.count)]

    def resume(
        self, members: Sequence[Member], states: Sequence[list[np.ndarray]], steps: int
    ) -> None:
        """Take members where `states` left them, in this pack or another of the same shape.

        Args:
            members: their settings.
            states: see `states`.
            steps: how many they have behind them.
        """
        self._take(members)
        self.optimizer.iterations.assign(steps)
        for variable, *own in zip(self._moving(), *states, strict=True):
            variable.assign(np.stack(own))

    def _moving(self) -> list:
        return [*self.own.values(), *(own for part in self.optimizer.moving for own in part)]

    def decay(self, on: bool) -> None:
        """Switch all members' L1 decay on or off."""
        for name in ("detector_l1", "head_l1"):
            rates = [getattr(member, name) if on else 0.0 for member in self.members]
            self.vectors[name].assign(np.array(rates, np.float32))

    def learn(
        self,
        codes: np.ndarray,
        targets: np.ndarray,
        order: np.ndarray,
        noise: Sequence[np.random.Generator],
        weights: np.ndarray | None = None,
    ) -> None:
        """Train all members, a step on each `batch_size` rows in turn.

        Args:
            codes: uint8, shape (n, window).
            targets: float32, shape (n, 1).
            order: rows in the order of their use, int64, shape (steps * batch_size,).
            noise: of dropout, a generator a member.
            weights: of each row for each member, float32, shape (n, members); a member learns
                nothing from a row of weight 0, such as one of the fold that is held out for it.
        """
        features = self.shape.features
        steps = max(1, NOISE_AT_ONCE // (self.count * features * self.batch_size))
        for first in range(0, len(order), steps * self.batch_size):
            index = order[first : first + steps * self.batch_size]
            shape = (len(index), features)
            drawn = [own.integers(0, 256, shape, np.uint8) for own in noise]
            self.fit(
                (codes[index], np.concatenate(drawn, axis=1)),
                targets[index],
                sample_weight=None if weights is None else weights[index],
                batch_size=self.batch_size,
                shuffle=False,
                verbose=0,
            )

    def scores(self, codes: np.ndarray) -> np.ndarray:
        """All members' scores of codes, uint8, (n, window): float32, (n, members)."""
        return self.predict(codes, batch_size=self.batch_size, verbose=0)

    def member(self, index: int) -> keras.Model:
        """One member as an ordinary model of its architecture, with the same predictions."""
        own = {name: np.array(variable[index]) for name, variable in self.own.items()}
        chosen = self.members[index]
        model = architectures.build(
            self.shape.architecture, self.shape.window, **self.shape.settings, **chosen.settings
        )
        weights = [own["detectors"], own["detector_bias"]]
        if chosen.hidden:
            weights += [own["hidden"], own["hidden_bias"], own["hidden_score"][:, None]]
        else:
            weights += [own["direct_score"][:, None]]
        model.set_weights([*weights, own["score_bias"][None]])
        return model

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Scores, shape (batch, members).

        Args:
            inputs: codes, shape (batch, window); in training with noise, uint8, uniform, shape
                (batch, members * features), that decides what dropout drops.
            training: whether to drop out, and to compute as a gradient wants it.
        """
        shape = self.shape
        codes, noise = inputs if isinstance(inputs, (tuple, list)) else (inputs, None)
        codes = ops.cast(codes, "int32")
        strands = [codes, self.strand(codes)][: shape.strands]
        codes = ops.reshape(ops.stack(strands, 1), (-1, shape.window))
        windows = scanning.windows_of(self.bases(self.pad(codes)), shape.width)
        kernel, constant = scanning.three_channel_kernel(self.own["detectors"])
        constant = constant + self.own["detector_bias"]
        if training and noise is not None:
            return self._scores_of_winners(windows, kernel, constant, self._kept(noise))
        best, average = self._pooled(ops.matmul(windows, kernel), constant)
        return ops.max(self._head(self._features(best, average)), 1)

    def _by_member(self, values: Any) -> Any:
        """(batch * strands, members * detectors) -> (batch, strands, members, detectors)."""
        return ops.reshape(values, (-1, self.shape.strands, self.count, self.shape.detectors))

    def _average(self, responses: Any, constant: Any) -> Any:
        """Mean over positions of what a detector finds, or None where only the best counts."""
        if self.shape.pooling == "max":
            return None
        found = ops.relu(responses + ops.reshape(constant, (-1,)))
        return self._by_member(ops.mean(found, 1))

    def _pooled(self, responses: Any, constant: Any) -> tuple[Any, Any]:
        """Best and average response, (batch, strands, members, detectors) each."""
        best = self._by_member(ops.max(responses, 1)) + constant
        return best, self._average(responses, constant)

    def _features(self, best: Any, average: Any) -> Any:
        """(batch, strands, members, features), from (batch, strands, members, detectors)."""
        best = ops.relu(best)
        return best if average is None else ops.concatenate([best, average], -1)

    def _head(self, features: Any) -> Any:
        """Scores, (batch, strands, members), of features, (batch, strands, members, features)."""
        own = self.own
        weights = own["direct_score"] * self.vectors["direct"][:, None]
        score = ops.sum(features * weights, -1) + own["score_bias"]
        hidden = ops.einsum("bsmf,mfh->bsmh", features, own["hidden"]) + own["hidden_bias"]
        return score + ops.sum(ops.relu(hidden) * own["hidden_score"], -1)

    def _scores_of_winners(self, windows: Any, kernel: Any, constant: Any, kept: Any) -> Any:
        """Scores, (batch, members), with gradient through the windows that decide them alone."""
        steady = ops.stop_gradient
        averaged = self.shape.pooling == "max_average"
        best, place, average = scanning.scan(
            steady(windows),
            kernel if averaged else steady(kernel),
            ops.reshape(constant, (-1,)),
            self.batch_size * self.shape.strands,
            averaged,
        )
        average = self._by_member(average) if averaged else None
        features = self._features(self._by_member(best) + constant, average)
        strand = ops.argmax(steady(self._head(features * kept)), 1)
        chosen = ops.transpose(ops.one_hot(strand, self.shape.strands), (0, 2, 1))[..., None]
        place = ops.sum(self._by_member(place) * chosen, 1)
        row = ops.arange(ops.shape(strand)[0])[:, None] * self.shape.strands
        row = (row + ops.cast(strand, "int32"))[..., None]
        best = scanning.responses_at(windows, kernel, row, place) + constant
        if average is not None:
            average = ops.sum(average * chosen, 1)
        features = self._features(best, average) * kept[:, 0]
        return self._head(features[:, None])[:, 0]

    def _kept(self, noise: Any) -> Any:
        """What a step keeps of each feature, scaled to keep its mean; both strands alike."""
        rate = self.vectors["dropout"][:, None]
        noise = ops.reshape(noise, (-1, 1, self.count, self.shape.features))
        kept = ops.cast(noise, "float32") >= 256 * rate
        return ops.cast(kept, "float32") / (1 - rate)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, **_: Any
    ) -> Any:
        """Sum over members of their weighted mean loss and their decay.

        Args:
            x: unused.
            y: targets, shape (batch, 1).
            y_pred: scores, shape (batch, members).
            sample_weight: shape (batch, members); None weighs all rows alike.
        """
        if self.shape.target == "intensity":
            losses = 0.5 * ops.square(y_pred - y)
        else:
            losses = ops.softplus(y_pred) - y * y_pred
        weights = ops.ones_like(losses) if sample_weight is None else sample_weight
        total = ops.maximum(ops.sum(weights, 0), 1e-6)
        loss = ops.sum(ops.sum(losses * weights, 0) / total)
        return loss + self._decay()

    def _decay(self) -> Any:
        rates = {"detectors": "detector_l1"}
        rates |= dict.fromkeys(("hidden", "hidden_score", "direct_score"), "head_l1")
        return sum(
            ops.sum(
                self.vectors[rate] * ops.sum(ops.abs(self.own[name]), range(1, self.own[name].ndim))
            )
            for name, rate in rates.items()
        )


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
