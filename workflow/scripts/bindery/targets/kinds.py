"""The description of a kind of target, and all kinds.

A kind is one file in this folder, and one file named `module` in each of `training` (its loss, rows
and k-mer regression), `evaluation` (its measures) and `figures` (its figures and words). Standard
library only.
"""

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A kind of target.

    Attributes:
        name: the value of `target` in a config.
        module: name of its modules in `training`, `evaluation` and `figures`.
        loss: name of the training loss, see `training.losses`.
        score: measure of the validation rows that can choose a model, besides the loss.
        measures: entries of metrics.json; models are ranked by the first one.
        lowest: the least possible value of each measure.
        gain: entries of the gain over the best baseline in the first measure, and its interval.
        baselines: baselines that can be fitted to such targets.
        figures: names of the figures of a model's predictions, without the ending `.svg`.
        binary: whether targets are 0 or 1, so that rows are positives or background.
    """

    name: str
    module: str
    loss: str
    score: str
    measures: tuple[str, ...]
    lowest: tuple[float, ...]
    gain: tuple[str, str, str]
    baselines: tuple[str, ...]
    figures: tuple[str, ...]
    binary: bool


@functools.cache
def kinds() -> dict[str, Kind]:
    """All kinds by their names, in the order of their files."""
    folder = Path(__file__).parent
    stems = sorted(path.stem for path in folder.glob("*.py"))
    modules = [
        importlib.import_module(f"bindery.targets.{stem}")
        for stem in stems
        if stem not in ("__init__", "kinds")
    ]
    return {module.KIND.name: module.KIND for module in modules}


def kind_of(name: str) -> Kind:
    """The kind of a config's `target`."""
    return kinds()[name]


@functools.cache
def baselines() -> tuple[str, ...]:
    """Names of the baselines of all kinds."""
    return tuple(dict.fromkeys(name for kind in kinds().values() for name in kind.baselines))


def lowest_of(measure: str) -> float:
    """The least possible value of a measure of any kind."""
    return next(
        kind.lowest[kind.measures.index(measure)]
        for kind in kinds().values()
        if measure in kind.measures
    )
