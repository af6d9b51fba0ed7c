"""Many DeepBind models trained as one.

A model of 16 detectors cannot fill a processor, and a calibration trains ninety. A pack holds the
weights of all its members in arrays whose first axis is the member: their detectors are one
convolution over a shared batch, their heads one batched product, their loss a sum.

The pool passes gradient to one window a detector and sequence, and the larger of two strands to
one strand. So a first pass, without gradient, finds these windows, and a second scores them
alone: the gradient of a detector is a sum over a batch's few windows and not over all.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import keras
import numpy as np
from keras import ops

from bindery import architectures
from bindery.layers import PadUnknown, ReverseComplement, ThreeChannels
from bindery.optimizers import PackedSGD

# Rows whose responses fit a processor's cache together.
ROWS_AT_ONCE = 8
STEPS_PER_EXECUTION = 50
# Bytes of noise that are drawn, and handed to Keras, at a time.
NOISE_AT_ONCE = 1 << 26


@dataclass(frozen=True)
class Member:
    """What one member has of its own; see `architectures.deepbind` for all but the rates.

    Attributes:
        learning_rate: of stochastic gradient descent.
        momentum: Nesterov's.
    """

    learning_rate: float = 0.01
    momentum: float = 0.97
    hidden: int = 0
    dropout: float = 0.0
    detector_l1: float = 0.0
    head_l1: float = 0.0
    detector_scale: float = 0.02
    head_scale: float = 0.1

    @property
    def settings(self) -> dict:
        """The arguments of the architecture's `build` among them."""
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in ("learning_rate", "momentum")
        }


@dataclass(frozen=True)
class Shape:
    """What all members of a pack share.

    Attributes:
        architecture: `deepbind`, or another of the same layers.
        window: bases in a sequence.
        detectors: motif detectors of a member.
        width: bases that a detector spans.
        pooling: `max` or `max_average`.
        both_strands: whether the larger score of two strands counts.
        hidden: units of the hidden layer of those members that have one.
        target: `class`, for log-odds, or `intensity`, for a measured value.
    """

    architecture: str
    window: int
    detectors: int = 16
    width: int = 24
    pooling: str = "max"
    both_strands: bool = True
    hidden: int = 32
    target: str = "class"

    @property
    def strands(self) -> int:
        """1 or 2."""
        return 2 if self.both_strands else 1

    @property
    def positions(self) -> int:
        """Windows that a detector sees of one sequence and strand."""
        return self.window + self.width - 1

    @property
    def features(self) -> int:
        """Pooled features of a member."""
        return self.detectors * (2 if self.pooling == "max_average" else 1)

    @property
    def settings(self) -> dict:
        """The arguments of the architecture's `build` among them."""
        names = ("detectors", "width", "pooling", "both_strands")
        return {name: getattr(self, name) for name in names}


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
            optimizer=PackedSGD(self.count),
            steps_per_execution=STEPS_PER_EXECUTION,
        )
        self.optimizer.build(self.trainable_variables)
        self.members: list[Member] = []
        self.start(members, 0)

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

    def start(self, members: Sequence[Member], seed: int) -> None:
        """Give all members new random weights, and their own settings; stop all motion.

        A member's first weights depend on the seed and on its place in the pack alone.
        """
        if len(members) != self.count:
            raise ValueError(f"{len(members)} members, the pack has {self.count}")
        self.members = list(members)
        for member in members:
            if member.hidden not in (0, self.shape.hidden):
                raise ValueError(f"{member.hidden} hidden units, the pack has {self.shape.hidden}")
        columns = {
            field.name: np.array([getattr(member, field.name) for member in members], np.float32)
            for field in fields(Member)
        }
        direct = columns["hidden"] == 0
        generator = np.random.default_rng(seed)
        scales = {
            "detectors": columns["detector_scale"],
            "hidden": columns["head_scale"] * ~direct,
            "hidden_score": columns["head_scale"] * ~direct,
            "direct_score": columns["head_scale"] * direct,
        }
        for name, variable in self.own.items():
            scale = scales.get(name, np.zeros(self.count))
            values = generator.standard_normal(variable.shape)
            variable.assign(values * scale.reshape(-1, *[1] * (values.ndim - 1)))
        self.vectors["direct"].assign(direct.astype(np.float32))
        self.vectors["dropout"].assign(columns["dropout"])
        self.optimizer.set_rates(columns["learning_rate"], columns["momentum"])
        self.decay(False)

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
        generator: np.random.Generator,
        weights: np.ndarray | None = None,
    ) -> None:
        """Train all members, a step on each `batch_size` rows in turn.

        Args:
            codes: uint8, shape (n, window).
            targets: float32, shape (n, 1).
            order: rows in the order of their use, int64, shape (steps * batch_size,).
            generator: of dropout's noise.
            weights: of each row for each member, float32, shape (n, members); a member learns
                nothing from a row of weight 0, such as one of the fold that is held out for it.
        """
        noise_size = self.count * self.shape.features
        rows = max(1, NOISE_AT_ONCE // noise_size // self.batch_size) * self.batch_size
        for first in range(0, len(order), rows):
            index = order[first : first + rows]
            noise = generator.integers(0, 256, (len(index), noise_size), np.uint8)
            self.fit(
                (codes[index], noise),
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
        windows = self._windows(self.bases(self.pad(codes)))
        if training and noise is not None:
            return self._scores_of_winners(windows, self._kept(noise))
        kernel, constant = self._kernel()
        responses = ops.matmul(windows, kernel)
        best = self._by_member(ops.max(responses, 1)) + constant
        features = self._features(best, self._average(responses, constant))
        return ops.max(self._head(features), 1)

    def _windows(self, bases: Any) -> Any:
        """All windows of a detector's width: (rows, positions, 3 * width)."""
        positions = self.shape.positions
        parts = [bases[:, first : first + positions] for first in range(self.shape.width)]
        return ops.concatenate(parts, -1)

    def _kernel(self) -> tuple[Any, Any]:
        """Detectors as one kernel over three channels, and what these leave out.

        Four channels add up to one, so the last one's weights can be taken off all four and added
        to the result: a quarter less to multiply.

        Returns:
            Kernel, shape (3 * width, members * detectors); constants, shape (members, detectors).
        """
        own = self.own["detectors"]
        last = own[:, :, 3:]
        kernel = ops.transpose(own[:, :, :3] - last, (1, 2, 0, 3))
        kernel = ops.reshape(kernel, (3 * self.shape.width, -1))
        return kernel, ops.sum(last, (1, 2)) + self.own["detector_bias"]

    def _by_member(self, values: Any) -> Any:
        """(batch * strands, members * detectors) -> (batch, strands, members, detectors)."""
        return ops.reshape(values, (-1, self.shape.strands, self.count, self.shape.detectors))

    def _average(self, responses: Any, constant: Any) -> Any:
        """Mean over positions of what a detector finds, or None where only the best counts."""
        if self.shape.pooling == "max":
            return None
        found = ops.relu(responses + ops.reshape(constant, (-1,)))
        return self._by_member(ops.mean(found, 1))

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

    def _scores_of_winners(self, windows: Any, kept: Any) -> Any:
        """Scores, (batch, members), with gradient through the windows that decide them alone."""
        kernel, constant = self._kernel()
        if self.shape.pooling == "max":
            best, place = self._winners(ops.stop_gradient(windows), ops.stop_gradient(kernel))
            average = None
        else:
            responses = ops.matmul(windows, kernel)
            best, place = self._best(ops.stop_gradient(responses))
            average = self._average(responses, constant)
        features = self._features(best + constant, average)
        strand = ops.argmax(ops.stop_gradient(self._head(features * kept)), 1)
        chosen = ops.transpose(ops.one_hot(strand, self.shape.strands), (0, 2, 1))[..., None]
        best = self._rescored(windows, kernel, strand, ops.sum(place * chosen, 1)) + constant
        if average is not None:
            average = ops.sum(average * chosen, 1)
        features = self._features(best, average) * kept[:, 0]
        return self._head(features[:, None])[:, 0]

    def _rescored(self, windows: Any, kernel: Any, strand: Any, place: Any) -> Any:
        """Responses of detectors, (batch, members, detectors), at one place each.

        Args:
            windows: (batch * strands, positions, 3 * width).
            kernel: (3 * width, members * detectors).
            strand: (batch, members).
            place: (batch, members, detectors).
        """
        shape = self.shape
        row = ops.arange(ops.shape(strand)[0])[:, None] * shape.strands + ops.cast(strand, "int32")
        index = row[..., None] * shape.positions + ops.cast(place, "int32")
        # Zero, one and a quarter are exact in half the memory.
        table = ops.reshape(ops.cast(windows, "bfloat16"), (-1, 3 * shape.width))
        found = ops.take(table, ops.reshape(index, (-1,)), axis=0)
        found = ops.reshape(found, (-1, self.count, shape.detectors, 3 * shape.width))
        kernel = ops.reshape(kernel, (3 * shape.width, self.count, shape.detectors))
        return ops.sum(ops.cast(found, "float32") * ops.transpose(kernel, (1, 2, 0)), -1)

    def _winners(self, windows: Any, kernel: Any) -> tuple[Any, Any]:
        """The best response of each detector and its position, without gradient.

        A few rows at a time, so that what is computed is compared before it leaves the cache.
        """
        found = []
        for first in range(0, self.batch_size * self.shape.strands, ROWS_AT_ONCE):
            some = windows[first : first + ROWS_AT_ONCE]
            found.append(self._best(ops.matmul(some, kernel)))
        best, place = (ops.concatenate(parts) for parts in zip(*found, strict=True))
        return best, place

    def _best(self, responses: Any) -> tuple[Any, Any]:
        """Largest responses and their positions: (batch, strands, members, detectors) each."""
        best = ops.max(responses, 1)
        position = ops.reshape(ops.arange(self.shape.positions, dtype="float32"), (1, -1, 1))
        place = ops.max(ops.where(responses == best[:, None], position, -1.0), 1)
        return self._by_member(best), self._by_member(place)

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
                self.vectors[rate]
                * ops.sum(ops.abs(self.own[name]), range(1, self.own[name].ndim))
            )
            for name, rate in rates.items()
        )
