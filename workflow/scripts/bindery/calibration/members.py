"""What the members of a pack have of their own, and what they share."""

import inspect
from dataclasses import asdict, dataclass

from bindery.models import registry

# The settings of an architecture that a pack's members share.
SHARED = ("detectors", "width", "pooling", "both_strands")


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
        hidden: units of the hidden layer of those members that have one; 0 where none has.
        target: `class`, for log-odds, or `intensity`, for a measured value.
        optimizer: `sgd` or `adam` (which has no use for a momentum).
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
        """1 or 2."""
        return 2 if self.both_strands else 1

    @property
    def features(self) -> int:
        """Pooled features of a member."""
        return self.detectors * (2 if self.pooling == "max_average" else 1)

    @property
    def settings(self) -> dict:
        """The arguments of the architecture's `build` among them."""
        return {name: getattr(self, name) for name in SHARED}


def shape_of(architecture: str, window: int, settings: dict, target: str, optimizer: str) -> Shape:
    """The shape of packs of an architecture, by its own defaults where `settings` give none.

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
