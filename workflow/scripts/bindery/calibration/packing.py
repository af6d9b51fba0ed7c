"""Train many DeepBind models as one.

A model of 16 detectors cannot keep a processor busy, and a calibration trains ninety of them. A
pack holds the weights of all its members in arrays whose first axis is the member. The detectors of
all members are one convolution over a shared batch, their heads one batched product, and the loss
is the sum of their losses.
"""

from collections.abc import Sequence
from dataclasses import fields

import keras
import numpy as np

from bindery.calibration.pack_members import Member, Shape
from bindery.calibration.packed_model import PackedModel
from bindery.data.tensors import Rows
from bindery.models import registry
from bindery.runtime import devices

# Bytes of dropout noise that are drawn, and passed to Keras, at a time.
NOISE_AT_ONCE = 1 << 26
# L1 decay begins after this step, as in DeepBind: earlier it would keep tiny weights at zero.
DECAY_FROM = 100


class Pack(PackedModel):
    """Members with the same shape: train them, then take each out as an ordinary model."""

    def __init__(self, shape: Shape, members: Sequence[Member], batch_size: int = 64):
        """Create a pack of members.

        Args:
            shape: what the members share.
            members: each member's own settings, which `start` and `resume` can replace.
            batch_size: rows of a training step.
        """
        super().__init__(shape, len(members), batch_size)
        self.start(members, range(len(members)))

    def start(self, members: Sequence[Member], seeds: Sequence[int]) -> None:
        """Give all members new settings and new random weights, each from its own seed."""
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
            raise ValueError(f"{len(members)} members for a pack of {self.count}")
        for member in members:
            if member.hidden not in (0, self.shape.hidden):
                raise ValueError(
                    f"{member.hidden} hidden units for a pack with {self.shape.hidden}"
                )
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
        """Weights and optimizer state of each member, from which `resume` continues."""
        arrays = [np.array(variable) for variable in self._moving()]
        return [[array[index] for array in arrays] for index in range(self.count)]

    def resume(
        self, members: Sequence[Member], states: Sequence[list[np.ndarray]], steps: int
    ) -> None:
        """Continue with members from their `states`, in this or another pack of the same shape.

        Args:
            members: the members' settings.
            states: the result of `states`, for each member.
            steps: number of steps that the members were trained already.
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
        callbacks: Sequence[keras.callbacks.Callback] = (),
    ) -> None:
        """Train all members, with one step for each `batch_size` rows.

        Args:
            codes: uint8, shape (n, window).
            targets: float32, shape (n, 1).
            order: row numbers in the order of their use, int64, shape (steps * batch_size,).
            noise: generators of dropout noise, one for each member.
            weights: weight of each row for each member, float32, shape (n, members); a member
                learns nothing from a row of weight 0, such as a row of its held-out fold.
            callbacks: Keras's callbacks, such as one that ends the training.
        """
        features = self.shape.features
        steps = max(1, NOISE_AT_ONCE // (self.count * features * self.batch_size))
        for first in range(0, len(order), steps * self.batch_size):
            index = order[first : first + steps * self.batch_size]
            shape = (len(index), features)
            drawn = [own.integers(0, 256, shape, np.uint8) for own in noise]
            fed = devices.in_order(
                self.batch_size,
                (codes[index], np.concatenate(drawn, axis=1)),
                targets[index],
                None if weights is None else weights[index],
            )
            self.fit(**fed, shuffle=False, verbose=0, callbacks=list(callbacks))

    def scores(self, codes: np.ndarray) -> np.ndarray:
        """All members' scores of codes, uint8, (n, window): float32, (n, members)."""
        return self.predict(**devices.in_order(self.batch_size, codes), verbose=0)

    def member(self, index: int) -> keras.Model:
        """One member as an ordinary model of its architecture, with the same predictions."""
        own = {name: np.array(variable[index]) for name, variable in self.own.items()}
        chosen = self.members[index]
        model = registry.build(
            self.shape.architecture, self.shape.window, **self.shape.settings, **chosen.settings
        )
        weights = [own["detectors"], own["detector_bias"]]
        if chosen.hidden:
            weights += [own["hidden"], own["hidden_bias"], own["hidden_score"][:, None]]
        else:
            weights += [own["direct_score"][:, None]]
        model.set_weights([*weights, own["score_bias"][None]])
        return model


def learn(
    pack: Pack,
    rows: Rows,
    order: np.ndarray,
    before: int,
    noise: list[np.random.Generator],
    weights: np.ndarray | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Train a pack on rows in an order; switch the decay on once enough steps are done.

    Args:
        pack: the pack.
        rows: all rows.
        order: order of their use, see `Pack.learn`.
        before: number of steps that the pack was trained already.
        noise: see `Pack.learn`.
        weights: see `Pack.learn`.
        callbacks: see `Pack.learn`.
    """
    late = max(0, DECAY_FROM - before) * pack.batch_size
    for part, on in ((order[:late], False), (order[late:], True)):
        if len(part):
            pack.decay(on)
            pack.learn(rows.sequences, rows.targets, part, noise, weights, callbacks)
