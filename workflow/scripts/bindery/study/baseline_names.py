"""Names of baselines: a method, and for some the bases that it sees, as in `kmer_logreg_601`.

Standard library only, see `settings`.
"""

import re

from bindery.targets import kinds

# Lengths of the k-mers that a method counts.
KMERS = {"composition": (1, 2, 3), "kmer_logreg": (6,), "kmer_ridge": (6,)}
# Methods of one assay's rows, which those of its own list alone have.
OF_ASSAYS = {"neighbour_mean"}
# Methods that are repeated for each window that a model sees.
WIDENED = ("kmer_logreg", "kmer_ridge")


def pattern() -> str:
    """A regular expression of all names of baselines."""
    alone = [name for name in kinds.baselines() if name not in WIDENED]
    return rf"(?:{'|'.join(alone)}|(?:{'|'.join(WIDENED)})(?:_[1-9][0-9]*)?)"


def of_one_assay() -> set[str]:
    """The baselines that only rows of an assay which lists them have."""
    return set(OF_ASSAYS)


def of_bases(name: str) -> bool:
    """Whether a baseline reads sequences."""
    return name not in OF_ASSAYS


def divided(name: str) -> tuple[str, int | None]:
    """The method of a baseline, and its own window, or None for that of the rows."""
    method, _, window = name.rpartition("_")
    return (method, int(window)) if method in WIDENED and window.isdigit() else (name, None)


def is_baseline(name: str) -> bool:
    """Whether a name is a baseline's."""
    return re.fullmatch(pattern(), name) is not None


def of_windows(methods: list[str], window: int, others: set[int]) -> list[str]:
    """Names of baselines: each method for the rows' window, then wider or narrower ones.

    Args:
        methods: methods, in their order.
        window: bases of a row.
        others: windows of models, and those that the config asks for.
    """
    found = []
    for method in methods:
        found.append(method)
        if method in WIDENED:
            found += [f"{method}_{other}" for other in sorted(others - {window})]
    return found
