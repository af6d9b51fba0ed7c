"""The penalty of a regression: that with the least loss on rows that are held out."""

import logging
from collections.abc import Callable, Sequence

import numpy as np

logger = logging.getLogger(__name__)

# Of logistic regression: inverse penalties (C), the strongest penalty first.
LOGISTIC = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
# Of ridge regression, the weakest first.
RIDGE = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0)


def least_loss(
    penalties: Sequence[float], loss_of: Callable[[float], float], name: str
) -> tuple[float, float]:
    """The penalty with the least loss, and that loss.

    Penalties are tried in their order until the loss has risen twice: its curve has one minimum,
    and fits of wide windows take minutes with little regularisation.

    Args:
        penalties: penalties to try.
        loss_of: the loss on held-out rows with a penalty.
        name: what the log calls the penalty.
    """
    losses: list[float] = []
    for penalty in penalties:
        losses.append(loss_of(penalty))
        logger.info("%s %g: held-out loss %.4f", name, penalty, losses[-1])
        if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
            break
    best = int(np.argmin(losses))
    return penalties[best], losses[best]
