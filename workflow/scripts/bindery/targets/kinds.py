"""What a kind of target is, and which kinds there are.

A kind is one file here and, where its name in `module` finds it, one file in each of `training`
(its loss, rows and k-mer regression), `evaluation` (its measures) and `figures` (its pictures and
words). Standard library only.
"""

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A kind of target.

    Attributes:
        name: as configs have it under `target`.
        module: name of its modules in `training`, `evaluation` and `figures`.
        score: measure of the validation rows that a model may be chosen by, beside its loss.
        measures: columns of metrics.json; models are ranked by the first.
        lowest: the least value that each of these can have.
        gain: columns of the gain in the first over the best baseline, and its interval's ends.
        baselines: those that can be fitted to such targets.
        figures: the pictures of a model's predictions, files without their ending `.svg`.
        binary: whether targets are 0 or 1, so that rows are positives or background.
    """

    name: str
    module: str
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
    """Names of all baselines, those of every kind."""
    return tuple(dict.fromkeys(name for kind in kinds().values() for name in kind.baselines))


def lowest_of(measure: str) -> float:
    """The least value that a measure of any kind can have."""
    return next(
        kind.lowest[kind.measures.index(measure)]
        for kind in kinds().values()
        if measure in kind.measures
    )
