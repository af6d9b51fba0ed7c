"""Stochastic gradient descent with a learning rate and a momentum for each member of a pack."""

from typing import Any

import keras
import numpy as np
from keras import ops

from bindery.layers import PACKAGE


@keras.saving.register_keras_serializable(package=PACKAGE)
class PackedSGD(keras.optimizers.Optimizer):
    """Nesterov's accelerated gradient as `keras.optimizers.SGD` has it, a pair of rates a member.

    Every variable's first axis is the member: gradients and velocities, shape (members, ...),
    are scaled by vectors, float32, shape (members,).
    """

    def __init__(self, members: int, name: str = "packed_sgd", **kwargs: Any):
        """Make room for the rates of so many members; `set_rates` gives them."""
        super().__init__(learning_rate=1.0, name=name, **kwargs)
        self.members = members

    def build(self, variables: list) -> None:
        """Make a velocity for each variable, and the vectors of rates."""
        if self.built:
            return
        super().build(variables)
        self.velocities = [
            self.add_variable_from_reference(variable, name="velocity") for variable in variables
        ]
        self.rates, self.momenta = (
            self.add_variable((self.members,), initializer="zeros", name=name)
            for name in ("rates", "momenta")
        )

    def set_rates(self, learning_rate: np.ndarray, momentum: np.ndarray) -> None:
        """Set each member's learning rate and momentum, shape (members,), and stop all motion."""
        for variable in [*self.velocities, self.iterations]:
            variable.assign(np.zeros(variable.shape, variable.dtype))
        self.rates.assign(learning_rate)
        self.momenta.assign(momentum)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one variable: v <- m v - r g, w <- w + m v - r g."""
        velocity = self.velocities[self._get_variable_index(variable)]
        shape = (self.members, *[1] * (len(variable.shape) - 1))
        step = gradient * ops.reshape(self.rates, shape) * ops.cast(learning_rate, "float32")
        momentum = ops.reshape(self.momenta, shape)
        moved = velocity * momentum - step
        self.assign(velocity, moved)
        self.assign_add(variable, moved * momentum - step)

    def get_config(self) -> dict:
        """The constructor's arguments."""
        return {**super().get_config(), "members": self.members}
