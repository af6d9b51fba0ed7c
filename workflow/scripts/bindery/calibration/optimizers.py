"""Optimizers with a learning rate and momentum for each member of a pack."""

from typing import Any

import keras
import numpy as np
from keras import ops

from bindery.models.layers import PACKAGE


class Packed(keras.optimizers.Optimizer):
    """Base of packed optimizers: vectors of rates, and moving averages that can be reset.

    The first axis of every variable is the member. Gradients and averages, shape (members, ...),
    are scaled by vectors, float32, shape (members,).
    """

    averages: tuple[str, ...] = ()

    def __init__(self, members: int, **kwargs: Any):
        """Prepare for a number of members, whose rates `set_rates` sets."""
        super().__init__(learning_rate=1.0, **kwargs)
        self.members = members

    def build(self, variables: list) -> None:
        """Create the moving averages of each variable, and the vectors of rates."""
        if self.built:
            return
        super().build(variables)
        self.moving = [
            [self.add_variable_from_reference(variable, name=name) for variable in variables]
            for name in self.averages
        ]
        self.rates, self.momenta = (
            self.add_variable((self.members,), initializer="zeros", name=name)
            for name in ("rates", "momenta")
        )

    def set_rates(self, learning_rate: np.ndarray, momentum: np.ndarray) -> None:
        """Set each member's learning rate and momentum, shape (members,); reset all averages."""
        for variable in [*(own for part in self.moving for own in part), self.iterations]:
            variable.assign(np.zeros(variable.shape, variable.dtype))
        self.rates.assign(learning_rate)
        self.momenta.assign(momentum)

    def _of_members(self, vector: Any, variable: Any) -> Any:
        return ops.reshape(vector, (self.members, *[1] * (len(variable.shape) - 1)))

    def get_config(self) -> dict:
        """The constructor's arguments."""
        return {**super().get_config(), "members": self.members}


@keras.saving.register_keras_serializable(package=PACKAGE)
class PackedSGD(Packed):
    """Nesterov gradient descent as in `keras.optimizers.SGD`, with each member's own rates."""

    averages = ("velocity",)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable: v <- m v - r g, w <- w + m v - r g."""
        velocity = self.moving[0][self._get_variable_index(variable)]
        step = gradient * self._of_members(self.rates, variable)
        momentum = self._of_members(self.momenta, variable)
        moved = velocity * momentum - step
        self.assign(velocity, moved)
        self.assign_add(variable, moved * momentum - step)


@keras.saving.register_keras_serializable(package=PACKAGE)
class PackedAdam(Packed):
    """Adam (Kingma and Ba 2015) as in `keras.optimizers.Adam`, with each member's own rate."""

    averages = ("first_moment", "second_moment")
    beta_1, beta_2, epsilon = 0.9, 0.999, 1e-7

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable by its mean gradient divided by the gradient's root mean square."""
        index = self._get_variable_index(variable)
        first, second = (part[index] for part in self.moving)
        done = ops.cast(self.iterations + 1, "float32")
        correction = ops.sqrt(1 - ops.power(self.beta_2, done)) / (1 - ops.power(self.beta_1, done))
        self.assign_add(first, (gradient - first) * (1 - self.beta_1))
        self.assign_add(second, (ops.square(gradient) - second) * (1 - self.beta_2))
        rate = self._of_members(self.rates, variable) * correction
        self.assign_sub(variable, first * rate / (ops.sqrt(second) + self.epsilon))
