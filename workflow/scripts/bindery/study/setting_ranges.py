"""The ranges that a calibration searches, and those outside which a setting has no meaning.

Standard library only, see `settings`.
"""

import math
from collections.abc import Callable

# DeepBind's ranges (Alipanahi et al. 2015, supplementary code): setting -> way of drawing, limits.
RANGES: dict[str, tuple[str, list[float]]] = {
    "learning_rate": ("logarithm", [0.0005, 0.05]),
    "momentum": ("root", [0.95, 0.99]),
    "detector_scale": ("logarithm", [1e-7, 1e-3]),
    "detector_l1": ("logarithm", [1e-15, 1e-3]),
    "head_scale": ("logarithm", [1e-5, 1e-2]),
    "head_l1": ("logarithm", [1e-10, 1e-3]),
    "dropout": ("choice", [0.0, 0.0, 0.25, 0.5]),
    "hidden": ("alternate", [0, 32]),
}

# Settings of the package's architectures of which 0 means none.
MAY_BE_NONE = frozenset({"hidden", "local_window", "blocks", "dilated"})


def _limits(setting: str, value: object) -> tuple[Callable[[float], bool], str]:
    """Whether a value is in the range of a setting, and that range in words."""
    if setting.rstrip("s").endswith("dropout"):
        return lambda own: 0 <= own < 1, "a share from 0 to below 1"
    if isinstance(value, int):
        least = 0 if setting in MAY_BE_NONE else 1
        return lambda own: own >= least, f"at least {least}"
    if setting.endswith("_l1"):
        return lambda own: own >= 0, "0 or more"
    return lambda own: own > 0, "more than 0"


def out_of_range(setting: str, value: object, *, of_package: bool) -> str | None:
    """The range of an architecture's setting, in words, if a value is outside it; else None.

    Args:
        setting: its name.
        value: a plain value, or a list of such.
        of_package: whether the architecture is the package's; otherwise only numbers that are not
            finite are outside.
    """
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool) or not isinstance(one, int | float):
            continue
        if not math.isfinite(one):
            return "a finite number"
        is_within, words = _limits(setting, one)
        if of_package and not is_within(one):
            return words
    return None
