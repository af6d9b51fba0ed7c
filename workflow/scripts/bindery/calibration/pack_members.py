"""The settings that each member of a pack has of its own, and those that all share."""

import inspect
from dataclasses import asdict, dataclass

from bindery.models import registry

# The settings of an architecture that a pack's members share.
SHARED = ("detectors", "width", "pooling", "both_strands")


@dataclass(frozen=True)
class Member:
    """A member's own settings; `architectures.deepbind` describes all but the first two.

    Attributes:
        learning_rate: learning rate of the optimizer.
        momentum: Nesterov momentum.
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
        """Those of these values that are arguments of the architecture's `build`."""
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in ("learning_rate", "momentum")
        }


@dataclass(frozen=True)
class Shape:
    """What all members of a pack share.

    Attributes:
        architecture: `deepbind`, or another architecture with the same layers.
        window: bases in a sequence.
        detectors: number of motif detectors of a member.
        width: bases that a detector spans.
        pooling: `max` or `max_average`.
        both_strands: whether the score is the larger one of the two strands.
        hidden: units of the hidden layer of those members that have one; 0 if none has one.
        target: `class`, for log-odds, or `intensity`, for a measured value.
        optimizer: `sgd` or `adam` (which does not use the momentum).
    """

    architecture: str
    window: int
    detectors: int = 16
    width: int = 24
    pooling: str = "max"
    both_strands: bool = True
    hidden: int = 32
    target: str = "class"
    optimizer: str = "sgd"

    @property
    def strands(self) -> int:
        """The number of strands that are read: 1 or 2."""
        return 2 if self.both_strands else 1

    @property
    def features(self) -> int:
        """The number of pooled features of a member."""
        return self.detectors * (2 if self.pooling == "max_average" else 1)

    @property
    def settings(self) -> dict:
        """Those of these values that are arguments of the architecture's `build`."""
        return {name: getattr(self, name) for name in SHARED}


def shape_of(architecture: str, window: int, settings: dict, target: str, optimizer: str) -> Shape:
    """The shape of an architecture's packs; the architecture's defaults fill in `settings`.

    Args:
        architecture: one of `calibration_presets.PACKED`.
        window: bases in a sequence.
        settings: arguments of the architecture's `build`.
        target: `class` or `intensity`.
        optimizer: `sgd` or `adam`.
    """
    defaults = inspect.signature(registry.module(architecture).build).parameters
    shared = {name: settings.get(name, defaults[name].default) for name in SHARED}
    hidden = settings.get("hidden", Shape.hidden)
    return Shape(architecture, window, **shared, hidden=hidden, target=target, optimizer=optimizer)
