"""Random search: draw the settings of a calibration's trials."""

import numpy as np

from bindery.calibration.pack_members import Member
from bindery.study.setting_ranges import RANGES


def _drawn(way: str, limits: list, trial: int, generator: np.random.Generator) -> float:
    drawn = generator.random()
    if way == "alternate":
        return limits[trial % len(limits)]
    if way == "choice":
        return limits[int(drawn * len(limits))]
    low, high = limits
    if way == "logarithm":
        return float(np.exp(np.log(low) + drawn * (np.log(high) - np.log(low))))
    return float(low + drawn**0.5 * (high - low))


def draw_members(count: int, fixed: dict, ranges: dict[str, list], seed: int) -> list[Member]:
    """Draw the settings of all trials, each independently.

    Args:
        count: number of trials.
        fixed: settings that are given and not searched.
        ranges: limits that replace the published ones of `setting_ranges.RANGES`.
        seed: seed of this experiment's and model's calibration.

    Returns:
        Members. Half of them have a hidden layer, unless `fixed` or `ranges` give its units.
    """
    generator = np.random.default_rng(seed)
    members = []
    for trial in range(count):
        drawn = {
            name: _drawn(way, ranges.get(name, limits), trial, generator)
            for name, (way, limits) in RANGES.items()
        }
        known = {name: value for name, value in fixed.items() if name in drawn}
        members.append(Member(**{**drawn, **known}))
    return members
