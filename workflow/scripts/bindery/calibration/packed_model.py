"""Many DeepBind models as one Keras model, whose weights have an axis of members.

The maximum over positions passes gradient to one window for each detector and sequence, and the
larger score of two strands to one strand. A scan without gradient therefore finds these windows and
their responses first. The gradient of a detector is then a sum over these few windows only.
"""

from typing import Any

import keras
from keras import ops

from bindery.calibration import scanning
from bindery.calibration.optimizers import PackedAdam, PackedSGD
from bindery.calibration.pack_members import Shape
from bindery.models.layers import PadUnknown, ReverseComplement, ThreeChannels
from bindery.targets.kinds import kind_of
from bindery.training.losses import member_losses

OPTIMIZERS = {"sgd": PackedSGD, "adam": PackedAdam}
STEPS_PER_EXECUTION = 50


class PackedModel(keras.Model):
    """Members with the same shape as one Keras model.

    Codes, uint8, shape (batch, window) -> scores, float32, shape (batch, members).
    """

    def __init__(self, shape: Shape, count: int, batch_size: int):
        """Create the weights of all members.

        Args:
            shape: what the members share.
            count: number of members.
            batch_size: rows of a training step.
        """
        super().__init__(name="pack")
        self.shape, self.count, self.batch_size = shape, count, batch_size
        self.strand = ReverseComplement()
        self.pad = PadUnknown(shape.width - 1)
        self.bases = ThreeChannels()
        self._make_weights()
        self.compile(
            optimizer=OPTIMIZERS[shape.optimizer](self.count),
            steps_per_execution=STEPS_PER_EXECUTION,
        )
        self.optimizer.build(self.trainable_variables)

    @property
    def jit_compile(self) -> bool:
        """Whether XLA compiles the model: always, or most time goes into moving the responses.

        Keras refuses XLA when TensorFlow must be deterministic, because some operations would not
        be repeatable. This model has none of these.
        """
        return keras.backend.backend() != "torch"

    @jit_compile.setter
    def jit_compile(self, _: Any) -> None:
        pass

    def _make_weights(self) -> None:
        shape, count = self.shape, self.count
        shapes: dict[str, tuple[int, ...]] = {
            "detectors": (shape.width, 4, shape.detectors),
            "detector_bias": (shape.detectors,),
            "direct_score": (shape.features,),
            "score_bias": (),
        }
        if shape.hidden:
            shapes["hidden"] = (shape.features, shape.hidden)
            shapes |= dict.fromkeys(("hidden_bias", "hidden_score"), (shape.hidden,))
        self.own = {
            name: self.add_weight(shape=(count, *own), initializer="zeros", name=name)
            for name, own in shapes.items()
        }
        # A member has either a hidden layer or direct weights to the score. Without a hidden layer
        # its hidden weights are zero, and so are their gradients.
        self.vectors = {
            name: self.add_weight(
                shape=(count,), initializer="zeros", trainable=False, name=f"member_{name}"
            )
            for name in ("direct", "dropout", "detector_l1", "head_l1")
        }
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Scores, shape (batch, members).

        Args:
            inputs: codes, shape (batch, window); in training also noise, uint8, uniform, shape
                (batch, members * features), which decides what dropout drops.
            training: whether to apply dropout and to compute in the way that gradients need.
        """
        shape = self.shape
        codes, noise = inputs if isinstance(inputs, (tuple, list)) else (inputs, None)
        codes = ops.cast(codes, "int32")
        strands = [codes, self.strand(codes)][: shape.strands]
        codes = ops.reshape(ops.stack(strands, 1), (-1, shape.window))
        bases = self.bases(self.pad(codes))
        kernel, constant = scanning.three_channel_kernel(self.own["detectors"])
        constant = constant + self.own["detector_bias"]
        if training and noise is not None:
            return self._scores_of_winners(bases, kernel, constant, self._kept(noise))
        best, average = self._pooled(scanning.responses_of(bases, kernel), constant)
        return ops.max(self._head(self._features(best, average)), 1)

    def _by_member(self, values: Any) -> Any:
        """(batch * strands, members * detectors) -> (batch, strands, members, detectors)."""
        return ops.reshape(values, (-1, self.shape.strands, self.count, self.shape.detectors))

    def _average(self, responses: Any, constant: Any) -> Any:
        """The mean activation over positions, or None if only the maximum is pooled."""
        if self.shape.pooling == "max":
            return None
        found = ops.relu(responses + ops.reshape(constant, (-1,)))
        return self._by_member(ops.mean(found, 1))

    def _pooled(self, responses: Any, constant: Any) -> tuple[Any, Any]:
        """Maximum and mean response, each (batch, strands, members, detectors)."""
        best = self._by_member(ops.max(responses, 1)) + constant
        return best, self._average(responses, constant)

    def _features(self, best: Any, average: Any) -> Any:
        """Features, (batch, strands, members, features), from pooled responses."""
        best = ops.relu(best)
        return best if average is None else ops.concatenate([best, average], -1)

    def _head(self, features: Any) -> Any:
        """Scores, (batch, strands, members), of features, (batch, strands, members, features)."""
        own = self.own
        weights = own["direct_score"] * self.vectors["direct"][:, None]
        score = ops.sum(features * weights, -1) + own["score_bias"]
        if not self.shape.hidden:
            return score
        hidden = ops.einsum("bsmf,mfh->bsmh", features, own["hidden"]) + own["hidden_bias"]
        return score + ops.sum(ops.relu(hidden) * own["hidden_score"], -1)

    def _scores_of_winners(self, bases: Any, kernel: Any, constant: Any, kept: Any) -> Any:
        """Scores, (batch, members), with gradient only through the windows that decide them."""
        steady = ops.stop_gradient
        averaged = self.shape.pooling == "max_average"
        best, position, average = scanning.scan(
            bases,
            kernel if averaged else steady(kernel),
            ops.reshape(constant, (-1,)),
            self.batch_size * self.shape.strands,
            averaged,
        )
        best = self._by_member(best)
        average = self._by_member(average) if averaged else None
        features = self._features(best + constant, average)
        strand = ops.argmax(steady(self._head(features * kept)), 1)
        chosen = ops.transpose(ops.one_hot(strand, self.shape.strands), (0, 2, 1))[..., None]
        position = ops.sum(self._by_member(position) * chosen, 1)
        best = ops.sum(best * chosen, 1)
        row = ops.arange(ops.shape(strand)[0])[:, None] * self.shape.strands
        row = (row + ops.cast(strand, "int32"))[..., None]
        best = scanning.with_gradient(bases, kernel, best, row, position) + constant
        if average is not None:
            average = ops.sum(average * chosen, 1)
        features = self._features(best, average) * kept[:, 0]
        return self._head(features[:, None])[:, 0]

    def _kept(self, noise: Any) -> Any:
        """The dropout mask of a step, scaled to keep the mean; the same for both strands."""
        rate = self.vectors["dropout"][:, None]
        noise = ops.reshape(noise, (-1, 1, self.count, self.shape.features))
        kept = ops.cast(noise, "float32") >= 256 * rate
        return ops.cast(kept, "float32") / (1 - rate)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, **_: Any
    ) -> Any:
        """The sum over members of their weighted mean loss and their decay.

        Args:
            x: unused.
            y: targets, shape (batch, 1).
            y_pred: scores, shape (batch, members).
            sample_weight: shape (batch, members); None weights all rows equally.
        """
        losses = member_losses(kind_of(self.shape.target).loss, y, y_pred)
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
            if name in self.own
        )
